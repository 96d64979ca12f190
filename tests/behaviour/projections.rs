//! Rows are read into smaller types: the same rows as without, with fewer columns.

use std::collections::BTreeMap;

use fin_infra::prelude::*;
use fin_infra::query::{Ordering, limits};
use fin_infra_tests::on_each_store;
use fin_infra_tests::resources::{
    Budget, BudgetCreate, BudgetFilter, BudgetOrder, BudgetQuery, BudgetRead, BudgetRepository,
};
use futures_util::TryStreamExt;

use crate::support::{budgets, decimal, fields, two_tenants};

/// A budget without what it is spent on.
#[derive(FinRow, Debug, Clone, PartialEq)]
#[fin(of = "Budget")]
struct BudgetLine {
    name: String,
    id: Uuid,
    amount: Option<Decimal>,
}

impl BudgetLine {
    fn of(row: &BudgetRead) -> Self {
        Self { name: row.name.clone(), id: row.id, amount: row.amount }
    }
}

/// Neither the id nor a column to order by.
#[derive(FinRow, Debug, Clone, Copy, PartialEq)]
#[fin(of = "Budget")]
struct BudgetEnd {
    period_end: DateTime<Utc>,
}

impl BudgetEnd {
    fn of(row: &BudgetRead) -> Self {
        Self { period_end: row.period_end }
    }
}

/// Every column, in another order.
#[derive(FinRow, Debug, PartialEq)]
#[fin(of = "Budget")]
struct BudgetWhole {
    deleted_at: Option<DateTime<Utc>>,
    updated_at: DateTime<Utc>,
    created_at: DateTime<Utc>,
    rollover_enabled: bool,
    amount: Option<Decimal>,
    categories: BTreeMap<String, Decimal>,
    period_end: DateTime<Utc>,
    period_start: DateTime<Utc>,
    name: String,
    user_id: Uuid,
    tenant_id: Uuid,
    id: Uuid,
}

/// Access to an account at a bank.
#[derive(FinResource, Debug, Clone)]
struct Access {
    bank: String,
    #[fin(secret)]
    password: Option<String>,
    #[fin(internal, default)]
    attempts: i32,
}

#[derive(FinRow, Debug, PartialEq)]
#[fin(of = "Access")]
struct Password {
    password: Option<String>,
    attempts: i32,
}

on_each_store!(
    [Budget] a_list_has_the_rows_and_the_cursors_of_the_list_of_whole_rows,
    [Budget] a_cursor_continues_the_list_of_whole_rows_and_the_reverse,
    [Budget] a_row_is_found_unless_it_is_deleted_or_of_another_tenant,
    [Budget] many_rows_are_in_the_order_of_their_ids,
    [Budget] a_stream_has_every_row,
    [Budget] a_list_of_all_tenants_has_the_rows_of_each,
    [Budget] no_list_has_a_row_of_another_tenant,
    [Budget] a_transaction_sees_its_own_rows,
    [Budget] every_value_is_the_one_of_the_whole_row,
    [Budget] the_limits_are_those_of_whole_rows,
    [Access] a_secret_column_can_be_selected,
);

/// Budgets that are equal in some columns, have nulls in one, and of which every third is deleted.
async fn many(db: &Db, budgets: &BudgetRepository) -> Vec<BudgetRead> {
    let amounts = [None, Some("5"), Some("-1.5"), None, Some("5"), Some("7.25"), None, Some("5"), Some("0")];
    let rows = amounts.iter().zip(0..).map(|(amount, number)| BudgetCreate {
        amount: amount.map(decimal),
        name: format!("Food {}", number % 4),
        user_id: Uuid::from_u128(number),
        period_end: DateTime::from_timestamp(1_800_000_000 + number as i64, 5_000).unwrap(),
        categories: BTreeMap::from([("market".to_owned(), decimal("1.20"))]),
        ..BudgetCreate::named("")
    });
    let rows = budgets.create_many(db, rows.collect::<Vec<_>>()).await.unwrap();
    let deleted: Vec<_> = rows.iter().step_by(3).map(|row| row.id).collect();
    budgets.delete_many(db, &deleted).await.unwrap();
    rows
}

