//! A resource with `rls`, and transactions of one tenant: the same on every store, with row-level security or without.

use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;
use fin_infra_tests::resources::{Budget, BudgetCreate, BudgetQuery};

use crate::support::{budgets, two_tenants};

/// A goal of a tenant with a uuid.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, rls, soft_delete)]
struct Goal {
    #[fin(unique)]
    name: String,
}

/// A note of a tenant with a name.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, rls)]
struct Note {
    tenant_id: String,
    name: String,
}

/// The name of a tenant.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize, sqlx::Type)]
#[sqlx(transparent)]
struct Name(String);

impl std::fmt::Display for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A folder of a tenant whose name has its own type.
#[derive(FinResource, Debug, Clone)]
#[fin(rls)]
struct Folder {
    #[fin(tenant)]
    owner: Name,
    name: String,
}

/// A resource without tenants.
#[derive(FinResource, Debug, Clone)]
struct Currency {
    name: String,
}

fn goal(name: &str) -> GoalCreate {
    GoalCreate { name: name.to_owned() }
}

fn is_about(error: &Error, field: &str) -> bool {
    error.is_invalid() && error.fields().eq([field])
}

on_each_store!(
    [Goal] rows_of_a_resource_with_rls_are_one_tenants,
    [Note, Folder] an_empty_tenant_of_a_resource_with_rls_is_refused,
    [Note] a_tenant_that_no_column_can_hold_is_refused_with_rls_too,
    [Goal, Budget] what_is_done_in_a_tenants_transaction_happens_together,
    [Goal, Budget] another_tenants_repository_is_refused_in_it_and_leaves_it_open,
    [Note, Folder, Budget] the_tenant_has_the_type_that_the_struct_says,
    [Currency] a_resource_without_tenants_works_in_it,
    [] one_of_a_tenant_that_is_none_is_refused,
);

async fn rows_of_a_resource_with_rls_are_one_tenants(db: &Db) {
    let [ours, theirs] = [(); 2].map(|()| Goal::repository().tenant(Uuid::now_v7()));
    let boat = ours.create(db, goal("Boat")).await.unwrap();
    theirs.create(db, goal("Boat")).await.unwrap();
    assert!(ours.create(db, goal("Boat")).await.unwrap_err().is_conflict());
    assert_eq!(theirs.find(db, boat.id).await.unwrap(), None);
    ours.delete(db, boat.id).await.unwrap();
    assert_eq!(ours.count(db, GoalQuery::new()).await.unwrap(), 0);
    assert_eq!(ours.restore(db, boat.id).await.unwrap().id, boat.id);
    let renamed = GoalUpdate { name: Some("Ship".to_owned()) };
    assert!(theirs.update(db, boat.id, renamed).await.unwrap_err().is_not_found());
    assert_eq!(theirs.count(db, GoalQuery::new()).await.unwrap(), 1);
}

async fn an_empty_tenant_of_a_resource_with_rls_is_refused(db: &Db) {
    let notes = Note::repository().tenant("");
    let created = notes.create(db, NoteCreate { name: "a".into() }).await.unwrap_err();
    let listed = notes.list(db, NoteQuery::new()).await.unwrap_err();
    let mut tx = db.begin().await.unwrap();
    let found = notes.find(&mut tx, Uuid::now_v7()).await.unwrap_err();
    for error in [created, listed, found] {
        assert!(is_about(&error, "tenant_id"), "{error}");
    }
    let folders = Folder::repository().tenant(Name(String::new()));
    let error = folders.count(&mut tx, FolderQuery::new()).await.unwrap_err();
    assert!(is_about(&error, "owner"), "{error}");
    tx.commit().await.unwrap();
}

async fn a_tenant_that_no_column_can_hold_is_refused_with_rls_too(db: &Db) {
    for tenant in ["nul\0".to_owned(), "x".repeat(256)] {
        let notes = Note::repository().tenant(tenant);
        let error = notes.create(db, NoteCreate { name: "lost".into() }).await.unwrap_err();
        assert!(is_about(&error, "tenant_id"), "{error}");
    }
}

