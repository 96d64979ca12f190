//! Related rows that are loaded together, on several levels.

mod across_tenants;
mod created;
mod limits;
mod many_to_many;
mod missing;
mod planted;
mod resources;

use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;

use self::resources::{
    Account, Currency, Deposit, DepositFilter, DepositOrder, DepositRead, Goal, GoalRead, Note, NoteCreate,
    Rate, Repositories, Step, repositories,
};

fn amounts<'a>(rows: impl IntoIterator<Item = &'a DepositRead>) -> Vec<i32> {
    rows.into_iter().map(|row| row.amount).collect()
}

on_each_store!(
    [Currency, Account, Goal, Deposit] children_come_with_each_parent_in_the_order_of_the_parents,
    [Currency, Account, Goal, Deposit] children_are_filtered_searched_and_ordered,
    [Currency, Account, Goal, Deposit] each_parent_has_as_many_children_as_the_limit,
    [Currency, Account, Goal, Deposit] a_limit_applies_to_the_children_that_match,
    [Currency, Account, Goal, Deposit] a_row_comes_with_the_row_that_it_refers_to,
    [Currency, Account, Goal, Deposit, Note] several_levels_up_and_down_are_loaded_at_once,
    [Currency, Account, Goal, Deposit, Note] several_relations_of_a_level_are_a_tuple,
    [Currency, Account, Goal, Deposit] a_row_may_be_given_twice,
    [Step] relations_of_a_kind_of_rows_to_itself_are_loaded,
    [Currency, Account, Goal, Deposit] no_rows_have_nothing_related,
    [Currency, Account, Goal, Deposit] more_rows_than_one_statement_takes_are_all_loaded,
    [Currency, Account, Goal, Deposit] a_transaction_sees_its_own_related_rows,
    [Currency, Rate] rows_without_tenants_are_loaded,
);

async fn children_come_with_each_parent_in_the_order_of_the_parents(db: &Db) {
    let all = repositories();
    let account = all.account(db, "main").await;
    let [boat, car, none] =
        [all.goal(db, "boat").await, all.goal(db, "car").await, all.goal(db, "none").await];
    for (goal, amount) in [(&boat, 3), (&car, 9), (&boat, 1), (&boat, 2)] {
        all.deposit(db, goal, &account, amount).await;
    }
    let loaded = all.goals.load(db, [car, none, boat], Goal::deposits()).await.unwrap();
    let found: Vec<_> = loaded.iter().map(|goal| (goal.name.as_str(), amounts(&goal.related))).collect();
    assert_eq!(found, [("car", vec![9]), ("none", vec![]), ("boat", vec![3, 1, 2])], "the oldest first");
}

async fn children_are_filtered_searched_and_ordered(db: &Db) {
    let all = repositories();
    let account = all.account(db, "main").await;
    let boat = all.goal(db, "boat").await;
    for amount in [3, 9, 1, 9, 2] {
        all.deposit(db, &boat, &account, amount).await;
    }
    let above = |amount| DepositFilter::new().amount(Condition::gt(amount));
    let largest_first = Goal::deposits().filter(above(1)).order_by(DepositOrder::Amount.desc());
    let load = async |relation| {
        let loaded = all.goals.load(db, [boat.clone()], relation).await.unwrap();
        amounts(&loaded[0].related)
    };
    assert_eq!(load(largest_first.clone()).await, [9, 9, 3, 2]);
    assert_eq!(
        load(largest_first.clone().filter(DepositFilter::new().amount(Condition::lt(9)))).await,
        [3, 2]
    );
    assert!(load(largest_first.clone().search("nothing")).await.is_empty());
    assert_eq!(load(largest_first.search("DEPOSIT 9")).await, [9, 9]);
    let newest_of_equals = DepositOrder::Amount.desc().then_by(DepositOrder::CreatedAt.desc());
    let loaded =
        all.goals.load(db, [boat.clone()], Goal::deposits().order_by(newest_of_equals)).await.unwrap();
    let [first, second, ..] = &loaded[0].related[..] else { panic!("two") };
    assert!(first.amount == 9 && second.amount == 9 && first.id > second.id);
}

