//! All rows that match a filter are updated or deleted, in one statement.

use fin_infra::prelude::*;
use fin_infra::query::limits;
use fin_infra_tests::on_each_store;
use futures_util::future::join_all;

use crate::support::{fields, tick};

/// A parent.
#[derive(FinResource, Debug)]
#[fin(tenant, soft_delete)]
struct Customer {
    name: String,
}

/// A row with everything that a change has to heed.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, soft_delete, version, filter("amount", "state"), check(amount > 0), prepare = tidy)]
struct Invoice {
    #[fin(belongs_to = "Customer")]
    customer_id: Option<Uuid>,
    #[fin(unique)]
    number: Option<i64>,
    amount: i64,
    #[fin(default)]
    state: String,
}

/// A hook.
fn tidy(input: Input<'_, Invoice>) -> Result<(), Error> {
    match input {
        Input::Update(InvoiceUpdate { state: Some(state), .. }) if state == "refused" => {
            Err(Error::invalid("state", "must not be refused"))
        }
        Input::Update(InvoiceUpdate { state: Some(state), .. }) => {
            *state = state.trim().to_owned();
            Ok(())
        }
        Input::Update(_) | Input::Create(_) => Ok(()),
    }
}

/// A resource without tenants and soft delete, and its children.
#[derive(FinResource, Debug)]
#[fin(timestamps = false)]
struct Bin {
    #[fin(filter)]
    size: i32,
}

#[derive(FinResource, Debug)]
#[fin(timestamps = false)]
struct Item {
    #[fin(belongs_to = "Bin")]
    bin_id: Uuid,
}

async fn invoices(db: &Db, amounts: impl IntoIterator<Item = i64>) -> (InvoiceRepository, Vec<Uuid>) {
    let invoices = Invoice::repository().tenant(Uuid::now_v7());
    let rows = invoices.create_many(db, amounts.into_iter().map(InvoiceCreate::new)).await.unwrap();
    (invoices, rows.into_iter().map(|row| row.id).collect())
}

fn state(state: &str) -> InvoiceUpdate {
    InvoiceUpdate { state: Some(state.to_owned()), ..InvoiceUpdate::default() }
}

fn above(amount: i64) -> InvoiceFilter {
    InvoiceFilter::new().amount(Condition::gt(amount))
}

/// The states of all rows of a tenant, including the deleted ones, in the order of their ids.
async fn states(db: &Db, invoices: &InvoiceRepository) -> Vec<String> {
    let page = invoices.list(db, InvoiceQuery::new().include_deleted()).await.unwrap();
    page.into_iter()
        .map(|row| if row.deleted_at.is_some() { "deleted".to_owned() } else { row.state })
        .collect()
}

on_each_store!(
    [Customer, Invoice] an_update_changes_the_matching_live_rows_of_the_tenant,
    [Customer, Invoice] a_deletion_deletes_the_matching_live_rows_of_the_tenant,
    [Customer, Invoice] a_limit_takes_the_rows_with_the_smallest_ids,
    [Customer, Invoice] changes_that_meet_take_as_many_rows_as_they_may,
    [Customer, Invoice] an_empty_filter_matches_every_row_and_an_empty_update_none,
    [Customer, Invoice] a_hook_runs_for_the_change,
    [Customer, Invoice] a_refused_row_leaves_all_unchanged,
    [Customer, Invoice] a_reference_to_a_deleted_row_is_refused,
    [Customer, Invoice] a_change_in_a_transaction_is_rolled_back_with_it,
    [Customer, Invoice] a_condition_that_cannot_hold_is_refused,
    [Bin, Item] rows_that_others_refer_to_are_not_deleted,
);

async fn an_update_changes_the_matching_live_rows_of_the_tenant(db: &Db) {
    let (mine, ids) = invoices(db, [1, 2, 3, 4]).await;
    let (others, _) = invoices(db, [3]).await;
    mine.delete(db, (ids[3], 1)).await.unwrap();
    let before = mine.get(db, ids[1]).await.unwrap();
    tick();
    assert_eq!(mine.update_where(db, above(1), state(" due ")).await.unwrap(), 2);
    assert_eq!(states(db, &mine).await, ["", "due", "due", "deleted"]);
    assert_eq!(states(db, &others).await, [""]);
    let after = mine.get(db, ids[1]).await.unwrap();
    assert_eq!((after.version, after.amount), (2, 2));
    assert!(after.updated_at > before.updated_at);
    assert_eq!(mine.update_where(db, above(1).state("due"), state("paid")).await.unwrap(), 2);
    assert_eq!(mine.update_where(db, above(1).state("due"), state("paid")).await.unwrap(), 0);
    assert_eq!(
        mine.update_where(db, above(1).state("paid"), state("paid")).await.unwrap(),
        2,
        "matching rows"
    );
    assert_eq!(mine.get(db, ids[0]).await.unwrap().version, 1);
}

