//! The conditions that SQLite checks before it drops a table to rebuild it.
//!
//! The database checks them, whichever tool runs the file: a number other than zero violates a rule whose name states the
//! problem.

use std::collections::{BTreeMap, BTreeSet};

use super::{SQLITE, ten_to};
use crate::change::Alter;
use crate::create_table::{Guard, managed_and_unmanaged, statement};
use crate::dialect::Dialect as _;
use crate::inspect::UNNAMED_UNIQUE;
use crate::model::{Column, Table};
use crate::types::largest_power;

/// A temporary table that exists for its rules.
const TABLE: &str = "`fin_rebuild_guard`";

/// The table has unmanaged parts.
pub(crate) const UNMANAGED: &str = "nothing_was_added_by_hand";

/// Dropping the table would change rows of other tables.
pub(crate) const DELETES: &str = "no_other_table_deletes_with_it";

/// A value does not fit its column's new type.
pub(crate) const FITS: &str = "every_value_fits";

/// The table that an unmanaged reference refers to is missing.
pub(crate) const PARENTS: &str = "every_referenced_table_is_there";

/// The statements. Each guard has its own, which a person can remove.
pub(super) fn statements(alter: &Alter) -> Vec<String> {
    let mut guards = vec![
        (DELETES, deleting_references(alter)),
        (UNMANAGED, unknown_parts(alter)),
        (FITS, unfit_rows(alter)),
    ];
    guards.extend(missing_parents(alter).map(|count| (PARENTS, count)));
    let rules = guards.iter().map(|(name, _)| format!("{name} INTEGER CHECK ({name} = 0)"));
    let rules = rules.collect::<Vec<_>>().join(", ");
    let create = format!("CREATE TEMPORARY TABLE {TABLE} ({rules})");
    let checks = guards.iter().map(|(name, count)| format!("{}{count}))", opening(name)));
    std::iter::once(create).chain(checks).chain([format!("DROP TABLE {TABLE}")]).collect()
}

fn opening(guard: &str) -> String {
    format!("INSERT INTO {TABLE} ({guard}) VALUES ((")
}

/// The part of a file that is no statement of a guard.
#[cfg(feature = "sqlite")]
pub(crate) fn without_guards(file: &str) -> String {
    let opening = format!("INSERT INTO {TABLE} ");
    file.lines().filter(|line| !line.starts_with(&opening)).collect::<Vec<_>>().join("\n")
}

/// The queries of a guard's statements in a file.
#[cfg(feature = "sqlite")]
pub(crate) fn guard_of<'a>(file: &'a str, guard: &str) -> impl Iterator<Item = &'a str> {
    let opening = opening(guard);
    file.lines().filter_map(move |line| line.strip_prefix(opening.as_str())?.strip_suffix("));"))
}

/// Counts missing tables of unmanaged references.
fn missing_parents(alter: &Alter) -> Option<String> {
    let (_, unmanaged) = managed_and_unmanaged(&alter.after);
    let parents: BTreeSet<&String> = unmanaged.foreign_keys.values().map(|key| &key.parent).collect();
    let literals: Vec<String> = parents.iter().map(|parent| SQLITE.text_literal(parent)).collect();
    (!parents.is_empty()).then(|| {
        format!(
            "SELECT {} - count(*) FROM sqlite_schema WHERE type = 'table' AND name COLLATE NOCASE IN ({})",
            parents.len(),
            literals.join(", ")
        )
    })
}

fn deleting_references(alter: &Alter) -> String {
    format!(
        "SELECT count(*) FROM sqlite_schema AS child, pragma_foreign_key_list(child.name) AS reference \
         WHERE child.type = 'table' AND reference.\"table\" = {} COLLATE NOCASE AND reference.on_delete NOT IN ('NO ACTION', 'RESTRICT')",
        SQLITE.text_literal(&alter.name)
    )
}

/// Counts unmanaged columns, indexes, triggers and constraints of the table.
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

/// Keywords that occur in a table's text once for each thing that the new table may lose. `RESTRICT` is another word than the
/// option `STRICT`, which follows the columns.
const WORDS: [&str; 9] = [
    "CHECK",
    "COLLATE",
    "CONFLICT",
    "ONDELETE",
    "ONUPDATE",
    "DEFERR",
    "AUTOINCREMENT",
    "WITHOUTROWID",
    ")STRICT",
];

