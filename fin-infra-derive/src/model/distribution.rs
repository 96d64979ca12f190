//! `distribution = "citus"`: the rows of a table are on many machines.

use darling::Result;
use syn::LitStr;

use super::settings::Settings;
use crate::attr::{error, suggestion};

const KNOWN: [&str; 1] = ["citus"];

/// Reports the first thing that is wrong with a distribution.
pub(super) fn check(option: Option<&LitStr>, settings: &Settings) -> Result<()> {
    let Some(option) = option else { return Ok(()) };
    check_is_known(option)?;
    check_has_tenants(option, settings)?;
    check_has_postgres(option, settings)?;
    check_has_no_policies(option, settings)
}

fn check_is_known(option: &LitStr) -> Result<()> {
    let written = option.value();
    if KNOWN.contains(&written.as_str()) {
        return Ok(());
    }
    let suggestion = suggestion(&written, KNOWN);
    Err(error(option.span(), format!("unknown distribution `{written}`: {suggestion}")))
}

fn check_has_tenants(option: &LitStr, settings: &Settings) -> Result<()> {
    if settings.tenant {
        return Ok(());
    }
    Err(error(
        option.span(),
        "`distribution` needs a tenant-scoped resource: write `#[fin(tenant, distribution = \"citus\")]`, \
         or remove `distribution`",
    ))
}

fn check_has_postgres(option: &LitStr, settings: &Settings) -> Result<()> {
    if settings.backends.postgres {
        return Ok(());
    }
    Err(error(
        option.span(),
        "`distribution = \"citus\"` needs PostgreSQL: add `\"postgres\"` to `backends(..)`, or remove \
         `distribution`",
    ))
}

/// Citus rejects policies with a subquery, and does not pass `AS RESTRICTIVE` on to other machines: the policies there would
/// be permissive and show every row.
fn check_has_no_policies(option: &LitStr, settings: &Settings) -> Result<()> {
    if !settings.rls {
        return Ok(());
    }
    Err(error(
        option.span(),
        "`rls` does not work with Citus, which rejects policies with a subquery and drops `AS RESTRICTIVE` \
         from all others, so that tenants would see each other's rows: remove `rls` or `distribution`",
    ))
}
