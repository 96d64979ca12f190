//! Calls of every kind.

use std::str::FromStr;

use fin_infra::prelude::*;
use fin_infra::query::{Cursor, LockWait, OrderBy, TimeZone};
use fin_infra::{Isolation, TransactionOptions};
use futures_util::TryStreamExt;

use crate::subjects::funds::{
    Entry, EntryAdjust, EntryAggregate, EntryCreate, EntryFilter, EntryQuery, EntryRepository, EntryUpdate,
    Fund, FundAdjust, FundAggregate, FundAggregateOrder, FundCreate, FundFilter, FundOrder, FundQuery,
    FundRead, FundRepository, FundUpdate, Price, PriceCreate, PriceFilter, PriceQuery, Voucher,
    VoucherCreate,
};

/// The notes on a fund.
#[derive(FinRow)]
#[fin(of = "Fund")]
struct FundNotes {
    notes: Option<String>,
}

/// A place where the resources are.
pub(crate) trait Stores: Store<Fund> + Store<Entry> + Store<Price> + Store<Voucher> + Copy {}

impl<S: Store<Fund> + Store<Entry> + Store<Price> + Store<Voucher> + Copy> Stores for S {}

fn fund(name: &str) -> FundCreate {
    FundCreate::new(Uuid::nil(), name.to_owned(), Decimal::from_str("1.5").unwrap())
}

fn entry(fund: &FundRead, number: i32) -> EntryCreate {
    EntryCreate { fund_id: fund.id, corrects: None, number }
}

/// Everything that can be done with a tenant's rows.
pub(crate) async fn everything(store: impl Stores) {
    let tenant = Uuid::now_v7();
    let (funds, entries) = (Fund::repository().tenant(tenant), Entry::repository().tenant(tenant));
    let row = writes(store, &funds).await;
    changes(store, &funds, &entries).await;
    reads(store, &funds, &row).await;
    children(store, &funds, &entries, &row).await;
    ends(store, &funds, row).await;
    prices(store).await;
    vouchers(store, &funds).await;
}

async fn writes(store: impl Stores, funds: &FundRepository) -> FundRead {
    let food = funds.create(store, fund("Food")).await.unwrap();
    assert!(funds.create(store, fund("FOOD")).await.unwrap_err().is_conflict());
    funds.create_many(store, ["Rent", "Fuel", "Boat"].map(fund)).await.unwrap();
    let changed = funds.upsert_by_name(store, fund("food")).await.unwrap();
    funds.upsert_by_name(store, fund("Travel")).await.unwrap();
    let coded = FundCreate { code: Some("c".to_owned()), ..fund("Coded") };
    funds.upsert_by_owner_and_code(store, coded).await.unwrap();
    let update = FundUpdate { notes: Some(Some("n".to_owned())), ..FundUpdate::default() };
    let row = funds.update(store, (food.id, changed.version), update.clone()).await.unwrap();
    assert!(funds.update(store, (food.id, 1), update).await.unwrap_err().is_stale_version());
    let update =
        FundUpdate { name: Some("Meals".to_owned()), amount: Some(2.into()), ..FundUpdate::default() };
    let row = funds.update(store, (food.id, row.version), update).await.unwrap();
    funds.update(store, (food.id, row.version), FundUpdate::default()).await.unwrap()
}

/// Numbers that are added to, and changes by condition.
async fn changes(store: impl Stores, funds: &FundRepository, entries: &EntryRepository) {
    let row = funds.create(store, fund("Changing")).await.unwrap();
    let one = || FundAdjust::new().amount(1.into());
    let row = funds.adjust(store, row.id, one()).await.unwrap();
    let row = funds.adjust(store, (row.id, row.version), one()).await.unwrap();
    assert!(funds.adjust(store, (row.id, 1), one()).await.unwrap_err().is_stale_version());
    let other = funds.create(store, fund("Another")).await.unwrap();
    funds.adjust_many(store, [(row.id, one()), (other.id, one())]).await.unwrap();
    assert!(
        funds.adjust_many(store, [(row.id, one()), (Uuid::nil(), one())]).await.unwrap_err().is_not_found()
    );

    let update = || FundUpdate { notes: Some(Some("c".to_owned())), ..FundUpdate::default() };
    let named = |name: &str| FundFilter::new().name(name);
    let both = FundFilter::any_of([named("Changing"), named("Another").not(named("x' OR 1 = 1 -- "))]);
    assert_eq!(funds.update_where(store, both.clone(), update()).await.unwrap(), 2);
    assert_eq!(funds.update_where_limit(store, both.clone(), 1, update()).await.unwrap(), 1);
    assert_eq!(funds.list(store, FundQuery::new().filter(both.clone())).await.unwrap().items.len(), 2);
    assert_eq!(funds.delete_where_limit(store, both.clone(), 1).await.unwrap(), 1);
    assert_eq!(funds.delete_where(store, both).await.unwrap(), 1);

    let entry =
        entries.create(store, entry(&funds.create(store, fund("Counted")).await.unwrap(), 1)).await.unwrap();
    entries.adjust(store, entry.id, EntryAdjust::new().number(-5)).await.unwrap();
    let update = EntryUpdate { number: Some(9), ..EntryUpdate::default() };
    let negative = || EntryFilter::new().number(Condition::lt(0));
    assert_eq!(entries.update_where_limit(store, negative(), 5, update).await.unwrap(), 1);
    assert_eq!(entries.delete_where_limit(store, negative(), 5).await.unwrap(), 0);
    assert_eq!(entries.delete_where(store, EntryFilter::new().number(9)).await.unwrap(), 1);
}

