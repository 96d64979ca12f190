//! Numbers of rows: the next one for each row of a tenant, without gaps.

use std::collections::BTreeSet;

use fin_infra::prelude::*;
use fin_infra::{Isolation, TransactionOptions};
use fin_infra_tests::on_each_store;
use futures_util::future::join_all;

#[derive(FinResource, Debug, Clone)]
#[fin(tenant, soft_delete)]
struct Customer {
    name: String,
}

#[derive(FinResource, Debug, Clone, PartialEq)]
#[fin(tenant, rls, immutable, soft_delete, check(total >= 0))]
struct Invoice {
    #[fin(number(per = "tenant"), filter, order)]
    number: i64,
    #[fin(unique)]
    reference: String,
    #[fin(decimal(precision = 18, scale = 2))]
    total: Decimal,
    #[fin(belongs_to = "Customer")]
    customer_id: Option<Uuid>,
}

/// The tenant is a text, comes after the number, and has another name.
#[derive(FinResource, Debug, Clone)]
#[fin(version)]
struct Receipt {
    #[fin(number(per = "tenant"), column = "no")]
    receipt_number: i64,
    #[fin(tenant, column = "shop", length(max = 20))]
    shop_id: String,
    note: String,
}

/// A row that is as long as a chunk of a bulk insert allows.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant)]
struct Line {
    #[fin(number(per = "tenant"))]
    number: i64,
    text: String,
}

/// A table whose column is numbered later.
#[derive(FinResource, Debug, Clone)]
#[fin(table = "bills", tenant, rls, soft_delete)]
struct OldBill {
    #[fin(unique)]
    number: i64,
    name: String,
}

#[derive(FinResource, Debug, Clone)]
#[fin(table = "bills", tenant, rls, soft_delete)]
struct Bill {
    #[fin(number(per = "tenant"))]
    number: i64,
    name: String,
}

/// A place on many machines.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, soft_delete, distribution = "citus")]
struct Site {
    name: String,
}

/// A visit to a place, on the same machine.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, distribution = "citus")]
struct Visit {
    #[fin(number(per = "tenant"))]
    number: i64,
    #[fin(belongs_to = "Site")]
    site_id: Uuid,
}

fn invoices() -> InvoiceRepository {
    Invoice::repository().tenant(Uuid::now_v7())
}

fn invoice(reference: &str) -> InvoiceCreate {
    InvoiceCreate { customer_id: None, ..InvoiceCreate::new(reference.to_owned(), dec!(1)) }
}

/// The numbers of the live rows, in the order of the numbers.
async fn numbers(db: &Db, invoices: &InvoiceRepository) -> Vec<i64> {
    let query = InvoiceQuery::new().order_by(InvoiceOrder::Number.asc()).page_size(1000);
    invoices.list(db, query).await.unwrap().into_iter().map(|invoice| invoice.number).collect()
}

on_each_store!(
    [Customer, Invoice] each_row_of_a_tenant_has_the_next_number,
    [Customer, Invoice] rows_of_one_call_are_numbered_in_their_order,
    [Customer, Invoice] a_row_that_is_refused_leaves_no_gap,
    [Customer, Invoice] rows_that_are_refused_together_leave_no_gap,
    [Customer, Invoice] what_is_rolled_back_leaves_no_gap,
    [Customer, Invoice] a_number_is_never_given_again,
    [Customer, Invoice] a_missing_parent_leaves_no_gap,
    [Customer, Invoice] no_number_is_given_twice_to_many_tasks,
    [Customer, Invoice] no_number_is_given_twice_to_transactions_of_which_some_fail,
    [Customer, Invoice] serializable_transactions_are_numbered_as_well,
    [Bill] a_counter_that_is_behind_its_rows_is_named,
    [Bill] a_new_counter_continues_the_rows_of_its_tenant,
    [Site, Visit] rows_on_many_machines_are_numbered_in_the_same_way,
    [Receipt] the_tenant_and_the_number_have_the_names_of_their_columns,
    [Line] rows_of_several_statements_are_numbered_through,
);

