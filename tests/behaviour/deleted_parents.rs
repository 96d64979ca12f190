//! References to soft-deleted rows.

use std::collections::BTreeMap;

use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;

use crate::support::fields;

/// An account.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, soft_delete)]
struct Account {
    name: String,
}

/// A payment from an account, with a value of each type.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, soft_delete, version, unique("receipt"), search = "receipt", check(amount >= fee))]
struct Payment {
    #[fin(belongs_to = "Account")]
    account_id: Option<Uuid>,
    receipt: String,
    amount: Decimal,
    fee: Decimal,
    exact: f64,
    count: u32,
    paid_at: DateTime<Utc>,
    is_paid: bool,
    image: Option<Vec<u8>>,
    #[fin(json)]
    tags: BTreeMap<String, f64>,
}

/// A folder, in another one or at the top.
#[derive(FinResource, Debug, Clone)]
#[fin(soft_delete)]
struct Folder {
    #[fin(belongs_to = "Folder")]
    parent_id: Option<Uuid>,
    name: String,
}

/// A currency, known by its code.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, soft_delete)]
struct Currency {
    #[fin(length(max = 3))]
    id: String,
    name: String,
}

/// An exchange rate, found by the code of its currency in any case.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, soft_delete, search = "currency_id")]
struct Rate {
    #[fin(belongs_to = "Currency", length(max = 3))]
    currency_id: String,
    rate: Decimal,
}

fn account(name: &str) -> AccountCreate {
    AccountCreate { name: name.to_owned() }
}

fn payment(account_id: Option<Uuid>) -> PaymentCreate {
    PaymentCreate {
        account_id,
        receipt: format!("Ärger {}", Uuid::now_v7()),
        amount: "99999999999999.9999".parse().unwrap(),
        fee: "-0.0001".parse().unwrap(),
        exact: 4.971_534_846_328_698e60,
        count: u32::MAX,
        paid_at: "2024-02-29T23:59:59.999999Z".parse().unwrap(),
        is_paid: true,
        image: Some((0..=255).collect()),
        tags: [("ß".to_owned(), 0.1 + 0.2)].into(),
    }
}

fn repositories() -> (AccountRepository, PaymentRepository) {
    let tenant = Uuid::now_v7();
    (Account::repository().tenant(tenant), Payment::repository().tenant(tenant))
}

fn to_account(account_id: Option<Uuid>) -> PaymentUpdate {
    PaymentUpdate { account_id: Some(account_id), ..PaymentUpdate::default() }
}

/// The error for a reference to a deleted row: the same as for a row that never existed.
fn is_dangling(error: &Error) -> bool {
    error.is_foreign_key()
        && error.constraint() == Some("fk_payments_account_id")
        && fields(error) == ["account_id"]
        && error.to_string()
            == "payments: account_id: refers to a row that does not exist (fk_payments_account_id)"
}

/// A live account and a deleted one.
async fn live_and_deleted(accounts: &AccountRepository, db: &Db) -> (Uuid, Uuid) {
    let rows = accounts.create_many(db, ["live", "deleted"].map(account)).await.unwrap();
    accounts.delete(db, rows[1].id).await.unwrap();
    (rows[0].id, rows[1].id)
}

fn folder(parent_id: Option<Uuid>) -> FolderCreate {
    FolderCreate { parent_id, name: "papers".to_owned() }
}

on_each_store!(
    [Payment, Account] no_new_row_refers_to_a_deleted_one,
    [Payment, Account] a_row_under_a_live_one_is_stored_as_it_was_given,
    [Payment, Account] another_tenants_live_row_of_the_same_id_is_no_parent,
    [Payment, Account] no_update_lets_a_row_refer_to_a_deleted_one,
    [Payment, Account] a_row_whose_parent_was_deleted_can_be_changed_otherwise_deleted_and_restored,
    [Payment, Account] a_row_may_be_given_the_deleted_parent_again_that_it_has,
    [Payment, Account] another_tenants_row_keeps_no_parent_for_ours,
    [Payment, Account] who_creates_twice_hears_that_the_row_is_there,
    [Payment, Account] a_deleted_parent_is_said_before_a_taken_value_and_ends_a_transaction,
    [Rate, Currency] a_reference_that_is_searched_can_be_changed,
    [Folder] rows_of_one_call_may_refer_to_each_other_and_a_row_to_itself,
);

