//! `CREATE TABLE`, with the table's indexes and policies.

mod order;
mod policies;

use fin_infra_core::internal::primary_key_name;
use sea_query::{
    Alias, ColumnDef, ConditionalStatement, Expr, ExprTrait, ForeignKey, ForeignKeyCreateStatement, Index,
    IndexCreateStatement, IntoIden, TableCreateStatement,
};

pub(crate) use self::order::in_order;
#[cfg(feature = "cli")]
pub(crate) use self::policies::expose;
pub(crate) use self::policies::protect;
use super::dialect::{Database, Dialect as _};
use super::inspect::{NOT_ENFORCED, UNNAMED_OWN_KEY, UNNAMED_RULE, UNNAMED_UNIQUE, is_unmanaged};
use super::model::{self, Column, Table};

/// Whether a table may already exist.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Guard {
    /// It does not exist.
    #[cfg_attr(
        not(feature = "cli"),
        expect(dead_code, reason = "only a migration knows that a table is new")
    )]
    None,
    /// An existing table stays unchanged.
    IfNotExists,
}

/// The statements that create a table and its indexes.
pub(crate) fn create(name: &str, table: &Table, database: Database, guard: Guard) -> Vec<String> {
    let indexes = in_order(table, &table.indexes, database);
    if database == Database::MySql {
        let mut create = statement(name, table, guard);
        // One statement: MySQL commits each statement separately, and has no `CREATE INDEX IF NOT EXISTS`.
        for (title, shape) in indexes {
            create.index(&mut index(name, title, shape, database, guard));
        }
        let create =
            database.to_sql(&create).replace(&format!("{NOT_ENFORCED})"), &format!("){NOT_ENFORCED}"));
        return vec![laid_out(&create)];
    }
    let create = match database {
        Database::Sqlite => with_unmanaged(name, table, guard),
        _ => laid_out(&database.to_sql(&statement(name, table, guard))),
    };
    let indexes = indexes.into_iter().filter(|(title, _)| !title.starts_with(UNNAMED_UNIQUE));
    let indexes = indexes.map(|(title, shape)| index_text(name, title, shape, database, guard));
    let indexes: Vec<String> = indexes.collect();
    let policies = protect(name, table, guard);
    std::iter::once(create).chain(indexes).chain(policies).collect()
}

/// `CREATE TABLE` on SQLite, with unmanaged constraints in the form that the inspection recognizes as unmanaged.
fn with_unmanaged(name: &str, table: &Table, guard: Guard) -> String {
    const SQLITE: Database = Database::Sqlite;
    let (own, unmanaged) = managed_and_unmanaged(table);
    let create = laid_out(&SQLITE.to_sql(&statement(name, &own, guard)));
    let named = |title: &String, is_named: bool, text: String| match is_named {
        true => format!("CONSTRAINT {} {text}", SQLITE.quoted(title)),
        false => text,
    };
    let checks = unmanaged
        .checks
        .iter()
        .map(|(title, rule)| named(title, !title.starts_with(UNNAMED_RULE), format!("CHECK ({rule})")));
    let uniques =
        unmanaged.indexes.values().map(|index| format!("UNIQUE ({})", SQLITE.quoted_list(&index.columns)));
    let references = unmanaged.foreign_keys.iter().map(|(title, key)| {
        let [own, theirs] = [&key.columns, &key.parent_columns].map(|names| SQLITE.quoted_list(names));
        // Without columns, it refers to the other table's primary key.
        let is_implied = key.parent_columns.iter().all(String::is_empty);
        let theirs = if is_implied { String::new() } else { format!(" ({theirs})") };
        let text = format!("FOREIGN KEY ({own}) REFERENCES {}{theirs}", SQLITE.quoted(&key.parent));
        named(title, !title.starts_with(UNNAMED_OWN_KEY), text)
    });
    let Some(open) = create.strip_suffix("\n)") else { return create };
    let clauses: Vec<String> = checks.chain(uniques).chain(references).collect();
    [&[open.to_owned()], &clauses[..]].concat().join(",\n    ") + "\n)"
}

/// Splits a SQLite table into its managed part and the unmanaged constraints in its text.
pub(crate) fn managed_and_unmanaged(table: &Table) -> (Table, Table) {
    let (mut own, mut unmanaged) = (table.clone(), Table::default());
    let is_in_text = |title: &String| title.starts_with(UNNAMED_UNIQUE);
    unmanaged.checks = own.checks.extract_if(.., |title, _| is_unmanaged(title)).collect();
    unmanaged.foreign_keys = own.foreign_keys.extract_if(.., |title, _| is_unmanaged(title)).collect();
    unmanaged.indexes = own.indexes.extract_if(.., |title, _| is_in_text(title)).collect();
    (own, unmanaged)
}

