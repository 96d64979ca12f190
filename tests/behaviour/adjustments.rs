//! An adjustment adds an amount to a number, exactly or not at all.

use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;

use crate::support::{decimal, fields, tick};

/// An account of a tenant.
#[derive(FinResource, Debug, Clone)]
#[fin(
    tenant,
    soft_delete,
    version,
    filter("balance"),
    check(balance >= -100),
    validate = limit_amounts
)]
struct Account {
    #[fin(unique)]
    name: String,
    #[fin(adjust, readonly, default, decimal(precision = 18, scale = 2))]
    balance: Decimal,
    #[fin(adjust, default)]
    bookings: u32,
}

/// A hook that sees the amounts.
fn limit_amounts(input: Input<'_, Account>) -> Result<(), Error> {
    match input {
        Input::Adjust(AccountAdjust { balance: Some(amount), .. }) if *amount == dec!(666) => {
            Err(Error::invalid("balance", "must not change by 666"))
        }
        Input::Adjust(adjust) => {
            adjust.bookings.get_or_insert(1);
            Ok(())
        }
        Input::Create(_) | Input::Update(_) => Ok(()),
    }
}

/// A counter without tenants, versions and timestamps, whose value is taken at most once.
#[derive(FinResource, Debug, Clone)]
#[fin(timestamps = false, update = false)]
struct Counter {
    #[fin(adjust, unique, column = "amount")]
    r#type: i64,
}

fn accounts() -> AccountRepository {
    Account::repository().tenant(Uuid::now_v7())
}

async fn account(db: &Db, accounts: &AccountRepository, balance: Decimal) -> AccountRead {
    let create = AccountCreate { balance, ..AccountCreate::new(Uuid::now_v7().to_string()) };
    accounts.create(db, create).await.unwrap()
}

fn balance(amount: Decimal) -> AccountAdjust {
    AccountAdjust::new().balance(amount)
}

on_each_store!(
    [Account] an_amount_is_added_and_the_row_is_returned,
    [Account] a_version_may_be_given_and_need_not_be,
    [Account] only_a_live_row_of_the_tenant_is_adjusted,
    [Account] a_sum_that_breaks_a_rule_changes_nothing,
    [Account] a_sum_out_of_range_changes_nothing_and_names_each_column,
    [Account] an_amount_with_too_many_places_is_refused,
    [Account] a_hook_sees_and_changes_the_amounts,
    [Account, Counter] an_adjustment_without_amounts_changes_nothing,
    [Account] a_readonly_column_is_kept_by_an_upsert,
    [Account] a_transaction_stays_open_after_a_sum_out_of_range,
    [Account] a_transaction_ends_with_a_broken_rule,
    [Counter] a_sum_can_be_taken,
);

async fn an_amount_is_added_and_the_row_is_returned(db: &Db) {
    let accounts = accounts();
    let before = account(db, &accounts, decimal("0.10")).await;
    tick();
    let after = accounts.adjust(db, before.id, balance(decimal("0.2")).bookings(5)).await.unwrap();
    assert_eq!((after.balance.to_string(), after.bookings, after.version), ("0.30".to_owned(), 5, 2));
    assert!(after.updated_at > before.updated_at);
    assert_eq!(accounts.get(db, before.id).await.unwrap(), after);
    let after = accounts.adjust(db, before.id, AccountAdjust::new().bookings(-4)).await.unwrap();
    assert_eq!((after.balance, after.bookings, after.version), (decimal("0.30"), 1, 3));
}

async fn a_version_may_be_given_and_need_not_be(db: &Db) {
    let accounts = accounts();
    let row = account(db, &accounts, dec!(1)).await;
    let row = accounts.adjust(db, (row.id, 1), balance(dec!(1))).await.unwrap();
    assert_eq!((row.balance, row.version), (dec!(2.00), 2));
    for stale in [1, 3, 0, i64::MIN] {
        let error = accounts.adjust(db, (row.id, stale), balance(dec!(1))).await.unwrap_err();
        assert!(error.is_stale_version(), "{error}");
    }
    let unchanged = accounts.adjust(db, (row.id, 1), AccountAdjust { bookings: None, balance: None }).await;
    assert!(unchanged.unwrap_err().is_stale_version());
    assert_eq!(accounts.get(db, row.id).await.unwrap(), row);
}