async fn no_new_row_refers_to_a_deleted_one(db: &Db) {
    let (accounts, payments) = repositories();
    let (live, deleted) = live_and_deleted(&accounts, db).await;
    for id in [deleted, Uuid::now_v7()] {
        let error = payments.create(db, payment(Some(id))).await.unwrap_err();
        assert!(is_dangling(&error), "{error}");
        let error = payments.upsert_by_receipt(db, payment(Some(id))).await.unwrap_err();
        assert!(is_dangling(&error), "{error}");
        let rows = [payment(None), payment(Some(live)), payment(Some(id))];
        let error = payments.create_many(db, rows).await.unwrap_err();
        assert!(is_dangling(&error), "{error}");
    }
    assert_eq!(payments.count(db, PaymentQuery::new()).await.unwrap(), 0);
}

async fn a_row_under_a_live_one_is_stored_as_it_was_given(db: &Db) {
    let (accounts, payments) = repositories();
    let (live, _) = live_and_deleted(&accounts, db).await;
    let with_nulls = PaymentCreate { image: None, ..payment(Some(live)) };
    let created = payments.create(db, payment(Some(live))).await.unwrap();
    let upserted = payments.upsert_by_receipt(db, with_nulls).await.unwrap();
    let many = payments.create_many(db, [payment(Some(live)), payment(None)]).await.unwrap();
    for row in [created, upserted].into_iter().chain(many) {
        assert_eq!(payments.get(db, row.id).await.unwrap(), row);
        assert_eq!((row.exact, row.count), (4.971_534_846_328_698e60, u32::MAX));
        assert_eq!(row.amount.to_string(), "99999999999999.9999");
    }
    assert_eq!(payments.list(db, PaymentQuery::new().search("äRGER")).await.unwrap().items.len(), 4);
}

async fn another_tenants_live_row_of_the_same_id_is_no_parent(db: &Db) {
    let ((accounts, payments), (others, _)) = (repositories(), repositories());
    let id = Uuid::now_v7();
    for accounts in [&accounts, &others] {
        accounts.create_with_id(db, id, account("a")).await.unwrap();
    }
    accounts.delete(db, id).await.unwrap();
    let row = payments.create(db, payment(None)).await.unwrap();
    for error in [
        payments.create(db, payment(Some(id))).await.unwrap_err(),
        payments.create_many(db, [payment(Some(id))]).await.unwrap_err(),
        payments.upsert_by_receipt(db, payment(Some(id))).await.unwrap_err(),
        payments.update(db, (row.id, row.version), to_account(Some(id))).await.unwrap_err(),
    ] {
        assert!(is_dangling(&error), "{error}");
    }
}

async fn no_update_lets_a_row_refer_to_a_deleted_one(db: &Db) {
    let (accounts, payments) = repositories();
    let (live, deleted) = live_and_deleted(&accounts, db).await;
    let row = payments.create(db, payment(None)).await.unwrap();
    for id in [deleted, Uuid::now_v7()] {
        let error = payments.update(db, (row.id, row.version), to_account(Some(id))).await.unwrap_err();
        assert!(is_dangling(&error), "{error}");
        let upsert = PaymentCreate { receipt: row.receipt.clone(), ..payment(Some(id)) };
        let error = payments.upsert_by_receipt(db, upsert).await.unwrap_err();
        assert!(is_dangling(&error), "{error}");
    }
    assert_eq!(payments.get(db, row.id).await.unwrap(), row);
    let row = payments.update(db, (row.id, row.version), to_account(Some(live))).await.unwrap();
    assert_eq!(payments.update(db, (row.id, row.version), to_account(None)).await.unwrap().account_id, None);
}

