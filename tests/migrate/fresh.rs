//! Revisions with unmanaged objects of one database, applied to another one, such as a colleague's.

use crate::constraints::{NAMED_ALIKE, TOO_MUCH, refuses};
use crate::journey::{add_budgets, sql};
use crate::project::{Kind, Project, on_each_database};

const FROM_DATABASE: [&str; 5] = ["revision", "-m", "by hand", "--autogenerate", "--from-database"];

/// Adds an unmanaged constraint to the budgets.
async fn add(project: &Project, constraint: &str) {
    if project.kind != Kind::Sqlite {
        sql(project, &format!("ALTER TABLE budgets ADD {constraint}")).await;
        return;
    }
    let texts =
        "SELECT sql FROM sqlite_schema WHERE tbl_name = 'budgets' AND sql IS NOT NULL ORDER BY type DESC";
    let texts = sql(project, texts).await;
    let (open, _) = texts[0].rsplit_once(')').unwrap();
    let anew = format!(
        "PRAGMA legacy_alter_table = ON; ALTER TABLE budgets RENAME TO old; {open}, {constraint}); \
         INSERT INTO budgets SELECT * FROM old; DROP TABLE old; {}",
        texts[1..].join(";")
    );
    sql(project, &anew).await;
}

/// The budgets' constraints in the database.
async fn constraints(project: &Project) -> Vec<String> {
    let all = match project.kind {
        Kind::Sqlite => {
            "SELECT sql FROM sqlite_schema WHERE tbl_name = 'budgets' AND sql IS NOT NULL ORDER BY name"
        }
        Kind::Postgres => {
            "SELECT conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'budgets'::regclass ORDER BY 1"
        }
        Kind::MySql => {
            "SELECT CAST(CONCAT(constraint_name, ' ', check_clause) AS CHAR) FROM information_schema.check_constraints \
             WHERE constraint_schema = DATABASE() ORDER BY 1"
        }
    };
    sql(project, all).await
}

/// Writes a revision from the database, and applies it there and to a fresh one, with the same result.
async fn revise(project: &Project, stage: &str, more: &[&str]) -> Project {
    project.tool(stage, &[&FROM_DATABASE[..], more].concat()).done();
    project.tool(stage, &["upgrade"]).done();
    let fresh = project.fresh();
    fresh.tool(stage, &["upgrade"]).done();
    for project in [project, &fresh] {
        project.tool(stage, &["check"]).done();
    }
    assert_eq!(constraints(&fresh).await, constraints(project).await, "{stage}");
    fresh
}

on_each_database!(
    an_unmanaged_rule_is_created_in_a_fresh_database,
    a_dropped_unmanaged_object_may_never_have_existed,
    a_rule_is_dropped_only_with_its_own_column,
);

async fn an_unmanaged_rule_is_created_in_a_fresh_database(project: &Project) {
    project.go("first", &[]);
    add_budgets(project).await;
    add(project, "CONSTRAINT mine CHECK (amount < 9000000)").await;
    assert!(project.tool("first", &FROM_DATABASE).done().contains("nothing has changed"));
    for (stage, more) in [("notes", &[][..]), ("checked_notes", &["--allow-drop"])] {
        let fresh = revise(project, stage, more).await;
        add_budgets(&fresh).await;
        for project in [project, &fresh] {
            assert!(refuses(project, TOO_MUCH).await, "{stage}");
            project.tool(stage, &["downgrade", "-1", "--allow-drop"]).done();
            assert!(refuses(project, TOO_MUCH).await, "{stage}");
            project.tool(stage, &["upgrade"]).done();
        }
    }
    // Each later one has it from the metadata.
    project.go("first", &["--allow-drop"]);
    let fresh = project.fresh();
    fresh.tool("first", &["upgrade"]).done();
    for project in [project, &fresh] {
        assert!(project.tool("first", &["check"]).done().contains("budgets: rule mine"));
    }
}

async fn a_dropped_unmanaged_object_may_never_have_existed(project: &Project) {
    project.go("first", &[]);
    add(project, "CONSTRAINT mine CHECK (amount < 9000000)").await;
    sql(project, "CREATE INDEX by_hand ON budgets (name)").await;
    let fresh = revise(project, "first", &["--drop-unmanaged"]).await;
    for project in [project, &fresh] {
        assert!(!project.tool("first", &["check"]).done().contains("unmanaged"));
        project.tool("first", &["downgrade", "-1"]).done();
        assert_eq!(project.tool("first", &["check"]).done().matches("unmanaged").count(), 2);
        project.tool("first", &["upgrade"]).done();
        assert!(!project.tool("first", &["check"]).done().contains("unmanaged"));
    }
}

async fn a_rule_is_dropped_only_with_its_own_column(project: &Project) {
    project.go("notes", &[]);
    add(project, "CONSTRAINT mine CHECK (amount < 9000000)").await;
    add(project, "CONSTRAINT about_it CHECK (state <> 'no')").await;
    let said = project.tool("first", &[&FROM_DATABASE[..], &["--allow-drop"]].concat()).done();
    assert!(said.contains("drop about_it") && !said.contains("drop mine"), "{said}");
    project.tool("first", &["upgrade"]).done();
    let fresh = project.fresh();
    fresh.tool("first", &["upgrade"]).done();
    for project in [project, &fresh] {
        let checked = project.tool("first", &["check"]).done();
        assert!(checked.contains("rule mine") && !checked.contains("about_it"), "{checked}");
    }
    assert_eq!(constraints(&fresh).await, constraints(project).await);
}

