//! Whose rows an aggregate is about. What it computes is in `tests/aggregates`.

use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;

#[derive(FinResource, Debug, Clone)]
#[fin(tenant, soft_delete, children("Deposit"))]
struct Goal {
    name: String,
}

#[derive(FinResource, Debug, Clone)]
#[fin(tenant, soft_delete)]
struct Deposit {
    #[fin(belongs_to = "Goal")]
    goal_id: Option<Uuid>,
    #[fin(group, count_distinct)]
    kind: String,
    #[fin(sum, max, decimal(precision = 18, scale = 2))]
    amount: Decimal,
}

on_each_store!(
    [Goal, Deposit] an_aggregate_is_of_the_live_rows_of_a_tenant,
    [Goal, Deposit] the_children_of_many_parents_are_added_up_at_once,
    [Goal, Deposit] the_children_of_a_parent_are_no_groups,
    [Goal, Deposit] an_operator_adds_up_the_live_rows_of_all_tenants,
);

/// A tenant with goals that have these amounts.
async fn saved(db: &Db, amounts: &[&[i64]]) -> (GoalRepository, DepositRepository, Vec<Uuid>) {
    let tenant = Uuid::now_v7();
    let (goals, deposits) = (Goal::repository().tenant(tenant), Deposit::repository().tenant(tenant));
    let mut ids = Vec::new();
    for amounts in amounts {
        let goal = goals.create(db, GoalCreate { name: "Boat".to_owned() }).await.unwrap();
        for &amount in *amounts {
            let deposit =
                DepositCreate { goal_id: Some(goal.id), kind: "cash".to_owned(), amount: amount.into() };
            deposits.create(db, deposit).await.unwrap();
        }
        ids.push(goal.id);
    }
    (goals, deposits, ids)
}

async fn an_aggregate_is_of_the_live_rows_of_a_tenant(db: &Db) {
    let (_, mine, _) = saved(db, &[&[1, 2, 4]]).await;
    let (_, theirs, _) = saved(db, &[&[1_000]]).await;
    let all = mine.list(db, DepositQuery::new()).await.unwrap();
    mine.delete(db, all.items[2].id).await.unwrap();
    let asked = || DepositAggregate::new().by_kind().sum_amount().count().max_amount().count_distinct_kind();
    let row = ("cash".to_owned(), dec!(3.00), 2, Some(dec!(2)), 1);
    assert_eq!(mine.aggregate(db, asked()).await.unwrap(), [row]);
    let row = ("cash".to_owned(), dec!(1000.00), 1, Some(dec!(1000)), 1);
    assert_eq!(theirs.aggregate(db, asked()).await.unwrap(), [row]);
}

async fn the_children_of_many_parents_are_added_up_at_once(db: &Db) {
    let (goals, deposits, ids) = saved(db, &[&[1, 2], &[], &[5]]).await;
    let (_, _, others) = saved(db, &[&[1_000]]).await;
    let nobodys = DepositCreate { goal_id: None, kind: "cash".to_owned(), amount: dec!(70) };
    deposits.create(db, nobodys).await.unwrap();
    let asked = [ids[0], ids[1], ids[2], others[0]];
    let sum = || DepositAggregate::new().sum_amount().count().max_amount();
    let sums = goals.deposits_sum_of(db, &asked, sum()).await.unwrap();
    assert_eq!(sums.len(), 4);
    assert_eq!(sums[&ids[0]], (dec!(3.00), 2, Some(dec!(2))));
    assert_eq!(sums[&ids[2]], (dec!(5.00), 1, Some(dec!(5))));
    for none in [ids[1], others[0]] {
        assert_eq!(sums[&none], (dec!(0.00), 0, None));
        assert_eq!(sums[&none].0.to_string(), "0.00");
    }
    // More parents than one statement has.
    let many: Vec<_> = (0..1_200).map(|_| Uuid::now_v7()).chain(asked).collect();
    let sums = goals.deposits_sum_of(db, &many, sum()).await.unwrap();
    assert_eq!((sums.len(), sums[&ids[2]].1), (1_204, 1));
    let too_many = vec![ids[0]; 10_001];
    let error = goals.deposits_sum_of(db, &too_many, sum()).await.unwrap_err();
    assert_eq!(error.to_string(), "id: takes at most 10,000 ids");
}

async fn the_children_of_a_parent_are_no_groups(db: &Db) {
    let (goals, _, ids) = saved(db, &[&[1]]).await;
    let new = || DepositAggregate::new().sum_amount();
    for asked in
        [new().having_count(1), new().page_size(1), new().order_by(DepositAggregateOrder::Count.asc())]
    {
        let error = goals.deposits_sum_of(db, &ids, asked).await.unwrap_err();
        assert!(
            error.is_invalid() && error.to_string().contains("is of all children of each parent"),
            "{error}"
        );
    }
    assert!(goals.deposits_sum_of(db, &ids, new().by_kind()).await.unwrap_err().is_invalid());
}

async fn an_operator_adds_up_the_live_rows_of_all_tenants(db: &Db) {
    let (_, deposits, _) = saved(db, &[&[1, 2]]).await;
    saved(db, &[&[4]]).await;
    let first = deposits.list(db, DepositQuery::new()).await.unwrap().items[0].id;
    deposits.delete(db, first).await.unwrap();
    let everyone = Deposit::repository().all_tenants();
    let rows = everyone.aggregate(db, DepositAggregate::new().sum_amount().count()).await.unwrap();
    assert_eq!(rows, [(dec!(6.00), 2)]);
}
