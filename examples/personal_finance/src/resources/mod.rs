//! The tables. There are no tenants: the database belongs to one person.

mod account;
mod budget;
mod goal;
mod net_worth;
mod transaction;

pub use self::account::*;
pub use self::budget::*;
pub use self::goal::*;
pub use self::net_worth::*;
pub use self::transaction::*;
