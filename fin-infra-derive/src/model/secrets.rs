//! What a secret column cannot be used for.

use darling::Result;
use proc_macro2::Span;

use super::draft::Draft;
use crate::attr::error;

/// A caller who can compare or search a secret can find out its value character by character.
pub(super) fn check_is_not_secret(draft: &Draft, span: Span, option: &str) -> Result<()> {
    if !draft.column.access.secret {
        return Ok(());
    }
    Err(error(
        span,
        format!(
            "`{}` is `secret`, and `{option}` would reveal it to anyone who guesses: remove one of them",
            draft.name()
        ),
    ))
}
