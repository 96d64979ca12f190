//! What is said of a database as a whole.

use super::super::dialect::Database;
use super::facts::Facts;
use super::keys::Found;
use super::source::{Item, Source};
use super::text::list;
use super::types::Rust;
use super::{BOOKKEEPING, Selection, title};

/// Names what has no struct.
pub(super) fn leave_out(facts: &Facts, selection: &Selection, source: &mut Source) {
    if !selection.tables.is_empty() {
        return;
    }
    for (kind, name) in &facts.others {
        source
            .items
            .push(Item::Note(format!("The {kind} `{name}` has no struct. Read it with your own SQL.")));
    }
    let left_out: Vec<&str> =
        facts.tables.keys().map(String::as_str).filter(|name| BOOKKEEPING.contains(name)).collect();
    if !left_out.is_empty() {
        source
            .items
            .push(Item::Note(format!("Left out, as tables of migration tools: {}.", list(&left_out))));
    }
}

/// Whether text in a table compares otherwise than that of a field.
pub(super) fn has_other_collation(found: &Found<'_>) -> bool {
    let is_usual = |sql_type: &str| match found.database {
        Database::Sqlite => true,
        Database::Postgres => sql_type.ends_with("COLLATE \"C\""),
        Database::MySql => {
            ["utf8mb4_nopad_bin", "utf8mb4_0900_bin"].iter().any(|name| sql_type.ends_with(name))
        }
    };
    let mut columns = found.table.columns.iter();
    columns.any(|column| {
        found.type_of(column).is_ok_and(|typed| matches!(typed.rust, Rust::Text { .. }))
            && !is_usual(&column.sql_type)
    })
}

/// Says what is to know of the whole.
pub(super) fn say(source: &mut Source, database: Database, has_other_collations: bool, has_other_ids: bool) {
    let mut notes = vec![format!(
        "Structs for the tables of a database ({}), written by `migrate structs`. `migrate check` reports where the database \
         differs from them. A comment says what a struct cannot.",
        title(database)
    )];
    let is_used = |package: &str| source.uses.iter().any(|(path, _)| *path == package);
    let packages = [
        ("chrono", "chrono"),
        ("serde", "serde and sqlx, both with the feature `derive`"),
        ("serde_json", "serde_json"),
    ];
    let packages: Vec<&str> =
        packages.into_iter().filter(|(package, _)| is_used(package)).map(|(_, name)| name).collect();
    if !packages.is_empty() {
        notes.push(format!("They also need the packages {}.", packages.join(", ")));
    }
    if has_other_collations {
        notes.push(
            "Text of a field compares by its code points. Columns here have other collations, by which their unique constraints \
             and orders ignore case or accents, for example: `check` lists them, and a migration changes them."
                .to_owned(),
        );
    }
    if database == Database::Sqlite {
        notes.push(
            "In SQLite, `created_at`, `updated_at` and `deleted_at` are microseconds since 1970, and text in a key has at most \
             255 characters, unless `length(max = ..)` says how many. Convert times that are in another unit first."
                .to_owned(),
        );
    }
    if has_other_ids {
        notes.push(
            "fin-infra gives a row its id, a UUID, before it sends it. Where the database or another program gives the ids, rows \
             are created with your own SQL, and `create = false` leaves the functions for it out; all others work. To create such \
             rows as well, give the id a type of your own that implements `From<Uuid>`, or make a UUID the primary key, and keep \
             the number in a unique column."
                .to_owned(),
        );
    }
    source.notes = notes;
}