async fn each_row_of_a_tenant_has_the_next_number(db: &Db) {
    let (ours, theirs) = (invoices(), invoices());
    for number in 1..=3 {
        let created = ours.create(db, invoice(&format!("{number}"))).await.unwrap();
        assert_eq!(created.number, number);
        assert_eq!(ours.get(db, created.id).await.unwrap(), created);
    }
    assert_eq!(theirs.create(db, invoice("1")).await.unwrap().number, 1);
    assert_eq!(ours.create(db, invoice("4")).await.unwrap().number, 4);
    let third = InvoiceFilter::new().number(3);
    let found = ours.list(db, InvoiceQuery::new().filter(third)).await.unwrap();
    assert_eq!(found.iter().map(|invoice| invoice.reference.as_str()).collect::<Vec<_>>(), ["3"]);
}

async fn rows_of_one_call_are_numbered_in_their_order(db: &Db) {
    let invoices = invoices();
    invoices.create(db, invoice("first")).await.unwrap();
    let none: [InvoiceCreate; 0] = [];
    assert!(invoices.create_many(db, none).await.unwrap().is_empty());
    let rows = invoices.create_many(db, ["z", "a", "m"].map(invoice)).await.unwrap();
    let found: Vec<_> = rows.iter().map(|row| (row.number, row.reference.as_str())).collect();
    assert_eq!(found, [(2, "z"), (3, "a"), (4, "m")]);
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    assert_eq!(invoices.get_many(db, &ids).await.unwrap(), rows);
    assert_eq!(invoices.create(db, invoice("last")).await.unwrap().number, 5);
}

async fn a_row_that_is_refused_leaves_no_gap(db: &Db) {
    let invoices = invoices();
    invoices.create(db, invoice("a")).await.unwrap();
    let error = invoices.create(db, invoice("a")).await.unwrap_err();
    assert!(error.is_conflict() && error.fields().eq(["reference"]), "{error}");
    let error = invoices.create(db, InvoiceCreate { total: dec!(-1), ..invoice("b") }).await.unwrap_err();
    assert_eq!(error.reason(), "must satisfy the rule `total >= 0`");
    let nobody = InvoiceCreate { customer_id: Some(Uuid::now_v7()), ..invoice("b") };
    let error = invoices.create(db, nobody).await.unwrap_err();
    assert!(error.is_foreign_key() && error.fields().eq(["customer_id"]), "{error}");
    assert_eq!(invoices.create(db, invoice("b")).await.unwrap().number, 2);

    // In a transaction that goes on, too.
    let tx = db.begin().await.unwrap();
    let point = tx.savepoint().await.unwrap();
    assert!(invoices.create(&point, invoice("a")).await.unwrap_err().is_conflict());
    point.rollback().await.unwrap();
    assert_eq!(invoices.create(&tx, invoice("c")).await.unwrap().number, 3);
    tx.commit().await.unwrap();
    assert_eq!(numbers(db, &invoices).await, [1, 2, 3]);
}

async fn rows_that_are_refused_together_leave_no_gap(db: &Db) {
    let invoices = invoices();
    let error = invoices.create_many(db, ["a", "b", "a"].map(invoice)).await.unwrap_err();
    assert!(error.is_conflict(), "{error}");
    let negative = InvoiceCreate { total: dec!(-1), ..invoice("b") };
    assert!(invoices.create_many(db, [invoice("a"), negative]).await.unwrap_err().is_invalid());
    assert_eq!(invoices.create(db, invoice("a")).await.unwrap().number, 1);
}

async fn what_is_rolled_back_leaves_no_gap(db: &Db) {
    let invoices = invoices();
    let tx = db.begin().await.unwrap();
    assert_eq!(invoices.create(&tx, invoice("a")).await.unwrap().number, 1);
    assert_eq!(invoices.create(&tx, invoice("b")).await.unwrap().number, 2);
    tx.rollback().await.unwrap();
    let tx = db.begin().await.unwrap();
    assert_eq!(invoices.create(&tx, invoice("a")).await.unwrap().number, 1);
    let point = tx.savepoint().await.unwrap();
    assert_eq!(invoices.create_many(&point, ["b", "c"].map(invoice)).await.unwrap()[1].number, 3);
    point.rollback().await.unwrap();
    assert_eq!(invoices.create(&tx, invoice("b")).await.unwrap().number, 2);
    tx.commit().await.unwrap();
    assert_eq!(numbers(db, &invoices).await, [1, 2]);
}