async fn a_row_whose_parent_was_deleted_can_be_changed_otherwise_deleted_and_restored(db: &Db) {
    let (accounts, payments) = repositories();
    let (live, _) = live_and_deleted(&accounts, db).await;
    let row = payments.create(db, payment(Some(live))).await.unwrap();
    accounts.delete(db, live).await.unwrap();

    let paid = PaymentUpdate { is_paid: Some(false), ..PaymentUpdate::default() };
    let row = payments.update(db, (row.id, row.version), paid).await.unwrap();
    payments.delete(db, (row.id, row.version)).await.unwrap();
    payments.restore(db, row.id).await.unwrap();
    let error = payments.create(db, payment(Some(live))).await.unwrap_err();
    assert!(is_dangling(&error), "{error}");
    accounts.restore(db, live).await.unwrap();
    payments.create(db, payment(Some(live))).await.unwrap();
}

async fn a_row_may_be_given_the_deleted_parent_again_that_it_has(db: &Db) {
    let (accounts, payments) = repositories();
    let rows = accounts.create_many(db, ["own", "other"].map(account)).await.unwrap();
    let (own, other) = (rows[0].id, rows[1].id);
    let row = payments.create(db, payment(Some(own))).await.unwrap();
    for id in [own, other] {
        accounts.delete(db, id).await.unwrap();
    }
    // A client sends back the whole row that it read.
    let same = PaymentUpdate { is_paid: Some(false), ..to_account(Some(own)) };
    let row = payments.update(db, (row.id, row.version), same.clone()).await.unwrap();
    assert_eq!((row.account_id, row.is_paid), (Some(own), false));
    let upsert = |id| PaymentCreate { receipt: row.receipt.clone(), ..payment(Some(id)) };
    let row = payments.upsert_by_receipt(db, upsert(own)).await.unwrap();
    assert_eq!((row.account_id, row.is_paid, row.version), (Some(own), true, 3));
    // In a transaction, too, which stays open.
    let mut tx = db.begin().await.unwrap();
    let row = payments.update(&mut tx, (row.id, row.version), same.clone()).await.unwrap();
    let row = payments
        .upsert_by_receipt(&mut tx, PaymentCreate { receipt: row.receipt, ..payment(Some(own)) })
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(payments.get(db, row.id).await.unwrap(), row);

    for error in [
        payments.update(db, (row.id, row.version), to_account(Some(other))).await.unwrap_err(),
        payments.upsert_by_receipt(db, upsert(other)).await.unwrap_err(),
        payments.upsert_by_receipt(db, payment(Some(own))).await.unwrap_err(),
    ] {
        assert!(is_dangling(&error), "{error}");
    }
    let error = payments.update(db, (row.id, row.version - 1), same.clone()).await.unwrap_err();
    assert!(error.is_stale_version(), "{error}");
    let broken = PaymentUpdate { fee: Some(dec!(1)), amount: Some(dec!(0)), ..to_account(Some(own)) };
    let error = payments.update(db, (row.id, row.version), broken).await.unwrap_err();
    assert!(error.is_invalid(), "{error}");
    assert_eq!(payments.get(db, row.id).await.unwrap(), row);
    payments.delete(db, (row.id, row.version)).await.unwrap();
    let error = payments.update(db, (row.id, row.version + 1), same).await.unwrap_err();
    assert!(error.is_not_found(), "{error}");
    let error = payments.upsert_by_receipt(db, upsert(own)).await.unwrap_err();
    assert!(is_dangling(&error), "{error}");
}

