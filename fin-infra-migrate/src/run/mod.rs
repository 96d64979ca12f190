//! Running migrations under a lock, file by file, from wherever an earlier run stopped.

mod dependents;
#[cfg(feature = "sqlite")]
mod explain;
#[cfg(test)]
pub(crate) mod failpoint;
mod file;
mod lock;
mod migrator;
mod outcome;
#[cfg(feature = "postgres")]
mod proxy;
mod rights;
mod statements;
mod status;
#[cfg(feature = "sqlite")]
mod unmanaged;

pub(crate) use self::dependents::Dependent;
pub(crate) use self::migrator::Migrator;
use super::failure::Failure;

/// Stops the run here if a test requests it, like a killed process.
#[cfg_attr(not(test), expect(clippy::unnecessary_wraps, reason = "it is tests that it fails in"))]
fn may_stop() -> Result<(), Failure> {
    #[cfg(test)]
    failpoint::pass()?;
    Ok(())
}
