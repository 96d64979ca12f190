//! A table, made.

use sea_query::{
    Alias, ColumnDef, ConditionalStatement, Expr, ExprTrait, ForeignKey, ForeignKeyCreateStatement, Index,
    IndexCreateStatement, IntoIden, TableCreateStatement,
};

use super::super::dialect::Dialect;
use super::super::model::{self, Column, Table};
use super::order::in_order;
use super::policies::protect;
use crate::table::names::primary_key;

/// Whether a table may be there already.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Guard {
    /// It is new.
    None,
    /// It is left as it is.
    IfNotExists,
}

/// The statements that make a table and its indexes.
pub(crate) fn create(name: &str, table: &Table, dialect: Dialect, guard: Guard) -> Vec<String> {
    let mut create = statement(name, table, guard);
    let indexes = in_order(table, &table.indexes, dialect);
    if dialect == Dialect::MySql {
        // In one statement: it commits each by itself, and has no `CREATE INDEX IF NOT EXISTS`.
        for (title, shape) in indexes {
            create.index(&mut index(name, title, shape, dialect, guard));
        }
        return vec![laid_out(&dialect.text(&create))];
    }
    let indexes = indexes.into_iter().map(|(title, shape)| index_text(name, title, shape, dialect, guard));
    let indexes: Vec<String> = indexes.collect();
    let policies = protect(name, table, guard);
    std::iter::once(laid_out(&dialect.text(&create))).chain(indexes).chain(policies).collect()
}

/// `CREATE TABLE`, with a line for each column and constraint, since people read migrations.
pub(super) fn laid_out(sql: &str) -> String {
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
pub(super) fn statement(name: &str, table: &Table, guard: Guard) -> TableCreateStatement {
    let mut create = sea_query::Table::create();
    create.table(iden(name));
    if guard == Guard::IfNotExists {
        create.if_not_exists();
    }
    for column in &table.columns {
        create.col(definition(column));
    }
    let mut key = Index::create();
    key.name(primary_key(name));
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

pub(super) fn foreign_key(table: &str, title: &str, key: &model::ForeignKey) -> ForeignKeyCreateStatement {
    let mut create = ForeignKey::create();
    create.name(title).from_tbl(iden(table)).to_tbl(iden(&key.parent));
    for (own, theirs) in key.columns.iter().zip(&key.parent_columns) {
        create.from_col(iden(own)).to_col(iden(theirs));
    }
    create
}

/// The statement that makes an index.
pub(super) fn index_text(
    table: &str,
    title: &str,
    shape: &model::Index,
    dialect: Dialect,
    guard: Guard,
) -> String {
    let made_by = shape.made_by.clone();
    made_by.unwrap_or_else(|| dialect.text(&index(table, title, shape, dialect, guard)))
}

/// `CREATE INDEX`. Those that exist are left where the table may be there.
pub(super) fn index(
    table: &str,
    title: &str,
    shape: &model::Index,
    dialect: Dialect,
    guard: Guard,
) -> IndexCreateStatement {
    let mut index = Index::create();
    index.name(title).table(iden(table));
    if shape.unique {
        index.unique();
    }
    if guard == Guard::IfNotExists && dialect != Dialect::MySql {
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

/// A column as `CREATE TABLE` and `ADD COLUMN` say it.
pub(super) fn definition(column: &Column) -> ColumnDef {
    let mut definition = ColumnDef::new(iden(&column.name));
    let mut sql_type = column.sql_type.clone();
    if let Some(expression) = &column.generated {
        sql_type = format!("{sql_type} AS ({expression}) VIRTUAL");
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

pub(super) fn iden(name: &str) -> impl IntoIden + use<> {
    Alias::new(name)
}