async fn a_deletion_deletes_the_matching_live_rows_of_the_tenant(db: &Db) {
    let (mine, ids) = invoices(db, [1, 2, 3]).await;
    let (others, _) = invoices(db, [3]).await;
    assert_eq!(mine.delete_where(db, above(1)).await.unwrap(), 2);
    assert_eq!(mine.delete_where(db, above(1)).await.unwrap(), 0);
    assert_eq!(states(db, &mine).await, ["", "deleted", "deleted"]);
    assert_eq!(states(db, &others).await, [""]);
    let deleted = mine.list_deleted(db, InvoiceQuery::new()).await.unwrap();
    assert_eq!((deleted.items[0].version, deleted.items.len()), (2, 2));
    assert_eq!(mine.restore(db, ids[1]).await.unwrap().version, 3);
}

async fn a_limit_takes_the_rows_with_the_smallest_ids(db: &Db) {
    // Others have smaller ids, and so has a row that is deleted.
    let (others, _) = invoices(db, [2]).await;
    let (mine, ids) = invoices(db, [9, 1, 2, 3, 4, 5]).await;
    mine.delete(db, (ids[0], 1)).await.unwrap();
    assert_eq!(mine.update_where_limit(db, above(1), 2, state("a")).await.unwrap(), 2);
    assert_eq!(states(db, &mine).await, ["deleted", "", "a", "a", "", ""]);
    assert_eq!(mine.delete_where_limit(db, above(1).state(""), 1).await.unwrap(), 1);
    assert_eq!(states(db, &mine).await, ["deleted", "", "a", "a", "deleted", ""]);
    assert_eq!(mine.update_where_limit(db, above(1).state(""), 10, state("b")).await.unwrap(), 1);
    assert_eq!(mine.delete_where_limit(db, InvoiceFilter::new(), 10).await.unwrap(), 4);
    assert_eq!(states(db, &others).await, [""]);
    for limit in [0, limits::MAX_IDS as u32 + 1] {
        let errors = [
            mine.update_where_limit(db, above(1), limit, state("b")).await.unwrap_err(),
            mine.delete_where_limit(db, above(1), limit).await.unwrap_err(),
        ];
        assert!(errors.iter().all(|error| fields(error) == ["limit"]), "{errors:?}");
    }
}

async fn changes_that_meet_take_as_many_rows_as_they_may(db: &Db) {
    let (mine, _) = invoices(db, 1..=24).await;
    let updated =
        join_all((0..4).map(|_| mine.update_where_limit(db, above(0).state(""), 3, state("a")))).await;
    let deleted = join_all((0..4).map(|_| mine.delete_where_limit(db, above(0).state(""), 3))).await;
    for changed in updated.into_iter().chain(deleted) {
        assert_eq!(changed.unwrap(), 3);
    }
    assert!(states(db, &mine).await.iter().all(|state| !state.is_empty()));
}

async fn an_empty_filter_matches_every_row_and_an_empty_update_none(db: &Db) {
    let (mine, ids) = invoices(db, [1, 2]).await;
    let (others, _) = invoices(db, [1]).await;
    let nothing = mine.update_where(db, InvoiceFilter::new(), InvoiceUpdate::default()).await;
    assert_eq!(nothing.unwrap(), 0);
    assert_eq!(mine.get(db, ids[0]).await.unwrap().version, 1);
    assert_eq!(mine.update_where(db, InvoiceFilter::new(), state("a")).await.unwrap(), 2);
    assert_eq!(mine.delete_where(db, InvoiceFilter::new()).await.unwrap(), 2);
    assert_eq!(states(db, &others).await, [""]);
}

async fn a_hook_runs_for_the_change(db: &Db) {
    let (mine, _) = invoices(db, [1]).await;
    let error = mine.update_where(db, above(0), state("refused")).await.unwrap_err();
    assert_eq!(error.to_string(), "invoices: state: must not be refused");
    assert_eq!(states(db, &mine).await, [""]);
}