/// Rows that a transaction locks, and its savepoints.
pub(crate) async fn locks(db: &Db) {
    let tenant = Uuid::now_v7();
    let (funds, entries) = (Fund::repository().tenant(tenant), Entry::repository().tenant(tenant));
    let nested = Fund::entries().create(|fund_id| [EntryCreate { fund_id, corrects: None, number: 1 }]);
    funds.create_with(db, fund("Nested"), nested).await.unwrap();
    let row = funds.create(db, fund("Locked")).await.unwrap();
    entries.create(db, entry(&row, 1)).await.unwrap();
    let options = TransactionOptions::new().isolation(Isolation::Serializable);
    let locked = db.transaction_with(options, async |tx| {
        funds.get_for_update(&tx, row.id).await?;
        let point = tx.savepoint().await?;
        for wait in [LockWait::Wait, LockWait::NoWait, LockWait::SkipLocked] {
            funds.find_for_update(&point, row.id, wait).await?;
            let query = FundQuery::new().search("lock").order_by(FundOrder::Code.desc());
            assert_eq!(funds.list_for_update(&point, query, wait).await?.len(), 1);
            entries.list_for_update(&point, EntryQuery::new(), wait).await?;
        }
        point.rollback().await?;
        funds.lock_many(&tx, &[row.id]).await
    });
    assert_eq!(locked.await.unwrap().len(), 1);
}

async fn reads(store: impl Stores, funds: &FundRepository, row: &FundRead) {
    assert_eq!(funds.get(store, row.id).await.unwrap().name, "Meals");
    funds.get_many(store, &[row.id, Uuid::nil()]).await.unwrap();
    let notes = funds.select::<FundNotes>();
    assert_eq!(notes.get(store, row.id).await.unwrap().notes, row.notes);
    assert_eq!(notes.get_many(store, &[row.id, Uuid::nil()]).await.unwrap().len(), 1);
    notes.list(store, FundQuery::new().search("mea").include_deleted().with_total()).await.unwrap();
    assert!(notes.stream(store, FundQuery::new()).try_collect::<Vec<_>>().await.unwrap().len() > 2);
    let query = || FundQuery::new().page_size(2);
    for query in filtered(row) {
        funds.list(store, query.clone().with_total()).await.unwrap();
        funds.list(store, query.include_deleted()).await.unwrap();
    }
    let orders = [FundOrder::Name.asc(), FundOrder::Amount.desc(), FundOrder::Owner.asc()];
    for order in orders.into_iter().chain([FundOrder::Code.asc(), FundOrder::Code.desc()]) {
        pages(store, funds, query().order_by(order)).await;
    }
    for order in orders_of_several_columns() {
        pages(store, funds, query().order_by(order.clone())).await;
        pages(store, funds, query().include_deleted().order_by(order)).await;
    }
    funds.list(store, query().page(2)).await.unwrap();
    funds.list_deleted(store, query()).await.unwrap();
    assert!(funds.count(store, query()).await.unwrap() > 2);
    assert!(funds.exists(store, query().search("mea")).await.unwrap());
    assert!(funds.stream(store, query()).try_collect::<Vec<_>>().await.unwrap().len() > 2);
    aggregates(store, funds).await;
    let own =
        funds.scoped_query().sql("name = ").bind("name", "Meals").sql(" OR amount > 1").order_by("name");
    assert!(own.limit(5).fetch_all(store).await.unwrap().len() > 1);
}