async fn each_parent_has_as_many_children_as_the_limit(db: &Db) {
    let all = repositories();
    let account = all.account(db, "main").await;
    let [boat, car] = [all.goal(db, "boat").await, all.goal(db, "car").await];
    for amount in [4, 2, 9, 7] {
        all.deposit(db, &boat, &account, amount).await;
        all.deposit(db, &car, &account, amount * 10).await;
    }
    all.deposit(db, &car, &account, 5).await;
    let load = async |relation| {
        let loaded = all.goals.load(db, [boat.clone(), car.clone()], relation).await.unwrap();
        loaded.iter().map(|goal| amounts(&goal.related)).collect::<Vec<_>>()
    };
    let largest = || Goal::deposits().order_by(DepositOrder::Amount.desc());
    assert_eq!(load(largest().limit(2)).await, [[9, 7], [90, 70]]);
    assert_eq!(load(largest().limit(1)).await, [[9], [90]]);
    assert_eq!(load(Goal::deposits().limit(2)).await, [[4, 2], [40, 20]], "the oldest first");
    assert_eq!(load(largest().limit(5)).await, [vec![9, 7, 4, 2], vec![90, 70, 40, 20, 5]]);
    let smallest = Goal::deposits().order_by(DepositOrder::Note.asc().then_by(DepositOrder::Amount.asc()));
    assert_eq!(load(smallest.limit(3)).await, [[2, 4, 7], [5, 20, 40]], "all notes are null");
}

async fn a_limit_applies_to_the_children_that_match(db: &Db) {
    let all = repositories();
    let account = all.account(db, "main").await;
    let boat = all.goal(db, "boat").await;
    let mut rows = Vec::new();
    for amount in [1, 2, 3, 4] {
        rows.push(all.deposit(db, &boat, &account, amount).await);
    }
    all.deposits.delete(db, rows[3].id).await.unwrap();
    let largest = Goal::deposits().order_by(DepositOrder::Amount.desc()).limit(1);
    let load = async |relation| {
        let loaded = all.goals.load(db, [boat.clone()], relation).await.unwrap();
        amounts(&loaded[0].related)
    };
    assert_eq!(load(largest.clone()).await, [3], "a deleted row does not take the place of a live one");
    assert_eq!(load(largest.clone().include_deleted()).await, [4]);
    let below = DepositFilter::new().amount(Condition::lt(3));
    assert_eq!(load(largest.filter(below)).await, [2]);
}

async fn a_row_comes_with_the_row_that_it_refers_to(db: &Db) {
    let all = repositories();
    let [main, other] = [all.account(db, "main").await, all.account(db, "other").await];
    let boat = all.goal(db, "boat").await;
    let rows = [
        all.deposit(db, &boat, &main, 1).await,
        all.deposit(db, &boat, &other, 2).await,
        all.deposit(db, &boat, &main, 3).await,
    ];
    let loaded = all.deposits.load(db, rows, Deposit::account()).await.unwrap();
    let names: Vec<_> =
        loaded.iter().map(|deposit| (deposit.amount, deposit.related.name.as_str())).collect();
    assert_eq!(names, [(1, "main"), (2, "other"), (3, "main")]);
}

async fn several_levels_up_and_down_are_loaded_at_once(db: &Db) {
    let all = repositories();
    let account = all.account(db, "main").await;
    let [boat, car] = [all.goal(db, "boat").await, all.goal(db, "car").await];
    for (goal, amount) in [(&boat, 1), (&car, 2), (&boat, 3)] {
        let deposit = all.deposit(db, goal, &account, amount).await;
        for text in ["a", "b"] {
            let note = NoteCreate { deposit_id: deposit.id, text: format!("{amount}{text}") };
            all.notes.create(db, note).await.unwrap();
        }
    }
    // Down, up and up again; the account has the currency of everybody.
    let up = Goal::deposits().with(Deposit::account().with(Account::currency()));
    let loaded = all.goals.load(db, [boat.clone(), car], up).await.unwrap();
    let deposits = &loaded[0].related;
    assert_eq!(deposits.iter().map(|deposit| deposit.amount).collect::<Vec<_>>(), [1, 3]);
    assert!(deposits.iter().all(|deposit| deposit.related.related.code == "EUR"));
    assert_eq!(loaded[1].related[0].related.name, "main");

    // Down, down and up again: each note with the deposit that it came from.
    let down = Goal::deposits().with(Deposit::notes().with(Note::deposit()));
    let loaded = all.goals.load(db, [boat], down).await.unwrap();
    for deposit in &loaded[0].related {
        let texts: Vec<_> = deposit.related.iter().map(|note| note.text.clone()).collect();
        assert_eq!(texts, [format!("{}a", deposit.amount), format!("{}b", deposit.amount)]);
        let of_notes = deposit.related.iter().filter_map(|note| note.related.as_ref());
        assert_eq!(amounts(of_notes), [deposit.amount; 2]);
    }
}

async fn several_relations_of_a_level_are_a_tuple(db: &Db) {
    let all = repositories();
    let account = all.account(db, "main").await;
    let boat = all.goal(db, "boat").await;
    let deposit = all.deposit(db, &boat, &account, 7).await;
    all.notes.create(db, NoteCreate { deposit_id: deposit.id, text: "salary".to_owned() }).await.unwrap();
    let relations = (Deposit::account(), Deposit::goal(), Deposit::notes().limit(1));
    let loaded = all.deposits.load(db, [deposit], relations).await.unwrap();
    let (account, goal, notes) = &loaded[0].related;
    assert_eq!((account.name.as_str(), notes[0].text.as_str()), ("main", "salary"));
    assert_eq!(goal.as_ref().map(|goal| goal.name.as_str()), Some("boat"));
}

