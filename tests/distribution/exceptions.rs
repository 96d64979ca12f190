//! What need not say whose rows it is about.

use fin_infra::schema::Database;

/// Reads and `purge_deleted` of `.all_tenants()`.
pub(crate) const ALL_TENANTS: &str = "an operator's job is about the rows of all tenants: a sharded database asks every \
                                      machine, and a program has to write `.all_tenants()` for it";

/// Whether a statement asks a catalogue, which has nobody's rows, what refers to a table.
pub(crate) fn is_of_a_catalogue(sql: &str) -> bool {
    ["FROM pg_constraint ", "FROM information_schema.", "FROM sqlite_master "]
        .iter()
        .any(|of| sql.contains(of))
}

/// A statement without the question who refers to its rows, which stands at its end and follows their tenant.
///
/// # Panics
///
/// If it does not follow their tenant.
pub(crate) fn without_referring(sql: &str) -> &str {
    let question =
        [" AND NOT (EXISTS (", " AND (EXISTS ("].into_iter().find_map(|begin| sql.split_once(begin));
    let Some((before, question)) = question else { return sql };
    for referring in question.replace(['`', '"'], "").split("EXISTS (") {
        let follows = referring.contains(" AS fin_child WHERE ") && referring.contains(" = funds.tenant_id");
        assert!(follows, "{sql}");
    }
    before
}

/// What only a migration does: a part of the statements, where, and why.
const MIGRATIONS: [(&str, Option<Database>, &str); 6] = [
    (
        " IS NULL",
        None,
        "a new column gets its value in every row, whoever's it is, once and by a person's hand",
    ),
    ("fin_rebuild", Some(Database::Sqlite), "SQLite makes a table anew by way of a copy of all its rows"),
    ("SET LOCAL lock_timeout", Some(Database::Postgres), "a limit for waits"),
    ("SET SESSION lock_wait_timeout", Some(Database::MySql), "a limit for waits"),
    ("PRAGMA ", Some(Database::Sqlite), "a setting of SQLite's"),
    ("DO 0", Some(Database::MySql), "it does nothing: MySQL refuses a file without a statement"),
];

/// Why a statement of a migration is none that is judged.
pub(crate) fn of_migrations(sql: &str, database: Database) -> Option<&'static str> {
    let is_excepted = |(part, project, _): &&(&str, Option<Database>, &str)| {
        let is_fill = *part != " IS NULL" || sql.starts_with("UPDATE ");
        is_fill && sql.contains(part) && project.is_none_or(|project| project == database)
    };
    MIGRATIONS.iter().find(is_excepted).map(|(_, _, reason)| *reason)
}
