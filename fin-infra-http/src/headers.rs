//! Headers that ask for something: each is done, or the request is refused.

use axum::http::header::{HeaderMap, HeaderName, IF_MATCH, IF_NONE_MATCH, IF_UNMODIFIED_SINCE};

use super::problem::{FieldError, Kind, Problem};
use super::{Action, idempotency};

/// A header that changes what a request does, where it is honoured.
struct Rule {
    name: HeaderName,
    /// Which requests do as it says.
    honoured: &'static [Action],
    /// What to do instead.
    instead: &'static str,
}

static RULES: [Rule; 4] = [
    Rule {
        name: IF_MATCH,
        honoured: &[Action::Update, Action::Delete],
        instead: "would be ignored: only PATCH, and DELETE without hard=true, look at a row's version; leave it out",
    },
    Rule {
        name: IF_NONE_MATCH,
        honoured: &[Action::Get],
        instead: "would be ignored: only GET of one row compares tags; leave it out",
    },
    Rule {
        name: IF_UNMODIFIED_SINCE,
        honoured: &[],
        instead: "would be ignored: rows have versions and no times of change; send the ETag in If-Match",
    },
    Rule {
        name: idempotency::HEADER,
        // What only reads can be sent as often as one likes.
        honoured: &[Action::Create, Action::List, Action::Search, Action::Get],
        instead: "would be ignored: of the requests that change rows, only those that create one take a key; leave it out",
    },
];

/// Refuses headers that ask for what the request would not do. A client that sends one relies on it.
///
/// `If-Modified-Since`, `Range` and `If-Range` are not among them: they let a server leave out a part of an answer, and
/// RFC 9110 has a server without times of change, or without ranges, answer in full.
pub(super) fn check(headers: &HeaderMap, action: Action) -> Result<(), Problem> {
    let asked = RULES.iter().filter(|rule| headers.contains_key(&rule.name));
    let ignored = asked.filter(|rule| !rule.honoured.contains(&action));
    let errors: Vec<FieldError> =
        ignored.map(|rule| FieldError::new(rule.name.as_str(), rule.instead)).collect();
    if errors.is_empty() { Ok(()) } else { Err(Problem::of(Kind::InvalidHeader, errors)) }
}
