//! Conditional requests (RFC 9110, 13). The entity tag of a row is its version.

use axum::http::header::{ETAG, HeaderMap, HeaderName, HeaderValue, IF_MATCH, IF_NONE_MATCH};
use fin_infra_core::schema::Table;
use fin_infra_core::{Db, Error};

use super::problem::{FieldError, Kind, Problem};
use super::rows::Rows;

/// The value of a header with entity tags.
enum Tags {
    Any,
    These(Vec<Tag>),
}

/// One entity tag.
struct Tag {
    weak: bool,
    text: String,
}

impl Tag {
    /// The version in the tag.
    fn version(&self) -> Option<i64> {
        // A different spelling of the number is a different tag.
        self.text.parse().ok().filter(|version: &i64| version.to_string() == self.text)
    }
}

/// Adds the tag of a row to a response, if the row has a version.
pub(super) fn tag(version: Option<i64>, headers: &mut HeaderMap) {
    let tag = version.and_then(|version| HeaderValue::from_str(&format!("\"{version}\"")).ok());
    if let Some(tag) = tag {
        headers.insert(ETAG, tag);
    }
}

/// Whether `If-None-Match` matches the row, so that it is not sent again.
pub(super) fn is_known(headers: &HeaderMap, version: Option<i64>) -> Result<bool, Problem> {
    let Some(tags) = tags(headers, &IF_NONE_MATCH)? else { return Ok(false) };
    let Some(version) = version else { return Ok(matches!(tags, Tags::Any)) };
    Ok(match tags {
        Tags::Any => true,
        Tags::These(tags) => tags.iter().any(|tag| tag.version() == Some(version)),
    })
}

/// The versions of a row that a change may replace.
enum Expected {
    /// Any version.
    Any,
    /// This one.
    Exactly(i64),
    /// One of these.
    OneOf(Vec<i64>),
}

impl Expected {
    /// Reads `If-Match`, which may be required if the resource has versions.
    fn of(table: &Table, headers: &HeaderMap, is_required: bool) -> Result<Self, Problem> {
        let tags = tags(headers, &IF_MATCH)?;
        if table.version.is_none() {
            return match tags {
                None | Some(Tags::Any) => Ok(Self::Any),
                // Rows of this resource have no tags, so that none matches.
                Some(Tags::These(_)) => Ok(Self::OneOf(Vec::new())),
            };
        }
        match tags {
            None if !is_required => Ok(Self::Any),
            None => Err(Problem::new(Kind::PreconditionRequired, "send the row's ETag in If-Match")),
            Some(Tags::Any) => Ok(Self::Any),
            Some(Tags::These(tags)) => {
                // A strong comparison: weak tags never match.
                let strong = tags.iter().filter(|tag| !tag.weak);
                let versions: Vec<i64> = strong.filter_map(Tag::version).collect();
                Ok(match versions.as_slice() {
                    [version] => Self::Exactly(*version),
                    _ => Self::OneOf(versions),
                })
            }
        }
    }
}

/// The precondition of one change.
pub(super) struct Precondition {
    expected: Expected,
    attempts: usize,
}

impl Precondition {
    /// Reads `If-Match`, which a resource with versions requires.
    pub(super) fn of(table: &Table, headers: &HeaderMap) -> Result<Self, Problem> {
        Expected::of(table, headers, true).map(Self::new)
    }

    /// Reads `If-Match`, if there is one.
    pub(super) fn optional(table: &Table, headers: &HeaderMap) -> Result<Self, Problem> {
        Expected::of(table, headers, false).map(Self::new)
    }

    fn new(expected: Expected) -> Self {
        // A row has each version once, so that more attempts cannot succeed.
        let attempts = if let Expected::OneOf(versions) = &expected { versions.len() } else { 0 };
        Self { expected, attempts }
    }

    /// The version that the change has to replace; `None` for any.
    pub(super) async fn version<T: Rows + ?Sized>(
        &self,
        db: &Db,
        rows: &T,
        id: &str,
    ) -> Result<Option<i64>, Problem> {
        let versions = match &self.expected {
            Expected::Any => return Ok(None),
            Expected::Exactly(version) => return Ok(Some(*version)),
            Expected::OneOf(versions) => versions,
        };
        let version = rows.get(db, id).await?.version();
        if version.is_some_and(|version| versions.contains(&version)) {
            return Ok(version);
        }
        Err(Problem::new(Kind::PreconditionFailed, "the row has a different version; read it again"))
    }

    /// Whether to retry after a concurrent change: the row may have another of the expected versions now.
    pub(super) fn is_worth_another_attempt(&mut self, error: &Error) -> bool {
        let is_left = self.attempts > 0;
        self.attempts = self.attempts.saturating_sub(1);
        is_left && error.is_stale_version()
    }
}

/// The entity tags of a header.
fn tags(headers: &HeaderMap, name: &HeaderName) -> Result<Option<Tags>, Problem> {
    // Repeated headers form one list. A tag with bytes that are not UTF-8 never matches.
    let values: Vec<_> =
        headers.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes())).collect();
    match values.join(",").trim() {
        _ if values.is_empty() => Ok(None),
        "*" => Ok(Some(Tags::Any)),
        text => list(text).map(Tags::These).map(Some).ok_or_else(|| unreadable(name)),
    }
}

fn unreadable(name: &HeaderName) -> Problem {
    let detail = "must be * or quoted entity tags separated by commas";
    Problem::of(Kind::InvalidHeader, vec![FieldError::new(name.as_str(), detail)])
}

/// Reads `"1", W/"2"`. Members of a list may be empty (RFC 9110, 5.6.1), but not all of them.
fn list(text: &str) -> Option<Vec<Tag>> {
    let is_between = |letter: char| letter == ',' || letter.is_ascii_whitespace();
    let (mut tags, mut text) = (Vec::new(), text.trim_start_matches(is_between));
    while !text.is_empty() {
        let weak = text.strip_prefix("W/");
        let (tag, rest) = weak.unwrap_or(text).strip_prefix('"')?.split_once('"')?;
        tags.push(Tag { weak: weak.is_some(), text: tag.to_owned() });
        text = rest.trim_start();
        if !text.is_empty() {
            text = text.strip_prefix(',')?.trim_start_matches(is_between);
        }
    }
    (!tags.is_empty()).then_some(tags)
}

#[cfg(test)]
mod tests {
    use super::list;

    #[test]
    fn tags_are_quoted_and_separated_by_commas() {
        let read = |text| {
            let tags = list(text)?;
            Some(tags.into_iter().map(|tag| (tag.weak, tag.text)).collect::<Vec<_>>())
        };
        assert_eq!(read(r#""1", W/"2""#), Some(vec![(false, "1".to_owned()), (true, "2".to_owned())]));
        assert_eq!(read(r#""a,b""#), Some(vec![(false, "a,b".to_owned())]));
        assert_eq!(read(r#", "1",, "2","#), Some(vec![(false, "1".to_owned()), (false, "2".to_owned())]));
        for text in ["1", "", ",", "\"1", "\"1\" \"2\"", "w/\"1\"", "\"1\", *"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