async fn a_refused_row_leaves_all_unchanged(db: &Db) {
    let (mine, _) = invoices(db, [1, 2]).await;
    let amount = InvoiceUpdate { amount: Some(0), ..state("a") };
    let error = mine.update_where(db, above(0), amount).await.unwrap_err();
    assert_eq!(error.reason(), "must satisfy the rule `amount > 0`");
    let number = InvoiceUpdate { number: Some(Some(7)), ..state("a") };
    let error = mine.update_where(db, above(0), number).await.unwrap_err();
    assert_eq!((error.kind(), fields(&error)), (ErrorKind::Conflict, vec!["number"]));
    assert_eq!(states(db, &mine).await, ["", ""]);
    let number = InvoiceUpdate { number: Some(Some(7)), ..state("a") };
    assert_eq!(mine.update_where(db, above(1), number).await.unwrap(), 1);
}

async fn a_reference_to_a_deleted_row_is_refused(db: &Db) {
    let (mine, _) = invoices(db, [1]).await;
    let customers = Customer::repository().tenant(*mine.tenant_id());
    let customer = customers.create(db, CustomerCreate::new("Ada".to_owned())).await.unwrap();
    let of = |id| InvoiceUpdate { customer_id: Some(id), ..state("a") };
    assert_eq!(mine.update_where(db, above(0), of(Some(customer.id))).await.unwrap(), 1);
    customers.delete(db, customer.id).await.unwrap();
    for (filter, id) in [(above(0), Uuid::now_v7()), (above(0), customer.id), (above(9), customer.id)] {
        let error = mine.update_where(db, filter, of(Some(id))).await.unwrap_err();
        assert_eq!((error.kind(), fields(&error)), (ErrorKind::ForeignKey, vec!["customer_id"]));
    }
    assert_eq!(mine.update_where(db, above(0), of(None)).await.unwrap(), 1);
}

async fn a_change_in_a_transaction_is_rolled_back_with_it(db: &Db) {
    let (mine, _) = invoices(db, [1, 2, 3]).await;
    let tx = db.begin().await.unwrap();
    assert_eq!(mine.update_where(&tx, above(1), state("a")).await.unwrap(), 2);
    assert_eq!(mine.delete_where(&tx, InvoiceFilter::new().state("a")).await.unwrap(), 2);
    tx.rollback().await.unwrap();
    assert_eq!(states(db, &mine).await, ["", "", ""]);
}

async fn a_condition_that_cannot_hold_is_refused(db: &Db) {
    let (mine, _) = invoices(db, [1]).await;
    let impossible = || InvoiceFilter::new().state("a\0");
    assert!(mine.update_where(db, impossible(), state("a")).await.unwrap_err().is_invalid());
    assert!(mine.delete_where(db, impossible()).await.unwrap_err().is_invalid());
    let many = (0..=limits::MAX_CONDITIONS).fold(InvoiceFilter::new(), |filter, _| filter.amount(1));
    assert!(mine.delete_where(db, many).await.unwrap_err().is_invalid());
    assert_eq!(states(db, &mine).await, [""]);
}

async fn rows_that_others_refer_to_are_not_deleted(db: &Db) {
    let (bins, items) = (Bin::repository(), Item::repository());
    let rows = bins.create_many(db, [1, 2, 3].map(BinCreate::new)).await.unwrap();
    let item = items.create(db, ItemCreate::new(rows[1].id)).await.unwrap();
    let error = bins.delete_where(db, BinFilter::new().size(Condition::gt(0))).await.unwrap_err();
    assert!(error.is_foreign_key() && fields(&error).is_empty(), "{error}");
    assert_eq!(bins.delete_where(db, BinFilter::new().size(Condition::ne(2))).await.unwrap(), 2);
    let moved = ItemUpdate { bin_id: Some(Uuid::now_v7()) };
    let error = items.update_where(db, ItemFilter::new().bin_id(rows[1].id), moved).await.unwrap_err();
    assert_eq!((error.kind(), fields(&error)), (ErrorKind::ForeignKey, vec!["bin_id"]));
    assert_eq!(items.delete_where(db, ItemFilter::new().bin_id(rows[1].id)).await.unwrap(), 1);
    assert_eq!(items.find(db, item.id).await.unwrap(), None);
    assert_eq!(bins.delete_where(db, BinFilter::new()).await.unwrap(), 1);
}
