//! Serializes pages, up to the limit.

use std::io::{self, ErrorKind, Write};

use axum::body::Bytes;
use axum::http::StatusCode;
use axum::response::Response;
use fin_infra_core::query::Start;
use serde::Serialize;

use super::api::Api;
use super::problem::{FieldError, Kind, Problem};
use super::reply::with_json;
use super::rows::{Groups, Items};

/// The fields of a page other than the rows.
#[derive(Serialize)]
pub(super) struct PageFields<'a> {
    next_cursor: Option<&'a str>,
    page: Option<u32>,
    page_size: u32,
    total: Option<u64>,
}

/// The fields of a page of groups other than the groups.
#[derive(Serialize)]
struct GroupsFields {
    has_more: bool,
}

/// How many bytes are written before the task yields to other requests.
const SLICE: usize = 128 * 1024;

impl<'a> PageFields<'a> {
    pub(super) fn of(
        start: &Start,
        page_size: u32,
        next_cursor: Option<&'a str>,
        total: Option<u64>,
    ) -> Self {
        let page = match start {
            Start::Page(number) => Some(*number),
            Start::After(_) => None,
        };
        Self { next_cursor, page, page_size, total }
    }
}

/// Responds with a page.
pub(super) async fn respond(api: &Api, items: &dyn Items, rest: PageFields<'_>) -> Result<Response, Problem> {
    respond_with(api, items, &rest).await
}

/// Responds with the only one of some items.
pub(super) fn respond_with_one(api: &Api, items: &dyn Items) -> Result<Response, Problem> {
    one(api, items).map(|body| with_json(StatusCode::OK, body))
}

/// The only one of some items.
pub(super) fn one(api: &Api, items: &dyn Items) -> Result<Bytes, Problem> {
    let mut json = BoundedBuffer { bytes: Vec::new(), limit: api.page_limit };
    json.add(|json| items.write(0, json))?;
    api.page_memory.hold(json.bytes)
}

/// Responds with a page of groups.
pub(super) async fn respond_with_groups(api: &Api, groups: &Groups) -> Result<Response, Problem> {
    respond_with(api, &*groups.items, &GroupsFields { has_more: groups.has_more }).await
}

/// Responds with an object that has the items and other fields.
async fn respond_with<T: Serialize>(api: &Api, items: &dyn Items, rest: &T) -> Result<Response, Problem> {
    let mut json = BoundedBuffer { bytes: br#"{"items":["#.to_vec(), limit: api.page_limit };
    let mut slice = SLICE;
    for ordinal in 0..items.len() {
        if ordinal > 0 {
            json.bytes.push(b',');
        }
        json.add(|json| items.write(ordinal, json))?;
        if json.bytes.len() > slice {
            slice = json.bytes.len() + SLICE;
            tokio::task::yield_now().await;
        }
    }
    json.bytes.extend(b"],");
    let object = json.bytes.len();
    json.add(|json| serde_json::to_writer(json, rest))?;
    // Remove the opening brace of the serialized fields.
    json.bytes.remove(object);
    api.page_memory.hold(json.bytes).map(|body| with_json(StatusCode::OK, body))
}

fn too_long(limit: usize) -> Problem {
    let detail = format!("the page exceeds {limit} bytes; request fewer rows");
    Problem::of(Kind::InvalidQuery, vec![FieldError::new("page_size", detail)])
}

/// Bytes, up to a limit.
struct BoundedBuffer {
    bytes: Vec<u8>,
    limit: usize,
}

impl BoundedBuffer {
    fn add(&mut self, write: impl FnOnce(&mut Self) -> serde_json::Result<()>) -> Result<(), Problem> {
        let limit = self.limit;
        write(self).map_err(|error| {
            if error.io_error_kind() == Some(ErrorKind::FileTooLarge) {
                return too_long(limit);
            }
            tracing::error!(%error, "failed to serialize a page");
            Problem::new(Kind::Internal, "the rows could not be serialized; the error is logged")
        })
    }
}

impl Write for BoundedBuffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if bytes.len() > self.limit.saturating_sub(self.bytes.len()) {
            return Err(ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;
    use http_body_util::BodyExt as _;

    use super::*;
    use fin_infra_core::Db;

    #[tokio::test]
    async fn a_page_is_one_object() {
        let api = Api::new(Db::memory());
        for (page, expected) in [(vec![1, 2], "1,2"), (Vec::new(), "")] {
            let answered =
                respond(&api, &page, PageFields::of(&Start::Page(3), 20, None, None)).await.unwrap();
            let body = answered.into_body().collect().await.unwrap().to_bytes();
            let rest = r#""next_cursor":null,"page":3,"page_size":20,"total":null"#;
            assert_eq!(body, format!(r#"{{"items":[{expected}],{rest}}}"#));
        }
    }

    #[test]
    fn writing_a_long_page_yields_to_other_tasks() {
        let api = Api::new(Db::memory());
        let row = "x".repeat(SLICE);
        let fields = || PageFields::of(&Start::Page(1), 50, None, None);
        assert!(respond(&api, &vec!["x"; 50], fields()).now_or_never().is_some());
        assert!(respond(&api, &vec![row; 3], fields()).now_or_never().is_none());
    }
}
