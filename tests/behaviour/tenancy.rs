//! A tenant never sees the rows of another one.

use fin_infra::prelude::*;
use fin_infra_tests::resources::{Budget, BudgetCreate, BudgetQuery, BudgetRepository, BudgetUpdate};
use fin_infra_tests::{on_each_database, on_each_store};
use futures_util::TryStreamExt;

use crate::support::{names, renamed, two_tenants};

/// Two tenants, each with a row of the same id and the same unique value.
async fn twins(db: &Db) -> (BudgetRepository, BudgetRepository, Uuid) {
    let (ours, theirs) = two_tenants();
    let id = Uuid::now_v7();
    for tenant in [&ours, &theirs] {
        tenant.create_with_id(db, id, BudgetCreate::named("Food")).await.unwrap();
    }
    (ours, theirs, id)
}

on_each_store!(
    [Budget] another_tenants_row_is_not_found,
    [Budget] another_tenants_deleted_row_is_not_found,
    [Budget] lists_and_counts_hold_the_tenants_own_rows_alone,
    [Budget] nothing_exists_for_a_tenant_without_rows,
    [Budget] the_same_id_is_a_row_of_its_own_in_each_tenant,
    [Budget] a_change_touches_one_of_two_rows_with_the_same_id,
    [Budget] a_deletion_touches_one_of_two_rows_with_the_same_id,
    [Budget] a_restore_touches_one_of_two_rows_with_the_same_id,
    [Budget] a_purge_removes_the_tenants_own_rows_alone,
    [Budget] an_upsert_changes_the_tenants_own_row,
    [Budget] an_upsert_of_another_tenants_unique_value_is_a_row_of_its_own,
    [Budget] new_rows_are_the_repositorys_tenants,
);

async fn another_tenants_row_is_not_found(db: &Db) {
    let (ours, theirs) = two_tenants();
    let food = ours.create(db, BudgetCreate::named("Food")).await.unwrap();

    assert_eq!(theirs.find(db, food.id).await.unwrap(), None);
    assert!(theirs.get(db, food.id).await.unwrap_err().is_not_found());
    assert!(theirs.get_many(db, &[food.id]).await.unwrap().is_empty());
    assert!(theirs.update(db, food.id, renamed("Stolen")).await.unwrap_err().is_not_found());
    assert!(theirs.update(db, food.id, BudgetUpdate::default()).await.unwrap_err().is_not_found());
    assert!(theirs.delete(db, food.id).await.unwrap_err().is_not_found());
    assert_eq!(theirs.delete_many(db, &[food.id]).await.unwrap(), 0);
    assert!(theirs.hard_delete(db, food.id).await.unwrap_err().is_not_found());
    assert_eq!(ours.get(db, food.id).await.unwrap(), food);
}

async fn another_tenants_deleted_row_is_not_found(db: &Db) {
    let (ours, theirs) = two_tenants();
    let food = ours.create(db, BudgetCreate::named("Food")).await.unwrap();
    ours.delete(db, food.id).await.unwrap();

    assert!(theirs.restore(db, food.id).await.unwrap_err().is_not_found());
    assert!(theirs.hard_delete(db, food.id).await.unwrap_err().is_not_found());
    assert_eq!(theirs.purge_deleted(db, Utc::now() + chrono::Duration::days(1)).await.unwrap().removed, 0);
    assert!(theirs.list_deleted(db, BudgetQuery::new()).await.unwrap().items.is_empty());
    assert_eq!(ours.restore(db, food.id).await.unwrap().id, food.id);
}

async fn lists_and_counts_hold_the_tenants_own_rows_alone(db: &Db) {
    let (ours, theirs) = two_tenants();
    for (repository, name) in [(&ours, "Food"), (&theirs, "Fuel")] {
        let deleted = repository.create(db, BudgetCreate::named(format!("{name} gone"))).await.unwrap();
        repository.create(db, BudgetCreate::named(name)).await.unwrap();
        repository.delete(db, deleted.id).await.unwrap();
    }
    let queries: [(BudgetQuery, &[&str]); 5] = [
        (BudgetQuery::new(), &["Food"]),
        (BudgetQuery::new().search("f"), &["Food"]),
        (BudgetQuery::new().only_deleted(), &["Food gone"]),
        (BudgetQuery::new().include_deleted(), &["Food gone", "Food"]),
        (BudgetQuery::new().include_deleted().search("f"), &["Food gone", "Food"]),
    ];
    for (query, expected) in queries {
        let page = ours.list(db, query.clone().with_total()).await.unwrap();
        assert_eq!(page.total, Some(expected.len() as u64));
        assert_eq!(names(page), expected);
        assert_eq!(ours.count(db, query.clone()).await.unwrap(), expected.len() as u64);
        let streamed: Vec<_> = ours.stream(db, query).try_collect().await.unwrap();
        assert!(streamed.iter().map(|row| &row.name).eq(expected));
    }
}

async fn nothing_exists_for_a_tenant_without_rows(db: &Db) {
    let (ours, theirs) = two_tenants();
    let food = ours.create(db, BudgetCreate::named("Food")).await.unwrap();
    assert!(ours.exists(db, BudgetQuery::new()).await.unwrap());
    assert!(!theirs.exists(db, BudgetQuery::new()).await.unwrap());
    assert!(!theirs.exists(db, BudgetQuery::new().include_deleted()).await.unwrap());

    ours.delete(db, food.id).await.unwrap();
    assert!(ours.exists(db, BudgetQuery::new().only_deleted()).await.unwrap());
    assert!(!theirs.exists(db, BudgetQuery::new().only_deleted()).await.unwrap());
}

