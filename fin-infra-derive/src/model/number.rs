//! The number of a row within its tenant, which a counter in a table of its own continues.

use darling::Result;
use proc_macro2::Span;

use super::layout::Layout;
use super::{Role, names};
use crate::attr::{PartOptions, StructOptions, error};

/// The suffix of the table of the counters.
const COUNTER: &str = "_counter";

/// The column of that table with the last number.
pub(crate) const LAST_NUMBER: &str = "last_number";

/// The table with the last number of each tenant.
pub(super) fn counter(layout: &Layout, table: &str) -> Option<String> {
    let has = |role| layout.drafts.iter().any(|draft| draft.column.role == role);
    (has(Role::Number) && has(Role::Tenant)).then(|| names::shortened(format!("{table}{COUNTER}")))
}

/// Reports the first reason why rows cannot be numbered.
pub(super) fn check(layout: &Layout, options: &StructOptions) -> Result<()> {
    let numbered = layout.drafts.iter().find_map(|draft| draft.options.number);
    let Some(number) = numbered else { return Ok(()) };
    check_has_tenants(number.span, layout)
        .and_then(|()| check_is_created(number.span, &options.create))
        .and_then(|()| check_counter_has_two_columns(layout))
}

fn check_has_tenants(span: Span, layout: &Layout) -> Result<()> {
    if layout.settings.tenant {
        return Ok(());
    }
    Err(error(
        span,
        "rows are numbered for each tenant, and this resource has no tenants: add `tenant` to the struct's options",
    ))
}

fn check_counter_has_two_columns(layout: &Layout) -> Result<()> {
    let tenant = layout.drafts.iter().find(|draft| draft.column.role == Role::Tenant);
    match tenant.filter(|tenant| tenant.column.name.eq_ignore_ascii_case(LAST_NUMBER)) {
        Some(tenant) => Err(error(
            tenant.name_span(),
            format!(
                "the table of the counters has the tenant's column and a column `{LAST_NUMBER}`: choose another name with \
                 `#[fin(column = \"..\")]`"
            ),
        )),
        None => Ok(()),
    }
}

fn check_is_created(span: Span, create: &PartOptions) -> Result<()> {
    if create.switch.is_none_or(|switch| switch.on) {
        return Ok(());
    }
    Err(error(
        span,
        "a row gets its number when it is created, and this resource has `create = false`: remove one of them",
    ))
}
