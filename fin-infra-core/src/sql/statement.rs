//! Statements that are assembled at run time from static fragments and bound values.

mod aggregate;
mod keyset;

use sqlx::{Arguments, AssertSqlSafe, SqlSafeStr};

use super::{Args, Bound};
use crate::backend::Backend;
use crate::error::{Error, Result};
use crate::predicate::{Clause, Operator};
use crate::query::LockWait;
use crate::row::Columns;
use crate::statements::Rows;
use crate::table::{Limits, Table};
use crate::tenant::ErasedScope;
use crate::value::Scalar;

/// A statement that is being assembled: its text and the number of its placeholders.
pub(crate) struct Statement<DB: Backend> {
    sql: String,
    placeholders: usize,
    pub(crate) arguments: DB::Arguments,
}

/// Writes `count` placeholders, starting with number `first`.
pub(crate) fn placeholders<DB: Backend>(first: usize, count: usize, sql: &mut String) {
    for number in first..first + count {
        if number > first {
            sql.push_str(", ");
        }
        DB::placeholder(number, sql);
    }
}

/// The initial capacity of the text.
const USUAL_LENGTH: usize = 600;

/// The initial capacity of the arguments: how many, and their bytes.
const USUAL_ARGUMENTS: (usize, usize) = (8, 160);

impl<DB: Backend> Statement<DB> {
    /// Creates an empty statement.
    pub(crate) fn new() -> Self {
        Self {
            sql: String::with_capacity(USUAL_LENGTH),
            placeholders: 0,
            arguments: DB::Arguments::default(),
        }
    }

    /// Starts with a fixed text, which has a placeholder for each of `arguments`.
    pub(crate) fn with(sql: &'static str, arguments: DB::Arguments) -> Self {
        Self::with_later(sql, arguments.len(), arguments)
    }

    /// Like [`with`](Self::with), if `arguments` already contain values whose placeholders are not written yet.
    pub(crate) fn with_later(sql: &'static str, placeholders: usize, mut arguments: DB::Arguments) -> Self {
        arguments.reserve(USUAL_ARGUMENTS.0, USUAL_ARGUMENTS.1);
        let mut text = String::with_capacity(sql.len() + USUAL_LENGTH);
        text.push_str(sql);
        Self { sql: text, placeholders, arguments }
    }

    pub(crate) fn finish(self) -> Bound<DB> {
        (AssertSqlSafe(self.sql).into_sql_str(), self.arguments)
    }

    /// Writes a fixed text for a scope, whose only value is the tenant, and binds the tenant. The text may occur twice.
    pub(crate) fn scoped(&mut self, sql: &'static str, scope: ErasedScope<'_, DB>) -> Result<()> {
        self.push(sql);
        let is_bound = DB::NUMBERED && self.placeholders > 0;
        if scope.tenant.is_some() && !is_bound {
            self.bind(scope, Args::scope)?;
            self.placeholders = self.arguments.len();
        }
        Ok(())
    }

