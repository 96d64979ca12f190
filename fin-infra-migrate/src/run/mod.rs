//! Migrations, run: under a lock, file by file, from wherever an earlier run stopped.

mod along;
#[cfg(feature = "sqlite")]
mod by_hand;
#[cfg(feature = "sqlite")]
mod explain;
#[cfg(test)]
pub(crate) mod failpoint;
mod file;
mod lock;
mod migrator;
#[cfg(feature = "postgres")]
mod proxy;
mod rights;
mod settle;
mod standing;
mod statements;

pub(crate) use self::along::Along;
pub(crate) use self::migrator::Migrator;
use super::failure::Failure;

/// Where a test lets a run stop, as a process that is killed would.
#[cfg_attr(not(test), expect(clippy::unnecessary_wraps, reason = "it is tests that it fails in"))]
fn may_stop() -> Result<(), Failure> {
    #[cfg(test)]
    failpoint::pass()?;
    Ok(())
}
