//! A purge permanently removes the rows that were deleted before a time, except those that others refer to.

use fin_infra::prelude::*;
use fin_infra::{DbTransaction, Purged};
use fin_infra_tests::{is_distributed, on_each_store, on_stores};

use crate::support::tick;

/// An account.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, soft_delete)]
struct Account {
    name: String,
}

/// A payment from an account.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant)]
struct Payment {
    #[fin(belongs_to = "Account")]
    account_id: Uuid,
}

/// Money that went from one account to another.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, soft_delete)]
struct Move {
    #[fin(belongs_to = "Account")]
    from_id: Uuid,
    #[fin(belongs_to = "Account")]
    to_id: Option<Uuid>,
}

/// A folder in another one.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, soft_delete)]
struct Folder {
    #[fin(belongs_to = "Folder")]
    parent_id: Option<Uuid>,
}

/// A currency, which has no tenant.
#[derive(FinResource, Debug, Clone)]
#[fin(soft_delete)]
struct Currency {
    #[fin(id)]
    code: String,
    name: String,
}

/// A price, which has one.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant)]
struct Price {
    #[fin(belongs_to = "Currency")]
    currency: String,
}

/// A tenant's account that stays, and the ids of so many more.
async fn accounts(db: &Db, more: usize) -> (AccountRepository, Vec<Uuid>) {
    let accounts = Account::repository().tenant(Uuid::now_v7());
    accounts.create(db, AccountCreate { name: "live".into() }).await.unwrap();
    let rows = (0..more).map(|_| AccountCreate { name: "more".into() });
    let ids = accounts.create_many(db, rows).await.unwrap().iter().map(|row| row.id).collect();
    (accounts, ids)
}

fn payments_of(accounts: &AccountRepository) -> PaymentRepository {
    Payment::repository().tenant(*accounts.tenant_id())
}

const ALWAYS: DateTime<Utc> = DateTime::<Utc>::MAX_UTC;

/// A summary of a purge's result.
fn said(purged: &Purged) -> (u64, u64, Vec<(&str, u64)>) {
    (purged.removed, purged.kept, purged.kept_by.iter().map(|by| (by.table.as_str(), by.rows)).collect())
}

async fn deleted(db: &Db, accounts: &AccountRepository) -> u64 {
    accounts.count(db, AccountQuery::new().only_deleted()).await.unwrap()
}

on_each_store!(
    [Payment, Move, Account] a_row_that_others_refer_to_keeps_no_other_row,
    [Payment, Move, Account] a_purge_of_one_tenant_says_what_keeps_its_rows_and_nothing_of_others,
    [Payment, Move, Account] what_was_deleted_later_is_neither_removed_nor_kept,
    [Payment, Move, Account] a_purge_that_keeps_rows_leaves_its_transaction_in_order,
    [Folder] rows_that_refer_to_each_other_go_one_behind_the_other,
    [Price, Currency] rows_of_any_tenant_keep_a_row_without_one,
    [Payment, Move, Account] every_instant_is_taken,
    [Payment, Move, Account] a_refusal_names_a_table_that_refers_to_the_row,
);

async fn a_row_that_others_refer_to_keeps_no_other_row(db: &Db) {
    let (ours, ids) = accounts(db, 3).await;
    let (theirs, others) = accounts(db, 2).await;
    let payments = payments_of(&ours);
    for _ in 0..2 {
        payments.create(db, PaymentCreate { account_id: ids[1] }).await.unwrap();
    }
    ours.delete_many(db, &ids).await.unwrap();
    theirs.delete_many(db, &others).await.unwrap();
    let purged = Account::repository().all_tenants().purge_deleted(db, ALWAYS).await.unwrap();
    assert_eq!(said(&purged), (4, 1, vec![("payments", 1)]));
    assert_eq!(purged.to_string(), "4 removed, 1 kept: rows of payments refer to 1");
    assert_eq!((deleted(db, &ours).await, deleted(db, &theirs).await), (1, 0));
    assert_eq!(ours.list_deleted(db, AccountQuery::new()).await.unwrap().items[0].id, ids[1]);
    assert_eq!(ours.count(db, AccountQuery::new()).await.unwrap(), 1);

    let rows = payments.list(db, PaymentQuery::new()).await.unwrap();
    let rows: Vec<_> = rows.items.iter().map(|row| row.id).collect();
    payments.delete_many(db, &rows).await.unwrap();
    assert_eq!(said(&ours.purge_deleted(db, ALWAYS).await.unwrap()), (1, 0, Vec::new()));
    assert_eq!(ours.purge_deleted(db, ALWAYS).await.unwrap().to_string(), "0 removed");
}