fn orders() -> Vec<Vec<Ordering<BudgetOrder>>> {
    vec![
        vec![],
        vec![BudgetOrder::Id.desc()],
        vec![BudgetOrder::Name.asc()],
        vec![BudgetOrder::Amount.asc()],
        vec![BudgetOrder::Amount.desc(), BudgetOrder::Name.asc()],
        vec![BudgetOrder::PeriodStart.desc(), BudgetOrder::Amount.desc()],
    ]
}

/// The lists of each order, of live and deleted rows, with and without conditions.
fn queries() -> Vec<BudgetQuery> {
    let cheap = BudgetFilter::new().amount(Condition::lt(decimal("7")));
    let of_rows =
        [BudgetQuery::new(), BudgetQuery::new().include_deleted(), BudgetQuery::new().only_deleted()];
    let conditions =
        of_rows.iter().flat_map(|query| [query.clone(), query.clone().filter(cheap.clone()).search("OD")]);
    let conditions: Vec<_> = conditions.collect();
    let ordered = |order: Vec<Ordering<BudgetOrder>>| {
        conditions
            .clone()
            .into_iter()
            .map(move |query| order.iter().fold(query, |query, by| query.order_by(*by)))
    };
    orders().into_iter().flat_map(ordered).map(|query| query.page_size(2).with_total()).collect()
}

async fn a_list_has_the_rows_and_the_cursors_of_the_list_of_whole_rows(db: &Db) {
    let budgets = budgets();
    many(db, &budgets).await;
    let (lines, ends) = (budgets.select::<BudgetLine>(), budgets.select::<BudgetEnd>());
    let (mut lists, mut pages) = (0, 0);
    for mut query in queries() {
        lists += 1;
        loop {
            let whole = budgets.list(db, query.clone()).await.unwrap();
            let line = lines.list(db, query.clone()).await.unwrap();
            let end = ends.list(db, query.clone()).await.unwrap();
            assert_eq!(line.items, whole.items.iter().map(BudgetLine::of).collect::<Vec<_>>(), "{query:?}");
            assert_eq!(end.items, whole.items.iter().map(BudgetEnd::of).collect::<Vec<_>>(), "{query:?}");
            for (total, next) in [(line.total, line.next), (end.total, end.next)] {
                assert_eq!(total, whole.total);
                assert_eq!(next.map(|next| next.to_string()), whole.next.as_ref().map(ToString::to_string));
            }
            pages += 1;
            match whole.next {
                Some(next) => query = query.after(next),
                None => break,
            }
        }
    }
    assert!(pages > 2 * lists, "{pages} pages of {lists} lists");
    let second = BudgetQuery::new().order_by(BudgetOrder::Name.asc()).page_size(2).page(2);
    let whole = budgets.list(db, second.clone()).await.unwrap();
    let line = lines.list(db, second).await.unwrap();
    assert_eq!(line.items, whole.items.iter().map(BudgetLine::of).collect::<Vec<_>>());
}

async fn a_cursor_continues_the_list_of_whole_rows_and_the_reverse(db: &Db) {
    let budgets = budgets();
    many(db, &budgets).await;
    let query = BudgetQuery::new().order_by(BudgetOrder::Amount.desc()).page_size(4);
    let ends = budgets.select::<BudgetEnd>();
    let (first, whole) =
        (ends.list(db, query.clone()).await.unwrap(), budgets.list(db, query.clone()).await.unwrap());
    let rest = budgets.list(db, query.clone().after(first.next.unwrap())).await.unwrap();
    let rest_of_ends = ends.list(db, query.clone().after(whole.next.unwrap())).await.unwrap();
    assert_eq!(rest_of_ends.items, rest.items.iter().map(BudgetEnd::of).collect::<Vec<_>>());
    let of_another = BudgetQuery::new()
        .order_by(BudgetOrder::Name.asc())
        .after(ends.list(db, query).await.unwrap().next.unwrap());
    assert_eq!(fields(&ends.list(db, of_another).await.unwrap_err()), ["cursor"]);
}