async fn only_a_live_row_of_the_tenant_is_adjusted(db: &Db) {
    let (mine, others) = (accounts(), accounts());
    let row = account(db, &mine, dec!(5)).await;
    let (id, nobody) = (row.id, Uuid::now_v7());
    for (accounts, id) in [(&others, id), (&mine, nobody)] {
        let error = accounts.adjust(db, id, balance(dec!(1))).await.unwrap_err();
        assert!(error.is_not_found(), "{error}");
        let error = accounts.adjust(db, (id, 1), balance(dec!(1))).await.unwrap_err();
        assert!(error.is_not_found(), "{error}");
    }
    // Out of range as well: it must not show that the row exists.
    let error = others.adjust(db, id, balance(decimal("9999999999999999.99"))).await.unwrap_err();
    assert!(error.is_not_found(), "{error}");
    assert_eq!(mine.get(db, id).await.unwrap(), row);
    mine.delete(db, (id, 1)).await.unwrap();
    assert!(mine.adjust(db, id, balance(dec!(1))).await.unwrap_err().is_not_found());
    assert_eq!(mine.restore(db, id).await.unwrap().balance, dec!(5.00));
}

async fn a_sum_that_breaks_a_rule_changes_nothing(db: &Db) {
    let accounts = accounts();
    let row = account(db, &accounts, dec!(0)).await;
    let error = accounts.adjust(db, row.id, balance(decimal("-100.01"))).await.unwrap_err();
    assert!(error.is_invalid(), "{error}");
    assert_eq!(error.reason(), "must satisfy the rule `balance >= -100`");
    assert_eq!(accounts.get(db, row.id).await.unwrap(), row);
    assert_eq!(accounts.adjust(db, row.id, balance(dec!(-100))).await.unwrap().balance, dec!(-100));
}

async fn a_sum_out_of_range_changes_nothing_and_names_each_column(db: &Db) {
    let accounts = accounts();
    let most = decimal("9999999999999999.99");
    let row = account(db, &accounts, most - dec!(0.01)).await;
    let both = balance(dec!(0.02)).bookings(-1);
    let error = accounts.adjust(db, row.id, both).await.unwrap_err();
    assert!(error.is_invalid(), "{error}");
    let reasons: Vec<_> = error.field_errors().collect();
    assert_eq!(
        reasons,
        [
            ("balance", "must have at most 16 digits before the point after the adjustment"),
            ("bookings", "must be between 0 and 4294967295 after the adjustment"),
        ]
    );
    let error = accounts.adjust(db, row.id, AccountAdjust::new().bookings(i64::MAX)).await.unwrap_err();
    assert_eq!(fields(&error), ["bookings"]);
    assert_eq!(accounts.get(db, row.id).await.unwrap(), row);
    assert_eq!(accounts.adjust(db, row.id, balance(dec!(0.01))).await.unwrap().balance, most);
}

async fn an_amount_with_too_many_places_is_refused(db: &Db) {
    let accounts = accounts();
    let row = account(db, &accounts, dec!(0)).await;
    for (amount, reason) in [
        ("0.001", "must have at most 2 decimal places"),
        ("10000000000000000", "must have at most 16 digits before the point"),
    ] {
        let error = accounts.adjust(db, row.id, balance(decimal(amount))).await.unwrap_err();
        assert_eq!((error.kind(), error.reason()), (ErrorKind::Invalid, reason));
        assert_eq!((error.resource(), fields(&error)), (Some("accounts"), vec!["balance"]));
    }
    assert_eq!(accounts.adjust(db, row.id, balance(decimal("1.500"))).await.unwrap().balance, dec!(1.50));
}

