//! The migrations that are written for the resources, from nothing and from what they were before.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use fin_infra::schema::Database;

use crate::exceptions::of_migrations;
use crate::judge::{Kind, StatementChecker};
use crate::subjects::groups;

const FOLDERS: [(&str, Database); 3] =
    [("sqlite", Database::Sqlite), ("postgres", Database::Postgres), ("mysql", Database::MySql)];

/// Has the tool write what a group asks for.
fn write(folder: &Path, group: &str) {
    let output = Command::new(env!("CARGO_BIN_EXE_distribution_app"))
        .args(["revision", "-m", group, "--autogenerate", "--database", "sqlite,postgres,mysql"])
        .current_dir(folder)
        .env("FIN_TEST_GROUP", group)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// The statements of the files there.
fn statements(folder: &Path) -> Vec<String> {
    let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let files = files.filter(|file| file.extension().is_some_and(|ending| ending == "sql"));
    let texts = files.map(|file| fs::read_to_string(file).unwrap());
    texts.flat_map(|text| split(&text)).collect()
}

/// A text of the tool's: each statement ends a line.
fn split(text: &str) -> Vec<String> {
    let lines: Vec<_> = text.lines().filter(|line| !line.starts_with("--")).collect();
    let statements = lines.join("\n");
    let statements = statements.split(";\n").map(|sql| sql.trim().trim_end_matches(';').to_owned());
    statements.filter(|sql| !sql.is_empty()).collect()
}

#[test]
fn every_key_and_index_that_a_migration_makes_holds_the_tenant() {
    for (name, database) in FOLDERS {
        let mut kinds = BTreeMap::<Kind, usize>::new();
        for (group, is_further) in groups().iter().zip([false, false, false, false, false, true]) {
            let folder = tempfile::tempdir().unwrap();
            if is_further {
                write(folder.path(), "earlier");
            }
            write(folder.path(), group.name);
            for sql in statements(&folder.path().join("migrations").join(name)) {
                if of_migrations(&sql, database).is_some() {
                    continue;
                }
                let verdict = StatementChecker::of(group).read(&sql, database);
                let kind = verdict.unwrap_or_else(|lack| panic!("{} on {name}: {lack}\n{sql}", group.name));
                *kinds.entry(kind).or_default() += 1;
            }
        }
        assert!(kinds[&Kind::CreateTable] >= 11, "{name}: {kinds:?}");
        // MySQL makes its indexes with the table.
        let indexes = kinds.get(&Kind::CreateIndex).copied().unwrap_or_default();
        assert!(indexes >= 20 || database == Database::MySql, "{name}: {kinds:?}");
        assert!(kinds[&Kind::AboutNoRows] >= 11, "{name}: {kinds:?}");
    }
}