/// Formats `CREATE TABLE` with one line for each column and constraint, for readers of migrations.
pub(crate) fn laid_out(sql: &str) -> String {
    let mut out = String::with_capacity(sql.len() + 64);
    let (mut depth, mut quote) = (0, None);
    let mut letters = sql.trim_end().char_indices().peekable();
    while let Some((_, letter)) = letters.next() {
        match (quote, letter) {
            (Some(open), _) if letter == open => quote = None,
            (None, '\'' | '"' | '`') => quote = Some(letter),
            (None, '(') => depth += 1,
            (None, ')') => depth -= 1,
            _ => {}
        }
        let begins = quote.is_none() && depth == 1 && matches!(letter, '(' | ',');
        if begins && letters.next_if(|(_, next)| *next == ' ').is_some() {
            out.push(letter);
            out.push_str("\n    ");
        } else if quote.is_none() && letter == ')' && depth == 0 {
            out.truncate(out.trim_end().len());
            out.push_str("\n)");
        } else {
            out.push(letter);
        }
    }
    out
}

/// `CREATE TABLE`, without its indexes.
pub(crate) fn statement(name: &str, table: &Table, guard: Guard) -> TableCreateStatement {
    let mut create = sea_query::Table::create();
    create.table(iden(name));
    if guard == Guard::IfNotExists {
        create.if_not_exists();
    }
    for column in &table.columns {
        create.col(definition(column));
    }
    let mut key = Index::create();
    key.name(primary_key_name(name));
    for column in &table.primary_key {
        key.col(iden(column));
    }
    create.primary_key(&mut key);
    for (title, key) in &table.foreign_keys {
        create.foreign_key(&mut foreign_key(name, title, key));
    }
    for (title, rule) in &table.checks {
        create.check(sea_query::Check::named(iden(title), Expr::cust(rule.clone())));
    }
    create
}

pub(crate) fn foreign_key(table: &str, title: &str, key: &model::ForeignKey) -> ForeignKeyCreateStatement {
    let mut create = ForeignKey::create();
    create.name(title).from_tbl(iden(table)).to_tbl(iden(&key.parent));
    for (own, theirs) in key.columns.iter().zip(&key.parent_columns) {
        create.from_col(iden(own)).to_col(iden(theirs));
    }
    create
}

/// The statement that creates an index.
pub(crate) fn index_text(
    table: &str,
    title: &str,
    shape: &model::Index,
    database: Database,
    guard: Guard,
) -> String {
    let made_by = shape.made_by.clone();
    made_by.unwrap_or_else(|| database.to_sql(&index(table, title, shape, database, guard)))
}

/// `CREATE INDEX`, with `IF NOT EXISTS` if the table may exist.
pub(crate) fn index(
    table: &str,
    title: &str,
    shape: &model::Index,
    database: Database,
    guard: Guard,
) -> IndexCreateStatement {
    let mut index = Index::create();
    index.name(title).table(iden(table));
    if shape.unique {
        index.unique();
    }
    if guard == Guard::IfNotExists && database != Database::MySql {
        index.if_not_exists();
    }
    for column in &shape.columns {
        index.col(iden(column));
    }
    if let Some(live) = &shape.live {
        index.and_where(Expr::col(iden(live)).is_null());
    }
    if let Some(deleted) = &shape.deleted {
        index.and_where(Expr::col(iden(deleted)).is_not_null());
    }
    index
}

/// A column for `CREATE TABLE` and `ADD COLUMN`.
pub(crate) fn definition(column: &Column) -> ColumnDef {
    let mut definition = ColumnDef::new(iden(&column.name));
    let mut sql_type = column.sql_type.clone();
    if let Some(expression) = &column.generated {
        // Not VIRTUAL: while a transaction that has written something is open, MariaDB misses rows in an index on a virtual
        // column, if rows were removed and inserted again with the same ids.
        sql_type = format!("{sql_type} AS ({expression}) STORED");
        definition.custom(iden(&sql_type));
        return definition;
    }
    definition.custom(iden(&sql_type));
    if column.nullable {
        definition.null();
    } else {
        definition.not_null();
    }
    if let Some(default) = &column.default {
        definition.default(Expr::cust(default.clone()));
    }
    definition
}

pub(crate) fn iden(name: &str) -> impl IntoIden + use<> {
    Alias::new(name)
}

#[cfg(test)]
mod tests {
    use super::{Database, definition, iden};
    use crate::dialect::Dialect as _;

    #[test]
    fn the_column_that_marks_live_rows_is_stored() {
        let live = Database::MySql.live_column("deleted_at").unwrap();
        let mut table = sea_query::Table::create();
        let sql = Database::MySql.to_sql(table.table(iden("budgets")).col(definition(&live)));
        assert!(sql.contains("`fin_live` TINYINT AS (IF(`deleted_at` IS NULL, 1, NULL)) STORED"), "{sql}");
    }
}
