//! The mutants: each predicate that keeps rows apart, taken out.
//!
//! Two predicates are not among them, since nothing changes without them: a purge asks whether a row is deleted, which
//! a time of deletion before another time says as well; and the change that an upsert makes of a row asks for the
//! tenant, which the unique value that it found the row by begins with.

/// An edit of the copy: the file, what stands in it once, and what stands there instead.
pub(super) type Edit = (&'static str, &'static str, &'static str);

/// Lets the statements of the derive lose their predicates.
const STATEMENTS: Edit = (
    "operation/mod.rs",
    "R::STATEMENTS.ok_or_else(",
    "R::STATEMENTS.map(crate::mutant::statements::<R, DB>).ok_or_else(",
);

const MODULE: Edit = ("lib.rs", "mod own;\n", "mod mutant;\nmod own;\n");

/// What is edited in the core's `src`, all at once: which mutant it is, is said when the tests are run.
pub(super) const EDITS: &[Edit] = &[
    MODULE,
    STATEMENTS,
    (
        "operation/list.rs",
        "Rows::Live => selection.live,",
        r#"Rows::Live => crate::mutant::or("list: live", selection.all, selection.live),"#,
    ),
    (
        "operation/list.rs",
        "Rows::Deleted => selection.deleted,",
        r#"Rows::Deleted => crate::mutant::or("list: deleted", selection.all, selection.deleted),"#,
    ),
    (
        "private.rs",
        "crate::predicate::append(to, more);",
        r#"if crate::mutant::is("further filters: narrow") { *to = more } else { crate::predicate::append(to, more) }"#,
    ),
    (
        "query/mod.rs",
        "if self.rows == Rows::Live {",
        r#"if self.rows == Rows::Live || crate::mutant::is("only deleted: stays") {"#,
    ),
    (
        "operation/list.rs",
        "self.query.folded_searches()?.try_for_each(",
        r#"let further = crate::mutant::or("further searches: narrow", 1, usize::MAX);
        self.query.folded_searches()?.take(further).try_for_each("#,
    ),
    (
        "operation/read.rs",
        "scoped(reads.select.live,",
        r#"scoped(crate::mutant::or("find_many: live", reads.select.all, reads.select.live),"#,
    ),
    (
        "operation/own/mod.rs",
        "let sql = reads::<R, DB>(&self.0.scope)?.select.live;",
        r#"let select = &reads::<R, DB>(&self.0.scope)?.select;
        let sql = crate::mutant::or("own SQL: live", select.all, select.live);"#,
    ),
    (
        "operation/change.rs",
        "Some(row) if self.version.is_none()",
        r#"Some(row) if crate::mutant::is("update of nothing: version") || self.version.is_none()"#,
    ),
    (
        "operation/diagnose.rs",
        "(table.tenant, R::TABLE.tenant)",
        r#"(table.tenant.filter(|_| !crate::mutant::is("blame: tenant")), R::TABLE.tenant)"#,
    ),
    (
        "operation/read.rs",
        "tables.find::<R>(&self.scope, &self.id, Rows::Live)",
        r#"tables.find::<R>(&self.scope, &self.id, crate::mutant::or("memory's find: live", Rows::All, Rows::Live))"#,
    ),
    (
        "operation/read.rs",
        "tables.find::<R>(&self.scope, id, Rows::Live)",
        r#"tables.find::<R>(&self.scope, id, crate::mutant::or("memory's find_many: live", Rows::All, Rows::Live))"#,
    ),
    (
        "operation/parents.rs",
        r#"statement.name(parent.columns[deleted_at].name).push(" IS NULL AND ");"#,
        r#"if !crate::mutant::is("parents: live") {
            statement.name(parent.columns[deleted_at].name).push(" IS NULL AND ");
        }"#,
    ),
    (
        "operation/parents.rs",
        "(parent.tenant, scope)",
        r#"(parent.tenant.filter(|_| !crate::mutant::is("parents: tenant")), scope)"#,
    ),
    (
        "memory/parents.rs",
        "is_among(reference.parent, &row, Rows::Live)",
        r#"is_among(reference.parent, &row, crate::mutant::or("memory's parents: live", Rows::All, Rows::Live))"#,
    ),
    (
        "operation/change.rs",
        "&self.id, Rows::Live, self.version)?;",
        r#"&self.id, crate::mutant::or("memory's update: live", Rows::All, Rows::Live),
            crate::mutant::or("memory's update: version", None, self.version))?;"#,
    ),
    (
        "operation/delete.rs",
        "&self.id, Rows::Live, self.version)?;",
        r#"&self.id, crate::mutant::or("memory's delete: live", Rows::All, Rows::Live),
            crate::mutant::or("memory's delete: version", None, self.version))?;"#,
    ),
    (
        "operation/delete.rs",
        "(&self.scope, id, Rows::Live, None)",
        r#"(&self.scope, id, crate::mutant::or("memory's delete_many: live", Rows::All, Rows::Live), None)"#,
    ),
    (
        "operation/delete.rs",
        "&self.id, Rows::Deleted, None)",
        r#"&self.id, crate::mutant::or("memory's restore: deleted", Rows::All, Rows::Deleted), None)"#,
    ),
    (
        "operation/purge.rs",
        "Query { rows: Rows::Deleted,",
        r#"Query { rows: crate::mutant::or("memory's purge: deleted", Rows::All, Rows::Deleted),"#,
    ),
    (
        "memory/evaluate.rs",
        "row[ordinal].scalar == *tenant,",
        r#"row[ordinal].scalar == *tenant || crate::mutant::is("memory's lists: tenant"),"#,
    ),
    (
        "memory/evaluate.rs",
        "self.search.iter().all(",
        r#"self.search.iter().take(crate::mutant::or("memory's further searches: narrow", 1, usize::MAX)).all("#,
    ),
    (
        "memory/tables.rs",
        "is_among(R::TABLE, row, query.rows) && matches",
        r#"(is_among(R::TABLE, row, query.rows) || crate::mutant::is("memory's lists: live")) && matches"#,
    ),
    (
        "memory/tables.rs",
        "let row = self.row(R::TABLE, &key).filter(|row| is_among(R::TABLE, row, rows));",
        r#"let rows = crate::mutant::or("memory's target: live", Rows::All, rows);
        let row = self.row(R::TABLE, &key).filter(|row| is_among(R::TABLE, row, rows));"#,
    ),
    (
        "memory/rowset.rs",
        "self.tenant.into_iter().chain(self.key_ordinals(unique))",
        r#"self.tenant.filter(|_| !crate::mutant::is("memory's unique values: tenant")).into_iter().chain(self.key_ordinals(unique))"#,
    ),
    (
        "memory/rowset.rs",
        "is_among(self.table, row, Rows::Live));",
        r#"is_among(self.table, row, crate::mutant::or("memory's unique values: live", Rows::All, Rows::Live)));"#,
    ),
];