/// Counts unmanaged `UNIQUE`s and references, and one more if the table's text has other unmanaged constraints, which
/// SQLite does not list. Unmanaged constraints that the new table keeps may be missing.
fn unknown_constraints(alter: &Alter) -> String {
    let (own, unmanaged) = managed_and_unmanaged(&alter.before);
    let own = Table { indexes: BTreeMap::new(), ..own };
    let expected = squeezed(&SQLITE.to_sql(&statement(&alter.name, &own, Guard::None)));
    let more = WORDS.iter().map(|word| {
        let known = expected.matches(word).count() * word.len();
        format!("length(rest) - length(replace(rest, '{word}', '')) > {known}")
    });
    let check = |rule: &String| SQLITE.text_literal(&squeezed(&format!("CHECK ({rule})")));
    let references = own.foreign_keys.values().map(|key| {
        let [own, theirs] = [&key.columns, &key.parent_columns].map(|names| SQLITE.quoted_list(names));
        // A table that another program made may have it beside its column.
        let start = if key.columns.len() > 1 { format!("FOREIGN KEY ({own}) ") } else { String::new() };
        let known = squeezed(&format!("{start}REFERENCES {} ({theirs})", key.parent));
        SQLITE.text_literal(&known)
    });
    let others =
        own.checks.values().map(check).chain(references).map(|known| format!("instr(text, {known}) = 0"));
    let conditions: Vec<String> = more.chain(others).collect();
    let table = SQLITE.text_literal(&alter.name);
    let text = SQUEEZED
        .iter()
        .fold("upper(sql)".to_owned(), |sql, (_, letter)| format!("replace({sql}, {letter}, '')"));
    let rest = unmanaged
        .checks
        .values()
        .map(check)
        .fold("text".to_owned(), |sql, known| format!("replace({sql}, {known}, '')"));
    format!(
        "SELECT {} + {} + (SELECT count(*) FROM (SELECT text, {rest} AS rest FROM (SELECT {text} AS text FROM sqlite_schema \
         WHERE type = 'table' AND name = {table} COLLATE NOCASE)) WHERE {})",
        unknown_uniques(alter),
        unknown_references(alter),
        conditions.join(" OR ")
    )
}

fn unknown_uniques(alter: &Alter) -> String {
    let uniques = alter.before.indexes.iter().filter(|(name, _)| name.starts_with(UNNAMED_UNIQUE));
    let known: Vec<String> =
        uniques.map(|(_, index)| SQLITE.text_literal(&index.columns.join(","))).collect();
    format!(
        "(SELECT count(*) FROM pragma_index_list({}) AS list WHERE origin = 'u' AND \
         (SELECT group_concat(name) FROM pragma_index_info(list.name)) NOT IN ({}))",
        SQLITE.text_literal(&alter.name),
        known.join(", ")
    )
}

fn unknown_references(alter: &Alter) -> String {
    let known = alter.before.foreign_keys.values().map(|key| {
        let pairs = key.columns.iter().zip(&key.parent_columns);
        let pairs: Vec<String> = pairs.map(|(own, theirs)| format!("{own} {theirs}")).collect();
        SQLITE.text_literal(&format!("{} {}", key.parent, pairs.join(",")).to_ascii_lowercase())
    });
    format!(
        "(SELECT count(*) FROM (SELECT lower(\"table\" || ' ' || group_concat(\"from\" || ' ' || ifnull(\"to\", ''))) AS reference \
         FROM pragma_foreign_key_list({}) GROUP BY id) WHERE reference NOT IN ({}))",
        SQLITE.text_literal(&alter.name),
        known.collect::<Vec<_>>().join(", ")
    )
}

/// Characters without meaning, as SQL.
const SQUEEZED: [(char, &str); 6] =
    [(' ', "' '"), ('\n', "char(10)"), ('\r', "char(13)"), ('\t', "char(9)"), ('"', "'\"'"), ('`', "'`'")];

/// SQL in capitals, without spaces and quotes of names.
pub(crate) fn squeezed(sql: &str) -> String {
    sql.to_ascii_uppercase().replace(|letter| SQUEEZED.iter().any(|(other, _)| *other == letter), "")
}

/// Counts rows with values that SQLite would not convert to the new type: it keeps them unchanged, and turns what becomes
/// too large into a float.
fn unfit_rows(alter: &Alter) -> String {
    let changed = alter.changed().filter(|(before, after)| {
        before.sql_type != after.sql_type && before.generated.is_none() && after.generated.is_none()
    });
    let unfit: Vec<String> = changed.filter_map(|(before, after)| unfit(before, after)).collect();
    if unfit.is_empty() {
        return "0".to_owned();
    }
    format!("SELECT count(*) FROM {} WHERE {}", SQLITE.quoted(&alter.name), unfit.join(" OR "))
}

fn unfit(before: &Column, after: &Column) -> Option<String> {
    let name = SQLITE.quoted(&before.name);
    if let Some(class) = other_name(&before.sql_type, &after.sql_type) {
        return Some(format!("typeof({name}) NOT IN ('{class}', 'null')"));
    }
    if storage(&before.sql_type) != storage(&after.sql_type) {
        return Some(format!("{name} IS NOT NULL"));
    }
    let limit = ten_to(largest_power(&before.sql_type, &after.sql_type)?);
    Some(format!("{name} >= {limit} OR {name} <= -{limit}"))
}

/// How both types store their values, if a table of another program has another name for the type. SQLite reads
/// `INT UNSIGNED` as a kind of `INTEGER`, and stores any other value in it as well. <https://www.sqlite.org/datatype3.html>
fn other_name(before: &str, after: &str) -> Option<&'static str> {
    let before = before.to_ascii_uppercase();
    let contains = |words: &[&str]| words.iter().any(|word| before.contains(word));
    let is_known = storage(&before) == storage(after);
    match (after, storage(after)) {
        _ if is_known => None,
        ("INTEGER", _) => contains(&["INT"]).then_some("integer"),
        (_, "TEXT") => (!contains(&["INT"]) && contains(&["CHAR", "CLOB", "TEXT"])).then_some("text"),
        _ => None,
    }
}

/// How SQLite stores the values of a type.
fn storage(sql_type: &str) -> &str {
    match sql_type.split(['(', ' ']).next().unwrap_or_default() {
        "INTEGER" | "BOOLEAN" => "INTEGER",
        "VARCHAR" | "TEXT" => "TEXT",
        other => other,
    }
}
