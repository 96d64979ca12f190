//! Rows that are created together with their children.

use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;

use super::resources::{
    Account, AccountRead, Currency, Deposit, DepositCreate, DepositFilter, DepositOrder, DepositQuery, Goal,
    GoalQuery, Repositories, repositories,
};

/// A basket, whose items have names and prices.
#[derive(FinResource, Debug, Clone, PartialEq)]
#[fin(tenant, children("Item", "Label"))]
struct Basket {
    #[fin(unique, length(max = 10))]
    name: String,
}

/// An item of a basket.
#[derive(FinResource, Debug, Clone, PartialEq)]
#[fin(tenant, unique("basket_id", "name"), check(price >= 0), validate = check)]
struct Item {
    #[fin(belongs_to = "Basket")]
    basket_id: Uuid,
    #[fin(length(max = 5))]
    name: String,
    #[fin(decimal(precision = 8, scale = 2))]
    price: Decimal,
}

/// A label of a basket.
#[derive(FinResource, Debug, Clone, PartialEq)]
#[fin(tenant)]
struct Label {
    #[fin(belongs_to = "Basket")]
    basket_id: Uuid,
    text: String,
}

fn check(input: Input<'_, Item>) -> Result<(), Error> {
    match input {
        Input::Create(create) if create.name == "bad" => Err(Error::invalid("name", "must not be bad")),
        _ => Ok(()),
    }
}

fn basket(name: &str) -> BasketCreate {
    BasketCreate { name: name.to_owned() }
}

