//! Operators' jobs: reading and purging the rows of all tenants.

use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;
use fin_infra_tests::resources::{Budget, BudgetCreate, BudgetOrder, BudgetQuery, BudgetRead};
use futures_util::TryStreamExt;

use crate::support::{budgets, names, two_tenants};

/// A live and a deleted row of each of two tenants, with the same ids in both.
async fn two_of_each(db: &Db) {
    let (ours, theirs) = two_tenants();
    let (live, deleted) = (Uuid::now_v7(), Uuid::now_v7());
    for tenant in [ours, theirs] {
        tenant.create_with_id(db, live, BudgetCreate::named("Live")).await.unwrap();
        tenant.create_with_id(db, deleted, BudgetCreate::named("Deleted")).await.unwrap();
        tenant.delete(db, deleted).await.unwrap();
    }
}

/// Who a row is: its tenant and its id.
fn key(row: &BudgetRead) -> (Uuid, Uuid) {
    (row.tenant_id, row.id)
}

on_each_store!(
    [Budget] every_tenants_rows_are_listed_and_counted,
    [Budget] there_may_be_none,
    [Budget] pages_cut_between_two_rows_of_the_same_id_lose_neither,
    [Budget] a_purge_removes_every_tenants_deleted_rows,
    [Budget] a_cursor_of_one_tenant_is_refused_for_all,
);

async fn every_tenants_rows_are_listed_and_counted(db: &Db) {
    two_of_each(db).await;
    let all = Budget::repository().all_tenants();
    let queries: [(BudgetQuery, &[&str]); 4] = [
        (BudgetQuery::new(), &["Live", "Live"]),
        (BudgetQuery::new().only_deleted(), &["Deleted", "Deleted"]),
        (BudgetQuery::new().include_deleted(), &["Live", "Live", "Deleted", "Deleted"]),
        (BudgetQuery::new().include_deleted().search("LIVE"), &["Live", "Live"]),
    ];
    for (query, expected) in queries {
        let rows: Vec<_> = all.stream(db, query.clone()).try_collect().await.unwrap();
        assert!(rows.iter().map(|row| &row.name).eq(expected));
        assert_eq!(names(all.list(db, query.clone()).await.unwrap()), expected);
        assert_eq!(all.count(db, query.clone()).await.unwrap(), expected.len() as u64);
        assert!(all.exists(db, query).await.unwrap());
    }
}

async fn there_may_be_none(db: &Db) {
    let all = Budget::repository().all_tenants();
    assert_eq!(all.count(db, BudgetQuery::new()).await.unwrap(), 0);
    assert!(!all.exists(db, BudgetQuery::new().include_deleted()).await.unwrap());
    assert!(all.list(db, BudgetQuery::new()).await.unwrap().items.is_empty());
}

async fn pages_cut_between_two_rows_of_the_same_id_lose_neither(db: &Db) {
    let ids: Vec<_> = (0..5).map(|_| Uuid::now_v7()).collect();
    for tenant in [budgets(), budgets(), budgets()] {
        for id in &ids {
            tenant.create_with_id(db, *id, BudgetCreate::named(format!("{id}"))).await.unwrap();
        }
    }
    let all = Budget::repository().all_tenants();
    let orders =
        [None, Some(BudgetOrder::Name.asc()), Some(BudgetOrder::Id.desc()), Some(BudgetOrder::Amount.desc())];
    for order in orders {
        for size in [1, 2, 4] {
            let mut query = BudgetQuery::new().page_size(size);
            if let Some(order) = order {
                query = query.order_by(order);
            }
            let mut seen = Vec::new();
            loop {
                let page = all.list(db, query.clone()).await.unwrap();
                seen.extend(page.items.iter().map(key));
                let Some(next) = page.next else { break };
                query = query.after(next);
            }
            assert_eq!(seen.len(), 15);
            seen.sort_unstable();
            seen.dedup();
            assert_eq!(seen.len(), 15, "each row once, by {order:?} and {size}");
        }
    }
}

async fn a_purge_removes_every_tenants_deleted_rows(db: &Db) {
    two_of_each(db).await;
    let all = Budget::repository().all_tenants();

    assert_eq!(all.purge_deleted(db, Utc::now() - chrono::Duration::days(1)).await.unwrap().removed, 0);
    assert_eq!(all.purge_deleted(db, Utc::now() + chrono::Duration::days(1)).await.unwrap().removed, 2);
    assert_eq!(names(all.list(db, BudgetQuery::new().include_deleted()).await.unwrap()), ["Live", "Live"]);
}

async fn a_cursor_of_one_tenant_is_refused_for_all(db: &Db) {
    let tenant = budgets();
    tenant.create_many(db, ["a", "b"].map(BudgetCreate::named)).await.unwrap();
    let page = tenant.list(db, BudgetQuery::new().page_size(1)).await.unwrap();

    let query = BudgetQuery::new().page_size(1).after(page.next.unwrap());
    let error = Budget::repository().all_tenants().list(db, query).await.unwrap_err();
    assert!(error.is_invalid() && error.fields().eq(["cursor"]), "{error}");
}