async fn another_tenants_row_keeps_no_parent_for_ours(db: &Db) {
    let ((accounts, payments), (others, theirs)) = (repositories(), repositories());
    let id = Uuid::now_v7();
    for (accounts, payments) in [(&accounts, &payments), (&others, &theirs)] {
        accounts.create_with_id(db, id, account("a")).await.unwrap();
        let row = PaymentCreate { receipt: "the same".to_owned(), ..payment(Some(id)) };
        if accounts.tenant_id() == others.tenant_id() {
            payments.create(db, row).await.unwrap();
        }
        accounts.delete(db, id).await.unwrap();
    }
    let row = PaymentCreate { receipt: "the same".to_owned(), ..payment(Some(id)) };
    let error = payments.upsert_by_receipt(db, row).await.unwrap_err();
    assert!(is_dangling(&error), "{error}");
}

async fn who_creates_twice_hears_that_the_row_is_there(db: &Db) {
    let (accounts, payments) = repositories();
    let (live, _) = live_and_deleted(&accounts, db).await;
    let row = payments.create(db, payment(Some(live))).await.unwrap();
    accounts.delete(db, live).await.unwrap();
    let error = payments.create_with_id(db, row.id, payment(Some(live))).await.unwrap_err();
    assert_eq!((error.is_conflict(), fields(&error)), (true, vec!["id"]), "{error}");
}

async fn a_deleted_parent_is_said_before_a_taken_value_and_ends_a_transaction(db: &Db) {
    let (accounts, payments) = repositories();
    let (_, deleted) = live_and_deleted(&accounts, db).await;
    let row = payments.create(db, payment(None)).await.unwrap();
    let mut tx = db.begin().await.unwrap();
    let twice = PaymentCreate { receipt: row.receipt, ..payment(Some(deleted)) };
    let error = payments.create(&mut tx, twice).await.unwrap_err();
    assert!(is_dangling(&error), "{error}");
    assert!(payments.create(&mut tx, payment(None)).await.is_err());
    assert!(tx.commit().await.is_err());
}

async fn rows_of_one_call_may_refer_to_each_other_and_a_row_to_itself(db: &Db) {
    let folders = Folder::repository();
    let id = Uuid::now_v7();
    folders.create_with_id(db, id, folder(Some(id))).await.unwrap();
    let rows = folders.create_many(db, [folder(None), folder(Some(id))]).await.unwrap();
    let up = FolderUpdate { parent_id: Some(Some(rows[1].id)), ..FolderUpdate::default() };
    folders.update(db, rows[0].id, up.clone()).await.unwrap();
    folders.delete(db, rows[1].id).await.unwrap();
    assert!(folders.update(db, id, up).await.unwrap_err().is_foreign_key());
    assert!(folders.create(db, folder(Some(rows[1].id))).await.unwrap_err().is_foreign_key());
    folders.restore(db, rows[1].id).await.unwrap();
}

async fn a_reference_that_is_searched_can_be_changed(db: &Db) {
    let tenant = Uuid::now_v7();
    let (currencies, rates) = (Currency::repository().tenant(tenant), Rate::repository().tenant(tenant));
    for code in ["EUR", "USD", "DEM"] {
        let create = CurrencyCreate { name: code.to_owned() };
        currencies.create_with_id(db, code.to_owned(), create).await.unwrap();
    }
    currencies.delete(db, "DEM".to_owned()).await.unwrap();
    let rate = rates.create(db, RateCreate::new("EUR".to_owned(), dec!(1.08))).await.unwrap();
    let to = |code: &str| RateUpdate { currency_id: Some(code.to_owned()), ..RateUpdate::default() };
    assert_eq!(rates.update(db, rate.id, to("USD")).await.unwrap().currency_id, "USD");
    assert_eq!(rates.update_where(db, RateFilter::new().id(rate.id), to("EUR")).await.unwrap(), 1);
    assert_eq!(rates.list(db, RateQuery::new().search("eu")).await.unwrap().items.len(), 1);
    for code in ["DEM", "XXX"] {
        assert!(rates.update(db, rate.id, to(code)).await.unwrap_err().is_foreign_key());
    }
}