async fn a_row_may_be_given_twice(db: &Db) {
    let all = repositories();
    let account = all.account(db, "main").await;
    let boat = all.goal(db, "boat").await;
    all.deposit(db, &boat, &account, 1).await;
    let loaded = all.goals.load(db, [boat.clone(), boat], Goal::deposits()).await.unwrap();
    assert_eq!(loaded[0], loaded[1]);
    assert_eq!(amounts(&loaded[1].related), [1]);
}

async fn relations_of_a_kind_of_rows_to_itself_are_loaded(db: &Db) {
    let steps = Step::repository().tenant(Uuid::now_v7());
    let root = steps.create(db, Step::named("root", None)).await.unwrap();
    let mut leaves = Vec::new();
    for name in ["a", "b", "c"] {
        leaves.push(steps.create(db, Step::named(name, Some(root.id))).await.unwrap());
    }
    let loaded = steps.load(db, [root.clone()], Step::steps().limit(2).with(Step::parent())).await.unwrap();
    let names: Vec<_> = loaded[0].related.iter().map(|step| step.name.as_str()).collect();
    assert_eq!(names, ["a", "b"]);
    assert_eq!(loaded[0].related[1].related.as_ref().map(|parent| parent.name.as_str()), Some("root"));
    let parents = steps.load(db, [root, leaves.remove(2)], Step::parent()).await.unwrap();
    assert_eq!(parents[0].related, None);
    assert_eq!(parents[1].related.as_ref().map(|parent| parent.name.as_str()), Some("root"));
}

async fn no_rows_have_nothing_related(db: &Db) {
    let all = repositories();
    assert!(all.goals.load(db, [], Goal::deposits().with(Deposit::account())).await.unwrap().is_empty());
    let boat = all.goal(db, "boat").await;
    let loaded = all.goals.load(db, [boat], Goal::deposits().with(Deposit::account())).await.unwrap();
    assert!(loaded[0].related.is_empty());
}

async fn more_rows_than_one_statement_takes_are_all_loaded(db: &Db) {
    let all = repositories();
    let account = all.account(db, "main").await;
    let names = (0..2_203).map(|number| Goal::named(&number.to_string()));
    let goals: Vec<GoalRead> = all.goals.create_many(db, names).await.unwrap();
    let numbered = goals.iter().zip(0..);
    let creates = numbered.map(|(goal, number)| Deposit::of(goal, &account, number));
    all.deposits.create_many(db, creates.collect::<Vec<_>>()).await.unwrap();
    for relation in [Goal::deposits(), Goal::deposits().limit(1)] {
        let loaded = all.goals.load(db, goals.clone(), relation.with(Deposit::goal())).await.unwrap();
        assert_eq!(loaded.len(), 2_203);
        for (goal, number) in loaded.iter().zip(0..) {
            let [deposit] = &goal.related[..] else { panic!("one deposit") };
            assert_eq!((deposit.amount, deposit.related.as_ref()), (number, Some(&goal.row)));
        }
    }
}

async fn a_transaction_sees_its_own_related_rows(db: &Db) {
    let all = repositories();
    let Repositories { goals, .. } = &all;
    let account = all.account(db, "main").await;
    let boat = all.goal(db, "boat").await;
    let mut transaction = db.begin().await.unwrap();
    all.deposits.create(&mut transaction, Deposit::of(&boat, &account, 1)).await.unwrap();
    let relation = Goal::deposits().with(Deposit::account());
    let loaded = goals.load(&mut transaction, [boat.clone()], relation).await.unwrap();
    assert_eq!(loaded[0].related[0].related.name, "main");
    transaction.rollback().await.unwrap();
    let loaded = goals.load(db, [boat], Goal::deposits()).await.unwrap();
    assert!(loaded[0].related.is_empty());
}

async fn rows_without_tenants_are_loaded(db: &Db) {
    let (currencies, rates) = (Currency::repository(), Rate::repository());
    let euro = Currency::create_euro(db).await;
    for value in [1, 2] {
        rates.create(db, Rate::of("EUR", value)).await.unwrap();
    }
    let loaded = currencies.load(db, [euro], Currency::rates().with(Rate::currency())).await.unwrap();
    let rates = &loaded[0].related;
    assert_eq!(
        rates.iter().map(|rate| (rate.value, rate.related.code.as_str())).collect::<Vec<_>>(),
        [(1, "EUR"), (2, "EUR")]
    );
}
