//! Statements on unmanaged objects, which may exist in one database and not in another. MySQL has no `IF EXISTS` for
//! constraints, and MariaDB's is an error there.

use super::MYSQL;
use crate::inspect::is_unmanaged;

/// The condition under which a statement runs.
#[derive(Clone, Copy)]
pub(super) enum If<'a> {
    /// The constraint exists.
    Constraint,
    /// No constraint of this name exists, and the referenced table, if any, does.
    NoConstraint { parent: Option<&'a str> },
    /// The index exists.
    Index,
}

/// The statement itself if the name is a managed one; otherwise one that runs only under the condition.
pub(super) fn conditional(sql: String, table: &str, name: &str, condition: If<'_>) -> String {
    if !is_unmanaged(name) {
        return sql;
    }
    let [table, name] = [table, name].map(|name| MYSQL.text_literal(name));
    let constraint = format!(
        "EXISTS (SELECT 1 FROM information_schema.table_constraints WHERE table_schema = DATABASE() AND table_name = {table} \
         AND constraint_name = {name})"
    );
    let condition = match condition {
        If::Constraint => constraint,
        If::NoConstraint { parent: None } => format!("NOT {constraint}"),
        If::NoConstraint { parent: Some(parent) } => format!(
            "NOT {constraint} AND EXISTS (SELECT 1 FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = {})",
            MYSQL.text_literal(parent)
        ),
        If::Index => format!(
            "EXISTS (SELECT 1 FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = {table} AND \
             index_name = {name})"
        ),
    };
    format!(
        "SET @own = IF({condition},\n    {},\n    'DO 0');\nPREPARE own FROM @own;\nEXECUTE own;\nDEALLOCATE PREPARE own",
        MYSQL.text_literal(&sql)
    )
}
