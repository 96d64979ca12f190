//! The refusals of a key.

use darling::Result;
use proc_macro2::Span;

use super::super::draft::Draft;
use super::super::layout::Layout;
use super::super::lists::check_is_not_secret;
use super::super::{Kind, Role};
use super::{Key, Purpose, is_text};
use crate::attr::error;

/// Refuses the first reason why a key cannot be.
pub(super) fn check_all(key: &Key, layout: &Layout) -> Result<()> {
    let check_column = |(ordinal, (column, span)): (usize, &(usize, Span))| {
        let draft = &layout.drafts[*column];
        check_is_named_once(*column, *span, &key.columns[..ordinal])
            .and_then(|()| check_leaves_the_tenant_out(draft, *span, key.purpose))
            .and_then(|()| check_leaves_the_deletion_out(draft, *span, key.purpose))
            .and_then(|()| check_leaves_the_id_out(draft, *span, key))
            .and_then(|()| check_can_be_compared(draft, *span, key.purpose))
    };
    key.columns
        .iter()
        .enumerate()
        .try_for_each(check_column)
        .and_then(|()| check_has_a_case_to_ignore(key, layout))
}

fn check_is_named_once(column: usize, span: Span, before: &[(usize, Span)]) -> Result<()> {
    if before.iter().any(|(other, _)| *other == column) {
        return Err(error(span, "this column is named twice in one list: remove one"));
    }
    Ok(())
}

fn check_leaves_the_tenant_out(draft: &Draft, span: Span, purpose: Purpose) -> Result<()> {
    if draft.column.role != Role::Tenant {
        return Ok(());
    }
    Err(error(
        span,
        format!("the tenant leads every `{}` by itself: remove it from the list", purpose.word()),
    ))
}

fn check_leaves_the_deletion_out(draft: &Draft, span: Span, purpose: Purpose) -> Result<()> {
    if draft.column.role != Role::DeletedAt || purpose == Purpose::Index {
        return Ok(());
    }
    Err(error(
        span,
        format!(
            "`{}` holds among live rows by itself: remove `{}` from the list",
            purpose.word(),
            draft.name()
        ),
    ))
}

fn check_leaves_the_id_out(draft: &Draft, span: Span, key: &Key) -> Result<()> {
    match (draft.column.role, key.purpose) {
        (Role::Id, Purpose::Unique | Purpose::UniqueIgnoringCase) => {
            Err(error(span, "the id is unique by itself, so every list with it is: remove it from the list"))
        }
        (Role::Id, Purpose::Index) if key.columns.len() == 1 => {
            Err(error(span, "the id has its index already, as the primary key: remove this one"))
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
                "`{name}` is stored as JSON, which no store orders in an index: keep what `{}` needs in a \
                 column of its own",
                purpose.word()
            ),
        )),
        (_, Purpose::Index) => Ok(()),
        (Kind::Float, _) => Err(error(
            span,
            format!(
                "floating-point numbers that look equal often are not, so `{name}` cannot be unique: make it a \
                 `Decimal` or a whole number"
            ),
        )),
        _ => check_is_not_secret(draft, span, purpose.word()),
    }
}

fn check_has_a_case_to_ignore(key: &Key, layout: &Layout) -> Result<()> {
    let has_text = key.columns.iter().any(|(ordinal, _)| is_text(&layout.drafts[*ordinal]));
    if key.purpose != Purpose::UniqueIgnoringCase || has_text {
        return Ok(());
    }
    Err(error(
        key.span,
        "`unique_ci` ignores the case of `String` columns, and there is none in the list: write `unique`",
    ))
}

/// Refuses a key that another one already is, or would be confused with.
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
    let sentence = if key.purpose == other.purpose {
        "these columns are unique together already: remove one of the two"
    } else {
        "these columns are under `unique` as well, and what is unique with its case ignored is so in any case: \
         keep one of the two"
    };
    Err(error(key.span, sentence))
}

fn check_index_is_needed(key: &Key, other: &Key, layout: &Layout) -> Result<()> {
    let columns = key.ordinals();
    if !other.compares_as_written(layout) || !other.ordinals().starts_with(&columns) {
        return Ok(());
    }
    let sentence = match other.purpose {
        Purpose::Unique | Purpose::UniqueIgnoringCase => {
            "the unique constraint on these columns is an index already: remove this one"
        }
        Purpose::Index if other.columns.len() == columns.len() => {
            "these columns have this index already: remove one of the two"
        }
        // A longer index serves what a shorter one would, but the shorter one may be wanted for its size.
        Purpose::Index => return Ok(()),
    };
    Err(error(key.span, sentence))
}

/// A unique constraint gives the repository a method, named after its columns.
fn check_upserts_differ(key: &Key, other: &Key, layout: &Layout) -> Result<()> {
    let parts = layout.settings.parts;
    let joined = |key: &Key| {
        let names: Vec<String> =
            key.ordinals().iter().map(|ordinal| layout.drafts[*ordinal].name()).collect();
        names.join("_and_")
    };
    if !(parts.repository && parts.create && parts.update) || joined(key) != joined(other) {
        return Ok(());
    }
    Err(error(
        key.span,
        format!(
            "two unique constraints would both have the method `upsert_by_{}`: rename a field",
            joined(key)
        ),
    ))
}