async fn a_number_is_never_given_again(db: &Db) {
    let invoices = invoices();
    let rows = invoices.create_many(db, ["a", "b", "c"].map(invoice)).await.unwrap();
    invoices.delete(db, rows[1].id).await.unwrap();
    invoices.hard_delete(db, rows[2].id).await.unwrap();
    assert_eq!(invoices.create(db, invoice("d")).await.unwrap().number, 4);
    assert_eq!(invoices.restore(db, rows[1].id).await.unwrap().number, 2);
    assert_eq!(numbers(db, &invoices).await, [1, 2, 4]);
}

async fn a_missing_parent_leaves_no_gap(db: &Db) {
    let tenant = Uuid::now_v7();
    let (customers, invoices) = (Customer::repository().tenant(tenant), Invoice::repository().tenant(tenant));
    let customer = customers.create(db, CustomerCreate::new("Ada".to_owned())).await.unwrap();
    let of = |reference: &str| InvoiceCreate { customer_id: Some(customer.id), ..invoice(reference) };
    assert_eq!(invoices.create(db, of("a")).await.unwrap().number, 1);
    customers.delete(db, customer.id).await.unwrap();
    for _ in 0..2 {
        let error = invoices.create(db, of("b")).await.unwrap_err();
        assert!(error.is_foreign_key() && error.fields().eq(["customer_id"]), "{error}");
        assert!(invoices.create_many(db, [invoice("b"), of("c")]).await.unwrap_err().is_foreign_key());
    }
    customers.restore(db, customer.id).await.unwrap();
    assert_eq!(invoices.create(db, of("b")).await.unwrap().number, 2);
}

const TASKS: usize = 32;

async fn no_number_is_given_twice_to_many_tasks(db: &Db) {
    let tenants = [invoices(), invoices(), invoices()];
    let tasks = (0..TASKS).map(|task| {
        let (db, tenants) = (db.clone(), tenants.clone());
        tokio::spawn(async move {
            for (number, invoices) in tenants.iter().cycle().take(6).enumerate() {
                invoices.create(&db, invoice(&format!("{task} {number}"))).await.unwrap();
            }
        })
    });
    join_all(tasks).await.into_iter().for_each(Result::unwrap);
    let all: Vec<i64> = (1..=2 * i64::try_from(TASKS).unwrap()).collect();
    for invoices in &tenants {
        assert_eq!(numbers(db, invoices).await, all);
    }
}

async fn no_number_is_given_twice_to_transactions_of_which_some_fail(db: &Db) {
    let invoices = invoices();
    let tasks = (0..TASKS).map(|task| {
        let (db, invoices) = (db.clone(), invoices.clone());
        tokio::spawn(async move {
            let done = db.transaction(async |tx| {
                let row = invoices.create(&tx, invoice(&format!("{task} a"))).await?;
                let rows =
                    invoices.create_many(&tx, ["b", "c"].map(|it| invoice(&format!("{task} {it}")))).await?;
                assert_eq!([row.number + 1, row.number + 2], [rows[0].number, rows[1].number]);
                match task % 3 {
                    0 => Err(Error::invalid("total", "is not what the customer ordered")),
                    _ => Ok(()),
                }
            });
            match done.await {
                Ok(()) => 3,
                Err(error) if error.is_invalid() => 0,
                Err(error) => panic!("{error}"),
            }
        })
    });
    let created: i64 = join_all(tasks).await.into_iter().map(Result::unwrap).sum();
    assert_eq!(numbers(db, &invoices).await, (1..=created).collect::<Vec<_>>());
}

async fn serializable_transactions_are_numbered_as_well(db: &Db) {
    let invoices = invoices();
    let tasks = (0..8).map(|task| {
        let (db, invoices) = (db.clone(), invoices.clone());
        tokio::spawn(async move {
            let options = TransactionOptions::new().isolation(Isolation::Serializable).attempts(100);
            let done = db.transaction_with(options, async |tx| {
                let known = invoices.count(&tx, InvoiceQuery::new()).await?;
                let row = invoices.create(&tx, invoice(&format!("{task}"))).await?;
                assert_eq!(u64::try_from(row.number), Ok(known + 1));
                Ok::<_, Error>(())
            });
            done.await.unwrap();
        })
    });
    join_all(tasks).await.into_iter().for_each(Result::unwrap);
    assert_eq!(numbers(db, &invoices).await, (1..=8).collect::<Vec<_>>());
}

