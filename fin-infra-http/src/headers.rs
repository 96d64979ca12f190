//! Headers that change what a request does: each one is honoured, or the request is rejected.

use axum::http::header::{HeaderMap, HeaderName, IF_MATCH, IF_NONE_MATCH, IF_UNMODIFIED_SINCE};

use super::problem::{FieldError, Kind, Problem};
use super::{Action, idempotency};

/// A header that changes what a request does.
struct Rule {
    name: HeaderName,
    /// The actions that honour it.
    honoured: &'static [Action],
    /// The message of the rejection, with what to do instead.
    instead: &'static str,
}

static RULES: [Rule; 4] = [
    Rule {
        name: IF_MATCH,
        honoured: &[Action::Update, Action::Adjust, Action::Delete],
        instead: "would be ignored: only PATCH, adjustments, and DELETE without hard=true check a row's version; omit the header",
    },
    Rule {
        name: IF_NONE_MATCH,
        honoured: &[Action::Get],
        instead: "would be ignored: only GET of a single row compares ETags; omit the header",
    },
    Rule {
        name: IF_UNMODIFIED_SINCE,
        honoured: &[],
        instead: "would be ignored: rows have versions, not modification times; send the ETag in If-Match",
    },
    Rule {
        name: idempotency::HEADER,
        // A request that only reads can be repeated freely.
        honoured: &[
            Action::Create,
            Action::Adjust,
            Action::List,
            Action::Search,
            Action::Aggregate,
            Action::Get,
        ],
        instead: "would be ignored: of the requests that change rows, only those that create or adjust one take a key; omit the header",
    },
];

/// Rejects headers that the request would ignore. A client that sends one relies on it.
///
/// `If-Modified-Since`, `Range` and `If-Range` are not checked: they permit a partial response, and RFC 9110 lets a server
/// without modification times or ranges respond in full.
pub(super) fn check(headers: &HeaderMap, action: Action) -> Result<(), Problem> {
    let asked = RULES.iter().filter(|rule| headers.contains_key(&rule.name));
    let ignored = asked.filter(|rule| !rule.honoured.contains(&action));
    let errors: Vec<FieldError> =
        ignored.map(|rule| FieldError::new(rule.name.as_str(), rule.instead)).collect();
    if errors.is_empty() { Ok(()) } else { Err(Problem::of(Kind::InvalidHeader, errors)) }
}
