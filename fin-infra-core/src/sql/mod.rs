//! The building blocks of operations on a database: statements, transactions, and the mapping of errors.

mod arguments;
mod database_error;
pub(crate) mod row_security;
pub(crate) mod statement;
mod transaction;

pub(crate) use self::arguments::{Args, Bound};
pub use self::database_error::connection_failure;
pub use self::database_error::missing_type;
pub(crate) use self::statement::Statement;
pub(crate) use self::transaction::transaction_unless_inside;
pub use self::transaction::{finish, transaction};
