//! Over all pages, each row is returned exactly once.

use fin_infra::prelude::*;
use fin_infra::query::{MAX_PAGE_SIZE, Ordering};
use fin_infra_tests::on_each_store;

use crate::samples::{Sparse, SparseOrder, SparseQuery, SparseRead, sparse};
use crate::support::{fields, names};
use fin_infra_tests::resources::{Budget, BudgetCreate, BudgetOrder, BudgetQuery};

/// A column of every type.
const COLUMNS: [SparseOrder; 26] = [
    SparseOrder::Id,
    SparseOrder::CreatedAt,
    SparseOrder::Rank,
    SparseOrder::Tiny,
    SparseOrder::Small,
    SparseOrder::Medium,
    SparseOrder::Large,
    SparseOrder::TinyUnsigned,
    SparseOrder::SmallUnsigned,
    SparseOrder::MediumUnsigned,
    SparseOrder::Single,
    SparseOrder::Double,
    SparseOrder::Amount,
    SparseOrder::Money,
    SparseOrder::Key,
    SparseOrder::Text,
    SparseOrder::Bytes,
    SparseOrder::Moment,
    SparseOrder::Instant,
    SparseOrder::Local,
    SparseOrder::Day,
    SparseOrder::Clock,
    SparseOrder::Status,
    SparseOrder::Level,
    SparseOrder::Code,
    SparseOrder::Points,
];

/// Eleven rows with ties: three are nothing at all, the others are of each rank in turn.
async fn rows(db: &Db) -> Vec<SparseRead> {
    let ranks = [Some(2), None, Some(0), Some(1), None, Some(1), Some(0), Some(2), Some(2), None, Some(0)];
    Sparse::repository().create_many(db, ranks.map(sparse)).await.unwrap()
}

/// The ids of all rows by a column whose order is that of the ranks, nulls first when ascending.
fn expected(rows: &[SparseRead], column: SparseOrder, ascending: bool) -> Vec<Uuid> {
    let mut rows: Vec<_> = rows.iter().collect();
    rows.sort_by_key(|row| match column {
        SparseOrder::Id | SparseOrder::CreatedAt => (0, row.id),
        _ => (row.rank, row.id),
    });
    if !ascending {
        rows.reverse();
    }
    rows.into_iter().map(|row| row.id).collect()
}

fn directions(column: SparseOrder) -> [(Ordering<SparseOrder>, bool); 2] {
    [(column.asc(), true), (column.desc(), false)]
}

on_each_store!(
    [Sparse] every_order_is_the_same_in_one_page_in_many_and_by_cursor,
    [Sparse] a_cursor_stands_between_any_two_rows,
    [Sparse] without_an_order_rows_come_as_they_were_created,
    [Budget] a_page_has_twenty_rows_unless_another_size_is_asked_for,
    [Budget] the_last_call_says_which_page_and_how_long,
    [Budget] a_page_past_the_end_is_empty,
    [Budget] a_page_of_no_size_or_number_is_refused,
    [Budget] a_total_counts_what_the_query_asks_for_on_every_page,
    [Budget] rows_that_come_and_go_between_pages_move_no_others,
);

async fn every_order_is_the_same_in_one_page_in_many_and_by_cursor(db: &Db) {
    let rows = rows(db).await;
    let samples = Sparse::repository();
    for (order, ascending) in COLUMNS.into_iter().flat_map(directions) {
        let expected = expected(&rows, order.column, ascending);
        let query = SparseQuery::new().order_by(order).page_size(4);

        let mut numbered = Vec::new();
        for number in 1..=3 {
            let page = samples.list(db, query.clone().page(number)).await.unwrap();
            assert_eq!(page.next.is_some(), number < 3);
            numbered.extend(page.into_iter().map(|row| row.id));
        }
        assert_eq!(numbered, expected, "by number, {order:?}");

        let mut walked = Vec::new();
        let mut page = samples.list(db, query.clone()).await.unwrap();
        loop {
            let next = page.next.take();
            walked.extend(page.into_iter().map(|row| row.id));
            let Some(next) = next else { break };
            page = samples.list(db, query.clone().after(next)).await.unwrap();
        }
        assert_eq!(walked, expected, "by cursor, {order:?}");
    }
}

async fn a_cursor_stands_between_any_two_rows(db: &Db) {
    let rows = rows(db).await;
    let samples = Sparse::repository();
    let columns = [
        SparseOrder::Amount,
        SparseOrder::Text,
        SparseOrder::Status,
        SparseOrder::Bytes,
        SparseOrder::Double,
    ];
    for (order, ascending) in columns.into_iter().flat_map(directions) {
        let expected = expected(&rows, order.column, ascending);
        for size in 1..=10 {
            let query = SparseQuery::new().order_by(order).page_size(size);
            let next = samples.list(db, query.clone()).await.unwrap().next.unwrap();
            let rest = samples.list(db, query.page_size(100).after(next)).await.unwrap();
            assert!(
                rest.into_iter().map(|row| row.id).eq(expected[size as usize..].iter().copied()),
                "{order:?}, {size}"
            );
        }
    }
}

async fn without_an_order_rows_come_as_they_were_created(db: &Db) {
    let rows = rows(db).await;
    assert_eq!(Sparse::repository().list(db, SparseQuery::new()).await.unwrap().items, rows);
}

