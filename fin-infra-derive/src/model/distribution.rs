//! `distribution = "citus"`: what places the rows of a table on many machines.

use darling::Result;
use syn::LitStr;

use super::settings::Settings;
use crate::attr::{error, suggestion};

const KNOWN: [&str; 1] = ["citus"];

/// Refuses a distribution that cannot be. One mistake is one error, so the first that is found is told.
pub(super) fn check(word: &LitStr, settings: &Settings) -> Result<()> {
    check_is_known(word)?;
    check_has_tenants(word, settings)?;
    check_has_postgres(word, settings)?;
    check_has_no_policies(word, settings)
}

fn check_is_known(word: &LitStr) -> Result<()> {
    let written = word.value();
    if KNOWN.contains(&written.as_str()) {
        return Ok(());
    }
    let meant = suggestion(&written, KNOWN);
    Err(error(word.span(), format!("`{written}` is no way to distribute a table: {meant}")))
}

fn check_has_tenants(word: &LitStr, settings: &Settings) -> Result<()> {
    if settings.tenant {
        return Ok(());
    }
    Err(error(
        word.span(),
        "rows are placed by their tenant, and this resource has none: write `#[fin(tenant, distribution = \
         \"citus\")]`, or remove `distribution`",
    ))
}

fn check_has_postgres(word: &LitStr, settings: &Settings) -> Result<()> {
    if settings.backends.postgres {
        return Ok(());
    }
    Err(error(
        word.span(),
        "Citus is an extension of PostgreSQL: add `\"postgres\"` to `backends(..)`, or remove `distribution`",
    ))
}

/// Citus takes no policy with a subquery, and passes `AS RESTRICTIVE` on to no machine: the policies there would add up, and
/// let every row through.
fn check_has_no_policies(word: &LitStr, settings: &Settings) -> Result<()> {
    if !settings.rls {
        return Ok(());
    }
    Err(error(
        word.span(),
        "Citus refuses the policies of `rls`, which have a subquery, and drops `AS RESTRICTIVE` from policies that have none, \
         so that tenants would see each other's rows: remove `rls` or `distribution`",
    ))
}
