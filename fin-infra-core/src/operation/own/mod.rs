//! Queries with a condition in the program's own SQL.

mod balanced;
#[cfg(all(test, feature = "sqlite", feature = "postgres", feature = "mysql"))]
mod tests;
mod tokens;

use self::tokens::SqlChar;
use super::found::Many;
use super::read::fetch_all;
use super::{Operation, Plan as AnyPlan, reads};
use crate::backend::Backend;
use crate::column::{InMemory, Medium};
use crate::error::{Error, Result};
use crate::limits;
use crate::memory::Tables;
use crate::own::{ScopedQuery, SqlFragment};
use crate::query::Rows;
use crate::resource::{Resource, StoredIn};
use crate::sql::statement::Statement;
use crate::stored::{AnyRow, RowSink, StoredTable};
use crate::tenant::ErasedScope;

/// Reads the rows of a [`ScopedQuery`].
pub(crate) struct Own<R: Resource> {
    query: ScopedQuery<R>,
    found: Many<R>,
}

impl<R: Resource> Own<R> {
    pub(crate) fn new(query: ScopedQuery<R>) -> Self {
        Self { query, found: Many::default() }
    }
}

impl<R: Resource> Operation<R> for Own<R> {
    type Output = Vec<R::Read>;
    const WRITES: bool = false;

    fn plan<M: Medium>(&mut self) -> AnyPlan<'_, M>
    where
        R: StoredIn<M>,
    {
        AnyPlan::Own(Plan {
            condition: &mut self.query.condition,
            order: &self.query.order,
            limit: self.query.limit,
            found: &mut self.found,
        })
    }

    fn output(self) -> Result<Vec<R::Read>> {
        Ok(self.found.rows)
    }
}

pub struct Plan<'a, M: Medium> {
    condition: &'a mut [SqlFragment],
    order: &'a [&'static str],
    limit: Option<u32>,
    found: &'a mut dyn RowSink<M>,
}

impl<DB: Backend> Plan<'_, DB> {
    pub(super) async fn run(
        &mut self,
        connection: &mut DB::Connection,
        scope: ErasedScope<'_, DB>,
    ) -> Result<()> {
        let statement = self.statement(scope)?;
        self.found.start(0);
        fetch_all(connection, statement, scope, self.found).await?;
        check_rows(scope, self.found)
    }

    fn statement(&mut self, scope: ErasedScope<'_, DB>) -> Result<Statement<DB>> {
        let sql = reads(scope)?.select.of(Rows::Live);
        let mut statement = Statement::<DB>::new();
        statement.scoped(sql, scope)?;
        check_condition::<DB>(self.condition)?;
        if !self.condition.is_empty() {
            statement.push(" AND (");
            for piece in &mut *self.condition {
                push(&mut statement, scope.stored, piece)?;
            }
            statement.push(")");
        }
        push_order(&mut statement, self.order)?;
        if let Some(limit) = self.limit {
            statement.push(" LIMIT ").push_number(u64::from(limit));
        }
        Ok(statement)
    }
}

/// The error of the memory store for the program's own SQL.
pub(super) fn no_sql() -> Error {
    Error::database("the memory store has no SQL; test this on a database, for example SQLite in memory")
}

impl Plan<'_, InMemory> {
    #[expect(clippy::unused_self, reason = "every plan has this function")]
    pub(super) fn run_in_memory(self, _tables: &mut Tables, _scope: ErasedScope<'_, InMemory>) -> Result<()> {
        Err(no_sql())
    }
}

fn push<DB: Backend>(
    statement: &mut Statement<DB>,
    stored: &StoredTable<DB>,
    piece: &mut SqlFragment,
) -> Result<()> {
    match piece {
        SqlFragment::Sql(sql) => {
            statement.push(sql);
            Ok(())
        }
        SqlFragment::Value(field, value) => {
            let ordinal = stored.table.columns.iter().position(|column| column.field == *field);
            let ordinal = ordinal.ok_or_else(|| Error::invalid(*field, "is not a field of this resource"))?;
            // The spaces separate it from an adjacent word or number: `?1` is another placeholder.
            statement.push(" ").placeholder().push(" ");
            stored.add_normalized(ordinal, value.as_mut(), &mut statement.arguments)
        }
    }
}

/// Writes the order, with each term in its own parentheses.
fn push_order<DB: Backend>(statement: &mut Statement<DB>, order: &[&'static str]) -> Result<()> {
    limits::check("order_by", "fragments", order.len(), limits::MAX_SQL_FRAGMENTS)?;
    limits::check("order_by", "bytes", order.iter().map(|sql| sql.len()).sum(), limits::MAX_SQL_LENGTH)?;
    let mut begin = " ORDER BY ";
    for sql in order {
        for term in balanced::terms(&DB::LEXICON, sql).map_err(|why| unbalanced::<DB>("order_by", &why))? {
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
    limits::check(FIELD, "SQL fragments", texts().count(), limits::MAX_SQL_FRAGMENTS)?;
    limits::check(FIELD, "bound values", condition.len() - texts().count(), limits::MAX_BOUND_VALUES)?;
    limits::check(FIELD, "bytes of SQL", texts().map(|sql| sql.len()).sum(), limits::MAX_SQL_LENGTH)?;
    let mut characters: Vec<SqlChar> = Vec::new();
    for piece in condition {
        match piece {
            SqlFragment::Sql(sql) => characters.extend(sql.chars().map(Some)),
            SqlFragment::Value(..) => characters.push(None),
        }
    }
    balanced::check(&DB::LEXICON, &characters).map_err(|why| unbalanced::<DB>(FIELD, &why))
}

fn unbalanced<DB: Backend>(field: &'static str, why: &str) -> Error {
    let title = DB::TITLE;
    Error::invalid(field, format!("must be balanced SQL, as {title} parses it: {why}"))
}

/// Returns an error if any row does not match the predicates. This second check does not depend on parsing SQL.
fn check_rows<DB: Backend>(scope: ErasedScope<'_, DB>, found: &dyn RowSink<DB>) -> Result<()> {
    let (stored, table) = (scope.stored, scope.stored.table);
    let tenant = match (scope.tenant, table.tenant) {
        (Some(tenant), Some(ordinal)) => Some((ordinal, stored.columns[ordinal].scalar(Some(tenant)))),
        _ => None,
    };
    let is_ours = |row: &dyn AnyRow| {
        tenant.as_ref().is_none_or(|(ordinal, tenant)| stored.scalar(*ordinal, row) == *tenant)
    };
    let is_live =
        |row: &dyn AnyRow| table.deleted_at.is_none_or(|ordinal| stored.scalar(ordinal, row).is_null());
    let mut rows = (0..found.len()).map_while(|number| found.row(number));
    if rows.all(|row| is_ours(row) && is_live(row)) {
        return Ok(());
    }
    Err(Error::database(
        "the query returned rows of another tenant, or deleted rows: the SQL of `scoped_query` ends its enclosing \
         parentheses",
    ))
}
