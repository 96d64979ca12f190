//! `distribution = "citus"`: what places the rows of a table on many machines.

use darling::Result;
use syn::LitStr;

use super::options::Options;
use crate::attr::{refuse, suggestion};

const KNOWN: [&str; 1] = ["citus"];

/// Refuses a distribution that cannot be. One mistake is one error, so the first that is found is told.
pub(super) fn check(word: &LitStr, options: &Options) -> Result<()> {
    check_is_known(word)?;
    check_has_tenants(word, options)?;
    check_has_postgres(word, options)?;
    check_has_no_policies(word, options)
}

fn check_is_known(word: &LitStr) -> Result<()> {
    let written = word.value();
    if KNOWN.contains(&written.as_str()) {
        return Ok(());
    }
    let meant = suggestion(&written, KNOWN);
    Err(refuse(word.span(), format!("`{written}` is no way to distribute a table: {meant}")))
}

fn check_has_tenants(word: &LitStr, options: &Options) -> Result<()> {
    if options.tenant {
        return Ok(());
    }
    Err(refuse(
        word.span(),
        "rows are placed by their tenant, and this resource has none: write `#[fin(tenant, distribution = \
         \"citus\")]`, or remove `distribution`",
    ))
}

fn check_has_postgres(word: &LitStr, options: &Options) -> Result<()> {
    if options.backends.postgres {
        return Ok(());
    }
    Err(refuse(
        word.span(),
        "Citus is an extension of PostgreSQL: add `\"postgres\"` to `backends(..)`, or remove `distribution`",
    ))
}

/// Citus takes no policy with a subquery, and passes `AS RESTRICTIVE` on to no machine: the policies there would add up, and
/// let every row through.
fn check_has_no_policies(word: &LitStr, options: &Options) -> Result<()> {
    if !options.rls {
        return Ok(());
    }
    Err(refuse(
        word.span(),
        "Citus refuses the policies of `rls`, which have a subquery, and drops `AS RESTRICTIVE` from policies that have none, \
         so that tenants would see each other's rows: remove `rls` or `distribution`",
    ))
}
