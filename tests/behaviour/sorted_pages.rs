//! Pages in random orders of several columns: all of them together are the sorted rows, however they are read.

use std::cmp::Ordering::{self as Compared, Equal};

use fin_infra::AllTenants;
use fin_infra::prelude::*;
use fin_infra::query::{Direction, Ordering, Page};
use fin_infra_tests::on_each_store;
use futures_util::TryStreamExt;
use rand::rngs::ChaCha8Rng;
use rand::{RngExt as _, SeedableRng as _};

use crate::orders::{
    Bill, BillCreate, BillFilter, BillOrder, BillQuery, BillRead, BillRepository, COLUMNS, query,
};
use crate::samples::{Status, time};
use crate::support::decimal;

/// The order that a list must have according to the documentation: nulls before everything else.
fn compare(a: &BillRead, b: &BillRead, orders: &[Ordering<BillOrder>]) -> Compared {
    let text = |status: Option<Status>| status.map(|status| serde_json::to_string(&status).unwrap());
    let by = |column| match column {
        BillOrder::Payee => a.payee.cmp(&b.payee),
        BillOrder::Amount => a.amount.cmp(&b.amount),
        BillOrder::Due => a.due.cmp(&b.due),
        BillOrder::Paid => a.paid.cmp(&b.paid),
        BillOrder::Share => a.share.partial_cmp(&b.share).unwrap(),
        BillOrder::Status => text(a.status).cmp(&text(b.status)),
        BillOrder::CreatedAt => a.created_at.cmp(&b.created_at),
        BillOrder::Id => a.id.cmp(&b.id),
    };
    let directed = |direction, compared: Compared| match direction {
        Direction::Ascending => compared,
        Direction::Descending => compared.reverse(),
    };
    let chosen = orders.iter().map(|order| directed(order.direction, by(order.column)));
    // The first mention of a column decides, so the direction of the last column is that of the last new one.
    let last = (0..orders.len())
        .rev()
        .find(|&number| orders[..number].iter().all(|before| before.column != orders[number].column));
    let direction = last.map_or(Direction::Ascending, |number| orders[number].direction);
    let ends = [directed(direction, by(BillOrder::Id)), directed(direction, a.tenant_id.cmp(&b.tenant_id))];
    chosen.chain(ends).find(|compared| *compared != Equal).unwrap_or(Equal)
}

/// A draft of few different values, so that there are ties, and nulls among them.
fn draft(dice: &mut ChaCha8Rng) -> BillCreate {
    let mut pick = |end: usize| dice.random_range(0..end);
    BillCreate {
        payee: ["", "Z", "a", "ä"][pick(4)].to_owned(),
        amount: [None, Some("-1"), Some("0"), Some("9.00"), Some("10")][pick(5)].map(decimal),
        due: [None, Some("2026-01-01T00:00:00Z"), Some("2026-01-01T00:00:00.000001Z")][pick(3)].map(time),
        paid: pick(2) == 0,
        share: [None, Some(-0.5), Some(0.1), Some(1e300)][pick(4)],
        status: [None, Some(Status::Active), Some(Status::OnHold)][pick(3)],
    }
}

/// Random orders, and often one that has an index.
fn orders(dice: &mut ChaCha8Rng) -> Vec<Ordering<BillOrder>> {
    use BillOrder::{Amount, CreatedAt, Paid, Payee};
    let indexed = [&[Amount, Paid][..], &[Payee, CreatedAt, Paid]];
    if dice.random_bool(0.3) {
        let direction = if dice.random_bool(0.5) { Direction::Ascending } else { Direction::Descending };
        let columns = indexed[dice.random_range(0..indexed.len())];
        return columns.iter().map(|&column| Ordering { column, direction }).collect();
    }
    let count = dice.random_range(2..=5);
    let order = |dice: &mut ChaCha8Rng| {
        let column = COLUMNS[dice.random_range(0..COLUMNS.len())];
        if dice.random_bool(0.5) { column.asc() } else { column.desc() }
    };
    (0..count).map(|_| order(dice)).collect()
}

/// Whether a filter holds for a row.
type Holds = fn(&BillRead) -> bool;

/// Who a row is: its tenant and its id.
type Key = (Uuid, Uuid);

/// The name of each row, in the expected order.
fn expected(rows: &[BillRead], orders: &[Ordering<BillOrder>]) -> Vec<Key> {
    let mut rows: Vec<_> = rows.iter().collect();
    rows.sort_by(|a, b| compare(a, b, orders));
    rows.into_iter().map(key).collect()
}

fn key(row: &BillRead) -> Key {
    (row.tenant_id, row.id)
}

/// Lists the rows of one tenant or of all.
trait Listing {
    async fn page(&self, db: &Db, query: BillQuery) -> Page<BillRead>;
}

impl Listing for BillRepository {
    async fn page(&self, db: &Db, query: BillQuery) -> Page<BillRead> {
        self.list(db, query).await.unwrap()
    }
}

impl Listing for AllTenants<Bill> {
    async fn page(&self, db: &Db, query: BillQuery) -> Page<BillRead> {
        self.list(db, query).await.unwrap()
    }
}

/// All rows, page by page.
async fn walked(db: &Db, listing: &impl Listing, query: &BillQuery) -> Vec<Key> {
    let mut found = Vec::new();
    let mut page = listing.page(db, query.clone()).await;
    loop {
        let next = page.next.take();
        found.extend(page.iter().map(key));
        assert!(found.len() < 1_000, "a list has no end");
        let Some(next) = next else { return found };
        page = listing.page(db, query.clone().after(next)).await;
    }
}