async fn a_purge_of_one_tenant_says_what_keeps_its_rows_and_nothing_of_others(db: &Db) {
    let (ours, ids) = accounts(db, 5).await;
    let (theirs, others) = accounts(db, 1).await;
    payments_of(&theirs).create(db, PaymentCreate { account_id: others[0] }).await.unwrap();
    payments_of(&ours).create(db, PaymentCreate { account_id: ids[0] }).await.unwrap();
    let moves = Move::repository().tenant(*ours.tenant_id());
    let row = moves.create(db, MoveCreate { from_id: ids[0], to_id: Some(ids[1]) }).await.unwrap();
    moves.create(db, MoveCreate { from_id: ids[2], to_id: None }).await.unwrap();
    ours.delete_many(db, &ids).await.unwrap();
    theirs.delete_many(db, &others).await.unwrap();
    // A deleted row is still there to refer.
    moves.delete(db, row.id).await.unwrap();
    assert_eq!(
        said(&ours.purge_deleted(db, ALWAYS).await.unwrap()),
        (2, 3, vec![("moves", 3), ("payments", 1)])
    );
    // Rows are removed once the deleted rows that refer to them are removed.
    moves.purge_deleted(db, ALWAYS).await.unwrap();
    assert_eq!(
        said(&ours.purge_deleted(db, ALWAYS).await.unwrap()),
        (1, 2, vec![("moves", 1), ("payments", 1)])
    );
    assert_eq!(said(&theirs.purge_deleted(db, ALWAYS).await.unwrap()), (0, 1, vec![("payments", 1)]));
}

async fn what_was_deleted_later_is_neither_removed_nor_kept(db: &Db) {
    let (ours, ids) = accounts(db, 2).await;
    payments_of(&ours).create(db, PaymentCreate { account_id: ids[0] }).await.unwrap();
    ours.delete_many(db, &ids).await.unwrap();
    tick();
    let live = ours.list(db, AccountQuery::new()).await.unwrap().items[0].id;
    payments_of(&ours).create(db, PaymentCreate { account_id: live }).await.unwrap();
    ours.delete(db, live).await.unwrap();
    let rows = ours.list_deleted(db, AccountQuery::new()).await.unwrap().items;
    let later = rows.iter().find(|row| row.id == live).unwrap().deleted_at.unwrap();
    assert_eq!(said(&ours.purge_deleted(db, later).await.unwrap()), (1, 1, vec![("payments", 1)]));
    // A time within a microsecond is after its beginning.
    let within = later + chrono::Duration::nanoseconds(1);
    assert_eq!(said(&ours.purge_deleted(db, within).await.unwrap()), (0, 2, vec![("payments", 2)]));
}

async fn a_purge_that_keeps_rows_leaves_its_transaction_in_order(db: &Db) {
    let (ours, ids) = accounts(db, 3).await;
    payments_of(&ours).create(db, PaymentCreate { account_id: ids[0] }).await.unwrap();
    ours.delete_many(db, &ids).await.unwrap();
    let purge = async |tx: &mut DbTransaction| said(&ours.purge_deleted(tx, ALWAYS).await.unwrap()).0;
    let mut tx = db.begin().await.unwrap();
    assert_eq!(purge(&mut tx).await, 2);
    ours.create(&mut tx, AccountCreate { name: "new".into() }).await.unwrap();
    assert_eq!(purge(&mut tx).await, 0);
    tx.rollback().await.unwrap();
    assert_eq!(deleted(db, &ours).await, 3);

    let mut tx = db.begin().await.unwrap();
    assert_eq!(purge(&mut tx).await, 2);
    tx.commit().await.unwrap();
    assert_eq!(deleted(db, &ours).await, 1);
}

