//! The tables. There are no tenants: the database belongs to one person.

mod account;
mod budget;
mod goal;
mod net_worth;
mod transaction;

use fin_infra::Error;
use fin_infra::schema::{self, Definition};

pub use self::account::*;
pub use self::budget::*;
pub use self::goal::*;
pub use self::net_worth::*;
pub use self::transaction::*;

/// All of them.
///
/// The migration tool takes this list, and not every resource that is linked in: in a workspace, cargo compiles
/// `fin-infra-domains` once for all programs, with the tables that any of them enables.
#[must_use]
pub fn all() -> [Definition; 8] {
    [
        schema::of::<Account>(),
        schema::of::<Transaction>(),
        schema::of::<Import>(),
        schema::of::<Rule>(),
        schema::of::<Budget>(),
        schema::of::<Goal>(),
        schema::of::<Contribution>(),
        schema::of::<NetWorthSnapshot>(),
    ]
}

/// Removes the spaces around a name, which has to contain something else.
fn tidy(field: &'static str, name: &mut String) -> Result<(), Error> {
    let trimmed = name.trim();
    if trimmed.is_empty() {
        return Err(Error::invalid(field, "must not be empty"));
    }
    if trimmed.len() < name.len() {
        *name = trimmed.to_owned();
    }
    Ok(())
}
