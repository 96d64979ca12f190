//! A limit on the memory of pages, while they are built and until clients have read them.

use std::sync::Arc;

use axum::body::Bytes;
use fin_infra_core::query::DEFAULT_PAGE_SIZE;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, SemaphorePermit};

use super::problem::{Kind, Problem};

/// The unit in which pages are counted, and the size up to which a page is not counted.
const UNIT: usize = 1024;
const UNCOUNTED: usize = 64 * UNIT;

/// The estimated memory of a row while its page is built: the row itself, and a buffer that doubles when it grows.
const ROW: usize = 3 * 64 * 1024;

/// The memory that pages may use.
pub(super) struct PageMemory {
    /// For pages that clients have not read yet.
    unread: Arc<Semaphore>,
    /// For pages that are being built, short ones and long ones. They do not wait for a client, so that others can wait for them.
    making: [Semaphore; 2],
    /// The number of units for each of the two.
    units: usize,
}

impl PageMemory {
    pub(super) fn new(bytes: usize) -> Self {
        let units = (bytes / UNIT).clamp(1, Semaphore::MAX_PERMITS);
        let half = units.div_ceil(2);
        let making = [Semaphore::new(half), Semaphore::new(half)];
        Self { unread: Arc::new(Semaphore::new(units)), making, units: half }
    }

    /// Waits until there is memory for reading and serializing a number of rows.
    pub(super) async fn make(&self, rows: u32) -> Option<SemaphorePermit<'_>> {
        let units = (rows as usize).saturating_mul(ROW / UNIT).clamp(1, self.units);
        // The semaphore is never closed.
        let making = &self.making[usize::from(rows > DEFAULT_PAGE_SIZE)];
        making.acquire_many(u32::try_from(units).unwrap_or(u32::MAX)).await.ok()
    }

    /// A page or a row that counts until it is sent.
    pub(super) fn hold(&self, mut page: Vec<u8>) -> Result<Bytes, Problem> {
        // The buffer grew by doubling, but its length is what counts.
        page.shrink_to_fit();
        if page.len() <= UNCOUNTED {
            return Ok(page.into());
        }
        let units = u32::try_from(page.len() / UNIT).unwrap_or(u32::MAX);
        let permit = self.unread.clone().try_acquire_many_owned(units).map_err(|_| {
            tracing::warn!("the responses that clients have not read exceed `page_memory`");
            Problem::new(
                Kind::Unavailable,
                "too many large responses are in flight; try again, or request fewer rows",
            )
        })?;
        Ok(Bytes::from_owner(CountedPage { page, _permit: permit }))
    }
}

/// A page in memory.
struct CountedPage {
    page: Vec<u8>,
    _permit: OwnedSemaphorePermit,
}

impl AsRef<[u8]> for CountedPage {
    fn as_ref(&self) -> &[u8] {
        &self.page
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;

    use super::*;

    #[test]
    fn pages_are_built_while_there_is_memory() {
        let memory = PageMemory::new(2 * 3 * 100 * ROW / 2);
        let first = memory.make(100).now_or_never();
        assert!(first.is_some() && memory.make(100).now_or_never().is_none());
        assert!(memory.make(50).now_or_never().is_some(), "there is room for a shorter one");
        drop(first);
        assert!(memory.make(100).now_or_never().is_some());
        let all = memory.make(u32::MAX).now_or_never();
        assert!(all.is_some(), "one that is too large is made alone");
        assert!(
            memory.make(DEFAULT_PAGE_SIZE).now_or_never().is_some(),
            "a short one does not wait for long ones"
        );
    }

    #[test]
    fn a_page_counts_until_its_last_part_is_dropped() {
        let memory = PageMemory::new(300 * UNIT);
        let first = memory.hold(vec![0; 200 * UNIT]).unwrap();
        assert_eq!(memory.hold(vec![0; 200 * UNIT]).unwrap_err().status(), 503);
        memory.hold(vec![0; UNCOUNTED]).unwrap();
        let part = first.slice(5..10);
        drop(first);
        memory.hold(vec![0; 200 * UNIT]).unwrap_err();
        drop(part);
        memory.hold(vec![0; 200 * UNIT]).unwrap();
    }
}