async fn rows_that_refer_to_each_other_go_one_behind_the_other(db: &Db) {
    let folders = Folder::repository().tenant(Uuid::now_v7());
    let mut ids = Vec::new();
    for number in 0..6_usize {
        // Two chains: 0 <- 1 <- 2, and 3 <- 4 <- 5, which is not deleted.
        let parent_id = (number % 3 > 0).then(|| ids[number - 1]);
        ids.push(folders.create(db, FolderCreate { parent_id }).await.unwrap().id);
    }
    folders.delete_many(db, &ids[..5]).await.unwrap();
    assert_eq!(said(&folders.purge_deleted(db, ALWAYS).await.unwrap()), (3, 2, vec![("folders", 2)]));
    folders.delete(db, ids[5]).await.unwrap();
    let mut tx = db.begin().await.unwrap();
    assert_eq!(said(&folders.purge_deleted(&mut tx, ALWAYS).await.unwrap()), (3, 0, Vec::new()));
    tx.commit().await.unwrap();
}

async fn rows_of_any_tenant_keep_a_row_without_one(db: &Db) {
    let currencies = Currency::repository();
    for code in ["EUR", "CHF"] {
        currencies.create_with_id(db, code.into(), CurrencyCreate { name: code.into() }).await.unwrap();
    }
    Price::repository()
        .tenant(Uuid::now_v7())
        .create(db, PriceCreate { currency: "EUR".into() })
        .await
        .unwrap();
    currencies.delete_many(db, &["EUR".to_owned(), "CHF".to_owned()]).await.unwrap();
    let purged = currencies.purge_deleted(db, ALWAYS).await;
    if is_distributed(db) {
        // Citus cannot remove rows of a reference table by a condition on distributed tables.
        assert!(purged.is_err_and(|error| error.kind() == ErrorKind::Database));
        assert_eq!(currencies.count(db, CurrencyQuery::new().only_deleted()).await.unwrap(), 2);
        return;
    }
    assert_eq!(said(&purged.unwrap()), (1, 1, vec![("prices", 1)]));
}

async fn every_instant_is_taken(db: &Db) {
    let (ours, ids) = accounts(db, 2).await;
    let (theirs, others) = accounts(db, 1).await;
    ours.delete_many(db, &ids).await.unwrap();
    theirs.delete_many(db, &others).await.unwrap();
    let everyone = Account::repository().all_tenants();
    for early in [
        "-262143-01-01T00:00:00Z",
        "-4800-01-01T00:00:00Z",
        "0000-01-01T00:00:00Z",
        "0999-12-31T23:59:59Z",
        "1000-01-01T00:00:00Z",
    ] {
        let early = early.parse().unwrap_or(DateTime::<Utc>::MIN_UTC);
        assert_eq!(said(&ours.purge_deleted(db, early).await.unwrap()), (0, 0, Vec::new()), "{early}");
        assert_eq!(said(&everyone.purge_deleted(db, early).await.unwrap()), (0, 0, Vec::new()), "{early}");
    }
    assert_eq!(ours.purge_deleted(db, DateTime::<Utc>::MIN_UTC).await.unwrap().removed, 0);
    let next: DateTime<Utc> = "+10000-01-01T00:00:00Z".parse().unwrap();
    assert_eq!(ours.purge_deleted(db, next).await.unwrap().removed, 2);
    assert_eq!(everyone.purge_deleted(db, DateTime::<Utc>::MAX_UTC).await.unwrap().removed, 1);
    assert_eq!(deleted(db, &theirs).await, 0);
}