    /// Adds arguments. Their placeholders are written by the same call chain or later.
    pub(crate) fn bind<'a>(
        &mut self,
        scope: ErasedScope<'a, DB>,
        add: impl for<'x> FnOnce(&'x mut Args<'a, DB>) -> Result<&'x mut Args<'a, DB>>,
    ) -> Result<&mut Self> {
        let mut args = Args::after(std::mem::take(&mut self.arguments), scope);
        self.arguments = add(&mut args)?.finish();
        Ok(self)
    }

    /// Writes the `FROM` clause and the predicates for another table: the tenant, if the table is tenant-scoped, and
    /// the live rows, if it has soft delete and `rows` asks for them. A further condition must follow.
    ///
    /// Tenant predicates are written at run time only by [`scoped`](Self::scoped) and this function.
    pub(crate) fn rows_of_table<'a>(
        &mut self,
        scope: ErasedScope<'a, DB>,
        table: &Table,
        rows: Rows,
        tenant: impl for<'x> FnOnce(&'x mut Args<'a, DB>) -> Result<&'x mut Args<'a, DB>>,
    ) -> Result<&mut Self> {
        self.push(" FROM ").name(table.name).push(" WHERE ");
        if let Some(ordinal) = table.tenant {
            self.name(table.columns[ordinal].name).push(" = ").placeholder().push(" AND ");
            self.bind(scope, tenant)?;
        }
        if let (Rows::Live, Some(ordinal)) = (rows, table.deleted_at) {
            self.name(table.columns[ordinal].name).push(" IS NULL AND ");
        }
        Ok(self)
    }

    /// Writes `SELECT` and some columns of a table.
    pub(crate) fn select(&mut self, table: &Table, columns: &Columns) -> &mut Self {
        columns.select(DB::DATABASE, table, &mut self.sql);
        self
    }

    /// Writes that the rows of a query are locked, in a database that locks rows.
    pub(crate) fn for_update(&mut self, wait: LockWait) -> &mut Self {
        self.push(DB::FOR_UPDATE).push(if DB::FOR_UPDATE.is_empty() { "" } else { wait.sql() })
    }

    /// Writes a fragment.
    pub(crate) fn push(&mut self, sql: &str) -> &mut Self {
        self.sql.push_str(sql);
        self
    }

    /// Writes a number into the text, so that the query planner knows it.
    pub(crate) fn push_number(&mut self, number: u64) -> &mut Self {
        let _ = std::fmt::Write::write_fmt(&mut self.sql, format_args!("{number}"));
        self
    }

    /// Writes that at most this many rows are meant.
    pub(crate) fn limit(mut self, rows: u64) -> Self {
        self.push(" LIMIT ").push_number(rows);
        self
    }

    /// Writes the next placeholder.
    pub(crate) fn placeholder(&mut self) -> &mut Self {
        self.placeholders += 1;
        DB::placeholder(self.placeholders, &mut self.sql);
        self
    }

    /// Writes the next placeholder, for an amount that is added to a column.
    pub(crate) fn amount(&mut self, amount: &Scalar, limits: &Limits) -> &mut Self {
        let placeholder = self.next_placeholder();
        self.push(&DB::amount(placeholder, amount, limits))
    }

    /// Writes the next placeholder, for a value that is compared with a sum.
    fn units(&mut self, scale: u32) -> &mut Self {
        let placeholder = self.next_placeholder();
        self.push(&DB::units(placeholder, scale))
    }

    fn next_placeholder(&mut self) -> String {
        self.placeholders += 1;
        let mut placeholder = String::new();
        DB::placeholder(self.placeholders, &mut placeholder);
        placeholder
    }

    /// Writes the next placeholders, with commas between them.
    pub(crate) fn placeholders(&mut self, count: usize) -> &mut Self {
        placeholders::<DB>(self.placeholders + 1, count, &mut self.sql);
        self.placeholders += count;
        self
    }

    /// Writes a column's name.
    pub(crate) fn name(&mut self, name: &str) -> &mut Self {
        DB::quote(name, &mut self.sql);
        self
    }

    /// Writes the conditions of a filter. `arguments` already contain their values.
    pub(crate) fn clauses(&mut self, table: &Table, clauses: &[Clause]) {
        for clause in clauses {
            self.push(" AND ");
            self.clause(table, clause);
        }
    }

    fn clause(&mut self, table: &Table, clause: &Clause) {
        match clause {
            Clause::Term(term) => self.term(table.columns[term.ordinal].name, term.operator),
            Clause::AnyOf(branches) if branches.is_empty() => {
                self.push("1 = 0");
            }
            Clause::AnyOf(branches) => {
                for (number, branch) in branches.iter().enumerate() {
                    self.push(if number == 0 { "(" } else { " OR " });
                    self.all(table, branch);
                }
                self.push(")");
            }
            Clause::Not(clauses) => {
                self.all(table, clauses);
                self.push(" IS NOT TRUE");
            }
        }
    }

    /// Writes that all conditions of a group hold.
    fn all(&mut self, table: &Table, clauses: &[Clause]) {
        self.push("(1 = 1");
        self.clauses(table, clauses);
        self.push(")");
    }

    fn term(&mut self, column: &str, operator: Operator) {
        match operator {
            Operator::Eq => self.compare(column, " = "),
            Operator::Ne => self.compare(column, " <> "),
            Operator::Lt => self.compare(column, " < "),
            Operator::Le => self.compare(column, " <= "),
            Operator::Gt => self.compare(column, " > "),
            Operator::Ge => self.compare(column, " >= "),
            Operator::IsNull => self.name(column).push(" IS NULL"),
            Operator::IsNotNull | Operator::NoneOf(0) => self.name(column).push(" IS NOT NULL"),
            Operator::AnyOf(0) => self.push("1 = 0"),
            Operator::AnyOf(count) => self.name(column).push(" IN (").placeholders(count).push(")"),
            Operator::NoneOf(count) => self.name(column).push(" NOT IN (").placeholders(count).push(")"),
            Operator::Contains => self.contains(column),
        };
    }

    fn compare(&mut self, column: &str, operator: &str) -> &mut Self {
        self.name(column).push(operator).placeholder()
    }

    /// Writes that a column contains the next argument.
    fn contains(&mut self, column: &str) -> &mut Self {
        self.placeholders += 1;
        let (mut text, mut part) = (String::new(), String::new());
        DB::quote(column, &mut text);
        DB::placeholder(self.placeholders, &mut part);
        self.sql.push_str(&DB::contains(&text, &part));
        self
    }

    /// Writes a search for a folded text.
    pub(crate) fn search(&mut self, table: &Table, folded: &str) -> Result<()> {
        let columns = table.search.iter().filter_map(|&ordinal| table.columns[ordinal].folded);
        self.push(" AND (");
        for (number, column) in columns.enumerate() {
            if number > 0 {
                self.push(" OR ");
            }
            self.contains(column);
            let text = Some(folded.to_owned());
            <DB as Backend>::add_text(text, &mut self.arguments).map_err(|error| {
                Error::invalid("search", "the value cannot be encoded").with_source(error)
            })?;
        }
        self.push(")");
        Ok(())
    }
}