#[tokio::test]
async fn constraints_in_a_tables_text_are_created_in_a_fresh_sqlite() {
    for (constraint, statement, said) in [
        ("CHECK (amount < 9000000)", TOO_MUCH, "rule unnamed rule 1"),
        ("CHECK (amount < 9000000 -- it's (not much\n)", TOO_MUCH, "rule unnamed rule 1"),
        ("CONSTRAINT mine CHECK (amount -- it's (not much\n< 9000000 /* ) */)", TOO_MUCH, "rule mine"),
        ("UNIQUE (name, tenant_id)", NAMED_ALIKE, "index UNIQUE (name, tenant_id)"),
        (
            "FOREIGN KEY (tenant_id, id) REFERENCES budgets (tenant_id, id)",
            "",
            "foreign key of tenant_id, id to budgets",
        ),
        ("CONSTRAINT mine FOREIGN KEY (tenant_id, id) REFERENCES budgets", "", "foreign key mine"),
    ] {
        let project = Project::new(Kind::Sqlite);
        project.go("first", &[]);
        add(&project, constraint).await;
        let checked = project.tool("first", &["check"]).done();
        assert!(checked.contains(&format!("unmanaged, kept: budgets: {said}")), "{checked}");
        assert!(project.tool("first", &FROM_DATABASE).done().contains("nothing has changed"));
        for stage in ["notes", "first", "checked"] {
            let fresh = revise(&project, stage, &["--allow-drop"]).await;
            for project in [&project, &fresh] {
                let checked = project.tool(stage, &["check"]).done();
                assert!(checked.contains(&format!("budgets: {said}")), "{stage}: {checked}");
            }
            if stage == "first" && !statement.is_empty() {
                add_budgets(&fresh).await;
                assert!(refuses(&fresh, statement).await, "{constraint}");
            }
        }
        revise(&project, "checked", &["--drop-unmanaged"]).await;
        assert!(!project.tool("checked", &["check"]).done().contains("unmanaged"));
        project.tool("checked", &["downgrade", "-1"]).done();
        assert!(project.tool("checked", &["check"]).done().contains(said));
    }
}

#[tokio::test]
async fn an_unmanaged_constraint_stays_not_valid() {
    for more in [&[][..], &["--concurrently"]] {
        let project = Project::new(Kind::Postgres);
        project.go("first", &[]);
        add(&project, "CONSTRAINT mine CHECK (amount < 9000000) NOT VALID").await;
        add(&project, "CONSTRAINT my_key FOREIGN KEY (tenant_id, id) REFERENCES budgets NOT VALID").await;
        let checked = project.tool("first", &["check"]).done();
        for said in ["rule mine", "foreign key my_key"] {
            let (_, name) = said.rsplit_once(' ').unwrap();
            let remedy = format!(
                "{said} is NOT VALID: existing rows may violate it. ALTER TABLE \"budgets\" VALIDATE CONSTRAINT \"{name}\""
            );
            assert!(checked.contains(&format!("unmanaged, kept: budgets: {remedy}")), "{checked}");
        }
        assert!(project.tool("first", &FROM_DATABASE).done().contains("nothing has changed"));
        let fresh = revise(&project, "checked", more).await;
        let all = constraints(&fresh).await;
        assert_eq!(all.iter().filter(|said| said.contains("NOT VALID")).count(), 2, "{all:?}");
        for project in [&project, &fresh] {
            project.tool("first", &["downgrade", "-1"]).done();
            assert_eq!(project.tool("first", &["check"]).done().matches("NOT VALID").count(), 2);
        }
    }
}

#[tokio::test]
async fn a_reference_to_a_table_that_a_fresh_sqlite_does_not_have_waits_for_it() {
    let project = Project::new(Kind::Sqlite);
    project.go("first", &[]);
    sql(&project, "CREATE TABLE plans (id BLOB PRIMARY KEY)").await;
    add(&project, "FOREIGN KEY (\"id\") REFERENCES \"plans\" (\"id\")").await;
    assert!(project.tool("first", &["check"]).done().contains("budgets: foreign key of id to plans"));
    project.tool("checked", &FROM_DATABASE).done();
    project.tool("checked", &["upgrade"]).done();
    let fresh = project.fresh();
    fresh
        .tool("checked", &["upgrade"])
        .refused(&["the referenced table is missing: 'plans'. Create that table, and run this again"]);
    sql(&fresh, "CREATE TABLE plans (id BLOB PRIMARY KEY)").await;
    fresh.tool("checked", &["upgrade"]).done();
    assert_eq!(constraints(&fresh).await, constraints(&project).await);
}

/// Unmanaged parts are named, with what keeps them.
#[tokio::test]
async fn a_guard_explains_how_to_keep_what_it_found() {
    for (constraint, remedy) in [
        ("CHECK (amount < 9000000)", "write it again with `--from-database`"),
        ("UNIQUE (name)", "write it again with `--from-database`"),
        ("UNIQUE (name) ON CONFLICT IGNORE", "add them to the file's CREATE TABLE"),
        (
            "FOREIGN KEY (tenant_id, id) REFERENCES budgets ON DELETE NO ACTION",
            "add them to the file's CREATE TABLE",
        ),
    ] {
        let project = Project::new(Kind::Sqlite);
        project.go("first", &[]);
        add(&project, constraint).await;
        project.tool("checked", &["revision", "-m", "checked", "--autogenerate"]).done();
        project
            .tool("checked", &["upgrade"])
            .refused(&[&format!("of `budgets` `{constraint}`. To keep them, "), remedy]);
    }
}
