//! Compile errors: each states what is wrong and how to fix it, on the token at fault, with a suggestion for a typo.

use std::fmt::Display;

use darling::Error;
use proc_macro2::{Span, TokenStream, TokenTree};

/// An error on one token.
pub(crate) fn error(span: Span, message: impl Display) -> Error {
    Error::custom(message).with_span(&span)
}

/// A path whose errors are shown at a span.
pub(crate) fn located_at(path: &TokenStream, span: Span) -> TokenStream {
    let relocate = |mut token: TokenTree| {
        token.set_span(token.span().located_at(span));
        token
    };
    path.clone().into_iter().map(relocate).collect()
}

/// The candidate that `word` is probably a typo of, if one is near enough.
pub(crate) fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let allowed = match word.chars().count() {
        0..=2 => 0,
        3..=5 => 1,
        6..=8 => 2,
        _ => 3,
    };
    candidates
        .into_iter()
        .map(|candidate| (strsim::osa_distance(&word.to_lowercase(), candidate), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// The end of an error about an unknown name: what was probably meant, or else all candidates.
pub(crate) fn suggestion<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str> + Clone) -> String {
    match nearest(word, candidates.clone()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None if candidates.clone().into_iter().nth(1).is_none() => format!("expected {}", list(candidates)),
        None => format!("expected one of {}", list(candidates)),
    }
}

/// Names in backquotes with "or" before the last.
fn list<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match names.split_last() {
        None => "none".to_owned(),
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::{list, nearest};

    #[test]
    fn a_suggestion_has_to_be_near() {
        assert_eq!(nearest("nmae", ["name"]), Some("name"), "a swap counts once");
        assert_eq!(nearest("serach", ["search", "secret"]), Some("search"));
        assert_eq!(nearest("softdelete", ["soft_delete", "delete"]), Some("soft_delete"));
        assert_eq!(nearest("colour", ["table", "path"]), None);
        assert_eq!(nearest("x", ["y"]), None);
    }

    #[test]
    fn the_last_name_follows_or() {
        assert_eq!(list([]), "none");
        assert_eq!(list(["a"]), "`a`");
        assert_eq!(list(["a", "b", "c"]), "`a`, `b` or `c`");
    }
}