async fn a_page_has_twenty_rows_unless_another_size_is_asked_for(db: &Db) {
    let budgets = crate::support::budgets();
    let rows = budgets
        .create_many(db, (0..45).map(|number| BudgetCreate::named(format!("{number:02}"))))
        .await
        .unwrap();
    let page = budgets.list(db, BudgetQuery::new()).await.unwrap();
    assert_eq!((&page.items[..], page.total), (&rows[..20], None));
    let last = budgets.list(db, BudgetQuery::new().page(3)).await.unwrap();
    assert_eq!((&last.items[..], last.next), (&rows[40..], None));
    let exact = budgets.list(db, BudgetQuery::new().page_size(15).page(3)).await.unwrap();
    assert_eq!((&exact.items[..], exact.next), (&rows[30..], None));
    let all = budgets.list(db, BudgetQuery::new().page_size(MAX_PAGE_SIZE)).await.unwrap();
    assert_eq!((all.items, all.next), (rows, None));
}

async fn the_last_call_says_which_page_and_how_long(db: &Db) {
    let budgets = crate::support::budgets();
    budgets.create_many(db, ["a", "b", "c", "d"].map(BudgetCreate::named)).await.unwrap();
    let query = BudgetQuery::new().page_size(1);
    let next = budgets.list(db, query.clone()).await.unwrap().next.unwrap();
    for (query, expected) in [
        (query.clone().page_size(2), &["a", "b"][..]),
        (query.clone().page(4).page(2), &["b"]),
        (query.clone().page(4).after(next.clone()), &["b"]),
        (query.clone().after(next.clone()).page(3), &["c"]),
        (query.clone().with_total().with_total(), &["a"]),
    ] {
        assert_eq!(names(budgets.list(db, query).await.unwrap()), expected);
    }
}

async fn a_page_past_the_end_is_empty(db: &Db) {
    let budgets = crate::support::budgets();
    budgets.create(db, BudgetCreate::named("Food")).await.unwrap();
    for number in [2, 1_000, u32::MAX] {
        let query = BudgetQuery::new().page_size(MAX_PAGE_SIZE).page(number).with_total();
        let page = budgets.list(db, query).await.unwrap();
        assert_eq!((page.items, page.next, page.total), (vec![], None, Some(1)));
    }
}

async fn a_page_of_no_size_or_number_is_refused(db: &Db) {
    let budgets = crate::support::budgets();
    for size in [0, MAX_PAGE_SIZE + 1, u32::MAX] {
        let error = budgets.list(db, BudgetQuery::new().page_size(size)).await.unwrap_err();
        assert_eq!((error.kind(), fields(&error)), (ErrorKind::Invalid, vec!["page_size"]));
    }
    let error = budgets.list(db, BudgetQuery::new().page(0)).await.unwrap_err();
    assert_eq!((error.kind(), fields(&error)), (ErrorKind::Invalid, vec!["page"]));
}

async fn a_total_counts_what_the_query_asks_for_on_every_page(db: &Db) {
    let budgets = crate::support::budgets();
    budgets
        .create_many(db, (0..7).map(|number| BudgetCreate::named(format!("Food {number}"))))
        .await
        .unwrap();
    budgets.create(db, BudgetCreate::named("Fuel")).await.unwrap();
    let query = BudgetQuery::new().search("food").page_size(3);
    assert_eq!(budgets.list(db, query.clone()).await.unwrap().total, None);
    let first = budgets.list(db, query.clone().with_total()).await.unwrap();
    assert_eq!(first.total, Some(7));
    let second = budgets.list(db, query.with_total().after(first.next.unwrap())).await.unwrap();
    assert_eq!(second.total, Some(7));
}

async fn rows_that_come_and_go_between_pages_move_no_others(db: &Db) {
    let budgets = crate::support::budgets();
    let rows = budgets.create_many(db, ["b", "d", "f", "h"].map(BudgetCreate::named)).await.unwrap();
    for order in [BudgetOrder::Name.asc(), BudgetOrder::Name.desc()] {
        let query = BudgetQuery::new().order_by(order).page_size(2);
        let first = budgets.list(db, query.clone()).await.unwrap();
        let next = first.next.clone().unwrap();
        let seen = names(first);
        let new = budgets.create_many(db, ["a", "c", "e", "g", "i"].map(BudgetCreate::named)).await.unwrap();
        // The row of the cursor is deleted as well.
        let last = rows.iter().find(|row| row.name == seen[1]).unwrap();
        budgets.delete(db, last.id).await.unwrap();

        let rest = names(budgets.list(db, query.page_size(100).after(next)).await.unwrap());
        let behind =
            |name: &str| if seen[0] < seen[1] { name > seen[1].as_str() } else { name < seen[1].as_str() };
        let all = ["a", "b", "c", "d", "e", "f", "g", "h", "i"];
        let mut expected: Vec<_> = all.into_iter().filter(|name| behind(name)).collect();
        if seen[0] > seen[1] {
            expected.reverse();
        }
        assert_eq!(rest, expected);
        budgets.restore(db, last.id).await.unwrap();
        for row in new {
            budgets.hard_delete(db, row.id).await.unwrap();
        }
    }
}
