//! Queries in the program's own SQL whose tables hold the tenant: `scoped_sql!`.

mod joined;
mod list;
mod source;
mod units;
mod value;

pub(crate) use self::joined::JoinedColumns;
pub use self::joined::{
    Joined, JoinedIn, JoinedTables, SqlTables, TenantOf, TenantProbe, TenantScoped, has_column, is_table,
    mixes_currencies, named_has_column,
};
pub(crate) use self::list::check_lists;
pub use self::list::{IntoItem, IntoList, IntoPlainItem, List, plain_list};
pub(crate) use self::source::{Assembled, Bind};
pub use self::source::{Part, Source};
pub use self::units::Origin;
pub(crate) use self::units::{Fields, check_units};
pub use self::value::{IntoPlain, IntoValue, Plain, Value, ValueOf, plain_value, value_of};
use crate::row::FinRow;
use crate::tenant::Scope;

/// A query in the program's own SQL, made by the macro `scoped_sql!`. Each of its tables is a query of its
/// own that holds the tenant and, with soft delete, selects the live rows.
///
/// `T` are the resources, `Row` is the type of the rows, and `X` that of the tenant.
#[must_use = "a query does nothing until it is fetched"]
pub struct ScopedSql<T: JoinedTables, Row: FinRow, X: Clone + Send + Sync + 'static> {
    pub(crate) source: &'static Source,
    pub(crate) scope: Scope<Joined<T, Row, X>>,
    pub(crate) values: Vec<Value>,
}

/// Called by the macro, which has checked the text.
pub fn scoped_sql<T: JoinedTables, Row: FinRow, X: Clone + Send + Sync + 'static>(
    source: &'static Source,
    tenant: X,
    values: Vec<Value>,
) -> ScopedSql<T, Row, X> {
    ScopedSql { source, scope: Scope::Tenant(tenant), values }
}
