//! Queries with a condition in the program's own SQL.

mod closed;
#[cfg(all(test, feature = "sqlite", feature = "postgres", feature = "mysql"))]
mod tests;
mod tokens;

use self::tokens::Letter;
use super::read::fetch_all;
use super::{Operation, reads};
use crate::access::Access;
use crate::backend::Backend;
use crate::column::InMemory;
use crate::error::{Error, Result};
use crate::limits;
use crate::memory::Tables;
use crate::own::{ScopedQuery, SqlFragment};
use crate::query::Rows;
use crate::resource::{Resource, SqlTable, StoredIn};
use crate::sql::statement::Statement;
use crate::tenant::Scope;

/// Reads the rows of a [`ScopedQuery`].
pub(crate) struct Own<R: Resource>(pub(crate) ScopedQuery<R>);

impl<R: Resource> Operation<R> for Own<R> {
    type Output = Vec<R::Read>;

    async fn sql<DB: Backend>(
        &mut self,
        connection: &mut DB::Connection,
        scope: &Scope<R>,
    ) -> Result<Vec<R::Read>>
    where
        R: SqlTable<DB>,
    {
        let sql = reads::<R, DB>(scope)?.select.of(Rows::Live);
        let mut statement = Statement::<DB>::new();
        statement.scoped(sql, scope)?;
        check_condition::<DB>(&self.0.condition)?;
        if !self.0.condition.is_empty() {
            statement.push(" AND (");
            for piece in &mut self.0.condition {
                push::<R, DB>(&mut statement, piece)?;
            }
            statement.push(")");
        }
        push_order(&mut statement, &self.0.order)?;
        if let Some(limit) = self.0.limit {
            statement.push(" LIMIT ").push_number(u64::from(limit));
        }
        let rows = fetch_all::<R, DB>(connection, statement, 0).await?;
        check_rows::<R, DB>(scope, &rows)?;
        Ok(rows)
    }

    fn memory(self, _tables: &mut Tables, _scope: &Scope<R>) -> Result<Vec<R::Read>>
    where
        R: StoredIn<InMemory>,
    {
        Err(Error::database(
            "the memory store has no SQL; test this on a database, for example SQLite in memory",
        ))
    }
}

fn push<R: SqlTable<DB>, DB: Backend>(statement: &mut Statement<DB>, piece: &mut SqlFragment) -> Result<()> {
    match piece {
        SqlFragment::Sql(sql) => {
            statement.push(sql);
            Ok(())
        }
        SqlFragment::Value(field, value) => {
            let ordinal = R::TABLE.columns.iter().position(|column| column.field == *field);
            let ordinal = ordinal.ok_or_else(|| Error::invalid(*field, "is not a field of this resource"))?;
            // The spaces separate it from an adjacent word or number: `?1` is another placeholder.
            statement.push(" ").placeholder().push(" ");
            R::add_normalized::<DB>(R::COLUMNS, ordinal, value.as_mut(), &mut statement.arguments)
        }
    }
}

/// Writes the order, with each term in its own parentheses.
fn push_order<DB: Backend>(statement: &mut Statement<DB>, order: &[&'static str]) -> Result<()> {
    limits::check("order_by", "fragments", order.len(), limits::PIECES)?;
    limits::check("order_by", "bytes", order.iter().map(|sql| sql.len()).sum(), limits::OWN_SQL)?;
    let mut begin = " ORDER BY ";
    for sql in order {
        for term in closed::terms(&DB::LEXICON, sql).map_err(|why| unbalanced::<DB>("order_by", &why))? {
            statement.push(begin).push("(").push(&term.expression).push(")").push(&term.direction);
            begin = ", ";
        }
    }
    Ok(())
}

/// Returns an error for a condition that, as a whole, would close its enclosing parentheses.
fn check_condition<DB: Backend>(condition: &[SqlFragment]) -> Result<()> {
    const FIELD: &str = "scoped_query";
    let texts = || {
        condition.iter().filter_map(|piece| if let SqlFragment::Sql(sql) = piece { Some(sql) } else { None })
    };
    limits::check(FIELD, "SQL fragments", texts().count(), limits::PIECES)?;
    limits::check(FIELD, "bound values", condition.len() - texts().count(), limits::OWN_VALUES)?;
    limits::check(FIELD, "bytes of SQL", texts().map(|sql| sql.len()).sum(), limits::OWN_SQL)?;
    let mut letters: Vec<Letter> = Vec::new();
    for piece in condition {
        match piece {
            SqlFragment::Sql(sql) => letters.extend(sql.chars().map(Some)),
            SqlFragment::Value(..) => letters.push(None),
        }
    }
    closed::check(&DB::LEXICON, &letters).map_err(|why| unbalanced::<DB>(FIELD, &why))
}

fn unbalanced<DB: Backend>(field: &'static str, why: &str) -> Error {
    let title = DB::TITLE;
    Error::invalid(field, format!("must be balanced SQL, as {title} parses it: {why}"))
}

/// Returns an error if any row does not match the predicates. This second check does not depend on parsing SQL.
fn check_rows<R: SqlTable<DB>, DB: Backend>(scope: &Scope<R>, rows: &[R::Read]) -> Result<()> {
    let tenant = match (scope, R::TABLE.tenant) {
        (Scope::Tenant(tenant), Some(ordinal)) => {
            Some((ordinal, R::scalar_of_any::<DB>(R::COLUMNS, ordinal, tenant)))
        }
        _ => None,
    };
    let is_ours = |row: &R::Read| {
        tenant.as_ref().is_none_or(|(ordinal, tenant)| R::scalar::<DB>(R::COLUMNS, *ordinal, row) == *tenant)
    };
    let is_live = |row: &R::Read| {
        R::TABLE.deleted_at.is_none_or(|ordinal| R::scalar::<DB>(R::COLUMNS, ordinal, row).is_null())
    };
    if rows.iter().all(|row| is_ours(row) && is_live(row)) {
        return Ok(());
    }
    Err(Error::database(
        "the query returned rows of another tenant, or deleted rows: the SQL of `scoped_query` ends its enclosing \
         parentheses",
    ))
}
