//! How much memory answers take that clients have not read yet.

use std::sync::Arc;

use axum::body::Bytes;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::problem::{Kind, Problem};

/// How many bytes of a page the clients' memory is counted in, and how many a page has that is not counted.
const UNIT: usize = 1024;
const NOT_COUNTED: usize = 64 * UNIT;

/// How much memory pages may take that clients have not read yet.
#[derive(Clone)]
pub(super) struct PageMemory(Arc<Semaphore>);

impl PageMemory {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_counts_until_its_last_part_is_gone() {
        let memory = PageMemory::new(300 * UNIT);
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
