//! How much memory pages take, while they are made and until clients have read them.

use std::sync::Arc;

use axum::body::Bytes;
use fin_infra_core::query::DEFAULT_PAGE_SIZE;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, SemaphorePermit};

use super::problem::{Kind, Problem};

/// How many bytes of a page the clients' memory is counted in, and how many a page has that is not counted.
const UNIT: usize = 1024;
const UNCOUNTED: usize = 64 * UNIT;

/// How many bytes a row is taken to need while its page is made: as it was read, and in a buffer that doubles when it grows.
const ROW: usize = 3 * 64 * 1024;

/// How much memory pages may take.
pub(super) struct PageMemory {
    /// That clients have not read yet.
    unread: Arc<Semaphore>,
    /// That are being made. These do not wait for any client, so others can wait for them: short ones for short ones.
    making: [Semaphore; 2],
    /// How many units there are of each that are being made.
    units: usize,
}

impl PageMemory {
    pub(super) fn new(bytes: usize) -> Self {
        let units = (bytes / UNIT).clamp(1, Semaphore::MAX_PERMITS);
        let half = units.div_ceil(2);
        let making = [Semaphore::new(half), Semaphore::new(half)];
        Self { unread: Arc::new(Semaphore::new(units)), making, units: half }
    }

    /// Waits until there is room to read so many rows and to write them.
    pub(super) async fn make(&self, rows: u32) -> Option<SemaphorePermit<'_>> {
        let units = (rows as usize).saturating_mul(ROW / UNIT).clamp(1, self.units);
        // It is never closed.
        let making = &self.making[usize::from(rows > DEFAULT_PAGE_SIZE)];
        making.acquire_many(u32::try_from(units).unwrap_or(u32::MAX)).await.ok()
    }

    /// A page, or a row, that counts until it was sent.
    pub(super) fn hold(&self, mut page: Vec<u8>) -> Result<Bytes, Problem> {
        // It grew by doubling, and what is counted is its length.
        page.shrink_to_fit();
        if page.len() <= UNCOUNTED {
            return Ok(page.into());
        }
        let units = u32::try_from(page.len() / UNIT).unwrap_or(u32::MAX);
        let permit = self.unread.clone().try_acquire_many_owned(units).map_err(|_| {
            tracing::warn!("clients have more large answers to read than `page_memory` allows");
            Problem::new(
                Kind::Unavailable,
                "too many large answers are being sent; ask again, or for fewer rows",
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
    fn pages_are_made_while_there_is_room_for_them() {
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
    fn a_page_counts_until_its_last_part_is_gone() {
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