async fn a_hook_sees_and_changes_the_amounts(db: &Db) {
    let accounts = accounts();
    let row = account(db, &accounts, dec!(0)).await;
    assert_eq!(accounts.adjust(db, row.id, balance(dec!(1))).await.unwrap().bookings, 1);
    let error = accounts.adjust(db, row.id, balance(dec!(666))).await.unwrap_err();
    assert_eq!(error.to_string(), "accounts: balance: must not change by 666");
    let error = accounts.adjust_many(db, [(row.id, balance(dec!(666)))]).await.unwrap_err();
    assert!(error.is_invalid(), "{error}");
}

async fn an_adjustment_without_amounts_changes_nothing(db: &Db) {
    let counters = Counter::repository();
    let row = counters.create(db, CounterCreate::new(1)).await.unwrap();
    assert_eq!(counters.adjust(db, row.id, CounterAdjust::new()).await.unwrap(), row);
    let error = counters.adjust(db, Uuid::now_v7(), CounterAdjust::new()).await.unwrap_err();
    assert!(error.is_not_found(), "{error}");
    let accounts = accounts();
    let row = account(db, &accounts, dec!(0)).await;
    let row = accounts.adjust(db, row.id, AccountAdjust::new().bookings(0)).await.unwrap();
    assert_eq!((row.bookings, row.version), (0, 2), "zero is an amount");
}

async fn a_readonly_column_is_kept_by_an_upsert(db: &Db) {
    let accounts = accounts();
    let row = account(db, &accounts, dec!(7)).await;
    let again = AccountCreate { balance: dec!(1), ..AccountCreate::new(row.name.clone()) };
    let row = accounts.upsert_by_name(db, again).await.unwrap();
    assert_eq!((row.balance, row.bookings), (dec!(7), 0));
    let update = AccountUpdate { name: Some("renamed".to_owned()), ..AccountUpdate::default() };
    let row = accounts.update(db, (row.id, row.version), update).await.unwrap();
    assert_eq!(accounts.adjust(db, row.id, balance(dec!(1))).await.unwrap().balance, dec!(8));
}

async fn a_transaction_stays_open_after_a_sum_out_of_range(db: &Db) {
    let accounts = accounts();
    let row = account(db, &accounts, dec!(0)).await;
    let mut tx = db.begin().await.unwrap();
    let error = accounts.adjust(&mut tx, row.id, AccountAdjust::new().bookings(-1)).await.unwrap_err();
    assert_eq!(fields(&error), ["bookings"]);
    let error = accounts.adjust(&mut tx, (row.id, 9), balance(dec!(1))).await.unwrap_err();
    assert!(error.is_stale_version());
    accounts.adjust(&mut tx, row.id, balance(dec!(3))).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(accounts.get(db, row.id).await.unwrap().balance, dec!(3));
}

async fn a_transaction_ends_with_a_broken_rule(db: &Db) {
    let accounts = accounts();
    let row = account(db, &accounts, dec!(0)).await;
    let mut tx = db.begin().await.unwrap();
    accounts.adjust(&mut tx, row.id, balance(dec!(3))).await.unwrap();
    assert!(accounts.adjust(&mut tx, row.id, balance(dec!(-104))).await.unwrap_err().is_invalid());
    assert!(accounts.adjust(&mut tx, row.id, balance(dec!(1))).await.is_err());
    assert!(tx.commit().await.is_err());
    assert_eq!(accounts.get(db, row.id).await.unwrap().balance, dec!(0));
}

async fn a_sum_can_be_taken(db: &Db) {
    let counters = Counter::repository();
    let one = counters.create(db, CounterCreate::new(1)).await.unwrap();
    counters.create(db, CounterCreate::new(2)).await.unwrap();
    let error = counters.adjust(db, one.id, CounterAdjust::new().r#type(1)).await.unwrap_err();
    assert!(error.is_conflict(), "{error}");
    assert_eq!(fields(&error), ["type"]);
    let three = counters.adjust(db, one.id, CounterAdjust { r#type: Some(2) }).await.unwrap();
    assert_eq!(three.r#type, 3);
}