async fn a_refusal_names_a_table_that_refers_to_the_row(db: &Db) {
    let (ours, ids) = accounts(db, 1).await;
    let (theirs, _) = accounts(db, 0).await;
    let payment = payments_of(&ours).create(db, PaymentCreate { account_id: ids[0] }).await.unwrap();
    let error = ours.hard_delete(db, ids[0]).await.unwrap_err();
    assert!(
        error.is_foreign_key() && error.to_string() == "accounts: rows of payments refer to it",
        "{error}"
    );
    assert!(theirs.hard_delete(db, ids[0]).await.unwrap_err().is_not_found());
    let mut tx = db.begin().await.unwrap();
    let error = ours.hard_delete(&mut tx, ids[0]).await.unwrap_err();
    assert_eq!(error.reason(), "rows of payments refer to it");
    tx.rollback().await.unwrap();
    payments_of(&ours).delete(db, payment.id).await.unwrap();
    let moves = Move::repository().tenant(*ours.tenant_id());
    let live = ours.list(db, AccountQuery::new()).await.unwrap().items[0].id;
    moves.create(db, MoveCreate { from_id: live, to_id: Some(ids[0]) }).await.unwrap();
    ours.delete(db, ids[0]).await.unwrap();
    assert_eq!(ours.hard_delete(db, ids[0]).await.unwrap_err().reason(), "rows of moves refer to it");
}

/// Purges a row that refers to itself.
async fn purged_alone(db: &Db) -> Purged {
    let folders = Folder::repository().tenant(Uuid::now_v7());
    let row = folders.create(db, FolderCreate { parent_id: None }).await.unwrap();
    folders.update(db, row.id, FolderUpdate { parent_id: Some(Some(row.id)) }).await.unwrap();
    folders.delete(db, row.id).await.unwrap();
    folders.purge_deleted(db, ALWAYS).await.unwrap()
}

on_stores!([in_memory: Memory, on_sqlite: Sqlite, on_postgres: Postgres] [Folder] a_row_that_refers_to_itself_goes);

async fn a_row_that_refers_to_itself_goes(db: &Db) {
    assert_eq!(said(&purged_alone(db).await), (1, 0, Vec::new()));
}

// InnoDB lets no such row go.
on_stores!([on_mysql: MySql] [Folder] a_row_that_refers_to_itself_is_kept);

async fn a_row_that_refers_to_itself_is_kept(db: &Db) {
    assert_eq!(said(&purged_alone(db).await), (0, 1, vec![("folders", 1)]));
}

/// A shelf, which is removed at once.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant)]
struct Shelf {
    name: String,
}

/// A book on it.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant)]
struct Book {
    #[fin(belongs_to = "Shelf")]
    shelf_id: Uuid,
}

on_each_store!(
    [Book, Shelf] deletes_for_good_name_the_table_too,
);

async fn deletes_for_good_name_the_table_too(db: &Db) {
    let shelves = Shelf::repository().tenant(Uuid::now_v7());
    let books = Book::repository().tenant(*shelves.tenant_id());
    let rows =
        shelves.create_many(db, ["a", "b"].map(|name| ShelfCreate { name: name.into() })).await.unwrap();
    books.create(db, BookCreate { shelf_id: rows[1].id }).await.unwrap();
    let error = shelves.delete(db, rows[1].id).await.unwrap_err();
    assert_eq!((error.kind(), error.reason()), (ErrorKind::ForeignKey, "rows of books refer to it"));
    let error = shelves.delete_many(db, &[rows[0].id, rows[1].id]).await.unwrap_err();
    assert_eq!((error.kind(), error.reason()), (ErrorKind::ForeignKey, "rows of books refer to it"));
    assert_eq!(shelves.count(db, ShelfQuery::new()).await.unwrap(), 2);
    shelves.delete(db, rows[0].id).await.unwrap();
}
