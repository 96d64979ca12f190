//! Children of many parents, read at once.

use fin_infra::prelude::*;
use fin_infra_tests::{on_each_store, on_stores};

/// A project with tasks.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, soft_delete, children("Task"))]
struct Project {
    name: String,
}

/// A task of a project, or of none, and of another task, or of none.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, soft_delete, children("Task"))]
struct Task {
    #[fin(belongs_to = "Project")]
    project_id: Option<Uuid>,
    #[fin(belongs_to = "Task", order)]
    parent_id: Option<Uuid>,
    name: String,
}

/// A currency, which has no tenant.
#[derive(FinResource, Debug, Clone)]
#[fin(children("Rate"))]
struct Currency {
    #[fin(id)]
    code: String,
    name: String,
}

/// The rate of a currency.
#[derive(FinResource, Debug, Clone)]
struct Rate {
    #[fin(belongs_to = "Currency")]
    currency: String,
    value: Decimal,
}

/// A price of a tenant in a currency of everybody's.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant)]
struct Price {
    #[fin(belongs_to = "Currency")]
    currency: String,
    amount: Decimal,
}

struct Repositories {
    projects: ProjectRepository,
    tasks: TaskRepository,
}

fn repositories() -> Repositories {
    let tenant = Uuid::now_v7();
    Repositories { projects: Project::repository().tenant(tenant), tasks: Task::repository().tenant(tenant) }
}

fn project(name: &str) -> ProjectCreate {
    ProjectCreate { name: name.to_owned() }
}

fn task(project_id: Option<Uuid>, parent_id: Option<Uuid>, name: &str) -> TaskCreate {
    TaskCreate { project_id, parent_id, name: name.to_owned() }
}

fn names(rows: &[TaskRead]) -> Vec<&str> {
    rows.iter().map(|row| row.name.as_str()).collect()
}

on_each_store!(
    [Project, Task] children_of_many_parents_come_by_parent_the_oldest_first,
    [Project, Task] children_are_live_and_of_the_tenant,
    [Project, Task] a_row_may_belong_to_one_of_its_own_kind,
    [Project, Task] children_of_more_parents_than_one_statement_takes_are_all_read,
    [Project, Task] rows_can_be_filtered_by_their_parent,
    [Currency, Rate, Price] parents_without_tenants_are_everybodys,
);

async fn children_of_many_parents_come_by_parent_the_oldest_first(db: &Db) {
    let Repositories { projects, tasks } = repositories();
    let rows = projects.create_many(db, ["a", "b", "none", "other"].map(project)).await.unwrap();
    let [a, b, none, other] = [0, 1, 2, 3].map(|position: usize| rows[position].id);
    let creates = [(Some(a), "a1"), (Some(b), "b1"), (None, "free"), (Some(a), "a2"), (Some(other), "o1")];
    for (parent, name) in creates {
        tasks.create(db, task(parent, None, name)).await.unwrap();
    }

    let found = projects.tasks_of(db, &[b, none, a, a, Uuid::now_v7()]).await.unwrap();
    assert_eq!(found.len(), 2, "a parent without children is left out");
    assert_eq!((names(&found[&a]), names(&found[&b])), (vec!["a1", "a2"], vec!["b1"]));
    assert!(projects.tasks_of(db, &[]).await.unwrap().is_empty());
}

async fn children_are_live_and_of_the_tenant(db: &Db) {
    let (ours, theirs) = (repositories(), repositories());
    let id = Uuid::now_v7();
    for Repositories { projects, tasks } in [&ours, &theirs] {
        projects.create_with_id(db, id, project("same")).await.unwrap();
        tasks.create(db, task(Some(id), None, "live")).await.unwrap();
        let deleted = tasks.create(db, task(Some(id), None, "deleted")).await.unwrap();
        tasks.delete(db, deleted.id).await.unwrap();
    }
    let found = ours.projects.tasks_of(db, &[id]).await.unwrap();
    assert_eq!(names(&found[&id]), ["live"]);
    assert_eq!(&found[&id][0].tenant_id, ours.tasks.tenant_id());

    ours.projects.delete(db, id).await.unwrap();
    assert_eq!(ours.projects.tasks_of(db, &[id]).await.unwrap().len(), 1, "of a deleted parent as well");
}

