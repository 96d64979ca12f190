//! Where a body ends, which has to be as certain to the server as to a gateway before it: the next request begins there.

use axum::http::header::{HeaderMap, TRANSFER_ENCODING};

/// Why the header Transfer-Encoding cannot be accepted, if it cannot. Of other codings than chunked, hyper undoes none.
pub(super) fn invalid(headers: &HeaderMap) -> Option<&'static str> {
    let mut codings = headers.get_all(TRANSFER_ENCODING).iter();
    match (codings.next(), codings.next()) {
        (None, _) => None,
        (Some(coding), None) if coding.as_bytes().eq_ignore_ascii_case(b"chunked") => None,
        _ => Some("the header Transfer-Encoding must be there once and say chunked, or be left out"),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn a_body_has_no_other_coding_than_chunked() {
        let is_refused = |codings: &[&'static str]| {
            let headers = codings.iter().map(|coding| (TRANSFER_ENCODING, HeaderValue::from_static(coding)));
            invalid(&headers.collect()).is_some()
        };
        assert!(!is_refused(&[]) && !is_refused(&["chunked"]) && !is_refused(&["Chunked"]));
        for codings in [
            &["gzip, chunked"][..],
            &["chunked, chunked"],
            &["chunked", "chunked"],
            &["gzip", "chunked"],
            &[""],
        ] {
            assert!(is_refused(codings), "{codings:?}");
        }
    }
}