/// A tenant with random rows, the live and the deleted ones.
async fn tenant(db: &Db, dice: &mut ChaCha8Rng) -> (BillRepository, Vec<BillRead>, Vec<BillRead>) {
    let bills = Bill::repository().tenant(Uuid::from_u128(dice.random()));
    let drafts: Vec<_> = (0..40).map(|_| draft(dice)).collect();
    let mut rows = bills.create_many(db, drafts).await.unwrap();
    let deleted = rows.split_off(25);
    let ids: Vec<_> = deleted.iter().map(|row| row.id).collect();
    bills.delete_many(db, &ids).await.unwrap();
    (bills, rows, deleted)
}

on_each_store!(
    [Bill] pages_in_any_order_hold_the_sorted_rows,
    [Bill] pages_of_all_tenants_hold_the_sorted_rows,
    [Bill] filters_and_searches_hold_in_an_order_of_several_columns,
);

async fn pages_in_any_order_hold_the_sorted_rows(db: &Db) {
    let dice = &mut ChaCha8Rng::seed_from_u64(9);
    let (bills, live, deleted) = tenant(db, dice).await;
    let both = [live.clone(), deleted.clone()].concat();
    for _ in 0..20 {
        let orders = orders(dice);
        let size = dice.random_range(1..=9);
        let query = query(&orders).page_size(size);
        let sorted = expected(&live, &orders);
        assert_eq!(walked(db, &bills, &query).await, sorted, "by cursor, {size}, {orders:?}");
        let last = u32::try_from(live.len()).unwrap().div_ceil(size);
        let number = dice.random_range(1..=last);
        let page = bills.list(db, query.clone().page(number)).await.unwrap();
        let from = (size * (number - 1)) as usize;
        let here = sorted.iter().skip(from).take(size as usize);
        assert!(page.iter().map(key).eq(here.copied()), "page {number} of {size}, {orders:?}");
        assert_eq!(page.next.is_some(), number < last);
        // A page by number ends where the next one begins.
        if let Some(next) = page.next {
            let rest = bills.list(db, query.clone().page_size(100).after(next)).await.unwrap();
            assert!(rest.iter().map(key).eq(sorted[from + size as usize..].iter().copied()), "{orders:?}");
        }
        let streamed: Vec<BillRead> = bills.stream(db, query.clone()).try_collect().await.unwrap();
        assert!(streamed.iter().map(key).eq(sorted), "streamed, {orders:?}");
        let gone = walked(db, &bills, &query.clone().only_deleted()).await;
        assert_eq!(gone, expected(&deleted, &orders), "deleted, {orders:?}");
        let all = walked(db, &bills, &query.include_deleted()).await;
        assert_eq!(all, expected(&both, &orders), "with deleted, {orders:?}");
    }
}

async fn pages_of_all_tenants_hold_the_sorted_rows(db: &Db) {
    let dice = &mut ChaCha8Rng::seed_from_u64(10);
    let mut rows = Vec::new();
    // The tenants have rows of the same ids.
    let drafts: Vec<_> = (0..8).map(|_| (Uuid::now_v7(), draft(dice))).collect();
    for _ in 0..3 {
        let bills = Bill::repository().tenant(Uuid::from_u128(dice.random()));
        for (id, same) in &drafts {
            let create = if dice.random_bool(0.5) { same.clone() } else { draft(dice) };
            rows.push(bills.create_with_id(db, *id, create).await.unwrap());
        }
    }
    let all = Bill::repository().all_tenants();
    for _ in 0..20 {
        let orders = orders(dice);
        let query = query(&orders).page_size(dice.random_range(1..=7));
        assert_eq!(walked(db, &all, &query).await, expected(&rows, &orders), "{orders:?}");
    }
}

async fn filters_and_searches_hold_in_an_order_of_several_columns(db: &Db) {
    let dice = &mut ChaCha8Rng::seed_from_u64(11);
    let (bills, live, _) = tenant(db, dice).await;
    let is_due = |row: &&BillRead| row.due.is_some();
    let filters: [(BillFilter, Holds); 4] = [
        (BillFilter::new().due(Condition::is_null()), |row| row.due.is_none()),
        (BillFilter::new().due(Condition::is_not_null()), |row| row.due.is_some()),
        (BillFilter::new().amount(Condition::ge(Decimal::ZERO)), |row| row.amount >= Some(Decimal::ZERO)),
        (BillFilter::new().amount(Condition::is_null()), |row| row.amount.is_none()),
    ];
    assert!(live.iter().any(|row| is_due(&row)) && !live.iter().all(|row| is_due(&row)));
    for (filter, holds) in filters {
        for _ in 0..6 {
            let mut orders = orders(dice);
            orders.insert(
                0,
                if dice.random_bool(0.5) { BillOrder::Due.desc() } else { BillOrder::Amount.asc() },
            );
            let rows: Vec<_> = live.iter().filter(|row| holds(row)).cloned().collect();
            let query = query(&orders).filter(filter.clone()).page_size(2);
            assert_eq!(walked(db, &bills, &query).await, expected(&rows, &orders), "{orders:?}");
            let rows: Vec<_> = rows.into_iter().filter(|row| row.payee == "a").collect();
            assert_eq!(walked(db, &bills, &query.search("A")).await, expected(&rows, &orders), "{orders:?}");
        }
    }
}
