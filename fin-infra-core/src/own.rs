//! Queries with a condition in the program's own SQL.

use std::any::Any;

use crate::resource::Resource;
use crate::tenant::Scope;

/// A query with a condition in the program's own SQL. It already contains the columns, the tenant predicate and the
/// predicate for live rows.
///
/// The SQL is part of the program's source; the values are bound. Write it in the dialect of your database; plain
/// comparisons are the same on all of them. The memory store has no SQL and returns an error.
///
/// The condition is put in parentheses after the predicates, and a condition that would close these parentheses is
/// rejected. An `OR` can therefore not reach rows of another tenant.
///
/// ```
/// use fin_infra::prelude::*;
///
/// #[derive(FinResource)]
/// #[fin(tenant)]
/// pub struct Budget {
///     pub user_id: Uuid,
///     pub amount: Decimal,
///     pub approved_by: Option<String>,
/// }
///
/// impl BudgetRepository {
///     /// Unapproved budgets that are large or belong to one user, the largest first.
///     pub async fn pending(
///         &self,
///         store: impl Store<Budget>,
///         user: Uuid,
///     ) -> Result<Vec<BudgetRead>, Error> {
///         self.scoped_query()
///             .sql("approved_by IS NULL AND (amount > ")
///             .bind("amount", Decimal::from(1_000))
///             .sql(" OR user_id = ")
///             .bind("user_id", user)
///             .sql(")")
///             .order_by("amount DESC")
///             .limit(100)
///             .fetch_all(store)
///             .await
///     }
/// }
/// ```
///
/// Columns have the names that they have in the table. SQLite stores decimals as integers in their smallest unit, and
/// times as microseconds, so a number or a time that is written into the SQL has another meaning there: bind it
/// instead.
#[must_use = "a query does nothing until it is fetched"]
pub struct ScopedQuery<R: Resource> {
    pub(crate) scope: Scope<R>,
    pub(crate) condition: Vec<SqlFragment>,
    pub(crate) order: Vec<&'static str>,
    pub(crate) limit: Option<u32>,
}

/// A part of a condition.
pub(crate) enum SqlFragment {
    Sql(&'static str),
    /// A value for a column.
    Value(&'static str, Box<dyn Any + Send + Sync>),
}

impl<R: Resource> ScopedQuery<R> {
    pub(crate) fn new(scope: Scope<R>) -> Self {
        Self { scope, condition: Vec::new(), order: Vec::new(), limit: None }
    }

    /// Appends SQL to the condition. No space is inserted between fragments.
    ///
    /// The fragments together must be balanced: parentheses and quotes pair up, as the database reads them. They may
    /// contain words of English letters, digits and `_`, plain numbers, strings `'..'`, quoted identifiers, commas,
    /// parentheses and operators. Anything else is [`Invalid`](crate::ErrorKind::Invalid) when the query is fetched:
    ///
    /// | | quoted identifiers | also accepted |
    /// |---|---|---|
    /// | SQLite | `".."`, `` `..` ``, `[..]` | |
    /// | PostgreSQL | `".."` | `[..]` of arrays, `::` casts, operators with `@` |
    /// | MySQL, MariaDB | `` `..` `` | |
    ///
    /// Comments, `;`, `?`, `#`, `$`, `:name`, backslashes, strings with a prefix (`N'..'`, `E'..'`, `x'..'`), and
    /// adjacent strings are rejected on every database. On MySQL, `".."` is an identifier or a string depending on the
    /// server's settings, so it is rejected as well.
    ///
    /// A query has at most 1,000 fragments, 64 KiB of SQL, 500 bound values, and parentheses that are nested 50 deep.
    ///
    /// All returned rows belong to the tenant, whatever the condition is. **A subquery, however, reads the rows that it
    /// selects itself**, which are those of all tenants unless it restricts them or row-level security does: compare
    /// its tenant column with that of the outer row. A function with side effects is executed, too.
    pub fn sql(mut self, sql: &'static str) -> Self {
        self.condition.push(SqlFragment::Sql(sql));
        self
    }

    /// Appends a bound value to the condition. The value is encoded like a value of the named column, so that money and
    /// times compare exactly on every database.
    ///
    /// `field` is the name in the struct. `T` must be the type of the field without its `Option`: for an `i64`, an
    /// `i32` does not do. For a `String`, a string literal is accepted as well.
    pub fn bind<T: Send + Sync + 'static>(mut self, field: &'static str, value: T) -> Self {
        let value: Box<dyn Any + Send + Sync> = Box::new(value);
        let value = match value.downcast::<&'static str>() {
            Ok(text) => Box::new((*text).to_owned()),
            Err(value) => value,
        };
        self.condition.push(SqlFragment::Value(field, value));
        self
    }

    /// Orders the rows by SQL: the text after `ORDER BY`. A further order applies to rows that are equal in the ones
    /// before it.
    ///
    /// Its terms are expressions, each optionally followed by `ASC`, `DESC`, `NULLS FIRST` or `NULLS LAST`, and
    /// separated by commas. Each expression is put in parentheses, so that no clause can follow: `id LIMIT 1`, `id FOR
    /// UPDATE` and `id UNION ..` are errors of the database.
    pub fn order_by(mut self, sql: &'static str) -> Self {
        self.order.push(sql);
        self
    }

    /// Limits the number of rows. If called several times, the smallest limit applies.
    pub fn limit(mut self, rows: u32) -> Self {
        self.limit = Some(self.limit.map_or(rows, |limit| limit.min(rows)));
        self
    }
}
