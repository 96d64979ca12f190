//! Stops a run where a test requests it.

use std::cell::Cell;

use super::super::failure::Failure;

thread_local! {
    static LEFT: Cell<Option<u32>> = const { Cell::new(None) };
}

/// Stops the run of this thread after passing `points` points.
pub(crate) fn stop_after(points: Option<u32>) {
    LEFT.set(points);
}

/// Passes a point, or stops there.
pub(super) fn pass() -> Result<(), Failure> {
    match LEFT.get() {
        None => Ok(()),
        Some(0) => Err(Failure::new(STOPPED)),
        Some(left) => {
            LEFT.set(Some(left - 1));
            Ok(())
        }
    }
}

/// Whether a run was stopped by a test.
pub(crate) fn is_stop(failure: &Failure) -> bool {
    failure.to_string() == STOPPED
}

const STOPPED: &str = "stopped by a test";
