//! The checks of a key.

use darling::Result;
use proc_macro2::Span;

use super::super::draft::Draft;
use super::super::layout::Layout;
use super::super::secrets::check_is_not_secret;
use super::super::{Kind, Role};
use super::{Key, Purpose, is_text};
use crate::attr::error;

/// Reports the first thing that is wrong with a key.
pub(super) fn check_all(key: &Key, layout: &Layout) -> Result<()> {
    let check_column = |(ordinal, (column, span)): (usize, &(usize, Span))| {
        let draft = &layout.drafts[*column];
        check_is_named_once(*column, *span, &key.columns[..ordinal])
            .and_then(|()| check_leaves_the_tenant_out(draft, *span, key.purpose))
            .and_then(|()| check_leaves_the_deletion_out(draft, *span, key.purpose))
            .and_then(|()| check_leaves_the_id_out(draft, *span, key))
            .and_then(|()| check_can_be_compared(draft, *span, key.purpose))
    };
    key.columns.iter().enumerate().try_for_each(check_column).and_then(|()| check_has_text(key, layout))
}

fn check_is_named_once(column: usize, span: Span, before: &[(usize, Span)]) -> Result<()> {
    if before.iter().any(|(other, _)| *other == column) {
        return Err(error(span, "duplicate column in this list: remove one of them"));
    }
    Ok(())
}

fn check_leaves_the_tenant_out(draft: &Draft, span: Span, purpose: Purpose) -> Result<()> {
    if draft.column.role != Role::Tenant {
        return Ok(());
    }
    Err(error(
        span,
        format!("every `{}` already starts with the tenant: remove it from the list", purpose.option()),
    ))
}

fn check_leaves_the_deletion_out(draft: &Draft, span: Span, purpose: Purpose) -> Result<()> {
    if draft.column.role != Role::DeletedAt || purpose == Purpose::Index {
        return Ok(());
    }
    Err(error(
        span,
        format!(
            "`{}` already applies to live rows only: remove `{}` from the list",
            purpose.option(),
            draft.name()
        ),
    ))
}

fn check_leaves_the_id_out(draft: &Draft, span: Span, key: &Key) -> Result<()> {
    match (draft.column.role, key.purpose) {
        (Role::Id, Purpose::Unique | Purpose::UniqueIgnoringCase) => Err(error(
            span,
            "the id is already unique, and so is every list with it: remove it from the \
                             list",
        )),
        (Role::Id, Purpose::Index) if key.columns.len() == 1 => {
            Err(error(span, "the id already has an index, the primary key: remove this one"))
        }
        _ => Ok(()),
    }
}

fn check_can_be_compared(draft: &Draft, span: Span, purpose: Purpose) -> Result<()> {
    let name = draft.name();
    match (&draft.column.kind, purpose) {
        (Kind::Json, _) => Err(error(
            span,
            format!(
                "`{name}` is stored as JSON, which no store can order in an index: move what `{}` needs to \
                 a separate column",
                purpose.option()
            ),
        )),
        (_, Purpose::Index) => Ok(()),
        (Kind::Float, _) => Err(error(
            span,
            format!(
                "`{name}` is a floating-point number, which does not compare exactly, and cannot be unique: \
                 make it a `Decimal` or an integer"
            ),
        )),
        _ => check_is_not_secret(draft, span, purpose.option()),
    }
}

fn check_has_text(key: &Key, layout: &Layout) -> Result<()> {
    let has_text = key.columns.iter().any(|(ordinal, _)| is_text(&layout.drafts[*ordinal]));
    if key.purpose != Purpose::UniqueIgnoringCase || has_text {
        return Ok(());
    }
    Err(error(key.span, "`unique_ci` needs a `String` column in the list: write `unique`"))
}

/// Reports a key that is redundant or conflicts with another.
pub(super) fn check_is_new(key: &Key, kept: &[Key], layout: &Layout) -> Result<()> {
    kept.iter().try_for_each(|other| {
        if key.purpose == Purpose::Index {
            check_index_is_needed(key, other, layout)
        } else {
            check_unique_is_new(key, other).and_then(|()| check_upserts_differ(key, other, layout))
        }
    })
}

fn check_unique_is_new(key: &Key, other: &Key) -> Result<()> {
    if !key.has_the_columns_of(other) {
        return Ok(());
    }
    let message = if key.purpose == other.purpose {
        "these columns are already unique together: remove one of them"
    } else {
        "`unique_ci` on the same columns already implies `unique`: remove one of them"
    };
    Err(error(key.span, message))
}

fn check_index_is_needed(key: &Key, other: &Key, layout: &Layout) -> Result<()> {
    let columns = key.ordinals();
    if !other.compares_as_written(layout) || !other.ordinals().starts_with(&columns) {
        return Ok(());
    }
    let message = match other.purpose {
        // The index of a unique constraint does not end with the id.
        Purpose::Unique | Purpose::UniqueIgnoringCase if key.is_order => return Ok(()),
        Purpose::Unique | Purpose::UniqueIgnoringCase => {
            "the unique constraint on these columns already has an index: remove this one"
        }
        Purpose::Index if other.columns.len() == columns.len() => {
            "these columns already have an index: remove one of them"
        }
        // A longer index serves the same lists, but a shorter one is smaller.
        Purpose::Index => return Ok(()),
    };
    Err(error(key.span, message))
}

/// The repository has a method for each unique constraint, named after its columns.
fn check_upserts_differ(key: &Key, other: &Key, layout: &Layout) -> Result<()> {
    let joined = |key: &Key| {
        let ordinals = key.ordinals();
        let is_field = |&&ordinal: &&usize| {
            layout.drafts[ordinal].column.is_field() || !ordinals.contains(&(ordinal - 1))
        };
        let names: Vec<String> =
            ordinals.iter().filter(is_field).map(|&ordinal| layout.drafts[ordinal].name()).collect();
        names.join("_and_")
    };
    if !layout.settings.parts.upserts || joined(key) != joined(other) {
        return Ok(());
    }
    Err(error(
        key.span,
        format!("two unique constraints have the same method `upsert_by_{}`: rename a field", joined(key)),
    ))
}
