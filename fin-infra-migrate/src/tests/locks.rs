//! The files of `--concurrently` for random pairs of schemas: no statement waits for a lock while its transaction holds
//! that of another table, or has worked on rows.

use std::collections::BTreeSet;

use super::super::describe::Desired;
use super::super::dialect::Database;
use super::super::draft::{Plan, drafts};
use super::super::model::Schema;
use super::pairs::{plan, setting};
use super::random::Generator;

/// The statements of a file, without the lock timeout.
fn statements(text: &str) -> Vec<&str> {
    let all = text.split("\n\n").map(|part| {
        let lines = part.trim().trim_end_matches(';');
        let comments: usize =
            lines.split_inclusive('\n').take_while(|line| line.starts_with("--")).map(str::len).sum();
        &lines[comments..]
    });
    all.filter(|sql| !sql.is_empty() && !sql.starts_with("SET LOCAL")).collect()
}

/// The quoted name after a keyword.
fn named<'a>(sql: &'a str, word: &str) -> Option<&'a str> {
    sql.split_once(word)?.1.split_once('"')?.1.split('"').next()
}

/// The existing tables that a statement locks.
fn locked(sql: &str) -> BTreeSet<&str> {
    let words = ["ALTER TABLE ", "DROP TABLE ", "CREATE POLICY ", "DROP POLICY "];
    let own = words.iter().find(|word| sql.contains(*word)).and_then(|word| match *word {
        "CREATE POLICY " | "DROP POLICY " => named(sql, "\" ON "),
        word => named(sql, word),
    });
    let parents = sql.split("REFERENCES ").skip(1).filter_map(|rest| rest.split('"').nth(1));
    let made = named(sql, "CREATE TABLE ");
    own.into_iter().chain(parents).filter(|name| made != Some(*name)).collect()
}

/// Whether a statement reads or rewrites rows.
fn works_on_rows(sql: &str) -> bool {
    let words = [
        " TYPE ",
        "VALIDATE CONSTRAINT",
        "UPDATE ",
        "DO $key$",
        "CREATE INDEX",
        "CREATE UNIQUE INDEX",
        "DROP INDEX",
    ];
    words.iter().any(|word| sql.contains(word))
}

fn changes_references(sql: &str, references: &BTreeSet<String>) -> bool {
    sql.contains("REFERENCES") || named(sql, "DROP CONSTRAINT ").is_some_and(|name| references.contains(name))
}

/// The rule that the statements of a file violate, if any.
fn violation(text: &str, references: &BTreeSet<String>) -> Option<&'static str> {
    let statements = statements(text);
    let made: BTreeSet<&str> = statements.iter().filter_map(|sql| named(sql, "CREATE TABLE ")).collect();
    let tables: BTreeSet<&str> =
        statements.iter().flat_map(|sql| locked(sql)).filter(|name| !made.contains(name)).collect();
    let is_of_reference = statements.iter().any(|sql| changes_references(sql, references));
    if !made.is_empty() {
        // Nobody waits for a new table.
        return (tables.len() > 1).then_some("two tables share a file");
    }
    // The policies of a column whose type changes have to be dropped meanwhile, and are of the same table.
    let is_of_policies = |sql: &str| sql.contains(" POLICY ") || sql.contains(" ROW LEVEL ");
    let works = statements.iter().filter(|sql| works_on_rows(sql)).count();
    let others = statements.iter().filter(|sql| !works_on_rows(sql) && !is_of_policies(sql)).count();
    if is_of_reference && statements.len() > 1 {
        return Some("a reference shares a file");
    }
    if tables.len() > 1 && !is_of_reference {
        return Some("two tables share a file");
    }
    if works > 1 || works == 1 && others > 0 {
        return Some("work on rows shares a file");
    }
    None
}

#[test]
fn no_file_waits_for_a_lock_while_it_holds_another_tables() {
    let mut files = 0;
    for seed in 0..setting("FIN_TEST_PAIRS").unwrap_or(500) {
        let mut generator = Generator::new(seed, Database::Postgres);
        let before = generator.schema();
        let after = generator.changed(&before);
        let none = Schema::default();
        let wanted = Desired { schema: before.clone(), ..Desired::default() };
        for (before, after) in [(&none, &wanted), (&before, &after)] {
            let changes = plan(before, after, Database::Postgres).unwrap();
            let drafts = drafts(&Plan {
                database: Database::Postgres,
                message: "locks",
                changes: &changes,
                before,
                schema: after.schema.clone(),
                after: Vec::new(),
                version: 1,
                concurrently: true,
            });
            let keys = [before, &after.schema].into_iter().flat_map(|schema| schema.tables.values());
            let references = keys.flat_map(|table| table.foreign_keys.keys().cloned()).collect();
            for draft in drafts {
                files += 1;
                assert_eq!(violation(&draft.up, &references), None, "seed {seed}: {}", draft.up);
            }
        }
    }
    assert!(files > 1_000, "{files} files");
}

#[test]
fn violations_are_found() {
    let [t, p] = ["ALTER TABLE \"t\"", "ALTER TABLE \"p\""];
    let key = "ADD CONSTRAINT \"fk\" FOREIGN KEY (\"p_id\") REFERENCES \"p\" (\"id\") NOT VALID";
    let references = BTreeSet::from(["fk".to_owned()]);
    let found = |statements: &[String]| {
        let text = format!("-- title\n\nSET LOCAL lock_timeout = '5s';\n\n{};\n", statements.join(";\n\n"));
        violation(&text, &references)
    };
    let add = format!("{t} ADD COLUMN \"p_id\" UUID");
    let other = format!("{p} ADD COLUMN \"a\" UUID");
    let widen = format!("{t} ALTER COLUMN \"n\" TYPE BIGINT");
    let policy = "DROP POLICY \"t_tenant\" ON \"t\"".to_owned();
    let key = format!("{t} {key}");
    for fine in
        [vec![add.clone()], vec![key.clone()], vec![widen.clone()], vec![policy.clone(), widen.clone()]]
    {
        assert_eq!(found(&fine), None, "{fine:?}");
    }
    assert_eq!(found(&[add.clone(), key]), Some("a reference shares a file"));
    assert_eq!(
        found(&[add.clone(), format!("{t} DROP CONSTRAINT \"fk\"")]),
        Some("a reference shares a file")
    );
    assert_eq!(found(&[add.clone(), other]), Some("two tables share a file"));
    assert_eq!(found(&[policy, format!("{p} ADD COLUMN \"a\" UUID")]), Some("two tables share a file"));
    assert_eq!(found(&[add, widen]), Some("work on rows shares a file"));
}