async fn what_is_done_in_a_tenants_transaction_happens_together(db: &Db) {
    let tenant = Uuid::now_v7();
    let (goals, budgets) = (Goal::repository().tenant(tenant), Budget::repository().tenant(tenant));
    for commits in [false, true] {
        let mut tx = db.begin_for(tenant).await.unwrap();
        goals.create(&mut tx, goal("Boat")).await.unwrap();
        budgets.create(&mut tx, BudgetCreate::named("Food")).await.unwrap();
        assert_eq!(goals.count(&mut tx, GoalQuery::new()).await.unwrap(), 1);
        if commits {
            tx.commit().await.unwrap()
        } else {
            tx.rollback().await.unwrap()
        }
        let number = u64::from(commits);
        assert_eq!(goals.count(db, GoalQuery::new()).await.unwrap(), number);
        assert_eq!(budgets.count(db, BudgetQuery::new()).await.unwrap(), number);
    }
}

async fn another_tenants_repository_is_refused_in_it_and_leaves_it_open(db: &Db) {
    let (ours, theirs) = two_tenants();
    let goals = Goal::repository().tenant(*theirs.tenant_id());
    let mut tx = db.begin_for(*ours.tenant_id()).await.unwrap();
    let errors = [
        theirs.create(&mut tx, BudgetCreate::named("Food")).await.unwrap_err(),
        theirs.count(&mut tx, BudgetQuery::new()).await.unwrap_err(),
        theirs.delete(&mut tx, Uuid::now_v7()).await.unwrap_err(),
        Budget::repository().all_tenants().count(&mut tx, BudgetQuery::new()).await.unwrap_err(),
        goals.create(&mut tx, goal("Boat")).await.unwrap_err(),
        goals.upsert_by_name(&mut tx, goal("Boat")).await.unwrap_err(),
        Goal::repository().all_tenants().count(&mut tx, GoalQuery::new()).await.unwrap_err(),
    ];
    for error in errors {
        assert!(is_about(&error, "tenant_id") && error.reason().contains("begin_for"), "{error}");
    }
    ours.create(&mut tx, BudgetCreate::named("Food")).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(ours.count(db, BudgetQuery::new()).await.unwrap(), 1);
    assert_eq!(theirs.count(db, BudgetQuery::new()).await.unwrap(), 0);
}

async fn the_tenant_has_the_type_that_the_struct_says(db: &Db) {
    let mut tx = db.begin_for("acme").await.unwrap();
    let acme = Note::repository().tenant("acme");
    acme.create(&mut tx, NoteCreate { name: "a".into() }).await.unwrap();
    assert!(is_about(&budgets().count(&mut tx, BudgetQuery::new()).await.unwrap_err(), "tenant_id"));
    let folders = Folder::repository().tenant(Name("acme".into()));
    assert!(is_about(&folders.count(&mut tx, FolderQuery::new()).await.unwrap_err(), "owner"));
    tx.commit().await.unwrap();

    let mut tx = db.begin_for("acme".to_owned()).await.unwrap();
    assert_eq!(acme.count(&mut tx, NoteQuery::new()).await.unwrap(), 1);
    tx.commit().await.unwrap();

    let mut tx = db.begin_for(Name("acme".into())).await.unwrap();
    folders.create(&mut tx, FolderCreate { name: "a".into() }).await.unwrap();
    assert!(is_about(&acme.count(&mut tx, NoteQuery::new()).await.unwrap_err(), "tenant_id"));
    tx.commit().await.unwrap();
    assert_eq!(folders.count(db, FolderQuery::new()).await.unwrap(), 1);
}

async fn a_resource_without_tenants_works_in_it(db: &Db) {
    let mut tx = db.begin_for(Uuid::now_v7()).await.unwrap();
    Currency::repository().create(&mut tx, CurrencyCreate { name: "EUR".into() }).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(Currency::repository().count(db, CurrencyQuery::new()).await.unwrap(), 1);
}

async fn one_of_a_tenant_that_is_none_is_refused(db: &Db) {
    for tenant in ["", "nul\0"] {
        assert!(is_about(&db.begin_for(tenant).await.err().unwrap(), "tenant"));
    }
}