async fn a_counter_that_is_behind_its_rows_is_named(db: &Db) {
    let tenant = Uuid::now_v7();
    let (old, bills) = (OldBill::repository().tenant(tenant), Bill::repository().tenant(tenant));
    let bill = || BillCreate::new("new".to_owned());
    bills.create(db, bill()).await.unwrap();
    old.create(db, OldBillCreate::new(2, "old".to_owned())).await.unwrap();
    let (one, many) = (bills.create(db, bill()).await, bills.create_many(db, [bill()]).await.map(|_| ()));
    for error in [one.unwrap_err(), many.unwrap_err()] {
        assert_eq!(
            (error.kind(), error.fields().collect()),
            (ErrorKind::Database, vec!["number"]),
            "{error}"
        );
        assert!(error.reason().contains("delete the tenant's row in `bills_counter`"), "{error}");
    }
}

async fn a_new_counter_continues_the_rows_of_its_tenant(db: &Db) {
    let tenants = [(); 4].map(|()| Uuid::now_v7());
    for (tenant, numbers) in tenants.iter().zip([&[3, 7][..], &[100], &[41], &[-5]]) {
        let old = OldBill::repository().tenant(*tenant);
        let rows = old
            .create_many(db, numbers.iter().map(|number| OldBillCreate::new(*number, "old".to_owned())))
            .await
            .unwrap();
        old.delete(db, rows[rows.len() - 1].id).await.unwrap();
    }
    let bill = || BillCreate::new("new".to_owned());
    let [deleted, other, many, new] = tenants.map(|tenant| Bill::repository().tenant(tenant));
    for number in [8, 9] {
        assert_eq!(deleted.create(db, bill()).await.unwrap().number, number);
    }
    assert_eq!(other.create(db, bill()).await.unwrap().number, 101);
    let rows = many.create_many(db, [(); 2].map(|()| bill())).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.number).collect::<Vec<_>>(), [42, 43]);
    assert_eq!(new.create(db, bill()).await.unwrap().number, 1);
}

async fn rows_on_many_machines_are_numbered_in_the_same_way(db: &Db) {
    let tenant = Uuid::now_v7();
    let (sites, visits) = (Site::repository().tenant(tenant), Visit::repository().tenant(tenant));
    let [site, closed] = ["Kiel", "Ulm"].map(|name| SiteCreate::new(name.to_owned()));
    let (site, closed) = (sites.create(db, site).await.unwrap(), sites.create(db, closed).await.unwrap());
    sites.delete(db, closed.id).await.unwrap();
    for number in 1..=2 {
        assert_eq!(visits.create(db, VisitCreate { site_id: site.id }).await.unwrap().number, number);
        let error = visits.create(db, VisitCreate { site_id: closed.id }).await.unwrap_err();
        assert!(error.is_foreign_key() && error.fields().eq(["site_id"]), "{error}");
    }
    let rows = visits.create_many(db, [(); 2].map(|()| VisitCreate { site_id: site.id })).await.unwrap();
    assert_eq!(rows[1].number, 4);
}

async fn the_tenant_and_the_number_have_the_names_of_their_columns(db: &Db) {
    let (north, south) =
        (Receipt::repository().tenant("north".to_owned()), Receipt::repository().tenant("south".to_owned()));
    let receipt = |note: &str| ReceiptCreate::new(note.to_owned());
    assert_eq!(north.create(db, receipt("a")).await.unwrap().receipt_number, 1);
    let rows = north.create_many(db, ["b", "c"].map(receipt)).await.unwrap();
    assert_eq!(rows[1].receipt_number, 3);
    assert_eq!(south.create(db, receipt("a")).await.unwrap().receipt_number, 1);
    let changed = ReceiptUpdate { note: Some("d".to_owned()) };
    let changed = north.update(db, (rows[0].id, rows[0].version), changed).await.unwrap();
    assert_eq!((changed.receipt_number, changed.version), (2, 2));
}

async fn rows_of_several_statements_are_numbered_through(db: &Db) {
    let lines = Line::repository().tenant(Uuid::now_v7());
    let many = (0..2500).map(|number| LineCreate::new(format!("{number}")));
    let rows = lines.create_many(db, many).await.unwrap();
    let numbers: BTreeSet<_> = rows.iter().map(|row| row.number).collect();
    assert_eq!((numbers.len(), numbers.first(), numbers.last()), (2500, Some(&1), Some(&2500)));
    assert!(rows.iter().all(|row| row.text == (row.number - 1).to_string()));
}