/// The creation of items with names and prices.
fn items<const N: usize>(items: [(&'static str, Decimal); N]) -> fin_infra::NewChildren<Basket, Item> {
    Basket::items().create(move |basket_id| {
        items.map(|(name, price)| ItemCreate { basket_id, name: name.to_owned(), price })
    })
}

fn baskets() -> (BasketRepository, ItemRepository) {
    let tenant = Uuid::now_v7();
    (Basket::repository().tenant(tenant), Item::repository().tenant(tenant))
}

async fn counts(db: &Db, (baskets, items): &(BasketRepository, ItemRepository)) -> (u64, u64) {
    (baskets.count(db, BasketQuery::new()).await.unwrap(), items.count(db, ItemQuery::new()).await.unwrap())
}

on_each_store!(
    [Basket, Item] a_row_is_created_with_its_children,
    [Basket, Item, Label] several_kinds_of_children_are_a_tuple,
    [Basket, Item] an_error_has_the_path_of_its_field_and_nothing_is_created,
    [Basket, Item] a_conflict_among_children_creates_nothing,
    [Basket, Item] a_conflict_of_the_row_creates_nothing,
    [Basket, Item] a_child_of_another_row_is_an_error,
    [Currency, Account, Goal, Deposit] a_reference_of_a_child_to_another_tenants_row_is_an_error,
    [Basket, Item] in_a_transaction_only_the_call_is_undone,
    [Currency, Account, Goal, Deposit] a_relation_that_selects_creates_nothing,
);

async fn a_row_is_created_with_its_children(db: &Db) {
    let all = baskets();
    let made = all
        .0
        .create_with(db, basket("fruit"), items([("apple", dec!(1.5)), ("pear", dec!(2))]))
        .await
        .unwrap();
    assert_eq!(made.related.iter().map(|item| item.name.as_str()).collect::<Vec<_>>(), ["apple", "pear"]);
    assert!(made.related.iter().all(|item| item.basket_id == made.id && item.tenant_id == made.tenant_id));
    let loaded = all.0.load(db, [all.0.get(db, made.id).await.unwrap()], Basket::items()).await.unwrap();
    assert_eq!(loaded, [made], "as they are read");
    let empty = all.0.create_with(db, basket("empty"), items([])).await.unwrap();
    assert!(empty.related.is_empty());
    assert_eq!(counts(db, &all).await, (2, 2));
}

async fn several_kinds_of_children_are_a_tuple(db: &Db) {
    let all = baskets();
    let labels = Basket::labels().create(|basket_id| [LabelCreate { basket_id, text: "new".to_owned() }]);
    let made = all.0.create_with(db, basket("fruit"), (items([("apple", dec!(1))]), labels)).await.unwrap();
    let (items, labels) = &made.related;
    assert_eq!((items[0].name.as_str(), labels[0].text.as_str()), ("apple", "new"));
}

async fn an_error_has_the_path_of_its_field_and_nothing_is_created(db: &Db) {
    let all = baskets();
    let create = async |name: &str, new| {
        let error = all.0.create_with(db, basket(name), new).await.unwrap_err();
        assert!(error.is_invalid());
        error.to_string()
    };
    let long =
        create("fruit", items([("apple", dec!(1)), ("pear", dec!(0.001)), ("grapes", dec!(0.001))])).await;
    assert_eq!(long, "baskets: items[1].price: must have at most 2 decimal places");
    let both = create("fruit", items([("grapes", dec!(0.001)), ("pear", dec!(1))])).await;
    assert!(both.contains("items[0].name") && both.contains("items[0].price"), "{both}");
    let rejected = create("fruit", items([("pear", dec!(1)), ("apple", dec!(1)), ("bad", dec!(1))])).await;
    assert_eq!(rejected, "baskets: items[2].name: must not be bad");
    let rule = create("fruit", items([("pear", dec!(1)), ("apple", dec!(-1))])).await;
    assert!(rule.starts_with("baskets: items[1]: ") && !rule.contains("row"), "{rule}");
    let own = create("more than ten", items([("pear", dec!(1))])).await;
    assert!(own.starts_with("baskets: name: "), "{own}");
    assert_eq!(counts(db, &all).await, (0, 0));
}

async fn a_conflict_among_children_creates_nothing(db: &Db) {
    let all = baskets();
    let twice = items([("pear", dec!(1)), ("pear", dec!(2))]);
    let error = all.0.create_with(db, basket("fruit"), twice).await.unwrap_err();
    assert!(error.is_conflict());
    assert_eq!(error.fields().collect::<Vec<_>>(), ["items.basket_id", "items.name"]);
    assert_eq!((error.resource(), counts(db, &all).await), (Some("baskets"), (0, 0)));
}

async fn a_conflict_of_the_row_creates_nothing(db: &Db) {
    let all = baskets();
    all.0.create(db, basket("fruit")).await.unwrap();
    let error = all.0.create_with(db, basket("fruit"), items([("pear", dec!(1))])).await.unwrap_err();
    assert!(error.is_conflict() && error.fields().eq(["name"]));
    assert_eq!(counts(db, &all).await, (1, 0));
}

async fn a_child_of_another_row_is_an_error(db: &Db) {
    let all = baskets();
    let other = all.0.create(db, basket("other")).await.unwrap().id;
    let stray = Basket::items().create(move |basket_id| {
        [basket_id, other].map(|basket_id| ItemCreate { basket_id, name: "pear".to_owned(), price: dec!(1) })
    });
    let error = all.0.create_with(db, basket("fruit"), stray).await.unwrap_err();
    let reason = "must be the id of the row that is created with it";
    assert_eq!(error.to_string(), format!("baskets: items[1].basket_id: {reason}"));
    assert_eq!(counts(db, &all).await, (1, 0));
}

/// A deposit from an account.
fn deposit(account: &AccountRead) -> fin_infra::NewChildren<Goal, Deposit> {
    let account_id = account.id;
    Goal::deposits().create(move |goal_id| {
        [DepositCreate { goal_id, account_id, amount: 1, name: String::new(), note: None }]
    })
}

async fn a_reference_of_a_child_to_another_tenants_row_is_an_error(db: &Db) {
    let (ours, theirs) = (repositories(), repositories());
    let [account, foreign] = [ours.account(db, "ours").await, theirs.account(db, "theirs").await];
    let error = ours.goals.create_with(db, Goal::named("boat"), deposit(&foreign)).await.unwrap_err();
    assert!(error.is_foreign_key());
    assert_eq!(error.fields().collect::<Vec<_>>(), ["deposits.account_id"]);
    assert_eq!(ours.goals.count(db, GoalQuery::new()).await.unwrap(), 0);
    ours.goals.create_with(db, Goal::named("boat"), deposit(&account)).await.unwrap();
    assert_eq!(ours.deposits.count(db, DepositQuery::new()).await.unwrap(), 1);
    assert_eq!(theirs.deposits.count(db, DepositQuery::new()).await.unwrap(), 0);
}

async fn in_a_transaction_only_the_call_is_undone(db: &Db) {
    let all = baskets();
    let done = db.transaction(async |tx| {
        let twice = items([("pear", dec!(1)), ("pear", dec!(2))]);
        assert!(all.0.create_with(&tx, basket("a"), twice).await.unwrap_err().is_conflict());
        let long = items([("pear", dec!(0.001))]);
        assert!(all.0.create_with(&tx, basket("b"), long).await.unwrap_err().is_invalid());
        let point = tx.savepoint().await?;
        all.0.create_with(&point, basket("c"), items([("pear", dec!(1))])).await?;
        point.release().await?;
        all.0.create_with(&tx, basket("d"), items([("pear", dec!(1))])).await.map(drop)
    });
    done.await.unwrap();
    assert_eq!(counts(db, &all).await, (2, 2));
    let mut transaction = db.begin().await.unwrap();
    all.0.create_with(&mut transaction, basket("e"), items([("pear", dec!(1))])).await.unwrap();
    transaction.rollback().await.unwrap();
    assert_eq!(counts(db, &all).await, (2, 2));
}

async fn a_relation_that_selects_creates_nothing(db: &Db) {
    let all: Repositories = repositories();
    let account_id = all.account(db, "main").await.id;
    for relation in [
        Goal::deposits().limit(1),
        Goal::deposits().search("a"),
        Goal::deposits().filter(DepositFilter::new()),
        Goal::deposits().order_by(DepositOrder::Amount.asc()),
        Goal::deposits().include_deleted(),
    ] {
        let new = relation.create(move |goal_id| {
            [DepositCreate { goal_id, account_id, amount: 1, name: String::new(), note: None }]
        });
        let error = all.goals.create_with(db, Goal::named("boat"), new).await.unwrap_err();
        let reason = "a relation with a filter, an order or a limit creates no rows";
        assert_eq!(error.to_string(), format!("goals: deposits: {reason}"));
    }
    assert_eq!(all.goals.count(db, GoalQuery::new()).await.unwrap(), 0);
}
