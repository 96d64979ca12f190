//! Pages as they are answered, no longer than allowed.

use std::io::{self, ErrorKind, Write};

use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;

use super::api::Api;
use super::problem::{Fault, Kind, Problem};
use super::reply::with_json;
use crate::query::{Page, Start};

/// A page as it is answered.
#[derive(Serialize)]
struct PageBody<'a, T> {
    items: &'a [T],
    next_cursor: Option<String>,
    page: Option<u32>,
    page_size: u32,
    total: Option<u64>,
}

/// Answers a page.
pub(super) fn answer<T: Serialize>(
    api: &Api,
    page: &Page<T>,
    start: &Start,
    page_size: u32,
) -> Result<Response, Problem> {
    let number = match start {
        Start::Page(number) => Some(*number),
        Start::After(_) => None,
    };
    let next_cursor = page.next.as_ref().map(ToString::to_string);
    let body = PageBody { items: &page.items, next_cursor, page: number, page_size, total: page.total };
    let mut json = Bounded { bytes: Vec::new(), limit: api.page_limit };
    serde_json::to_writer(&mut json, &body).map_err(|error| {
        if error.io_error_kind() == Some(ErrorKind::FileTooLarge) {
            too_long(api.page_limit)
        } else {
            tracing::error!(%error, "a page cannot be written as JSON");
            Problem::new(Kind::Internal, "the rows cannot be written as JSON; it is logged")
        }
    })?;
    api.page_memory.hold(json.bytes).map(|body| with_json(StatusCode::OK, body))
}

fn too_long(limit: usize) -> Problem {
    let detail = format!("asks for a page of more than {limit} bytes; ask for fewer rows");
    Problem::of(Kind::InvalidQuery, vec![Fault::new("page_size", detail)])
}

/// Bytes, up to a limit.
struct Bounded {
    bytes: Vec<u8>,
    limit: usize,
}

impl Write for Bounded {
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