/// Groups in a time zone whose times the filter does not bound, so that they are looked up first; and everything without
/// groups.
async fn aggregates(store: impl Stores, funds: &FundRepository) {
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    let groups =
        FundAggregate::new().by_owner().by_month(zone).sum_amount().average_amount().min_amount().count();
    let groups = groups.filter(FundFilter::new().amount(Condition::ge(0.into()))).search("me");
    let groups = groups
        .having_sum_amount(Condition::any_of([1.into(), 2.into()]))
        .having_min_amount(Condition::lt(9.into()))
        .order_by(FundAggregateOrder::SumAmount.desc().then_by(FundAggregateOrder::Month.asc()));
    funds.aggregate(store, groups.page_size(2).page(2)).await.unwrap();
    let [(count,)] = funds.aggregate(store, FundAggregate::new().count()).await.unwrap()[..] else {
        panic!("there is one row")
    };
    assert!(count > 2);
}

/// Orders with each form that a condition on the position of a page has: one way and both ways, with columns that may be
/// null in each position.
fn orders_of_several_columns() -> Vec<OrderBy<FundOrder>> {
    let (name, amount, code) = (FundOrder::Name, FundOrder::Amount, FundOrder::Code);
    vec![
        name.asc().then_by(amount.asc()),
        name.desc().then_by(amount.asc()),
        name.asc().then_by(code.asc()),
        name.asc().then_by(code.desc()),
        code.asc().then_by(amount.asc()),
        code.desc().then_by(amount.asc()).then_by(name.desc()),
        amount.asc().then_by(code.desc()).then_by(name.asc()),
        amount.desc().then_by(code.asc()).then_by(name.desc()),
    ]
}

/// A list, page by page, to its end.
async fn pages(store: impl Stores, funds: &FundRepository, query: FundQuery) {
    let notes = funds.select::<FundNotes>();
    let mut next: Option<Cursor> = funds.list(store, query.clone()).await.unwrap().next;
    assert!(next.is_some(), "the list has more than one page");
    notes.list(store, query.clone()).await.unwrap();
    while let Some(cursor) = next {
        next = funds.list(store, query.clone().after(cursor.clone())).await.unwrap().next;
        notes.list(store, query.clone().after(cursor)).await.unwrap();
    }
}

/// A list for each condition that a filter can have.
fn filtered(row: &FundRead) -> Vec<FundQuery> {
    let filter = FundFilter::new;
    let filters = [
        filter().owner(row.owner),
        filter().name(Condition::ne("x".to_owned())),
        filter().name(Condition::contains("ea")),
        filter().amount(Condition::lt(9.into())).amount(Condition::ge(1.into())),
        filter().amount(Condition::le(9.into())).amount(Condition::gt(1.into())),
        filter().code(Condition::is_null()),
        filter().code(Condition::is_not_null()),
        filter().name(Condition::any_of(["a".to_owned(), "b".to_owned()])),
        filter().name(Condition::any_of([])),
    ];
    let queries = filters.into_iter().map(|filter| FundQuery::new().filter(filter));
    let owned = FundQuery::new().filter(filter().owner(row.owner));
    queries
        .chain([
            FundQuery::new().search("me%al_s"),
            FundQuery::new().search("me").search("al"),
            owned.clone().filter(filter().name("Meals")),
            // A condition that another one follows with an `OR` in its value is still a condition beside it.
            owned.filter(filter().name("x' OR '1' = '1")).search("' OR 1 = 1 -- "),
        ])
        .collect()
}

async fn children(store: impl Stores, funds: &FundRepository, entries: &EntryRepository, row: &FundRead) {
    let first = entries.create(store, entry(row, 1)).await.unwrap();
    let second = EntryCreate { corrects: Some(first.id), ..entry(row, 2) };
    entries.create_many(store, [second, entry(row, 3)]).await.unwrap();
    let lost = EntryCreate { corrects: Some(Uuid::nil()), ..entry(row, 4) };
    assert!(entries.create(store, lost.clone()).await.unwrap_err().is_foreign_key());
    assert!(entries.upsert_by_fund_id_and_number(store, lost).await.unwrap_err().is_foreign_key());
    entries.upsert_by_fund_id_and_number(store, entry(row, 1)).await.unwrap();
    let update = EntryUpdate { corrects: Some(Some(Uuid::nil())), ..EntryUpdate::default() };
    assert!(entries.update(store, first.id, update).await.unwrap_err().is_foreign_key());
    assert_eq!(funds.entries_of(store, &[row.id]).await.unwrap()[&row.id].len(), 3);
    related(store, funds, row).await;
    assert_eq!(entries.count(store, EntryQuery::new()).await.unwrap(), 3);
    let sums = funds
        .entries_sum_of(store, &[row.id, Uuid::nil()], EntryAggregate::new().sum_number())
        .await
        .unwrap();
    assert_eq!((sums[&row.id], sums[&Uuid::nil()]), ((6,), (0,)));
    assert!(funds.hard_delete(store, row.id).await.unwrap_err().is_foreign_key());
    let rows =
        entries.list(store, EntryQuery::new().order_by(crate::subjects::funds::EntryOrder::Number.desc()));
    let ids: Vec<_> = rows.await.unwrap().into_iter().map(|row| row.id).collect();
    entries.delete(store, ids[0]).await.unwrap();
    entries.delete(store, ids[1]).await.unwrap();
    assert_eq!(entries.delete_many(store, &ids).await.unwrap(), 1);
}

