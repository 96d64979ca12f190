//! What has to be true before SQLite drops a table in order to make it anew.
//!
//! The database looks itself, so that it does so for whichever tool runs the file: a number that is not zero breaks a rule
//! whose name says what is wrong.

use std::collections::BTreeMap;

use super::super::change::Alter;
use super::super::dialect::Dialect;
use super::super::inspect::UNNAMED_UNIQUE;
use super::super::model::{Column, Table};
use super::super::types::largest_power;
use super::rebuild::ten_to;
use super::table::{Guard, statement};

const SQLITE: Dialect = Dialect::Sqlite;

/// The table that is there for its rules alone.
const TABLE: &str = "`fin_rebuild_guard`";

/// What is said where the table has something that no migration of the tool made.
pub(crate) const BY_HAND: &str = "nothing_was_added_by_hand";

/// The statements. Each guard has one of its own, which a person can take out.
pub(super) fn statements(alter: &Alter) -> Vec<String> {
    let guards = [
        ("no_other_table_deletes_with_it", deleting_references(alter)),
        (BY_HAND, unknown_parts(alter)),
        ("every_value_fits", unfit_rows(alter)),
    ];
    let rules = guards.iter().map(|(name, _)| format!("{name} INTEGER CHECK ({name} = 0)"));
    let rules = rules.collect::<Vec<_>>().join(", ");
    let create = format!("CREATE TEMPORARY TABLE {TABLE} ({rules})");
    let checks =
        guards.iter().map(|(name, count)| format!("INSERT INTO {TABLE} ({name}) VALUES (({count}))"));
    std::iter::once(create).chain(checks).chain([format!("DROP TABLE {TABLE}")]).collect()
}

fn deleting_references(alter: &Alter) -> String {
    format!(
        "SELECT count(*) FROM sqlite_schema AS child, pragma_foreign_key_list(child.name) AS reference \
         WHERE child.type = 'table' AND reference.\"table\" = {} COLLATE NOCASE AND reference.on_delete NOT IN ('NO ACTION', 'RESTRICT')",
        SQLITE.text_literal(&alter.name)
    )
}

/// Columns, indexes and triggers of the table that the migrations did not make, and constraints in its text.
fn unknown_parts(alter: &Alter) -> String {
    let list = |names: &mut dyn Iterator<Item = &String>| {
        names.map(|name| SQLITE.text_literal(name)).collect::<Vec<_>>().join(", ")
    };
    let table = SQLITE.text_literal(&alter.name);
    let columns = list(&mut alter.before.columns.iter().map(|column| &column.name));
    let indexes = list(&mut alter.before.indexes.keys());
    format!(
        "SELECT (SELECT count(*) FROM pragma_table_xinfo({table}) WHERE name NOT IN ({columns})) + (SELECT count(*) FROM sqlite_schema \
         WHERE tbl_name = {table} COLLATE NOCASE AND type IN ('index', 'trigger') AND sql IS NOT NULL AND name NOT IN ({indexes})) + \
         ({})",
        unknown_constraints(alter)
    )
}

/// Words that stand in a table's text once for each thing which is lost unless the new table has it.
const WORDS: [&str; 10] = [
    "CHECK",
    "UNIQUE",
    "COLLATE",
    "CONFLICT",
    "REFERENCES",
    "ONDELETE",
    "ONUPDATE",
    "DEFERR",
    "AUTOINCREMENT",
    "WITHOUTROWID",
];

/// One if the table's text has more constraints than the migrations made, or others. SQLite has no other list of them.
fn unknown_constraints(alter: &Alter) -> String {
    let before = &alter.before;
    let bare = Table { indexes: BTreeMap::new(), ..before.clone() };
    let expected = squeezed(&SQLITE.text(&statement(&alter.name, &bare, Guard::None)));
    let unnamed = before.indexes.keys().filter(|name| name.starts_with(UNNAMED_UNIQUE)).count();
    let more = WORDS.iter().map(|word| {
        let known = expected.matches(word).count() + if *word == "UNIQUE" { unnamed } else { 0 };
        format!("length(text) - length(replace(text, '{word}', '')) > {}", known * word.len())
    });
    let rules = before.checks.values().map(|rule| squeezed(&format!("CHECK ({rule})")));
    let references = before.foreign_keys.values().map(|key| {
        let [own, theirs] = [&key.columns, &key.parent_columns].map(|names| SQLITE.names(names));
        squeezed(&format!("FOREIGN KEY ({own}) REFERENCES {} ({theirs})", key.parent))
    });
    let others =
        rules.chain(references).map(|known| format!("instr(text, {}) = 0", SQLITE.text_literal(&known)));
    let conditions: Vec<String> = more.chain(others).collect();
    format!(
        "SELECT count(*) FROM (SELECT {} AS text FROM sqlite_schema WHERE type = 'table' AND name = {} COLLATE NOCASE) WHERE {}",
        SQUEEZED
            .iter()
            .fold("upper(sql)".to_owned(), |sql, (_, letter)| format!("replace({sql}, {letter}, '')")),
        SQLITE.text_literal(&alter.name),
        conditions.join(" OR ")
    )
}

/// Letters that say nothing, as SQL.
const SQUEEZED: [(char, &str); 6] =
    [(' ', "' '"), ('\n', "char(10)"), ('\r', "char(13)"), ('\t', "char(9)"), ('"', "'\"'"), ('`', "'`'")];

/// SQL in capitals, without the letters that say nothing: spaces and quotes of names.
pub(crate) fn squeezed(sql: &str) -> String {
    sql.to_ascii_uppercase().replace(|letter| SQUEEZED.iter().any(|(other, _)| *other == letter), "")
}

/// Rows with a value that SQLite would not turn into one of the new type: it keeps what it is given as it is, and what gets
/// too large becomes a float.
fn unfit_rows(alter: &Alter) -> String {
    let changed = alter.changed().filter(|(before, after)| {
        before.sql_type != after.sql_type && before.generated.is_none() && after.generated.is_none()
    });
    let unfit: Vec<String> = changed.filter_map(|(before, after)| unfit(before, after)).collect();
    if unfit.is_empty() {
        return "0".to_owned();
    }
    format!("SELECT count(*) FROM {} WHERE {}", SQLITE.name(&alter.name), unfit.join(" OR "))
}

fn unfit(before: &Column, after: &Column) -> Option<String> {
    let name = SQLITE.name(&before.name);
    if storage(&before.sql_type) != storage(&after.sql_type) {
        return Some(format!("{name} IS NOT NULL"));
    }
    let limit = ten_to(largest_power(&before.sql_type, &after.sql_type)?);
    Some(format!("{name} >= {limit} OR {name} <= -{limit}"))
}

/// How SQLite stores the values of a type.
fn storage(sql_type: &str) -> &str {
    match sql_type.split(['(', ' ']).next().unwrap_or_default() {
        "INTEGER" | "BOOLEAN" => "INTEGER",
        "VARCHAR" | "TEXT" => "TEXT",
        other => other,
    }
}
