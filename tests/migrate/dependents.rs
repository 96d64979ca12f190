//! Unmanaged objects that depend on a column which a revision drops.

use crate::journey::sql;
use crate::project::{Kind, Project};

/// The two databases that can drop a column in place.
const IN_PLACE: [Kind; 2] = [Kind::Postgres, Kind::MySql];

async fn with_own() -> Vec<Project> {
    let mut projects = Vec::new();
    for kind in IN_PLACE {
        let project = Project::new(kind);
        project.go("first", &[]);
        project.go("notes", &[]);
        sql(&project, "ALTER TABLE budgets ADD CONSTRAINT about_it CHECK (state <> 'no')").await;
        sql(&project, "CREATE INDEX by_hand ON budgets (state)").await;
        projects.push(project);
    }
    projects
}

/// What MariaDB would reject halfway is rejected before anything is done.
#[track_caller]
fn refused_at_first(project: &Project, stage: &str, command: &[&str], done: &str) {
    let before = project.tool(stage, &["current"]).done();
    project.tool(stage, command).refused(&[
        done,
        "loses index by_hand of `budgets`, unmanaged, which depends on `state`",
        "rule about_it (`state` <> 'no') of `budgets`, unmanaged, which depends on `state`",
        "ALTER TABLE `budgets` DROP CONSTRAINT `about_it`",
        "run this again",
    ]);
    assert_eq!(project.tool(stage, &["current"]).done(), before);
}

#[tokio::test]
async fn dependents_of_a_dropped_column_are_named_first() {
    for project in with_own().await {
        project.tool("first", &["revision", "-m", "first", "--autogenerate", "--allow-drop"]).done();
        if project.kind == Kind::MySql {
            refused_at_first(&project, "first", &["upgrade"], "nothing was applied");
            sql(&project, "ALTER TABLE `budgets` DROP CONSTRAINT `about_it`").await;
        }
        let said = project.tool("first", &["upgrade"]).done();
        assert!(said.contains("loses index by_hand of `budgets`"), "{said}");
        assert_eq!(said.contains("loses rule about_it"), project.kind == Kind::Postgres, "{said}");
        project.tool("first", &["check"]).done();
    }
}

#[tokio::test]
async fn dependents_of_a_dropped_column_are_named_on_downgrade() {
    for project in with_own().await {
        let down = ["downgrade", "-1", "--allow-drop"];
        if project.kind == Kind::MySql {
            refused_at_first(&project, "first", &down, "nothing was undone");
            sql(&project, "ALTER TABLE `budgets` DROP CONSTRAINT `about_it`").await;
        }
        let said = project.tool("first", &down).done();
        assert!(said.contains("loses index by_hand of `budgets`"), "{said}");
        project.tool("first", &["check"]).done();
    }
}

/// MariaDB drops a column's own rule with it.
#[tokio::test]
async fn a_columns_own_rule_is_dropped_with_it() {
    let project = Project::new(Kind::MySql);
    project.go("notes", &[]);
    let shape = sql(
        &project,
        "SELECT CONCAT(column_type, ' COLLATE ', collation_name) FROM information_schema.columns \
                     WHERE table_schema = DATABASE() AND table_name = 'budgets' AND column_name = 'state'",
    );
    let shape = shape.await.pop().unwrap();
    sql(
        &project,
        &format!("ALTER TABLE budgets MODIFY state {shape} NOT NULL DEFAULT 'new' CHECK (state <> 'no')"),
    )
    .await;
    assert!(project.tool("notes", &["check"]).done().contains("budgets: rule state"));
    project.tool("first", &["revision", "-m", "first", "--autogenerate", "--allow-drop"]).done();
    let said = project.tool("first", &["upgrade"]).done();
    assert!(said.contains("loses rule state (`state` <> 'no') of `budgets`"), "{said}");
    project.tool("first", &["check"]).done();
}