async fn a_row_is_found_unless_it_is_deleted_or_of_another_tenant(db: &Db) {
    let (ours, theirs) = two_tenants();
    let food = ours.create(db, BudgetCreate::named("Food")).await.unwrap();
    let (lines, ends) = (ours.select::<BudgetLine>(), ours.select::<BudgetEnd>());
    assert_eq!(lines.get(db, food.id).await.unwrap(), BudgetLine::of(&food));
    assert_eq!(lines.find(db, food.id).await.unwrap(), Some(BudgetLine::of(&food)));
    assert_eq!(ends.get(db, food.id).await.unwrap(), BudgetEnd::of(&food));

    let of_theirs = theirs.select::<BudgetLine>();
    assert_eq!(of_theirs.find(db, food.id).await.unwrap(), None);
    assert!(of_theirs.get(db, food.id).await.unwrap_err().is_not_found());
    assert_eq!(lines.find(db, Uuid::now_v7()).await.unwrap(), None);

    ours.delete(db, food.id).await.unwrap();
    assert_eq!(lines.find(db, food.id).await.unwrap(), None);
    assert!(ends.get(db, food.id).await.unwrap_err().is_not_found());
}

async fn many_rows_are_in_the_order_of_their_ids(db: &Db) {
    let (ours, theirs) = two_tenants();
    let rows = many(db, &ours).await;
    let their = theirs.create(db, BudgetCreate::named("Fuel")).await.unwrap();
    // Backwards, with the deleted ones, one of another tenant, an unknown one, and one of them twice.
    let mut ids: Vec<_> = rows.iter().rev().map(|row| row.id).collect();
    ids.extend([their.id, Uuid::now_v7(), rows[1].id]);
    let whole = ours.get_many(db, &ids).await.unwrap();
    assert_eq!(whole.len(), 6);
    let lines = ours.select::<BudgetLine>().get_many(db, &ids).await.unwrap();
    assert_eq!(lines, whole.iter().map(BudgetLine::of).collect::<Vec<_>>());
    let ends = ours.select::<BudgetEnd>().get_many(db, &ids).await.unwrap();
    assert_eq!(ends, whole.iter().map(BudgetEnd::of).collect::<Vec<_>>());
}

async fn a_stream_has_every_row(db: &Db) {
    let budgets = budgets();
    let drafts = (0..1_001).map(|number| BudgetCreate::named(number.to_string()));
    budgets.create_many(db, drafts.collect::<Vec<_>>()).await.unwrap();
    let query = BudgetQuery::new().order_by(BudgetOrder::Name.desc());
    let whole: Vec<_> = budgets.stream(db, query.clone()).try_collect().await.unwrap();
    let lines: Vec<_> = budgets.select::<BudgetLine>().stream(db, query.clone()).try_collect().await.unwrap();
    assert_eq!(lines.len(), 1_001);
    assert_eq!(lines, whole.iter().map(BudgetLine::of).collect::<Vec<_>>());
    let ends: Vec<_> = budgets.select::<BudgetEnd>().stream(db, query).try_collect().await.unwrap();
    assert_eq!(ends.len(), 1_001);
}

async fn a_list_of_all_tenants_has_the_rows_of_each(db: &Db) {
    let (ours, theirs) = two_tenants();
    for budgets in [&ours, &theirs] {
        many(db, budgets).await;
    }
    let everyone = Budget::repository().all_tenants();
    let mut query = BudgetQuery::new().order_by(BudgetOrder::Amount.asc()).page_size(5);
    loop {
        let whole = everyone.list(db, query.clone()).await.unwrap();
        let ends = everyone.select::<BudgetEnd>().list(db, query.clone()).await.unwrap();
        assert_eq!(ends.items, whole.items.iter().map(BudgetEnd::of).collect::<Vec<_>>());
        assert_eq!(ends.next.map(|next| next.to_string()), whole.next.as_ref().map(ToString::to_string));
        match whole.next {
            Some(next) => query = query.after(next),
            None => break,
        }
    }
    let lines: Vec<_> =
        everyone.select::<BudgetLine>().stream(db, BudgetQuery::new()).try_collect().await.unwrap();
    assert_eq!(lines.len(), 12);
}

