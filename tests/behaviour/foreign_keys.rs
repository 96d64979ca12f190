//! A reference must be to a row of the same tenant.

use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;

use crate::support::fields;

/// An account.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, soft_delete)]
struct Account {
    name: String,
}

/// A payment from an account.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, unique("receipt"))]
struct Payment {
    #[fin(belongs_to = "Account")]
    account_id: Option<Uuid>,
    receipt: String,
}

/// Money that went from one account to another.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant)]
struct Transfer {
    #[fin(belongs_to = "Account")]
    from_id: Uuid,
    #[fin(belongs_to = "Account")]
    to_id: Uuid,
}

fn account(name: &str) -> AccountCreate {
    AccountCreate { name: name.to_owned() }
}

fn payment(account_id: Option<Uuid>) -> PaymentCreate {
    PaymentCreate { account_id, receipt: Uuid::now_v7().to_string() }
}

fn repositories() -> (AccountRepository, PaymentRepository) {
    let tenant = Uuid::now_v7();
    (Account::repository().tenant(tenant), Payment::repository().tenant(tenant))
}

/// The error for a reference to a row that does not exist.
fn is_dangling(error: &Error) -> bool {
    error.is_foreign_key()
        && error.constraint() == Some("fk_payments_account_id")
        && fields(error) == ["account_id"]
        && error.to_string()
            == "payments: account_id: refers to a row that does not exist (fk_payments_account_id)"
}

/// The error for a row that others refer to.
fn is_referenced(error: &Error) -> bool {
    error.is_foreign_key()
        && error.constraint().is_none()
        && fields(error).is_empty()
        && error.to_string() == "accounts: rows of payments refer to it"
}

on_each_store!(
    [Payment, Account] a_missing_row_and_another_tenants_are_refused_alike,
    [Payment, Account] a_reference_can_be_changed_to_a_row_that_is_there,
    [Payment, Account] a_row_that_others_refer_to_is_not_removed,
    [Payment, Account] a_row_that_others_refer_to_can_be_deleted_softly_and_restored,
    [Payment, Account] the_same_id_in_another_tenant_keeps_nothing,
    [Transfer, Account] the_reference_to_another_tenants_row_is_the_one_that_is_named,
    [Payment, Account] an_id_that_another_tenant_has_is_not_taken,
);

async fn a_missing_row_and_another_tenants_are_refused_alike(db: &Db) {
    let ((accounts, _), (_, payments)) = (repositories(), repositories());
    let theirs = accounts.create(db, account("theirs")).await.unwrap();
    for id in [Uuid::now_v7(), theirs.id] {
        let error = payments.create(db, payment(Some(id))).await.unwrap_err();
        assert!(is_dangling(&error), "{error}");
        let error = payments.upsert_by_receipt(db, payment(Some(id))).await.unwrap_err();
        assert!(is_dangling(&error), "{error}");
        let error = payments.create_many(db, [payment(None), payment(Some(id))]).await.unwrap_err();
        assert!(is_dangling(&error), "{error}");
    }
    assert_eq!(payments.count(db, PaymentQuery::new()).await.unwrap(), 0);
}

async fn a_reference_can_be_changed_to_a_row_that_is_there(db: &Db) {
    let (accounts, payments) = repositories();
    let rows = accounts.create_many(db, ["a", "b"].map(account)).await.unwrap();
    let row = payments.create(db, payment(Some(rows[0].id))).await.unwrap();
    let to = |id| PaymentUpdate { account_id: Some(id), ..PaymentUpdate::default() };

    let error = payments.update(db, row.id, to(Some(Uuid::now_v7()))).await.unwrap_err();
    assert!(is_dangling(&error), "{error}");
    assert_eq!(payments.get(db, row.id).await.unwrap(), row);
    assert_eq!(payments.update(db, row.id, to(Some(rows[1].id))).await.unwrap().account_id, Some(rows[1].id));
    assert_eq!(payments.update(db, row.id, to(None)).await.unwrap().account_id, None);
}

async fn a_row_that_others_refer_to_is_not_removed(db: &Db) {
    let (accounts, payments) = repositories();
    let row = accounts.create(db, account("a")).await.unwrap();
    let other = accounts.create(db, account("b")).await.unwrap();
    let child = payments.create(db, payment(Some(row.id))).await.unwrap();

    let error = accounts.hard_delete(db, row.id).await.unwrap_err();
    assert!(is_referenced(&error), "{error}");
    assert_eq!(accounts.delete_many(db, &[row.id, other.id]).await.unwrap(), 2);
    assert_eq!(accounts.purge_deleted(db, Utc::now() + chrono::Duration::days(1)).await.unwrap().removed, 1);
    assert_eq!(accounts.count(db, AccountQuery::new().only_deleted()).await.unwrap(), 1);

    payments.delete(db, child.id).await.unwrap();
    assert_eq!(accounts.purge_deleted(db, Utc::now() + chrono::Duration::days(1)).await.unwrap().removed, 1);
}

async fn a_row_that_others_refer_to_can_be_deleted_softly_and_restored(db: &Db) {
    let (accounts, payments) = repositories();
    let row = accounts.create(db, account("a")).await.unwrap();
    let child = payments.create(db, payment(Some(row.id))).await.unwrap();
    accounts.delete(db, row.id).await.unwrap();
    assert_eq!(payments.get(db, child.id).await.unwrap(), child);
    accounts.restore(db, row.id).await.unwrap();
}

async fn the_same_id_in_another_tenant_keeps_nothing(db: &Db) {
    let ((accounts, payments), (others, _)) = (repositories(), repositories());
    let id = Uuid::now_v7();
    accounts.create_with_id(db, id, account("ours")).await.unwrap();
    others.create_with_id(db, id, account("theirs")).await.unwrap();
    payments.create(db, payment(Some(id))).await.unwrap();

    others.hard_delete(db, id).await.unwrap();
    assert!(accounts.hard_delete(db, id).await.unwrap_err().is_foreign_key());
}

async fn the_reference_to_another_tenants_row_is_the_one_that_is_named(db: &Db) {
    let ((accounts, _), (others, _)) = (repositories(), repositories());
    let ours = accounts.create(db, account("ours")).await.unwrap().id;
    let theirs = others.create(db, account("theirs")).await.unwrap().id;
    let transfers = Transfer::repository().tenant(*accounts.tenant_id());
    for (from_id, to_id, field) in [(ours, theirs, "to_id"), (theirs, ours, "from_id")] {
        let error = transfers.create(db, TransferCreate { from_id, to_id }).await.unwrap_err();
        assert_eq!((error.is_foreign_key(), fields(&error)), (true, vec![field]), "{error}");
        let error = transfers.create_many(db, [TransferCreate { from_id, to_id }]).await.unwrap_err();
        assert_eq!((error.is_foreign_key(), fields(&error)), (true, vec![field]), "{error}");
    }
}

async fn an_id_that_another_tenant_has_is_not_taken(db: &Db) {
    let ((_, payments), (_, others)) = (repositories(), repositories());
    let (id, taken) = (Uuid::now_v7(), payment(None));
    payments.create(db, taken.clone()).await.unwrap();
    others.create_with_id(db, id, payment(None)).await.unwrap();
    let error = payments.create_with_id(db, id, taken).await.unwrap_err();
    assert_eq!((error.is_conflict(), fields(&error)), (true, vec!["receipt"]), "{error}");
}
