//! Rows by a condition in a program's own SQL.

use super::read::fetch_all;
use super::{Operation, reads};
use crate::access::Access;
use crate::backend::Backend;
use crate::error::{Error, Result};
use crate::own::{OwnQuery, Piece};
use crate::resource::{Resource, SqlTable, StoredIn};
use crate::statement::Statement;
use crate::store::Memory;
use crate::store::memory::Tables;
use crate::tenant::Scope;

/// Reads the rows of an [`OwnQuery`].
pub(crate) struct Own<R: Resource>(pub(crate) OwnQuery<R>);

impl<R: Resource> Operation<R> for Own<R> {
    type Output = Vec<R::Read>;

    fn scope(&self) -> &Scope<R> {
        &self.0.scope
    }

    async fn sql<DB: Backend>(&mut self, connection: &mut DB::Connection) -> Result<Vec<R::Read>>
    where
        R: SqlTable<DB>,
    {
        let sql = reads::<R, DB>(&self.0.scope)?.select.live;
        let mut statement = Statement::<DB>::new();
        statement.scoped(sql, &self.0.scope)?;
        check_condition(&self.0.condition)?;
        if !self.0.condition.is_empty() {
            statement.push(" AND (");
            for piece in &mut self.0.condition {
                push::<R, DB>(&mut statement, piece)?;
            }
            statement.push(")");
        }
        if let Some(order) = self.0.order {
            check_closed(order, "order_by")?;
            statement.push(" ORDER BY ").push(order);
        }
        if let Some(limit) = self.0.limit {
            statement.push(" LIMIT ").push_number(u64::from(limit));
        }
        fetch_all::<R, DB>(connection, statement, 0).await
    }

    fn memory(self, _tables: &mut Tables) -> Result<Vec<R::Read>>
    where
        R: StoredIn<Memory>,
    {
        Err(Error::database(
            "the memory store has no SQL; test this on a database, SQLite's memory for example",
        ))
    }
}

fn push<R: SqlTable<DB>, DB: Backend>(statement: &mut Statement<DB>, piece: &mut Piece) -> Result<()> {
    match piece {
        Piece::Sql(sql) => {
            statement.push(sql);
            Ok(())
        }
        Piece::Value(field, value) => {
            let place = R::TABLE.columns.iter().position(|column| column.field == *field);
            let place = place.ok_or_else(|| Error::invalid(*field, "is no field of this resource"))?;
            statement.placeholder();
            R::add_settled::<DB>(R::COLUMNS, place, value.as_mut(), &mut statement.arguments)
        }
    }
}

/// Refuses a condition whose parts, put together, would close the parentheses that it stands in.
fn check_condition(condition: &[Piece]) -> Result<()> {
    let text: String = condition
        .iter()
        .map(|piece| match piece {
            Piece::Sql(sql) => sql,
            Piece::Value(..) => "0",
        })
        .collect();
    check_closed(&text, "scoped_query")
}

/// Refuses SQL that is not closed in itself: parentheses and quotes must pair up, and comments and further statements
/// have no place in it.
fn check_closed(sql: &str, field: &'static str) -> Result<()> {
    let mut depth = 0_usize;
    let mut quote = None;
    for character in sql.chars() {
        match (quote, character) {
            (Some(open), _) if character == open => quote = None,
            (None, '\'' | '"' | '`') => quote = Some(character),
            (None, '(') => depth += 1,
            (None, ')') if depth == 0 => return Err(not_closed(field)),
            (None, ')') => depth -= 1,
            // A backslash escapes a quote in MySQL and does not in the others, `$` may begin a quoted text, and `?` is
            // a placeholder that nothing is bound to.
            (Some(_), '\\') | (None, '$' | ';' | '?') => return Err(not_closed(field)),
            _ => {}
        }
    }
    let comment = ["--", "/*", "#"].iter().any(|start| sql.contains(start));
    if depth == 0 && quote.is_none() && !comment { Ok(()) } else { Err(not_closed(field)) }
}

fn not_closed(field: &'static str) -> Error {
    Error::invalid(
        field,
        "must be SQL that is closed in itself: its parentheses and quotes pair up, and it has no comment, `;`, `$`, \
         `?`, `#` or backslash in quotes; bind values with `bind`",
    )
}

#[cfg(test)]
mod tests {
    use super::check_closed;

    #[test]
    fn only_sql_that_is_closed_in_itself_is_taken() {
        for fine in ["a = 1 OR (b = 2)", "name = ')'", "name LIKE '%(%'", "a IN (1, 2) AND \"b\" > 3"] {
            assert!(check_closed(fine, "sql").is_ok(), "{fine}");
        }
        for bad in [
            "a = 1) OR (1 = 1",
            ")",
            "(",
            "a = '",
            "a -- ",
            "a /* ",
            "a; b",
            "$$)$$ ",
            "a = '\\' ) --'",
            "a # ",
            "a = ?",
        ] {
            assert!(check_closed(bad, "sql").is_err(), "{bad}");
        }
    }
}
