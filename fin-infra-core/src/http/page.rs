//! Pages as they are answered: no longer than allowed, and not more of them at once.

use std::io::{self, ErrorKind, Write};
use std::sync::Arc;

use axum::body::Bytes;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::handlers::with_json;
use super::problem::{Fault, Kind, Problem};
use super::resources::Api;
use crate::query::{Page, Start};

/// How many bytes of a page the clients' memory is counted in, and how many a page has that is not counted.
const UNIT: usize = 1024;
const NOT_COUNTED: usize = 64 * UNIT;

/// How much memory pages may take that clients have not read yet.
#[derive(Clone)]
pub(super) struct Memory(Arc<Semaphore>);

impl Memory {
    pub(super) fn new(bytes: usize) -> Self {
        Self(Arc::new(Semaphore::new((bytes / UNIT).min(Semaphore::MAX_PERMITS))))
    }

    /// A page, or a row, that counts until it was sent.
    pub(super) fn hold(&self, mut page: Vec<u8>) -> Result<Bytes, Problem> {
        // It grew by doubling, and what is counted is its length.
        page.shrink_to_fit();
        if page.len() <= NOT_COUNTED {
            return Ok(page.into());
        }
        let units = u32::try_from(page.len() / UNIT).unwrap_or(u32::MAX);
        let permit = self.0.clone().try_acquire_many_owned(units).map_err(|_| {
            tracing::warn!("clients have more large answers to read than `page_memory` allows");
            Problem::new(
                Kind::Unavailable,
                "too many large answers are being sent; ask again, or for fewer rows",
            )
        })?;
        Ok(Bytes::from_owner(Held { page, _permit: permit }))
    }
}

/// A page in memory.
struct Held {
    page: Vec<u8>,
    _permit: OwnedSemaphorePermit,
}

impl AsRef<[u8]> for Held {
    fn as_ref(&self) -> &[u8] {
        &self.page
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_counts_until_its_last_part_is_gone() {
        let memory = Memory::new(300 * UNIT);
        let first = memory.hold(vec![0; 200 * UNIT]).unwrap();
        assert_eq!(memory.hold(vec![0; 200 * UNIT]).unwrap_err().status(), 503);
        memory.hold(vec![0; NOT_COUNTED]).unwrap();
        let part = first.slice(5..10);
        drop(first);
        memory.hold(vec![0; 200 * UNIT]).unwrap_err();
        drop(part);
        memory.hold(vec![0; 200 * UNIT]).unwrap();
    }
}