/// The behaviours on databases, by the names of their tests.
pub(super) const DATABASES: [&str; 3] = ["on_sqlite", "on_postgres", "on_mysql"];

/// Predicates of each database's statements.
pub(super) const OF_DATABASES: &[&str] = &[
    "find: tenant",
    "find: live",
    "update: tenant",
    "update: live",
    "update: version",
    "delete: tenant",
    "delete: live",
    "delete: version",
    "delete_many: tenant",
    "delete_many: live",
    "hard_delete: tenant",
    "restore: tenant",
    "restore: deleted",
    "purge: tenant",
    "select of live rows: tenant",
    "select of live rows: live",
    "select of deleted rows: tenant",
    "select of deleted rows: deleted",
    "select of all rows: tenant",
    "count of live rows: tenant",
    "count of live rows: live",
    "count of deleted rows: tenant",
    "count of deleted rows: deleted",
    "count of all rows: tenant",
    "all tenants, select of live rows: live",
    "all tenants, select of deleted rows: deleted",
    "all tenants, count of live rows: live",
    "all tenants, count of deleted rows: deleted",
    "list: live",
    "list: deleted",
    "further filters: narrow",
    "further searches: narrow",
    "only deleted: stays",
    "find_many: live",
    "own SQL: live",
    "update of nothing: version",
    "parents: live",
    "parents: tenant",
];

/// Predicates that some databases have, and which.
pub(super) const OF_SOME_DATABASES: &[(&str, &[&str])] = &[
    ("upsert: live, of the row", &["on_sqlite", "on_postgres"]),
    ("upsert: live, of the constraint", &["on_sqlite", "on_postgres"]),
    ("upsert: tenant, of the constraint", &["on_sqlite", "on_postgres"]),
    ("upsert's update: tenant", &["on_mysql"]),
    ("upsert's update: live", &["on_mysql"]),
    ("upsert's select: tenant", &["on_mysql"]),
    ("upsert's select: live", &["on_mysql"]),
    ("blame: tenant", &["on_sqlite"]),
];

/// Predicates of the memory store.
pub(super) const OF_MEMORY: &[&str] = &[
    "memory's find: live",
    "memory's find_many: live",
    "memory's update: live",
    "memory's update: version",
    "memory's delete: live",
    "memory's delete: version",
    "memory's delete_many: live",
    "memory's restore: deleted",
    "memory's purge: deleted",
    "memory's lists: tenant",
    "memory's lists: live",
    "further filters: narrow",
    "memory's further searches: narrow",
    "only deleted: stays",
    "memory's target: live",
    "memory's unique values: tenant",
    "memory's unique values: live",
    "memory's parents: live",
];
