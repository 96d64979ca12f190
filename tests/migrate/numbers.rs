//! Rows that are numbered after they were created.

use fin_infra::prelude::*;

use crate::journey::{add_budgets, column, sql};
use crate::project::{Kind, Project, on_each_database};

/// The struct of the stage `numbered`.
#[derive(FinResource, Debug)]
#[fin(tenant, rls)]
struct Budget {
    #[fin(length(max = 255))]
    name: String,
    #[fin(decimal(precision = 12, scale = 2))]
    amount: Decimal,
    #[fin(number(per = "tenant"))]
    number: i64,
}

on_each_database!(rows_that_are_there_are_numbered_and_the_next_one_follows,);

async fn rows_that_are_there_are_numbered_and_the_next_one_follows(project: &Project) {
    project.go("first", &[]);
    add_budgets(project).await;
    let revision = ["revision", "-m", "numbers", "--autogenerate"];
    project.tool("numbered", &revision).refused(&[
        "`budgets.number` is new and required",
        "give each its number with `--fill budgets.number=SQL`",
    ]);
    // As the documentation has it.
    let fill = "budgets.number=(SELECT n FROM (SELECT tenant_id, id, ROW_NUMBER() OVER (PARTITION BY tenant_id ORDER BY \
                created_at, id) AS n FROM budgets) AS numbered WHERE numbered.tenant_id = budgets.tenant_id AND \
                numbered.id = budgets.id)";
    project.go("numbered", &["--fill", fill]);
    assert_eq!(column(project, "number").await, ["1", "2", "3"]);
    assert!(sql(project, "SELECT CAST(last_number AS CHAR(40)) FROM budgets_counter").await.is_empty());

    let db = Db::connect(&project.url).await.unwrap();
    let tenant: Uuid = "00000000-0000-0000-0000-000000000007".parse().unwrap();
    let budgets = Budget::repository().tenant(tenant);
    for number in [4, 5] {
        let created = budgets.create(&db, BudgetCreate::new("New".to_owned(), dec!(1))).await.unwrap();
        assert_eq!(created.number, number);
    }
    assert!(schema::verify_of(&db, &[schema::of::<Budget>()]).await.unwrap().is_none());
    if project.kind == Kind::Postgres {
        let policies = "SELECT DISTINCT tablename::text FROM pg_policies ORDER BY 1";
        assert_eq!(sql(project, policies).await, ["budgets", "budgets_counter"]);
    }

    // Without numbers, the counters go, and their loss is a question.
    project.tool("first", &revision).refused(&["table `budgets_counter` would be lost", "--allow-drop"]);
    project.go("first", &["--allow-drop"]);
}