async fn the_same_id_is_a_row_of_its_own_in_each_tenant(db: &Db) {
    let (ours, theirs, id) = twins(db).await;

    for tenant in [&ours, &theirs] {
        let row = tenant.get(db, id).await.unwrap();
        assert_eq!(&row.tenant_id, tenant.tenant_id());
        assert_eq!(tenant.get_many(db, &[id]).await.unwrap(), [row.clone()]);
        assert_eq!(tenant.list(db, BudgetQuery::new()).await.unwrap().items, [row]);
    }
}

async fn a_change_touches_one_of_two_rows_with_the_same_id(db: &Db) {
    let (ours, theirs, id) = twins(db).await;
    let before = theirs.get(db, id).await.unwrap();

    let changed = ours.update(db, id, renamed("Fuel")).await.unwrap();
    assert_eq!((&changed.tenant_id, changed.name.as_str()), (ours.tenant_id(), "Fuel"));
    assert_eq!(theirs.get(db, id).await.unwrap(), before);
}

async fn a_deletion_touches_one_of_two_rows_with_the_same_id(db: &Db) {
    let (ours, theirs, id) = twins(db).await;
    let before = theirs.get(db, id).await.unwrap();

    ours.delete(db, id).await.unwrap();
    assert_eq!(theirs.get(db, id).await.unwrap(), before);
    ours.restore(db, id).await.unwrap();
    assert_eq!(ours.delete_many(db, &[id]).await.unwrap(), 1);
    assert_eq!(theirs.get(db, id).await.unwrap(), before);
    ours.hard_delete(db, id).await.unwrap();
    assert_eq!(theirs.get(db, id).await.unwrap(), before);
    assert_eq!(ours.find(db, id).await.unwrap(), None);
}

async fn a_restore_touches_one_of_two_rows_with_the_same_id(db: &Db) {
    let (ours, theirs, id) = twins(db).await;
    ours.delete(db, id).await.unwrap();
    theirs.delete(db, id).await.unwrap();

    assert_eq!(&ours.restore(db, id).await.unwrap().tenant_id, ours.tenant_id());
    assert_eq!(theirs.find(db, id).await.unwrap(), None);
    assert_eq!(theirs.count(db, BudgetQuery::new().only_deleted()).await.unwrap(), 1);
}

async fn a_purge_removes_the_tenants_own_rows_alone(db: &Db) {
    let (ours, theirs, id) = twins(db).await;
    ours.delete(db, id).await.unwrap();
    theirs.delete(db, id).await.unwrap();

    assert_eq!(ours.purge_deleted(db, Utc::now() + chrono::Duration::days(1)).await.unwrap().removed, 1);
    assert_eq!(ours.count(db, BudgetQuery::new().include_deleted()).await.unwrap(), 0);
    assert_eq!(theirs.count(db, BudgetQuery::new().only_deleted()).await.unwrap(), 1);
}

async fn an_upsert_changes_the_tenants_own_row(db: &Db) {
    let (ours, theirs, id) = twins(db).await;
    for (tenant, amount) in [(&ours, 1), (&theirs, 2)] {
        let create = BudgetCreate { amount: Some(amount.into()), ..BudgetCreate::named("Food") };
        let row = tenant.upsert_by_user_id_and_name(db, create).await.unwrap();
        assert_eq!((row.id, &row.tenant_id, row.amount), (id, tenant.tenant_id(), Some(amount.into())));
    }
    assert_eq!(ours.get(db, id).await.unwrap().amount, Some(1.into()));
}

async fn an_upsert_of_another_tenants_unique_value_is_a_row_of_its_own(db: &Db) {
    let (ours, theirs) = two_tenants();
    let food = ours.create(db, BudgetCreate::named("Food")).await.unwrap();

    let create = BudgetCreate { amount: Some(5.into()), ..BudgetCreate::named("Food") };
    let row = theirs.upsert_by_user_id_and_name(db, create).await.unwrap();
    assert_ne!(row.id, food.id);
    assert_eq!(&row.tenant_id, theirs.tenant_id());
    assert_eq!(ours.list(db, BudgetQuery::new()).await.unwrap().items, [food]);
}

async fn new_rows_are_the_repositorys_tenants(db: &Db) {
    let (ours, theirs) = two_tenants();
    let mut rows = ours.create_many(db, ["a", "b"].map(BudgetCreate::named)).await.unwrap();
    rows.push(ours.create(db, BudgetCreate::named("c")).await.unwrap());
    assert!(rows.iter().all(|row| &row.tenant_id == ours.tenant_id()));

    // Other tenants can use the same unique values.
    theirs.create_many(db, ["a", "b", "c"].map(BudgetCreate::named)).await.unwrap();
    assert_eq!(ours.count(db, BudgetQuery::new()).await.unwrap(), 3);
}

on_each_database!(
    [Budget] a_query_of_the_programs_own_sees_the_tenants_own_rows_alone,
);

async fn a_query_of_the_programs_own_sees_the_tenants_own_rows_alone(db: &Db) {
    let (ours, theirs, id) = twins(db).await;
    let rows = ours.scoped_query().fetch_all(db).await.unwrap();
    assert_eq!(rows, [ours.get(db, id).await.unwrap()]);

    let either = theirs.scoped_query().sql("name = ").bind("name", "Food".to_owned()).sql(" OR 1 = 1");
    assert_eq!(either.fetch_all(db).await.unwrap(), [theirs.get(db, id).await.unwrap()]);
}
