//! The length of text in keys, and the case-folded copies of text.

use darling::Result;
use darling::error::Accumulator;
use proc_macro2::Span;

use super::draft::Draft;
use super::keys::Keys;
use super::layout::Layout;
use super::{Folded, Kind, Role, names};
use crate::attr::error;

/// The default length of text in a key: MySQL cannot index text without a limit.
const IN_A_KEY: u32 = 255;

/// The most bytes of a key in every store (PostgreSQL's limit is 2704, MySQL's 3072).
const LONGEST_KEY: u64 = 2600;

/// The most bytes of a character, and the bytes of a value that is not text.
const CHARACTER: u64 = 4;
const VALUE: u64 = 16;

/// Limits text that is part of a key, and gives each column that compares without case its folded copy. Then checks that
/// every key fits into an index.
pub(super) fn resolve(layout: &mut Layout, keys: &Keys, errors: &mut Accumulator) {
    for (ordinal, draft) in layout.drafts.iter_mut().enumerate() {
        let in_a_key = keys.requested.iter().any(|(columns, _)| columns.contains(&ordinal));
        if in_a_key || is_in_a_key_of_its_own(draft) {
            limit(&mut draft.column.kind);
        }
        let ignores_case =
            keys.uniques.iter().any(|unique| unique.ignore_case && unique.columns.contains(&ordinal));
        let is_text = matches!(draft.column.kind, Kind::Text { .. });
        if is_text && (draft.column.search || ignores_case) {
            draft.column.folded = Some(Folded {
                name: names::folded(&draft.column.name),
                renamed_from: draft.column.renamed_from.as_deref().map(names::folded),
                fits_an_index: true,
            });
        }
    }
    for draft in &layout.drafts {
        errors.handle(check_folded_name_is_free(draft, &layout.drafts));
    }
    if layout.settings.backends.postgres || layout.settings.backends.mysql {
        check_keys_fit(layout, keys, errors);
    }
    for (ordinal, draft) in layout.drafts.iter_mut().enumerate() {
        let in_a_key = keys.requested.iter().any(|(columns, _)| columns.contains(&ordinal));
        if in_a_key || is_in_a_key_of_its_own(draft) {
            limit_unknown(&mut draft.column.kind);
        }
    }
}

/// Whether the column is in the primary key, or in an index that serves a list, a group or a relation.
fn is_in_a_key_of_its_own(draft: &Draft) -> bool {
    let column = &draft.column;
    matches!(column.role, Role::Id | Role::Tenant) || column.is_indexed() || column.search
}

fn limit(kind: &mut Kind) {
    if let Kind::Text { max } | Kind::Bytes { max } = kind {
        max.get_or_insert(IN_A_KEY);
    }
}

/// Limits a type that may be text, after the check that keys fit: most such types are short.
fn limit_unknown(kind: &mut Kind) {
    if let Kind::Other { max } = kind {
        max.get_or_insert(IN_A_KEY);
    }
}

/// The most bytes of a column's value in an index.
fn bytes(draft: &Draft) -> u64 {
    match draft.column.kind {
        Kind::Text { max: Some(max) } | Kind::Other { max: Some(max) } => u64::from(max) * CHARACTER,
        Kind::Bytes { max: Some(max) } => u64::from(max),
        _ => VALUE,
    }
}

fn check_keys_fit(layout: &mut Layout, keys: &Keys, errors: &mut Accumulator) {
    let leading =
        || layout.drafts.iter().filter(|draft| matches!(draft.column.role, Role::Id | Role::Tenant));
    let tenant: u64 = leading().filter(|draft| draft.column.role == Role::Tenant).map(bytes).sum();
    let primary: u64 = leading().map(bytes).sum();
    let largest = leading().max_by_key(|draft| bytes(draft)).map_or_else(Span::call_site, length_span);
    if errors.handle(check_fits(primary, "the primary key", largest)).is_none() {
        // Every other index contains the primary key and would cause the same error.
        return;
    }
    for (columns, span) in &keys.requested {
        let size = tenant + columns.iter().map(|ordinal| bytes(&layout.drafts[*ordinal])).sum::<u64>();
        errors.handle(check_fits(size, "this key", *span));
    }
    for draft in layout.drafts.iter_mut().filter(|draft| draft.column.role == Role::Data) {
        let size = primary + bytes(draft);
        if draft.column.is_indexed() {
            let is_listed = draft.column.filter || draft.column.order;
            let index =
                if is_listed { "the index for its filter or order" } else { "the index for its group" };
            errors.handle(check_fits(size, index, length_span(draft)));
        }
        // A search reads all rows of the tenant, with or without an index.
        if let Some(folded) = &mut draft.column.folded {
            folded.fits_an_index = size <= LONGEST_KEY;
        }
    }
}

/// The span of a column's length, or else of the column.
fn length_span(draft: &Draft) -> Span {
    draft.options.length.as_ref().map_or(draft.span, |length| length.max.span())
}

fn check_fits(size: u64, key: &str, span: Span) -> Result<()> {
    if size <= LONGEST_KEY {
        return Ok(());
    }
    Err(error(
        span,
        format!(
            "{key} can take {size} bytes, and an index of PostgreSQL or MySQL holds {LONGEST_KEY}: limit \
             the text in it with `#[fin(length(max = ..))]` (4 bytes per character, 255 characters by \
             default)"
        ),
    ))
}

fn check_folded_name_is_free(draft: &Draft, drafts: &[Draft]) -> Result<()> {
    let name = &draft.column.name;
    let owner = drafts.iter().find(|other| {
        other.column.folded.as_ref().is_some_and(|folded| folded.name.eq_ignore_ascii_case(name))
    });
    match owner {
        None => Ok(()),
        Some(owner) => Err(error(
            draft.options.column.as_ref().map_or(draft.span, syn::LitStr::span),
            format!(
                "`{name}` is the column of the case-folded copy of `{}`: choose another name with \
                 `#[fin(column = \"..\")]`",
                owner.name()
            ),
        )),
    }
}
