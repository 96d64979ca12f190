//! Conditions in a program's own SQL.

use std::any::Any;

use crate::resource::Resource;
use crate::tenant::Scope;

/// A query with a condition in a program's own SQL, which already holds the columns and the tenant and live
/// predicates.
///
/// The SQL is written into the program; the values are bound. It is that of the program's database; plain comparisons
/// read the same on all of them. The memory store has no SQL and refuses it.
///
/// Whatever the condition is, it stands in parentheses behind the predicates, and one that would close them is
/// refused: no `OR` leads out of the tenant.
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
///     /// What nobody approved yet and is large or of one user, the largest first.
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
/// Columns are named as they are in the table. SQLite keeps decimals as whole numbers of their smallest unit and times as
/// microseconds, so a number or a time that is written into the SQL means something else there; bind it.
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

    /// Adds SQL to the condition, as it is. The pieces are put together without a space between them.
    ///
    /// All of it together is closed in itself: parentheses and quotes pair up, as the database reads them. What may stand
    /// in it are words of English letters, digits and `_`, plain numbers, texts `'..'`, names in the database's quotes,
    /// commas, parentheses and operators. Anything else is [`Invalid`](crate::ErrorKind::Invalid) when it is fetched:
    ///
    /// | | names in quotes | also taken |
    /// |---|---|---|
    /// | SQLite | `".."`, `` `..` ``, `[..]` | |
    /// | PostgreSQL | `".."` | `[..]` of arrays, `::` casts, operators with `@` |
    /// | MySQL, MariaDB | `` `..` `` | |
    ///
    /// Comments, `;`, `?`, `#`, `$`, `:name`, backslashes, a text with a letter before its quote (`N'..'`, `E'..'`, `x'..'`),
    /// and two texts side by side are taken nowhere. On MySQL, `".."` is a name or a text as the server is set, and so it is
    /// neither here.
    ///
    /// A query has at most 1,000 pieces, 64 KiB of SQL, 500 bound values, and parentheses 50 deep.
    ///
    /// The rows that come are the tenant's, whatever the condition says. **A subquery in it is about the rows that it asks
    /// for itself**, those of all tenants where it names none and no row-level security is there to keep them apart: hold
    /// the tenant in it, by comparing its tenant column with the outer row's. A function that changes something changes it.
    pub fn sql(mut self, sql: &'static str) -> Self {
        self.condition.push(SqlFragment::Sql(sql));
        self
    }

    /// Adds a bound value to the condition. It is stored in the statement as it is in the named column, whose field
    /// has the value's type (without its `Option`), so that money and times compare exactly on every database.
    ///
    /// The field goes by its name in the struct. The type is the field's own, an `i64` where the field is one, and not an
    /// `i32`; for a `String`, a text that is written into the program does as well.
    pub fn bind<T: Send + Sync + 'static>(mut self, field: &'static str, value: T) -> Self {
        let value: Box<dyn Any + Send + Sync> = Box::new(value);
        let value = match value.downcast::<&'static str>() {
            Ok(text) => Box::new((*text).to_owned()),
            Err(value) => value,
        };
        self.condition.push(SqlFragment::Value(field, value));
        self
    }

    /// Orders the rows by SQL: what stands behind `ORDER BY`. A second order is for rows that are equal in the first.
    ///
    /// Its terms are expressions with `ASC`, `DESC`, `NULLS FIRST` and `NULLS LAST` behind them, and commas between them.
    /// Each expression is put in parentheses, so that no clause can follow: `id LIMIT 1`, `id FOR UPDATE` and `id UNION ..`
    /// are errors of the database.
    pub fn order_by(mut self, sql: &'static str) -> Self {
        self.order.push(sql);
        self
    }

    /// Reads no more rows than this. Of several limits, the smallest holds.
    pub fn limit(mut self, rows: u32) -> Self {
        self.limit = Some(self.limit.map_or(rows, |limit| limit.min(rows)));
        self
    }
}