async fn no_list_has_a_row_of_another_tenant(db: &Db) {
    let (ours, theirs) = two_tenants();
    many(db, &theirs).await;
    // What is assembled once is first assembled for all tenants.
    let everyone = Budget::repository().all_tenants();
    assert_eq!(everyone.select::<BudgetLine>().list(db, BudgetQuery::new()).await.unwrap().items.len(), 6);
    let lines = ours.select::<BudgetLine>();
    for query in queries() {
        let page = lines.list(db, query).await.unwrap();
        assert_eq!((page.items, page.total), (vec![], Some(0)));
    }
    let streamed: Vec<_> = lines.stream(db, BudgetQuery::new()).try_collect().await.unwrap();
    assert_eq!(streamed, []);
}

async fn a_transaction_sees_its_own_rows(db: &Db) {
    let budgets = budgets();
    let lines = budgets.select::<BudgetLine>();
    let found = db
        .transaction(async |tx| {
            let food = budgets.create(&tx, BudgetCreate::named("Food")).await?;
            let listed = lines.list(&tx, BudgetQuery::new()).await?.items;
            assert_eq!(lines.get_many(&tx, &[food.id]).await?, listed);
            Ok::<_, Error>((listed, lines.get(&tx, food.id).await?))
        })
        .await
        .unwrap();
    assert_eq!(found.0, [found.1]);

    let mut tx = db.begin().await.unwrap();
    budgets.create(&mut tx, BudgetCreate::named("Fuel")).await.unwrap();
    assert_eq!(lines.list(&mut tx, BudgetQuery::new()).await.unwrap().items.len(), 2);
    tx.rollback().await.unwrap();
    assert_eq!(lines.list(db, BudgetQuery::new()).await.unwrap().items.len(), 1);
}

async fn every_value_is_the_one_of_the_whole_row(db: &Db) {
    let budgets = budgets();
    many(db, &budgets).await;
    let query = BudgetQuery::new().include_deleted();
    let whole = budgets.list(db, query.clone()).await.unwrap().items;
    let same = whole.into_iter().map(|row| BudgetWhole {
        id: row.id,
        tenant_id: row.tenant_id,
        user_id: row.user_id,
        name: row.name,
        period_start: row.period_start,
        period_end: row.period_end,
        categories: row.categories,
        amount: row.amount,
        rollover_enabled: row.rollover_enabled,
        created_at: row.created_at,
        updated_at: row.updated_at,
        deleted_at: row.deleted_at,
    });
    let same: Vec<_> = same.collect();
    assert!(same.iter().any(|row| row.deleted_at.is_some()) && same.iter().any(|row| row.amount.is_some()));
    assert_eq!(budgets.select::<BudgetWhole>().list(db, query).await.unwrap().items, same);
}

async fn the_limits_are_those_of_whole_rows(db: &Db) {
    let budgets = budgets();
    let lines = budgets.select::<BudgetLine>();
    let too_large = BudgetQuery::new().page_size(fin_infra::query::MAX_PAGE_SIZE + 1);
    assert_eq!(fields(&lines.list(db, too_large).await.unwrap_err()), ["page_size"]);
    let ids: Vec<_> = (0..=limits::MAX_IDS).map(|_| Uuid::now_v7()).collect();
    assert_eq!(fields(&lines.get_many(db, &ids).await.unwrap_err()), ["id"]);
    assert!(lines.get_many(db, &ids[1..]).await.unwrap().is_empty());
}

async fn a_secret_column_can_be_selected(db: &Db) {
    let accesses = Access::repository();
    let access = AccessCreate { password: Some("1234".to_owned()), ..AccessCreate::new("Bank".to_owned()) };
    let access = accesses.create(db, access).await.unwrap();
    let password = accesses.select::<Password>().get(db, access.id).await.unwrap();
    assert_eq!(password, Password { password: Some("1234".to_owned()), attempts: 0 });
    assert_eq!(accesses.select::<Password>().list(db, AccessQuery::new()).await.unwrap().items, [password]);
}