async fn related(store: impl Stores, funds: &FundRepository, row: &FundRead) {
    let largest = Fund::entries().order_by(crate::subjects::funds::EntryOrder::Number.desc());
    let positive = || EntryFilter::new().number(Condition::gt(0));
    for relation in
        [Fund::entries(), largest.clone(), largest.clone().limit(2), largest.filter(positive()).limit(2)]
    {
        let relation = relation.with((Entry::fund(), Entry::corrects(), Entry::entries().limit(1)));
        let loaded = funds.load(store, [row.clone()], relation).await.unwrap();
        assert!(loaded[0].related.len() > 1);
    }
    let fund = Entry::fund().include_deleted();
    let through = Fund::entries().through(fund).filter(FundFilter::new().name("Meals")).limit(1);
    assert_eq!(funds.load(store, [row.clone()], through).await.unwrap()[0].related.len(), 1);
}

async fn ends(store: impl Stores, funds: &FundRepository, row: FundRead) {
    assert!(funds.delete(store, (row.id, 1)).await.unwrap_err().is_stale_version());
    funds.delete(store, (row.id, row.version)).await.unwrap();
    funds.restore(store, row.id).await.unwrap();
    assert_eq!(funds.delete_many(store, &[row.id, Uuid::nil()]).await.unwrap(), 1);
    assert_eq!(funds.purge_deleted(store, row.created_at).await.unwrap().removed, 0);
    funds.hard_delete(store, row.id).await.unwrap();
}

async fn prices(store: impl Stores) {
    let prices = Price::repository().tenant("Frankfurt");
    let price = PriceCreate { symbol: "SAP".to_owned(), amount: 9.into() };
    let row = prices.create(store, price).await.unwrap();
    let query = PriceQuery::new().filter(PriceFilter::new().symbol("SAP"));
    assert_eq!(prices.list(store, query).await.unwrap().items.len(), 1);
    prices.delete(store, row.id).await.unwrap();
}

async fn vouchers(store: impl Stores, funds: &FundRepository) {
    let vouchers = Voucher::repository().tenant(*funds.tenant_id());
    let fund = funds.create(store, fund("Vouchers")).await.unwrap();
    for (number, fund_id) in [(1, None), (2, Some(fund.id))] {
        let row = vouchers.create(store, VoucherCreate { fund_id }).await.unwrap();
        assert_eq!(row.number, number);
    }
    let nowhere = VoucherCreate { fund_id: Some(Uuid::nil()) };
    assert!(vouchers.create(store, nowhere.clone()).await.unwrap_err().is_foreign_key());
    assert!(vouchers.create_many(store, [nowhere.clone(), nowhere]).await.unwrap_err().is_foreign_key());
    let rows = vouchers.create_many(store, [(); 2].map(|()| VoucherCreate { fund_id: Some(fund.id) }));
    assert_eq!(rows.await.unwrap()[1].number, 4);
}

/// What an operator's job can do.
pub(crate) async fn for_all_tenants(store: impl Stores) {
    let funds = Fund::repository().all_tenants();
    funds.list(store, FundQuery::new().search("x")).await.unwrap();
    funds.select::<FundNotes>().list(store, FundQuery::new().order_by(FundOrder::Code.asc())).await.unwrap();
    funds.count(store, FundQuery::new()).await.unwrap();
    funds.exists(store, FundQuery::new().include_deleted()).await.unwrap();
    funds.aggregate(store, FundAggregate::new().by_owner().sum_amount()).await.unwrap();
    funds.stream(store, FundQuery::new()).try_collect::<Vec<_>>().await.unwrap();
    funds.purge_deleted(store, Utc::now()).await.unwrap();
}
