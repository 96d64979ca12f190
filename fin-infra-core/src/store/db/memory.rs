//! A [`Db`](super::Db) in memory.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::close::closed;
use super::{Db, Kind};
use crate::error::Result;
use crate::store::Memory;

/// A store in memory, and whether the `Db` was closed.
#[derive(Clone)]
pub(crate) struct MemoryDb {
    memory: Memory,
    is_closed: Arc<AtomicBool>,
}

impl MemoryDb {
    pub(super) fn new(memory: Memory) -> Self {
        Self { memory, is_closed: Arc::default() }
    }

    /// Returns the store, unless the `Db` is closed.
    pub(super) fn open(&self) -> Result<&Memory> {
        if self.is_closed.load(Ordering::Acquire) { Err(closed()) } else { Ok(&self.memory) }
    }

    pub(super) fn close(&self) {
        self.is_closed.store(true, Ordering::Release);
    }
}

impl From<Memory> for Db {
    fn from(memory: Memory) -> Self {
        Self(Kind::Memory(MemoryDb::new(memory)))
    }
}
