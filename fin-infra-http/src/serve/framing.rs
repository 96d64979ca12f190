//! The framing of bodies. The server and a gateway in front of it have to agree on the end of a body: the next request begins
//! there.

use axum::http::header::{HeaderMap, TRANSFER_ENCODING};

/// Why the header Transfer-Encoding is rejected, if it is. hyper decodes no coding other than chunked.
pub(super) fn invalid(headers: &HeaderMap) -> Option<&'static str> {
    let mut codings = headers.get_all(TRANSFER_ENCODING).iter();
    match (codings.next(), codings.next()) {
        (None, _) => None,
        (Some(coding), None) if coding.as_bytes().eq_ignore_ascii_case(b"chunked") => None,
        _ => Some("the Transfer-Encoding header must be absent, or chunked and given once"),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn only_the_coding_chunked_is_accepted() {
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