async fn a_row_may_belong_to_one_of_its_own_kind(db: &Db) {
    let tasks = repositories().tasks;
    let root = tasks.create(db, task(None, None, "root")).await.unwrap();
    let one = tasks.create(db, task(None, Some(root.id), "one")).await.unwrap();
    tasks.create(db, task(None, Some(root.id), "two")).await.unwrap();
    tasks.create(db, task(None, Some(one.id), "one and a half")).await.unwrap();

    let found = tasks.tasks_of(db, &[root.id, one.id]).await.unwrap();
    assert_eq!(
        (names(&found[&root.id]), names(&found[&one.id])),
        (vec!["one", "two"], vec!["one and a half"])
    );
    assert!(tasks.hard_delete(db, one.id).await.unwrap_err().is_foreign_key());
}

async fn children_of_more_parents_than_one_statement_takes_are_all_read(db: &Db) {
    let Repositories { projects, tasks } = repositories();
    let rows = projects.create_many(db, (0..1_201).map(|number| project(&number.to_string()))).await.unwrap();
    let creates = rows.iter().map(|row| task(Some(row.id), None, &row.name));
    tasks.create_many(db, creates).await.unwrap();
    // The first parent is there twice, and in two statements.
    let ids: Vec<_> = rows.iter().chain(rows.first()).map(|row| row.id).collect();
    let found = projects.tasks_of(db, &ids).await.unwrap();
    assert!(rows.iter().all(|row| names(&found[&row.id]) == [row.name.as_str()]));
}

async fn rows_can_be_filtered_by_their_parent(db: &Db) {
    let Repositories { projects, tasks } = repositories();
    let row = projects.create(db, project("a")).await.unwrap();
    tasks.create_many(db, [task(Some(row.id), None, "one"), task(None, None, "two")]).await.unwrap();
    for (condition, expected) in [(Condition::eq(row.id), "one"), (Condition::is_null(), "two")] {
        let query = TaskQuery::new().filter(TaskFilter::new().project_id(condition));
        assert_eq!(names(&tasks.list(db, query).await.unwrap().items), [expected]);
    }
}

async fn parents_without_tenants_are_everybodys(db: &Db) {
    let currencies = Currency::repository();
    for code in ["EUR", "EUR ", "eur"] {
        currencies.create_with_id(db, code.into(), CurrencyCreate { name: code.into() }).await.unwrap();
    }
    let rates = Rate::repository();
    for value in [1, 2] {
        rates.create(db, RateCreate { currency: "EUR".into(), value: value.into() }).await.unwrap();
    }
    let found = currencies.rates_of(db, &["EUR".into(), "eur".into()]).await.unwrap();
    assert_eq!((found.len(), found["EUR"].len()), (1, 2));

    let price = |currency: &str| PriceCreate { currency: currency.into(), amount: Decimal::ONE };
    let prices = [(); 2].map(|()| Price::repository().tenant(Uuid::now_v7()));
    for prices in &prices {
        prices.create(db, price("EUR")).await.unwrap();
        assert!(prices.create(db, price("EU")).await.unwrap_err().is_foreign_key());
    }
    assert!(currencies.delete(db, "EUR".to_owned()).await.unwrap_err().is_foreign_key());
    currencies.delete(db, "eur".to_owned()).await.unwrap();
}

on_each_store!(
    [Project, Task] parents_and_children_can_be_purged_together,
);

async fn parents_and_children_can_be_purged_together(db: &Db) {
    let tasks = repositories().tasks;
    let root = tasks.create(db, task(None, None, "root")).await.unwrap();
    let child = tasks.create(db, task(None, Some(root.id), "child")).await.unwrap();
    let grandchild = tasks.create(db, task(None, Some(child.id), "grandchild")).await.unwrap();
    assert_eq!(tasks.delete_many(db, &[root.id, child.id, grandchild.id]).await.unwrap(), 3);
    assert_eq!(tasks.purge_deleted(db, Utc::now() + chrono::Duration::days(1)).await.unwrap().removed, 3);
}

// InnoDB checks a reference for each removed row, not at the end of the statement.
on_stores!([in_memory: Memory, on_sqlite: Sqlite, on_postgres: Postgres] [Project, Task] a_row_that_refers_to_itself_can_be_removed);

async fn a_row_that_refers_to_itself_can_be_removed(db: &Db) {
    let tasks = repositories().tasks;
    let row = tasks.create(db, task(None, None, "own")).await.unwrap();
    let own = TaskUpdate { parent_id: Some(Some(row.id)), ..TaskUpdate::default() };
    tasks.update(db, row.id, own).await.unwrap();
    let id = Uuid::now_v7();
    tasks.create_with_id(db, id, task(None, Some(id), "own from the start")).await.unwrap();
    for id in [row.id, id] {
        tasks.hard_delete(db, id).await.unwrap();
    }
    assert_eq!(tasks.count(db, TaskQuery::new()).await.unwrap(), 0);
}
