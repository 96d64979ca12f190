//! The status of a database: idle, running or interrupted.

use std::time::Duration;

use super::super::connection::{AnyConnection, TABLE};
use super::super::dialect::Database;
use super::super::failure::Failure;
use super::super::folder::{Folder, Revision};
use super::file::Way;
use super::outcome::Outcome;

/// The status of a database.
#[derive(Clone, Debug)]
pub(crate) enum Status {
    Idle,
    /// A tool holds the lock, or the server is still executing a statement of an ended one.
    Running {
        holder: String,
        version: Option<i64>,
    },
    /// An earlier run was interrupted in a file.
    Interrupted {
        version: i64,
        outcome: Outcome,
    },
}

/// The number of attempts if tools end meanwhile.
const ATTEMPTS: u32 = 5;

impl Status {
    /// Reads the status without the lock.
    pub(super) async fn read(connection: &mut AnyConnection, folder: &Folder) -> Result<Self, Failure> {
        for _ in 0..ATTEMPTS {
            let version = connection.failed().await?;
            if let Some(holder) = connection.running().await? {
                return Ok(Self::Running { holder, version });
            }
            let revision = version.and_then(|version| folder.revisions.get(&version));
            if let Some(revision) = revision
                && let Some(holder) = connection.builder(revision).await?
            {
                return Ok(Self::Running { holder, version });
            }
            // No tool has ended in between.
            if connection.failed().await? == version {
                return Self::interrupted(connection, folder, version).await;
            }
        }
        Err(Failure::new(
            "one migration after another is running on this database: try again when they have ended",
        ))
    }

    /// Reads the status while holding the lock.
    pub(super) async fn read_locked(
        connection: &mut AnyConnection,
        folder: &Folder,
    ) -> Result<Self, Failure> {
        let version = connection.failed().await?;
        Self::interrupted(connection, folder, version).await
    }

    async fn interrupted(
        connection: &mut AnyConnection,
        folder: &Folder,
        version: Option<i64>,
    ) -> Result<Self, Failure> {
        let Some(version) = version else { return Ok(Self::Idle) };
        let outcome = match folder.revisions.get(&version) {
            Some(revision) => connection.outcome(revision).await?,
            None => Outcome::Unknown,
        };
        Ok(Self::Interrupted { version, outcome })
    }

    /// The running or interrupted file, unless it is known to be done.
    pub(super) fn undone(&self) -> Option<i64> {
        match self {
            Self::Interrupted { outcome: Outcome::Done, .. } => None,
            _ => self.version(),
        }
    }

    /// The running or interrupted file.
    pub(crate) fn version(&self) -> Option<i64> {
        match self {
            Self::Idle => None,
            Self::Running { version, .. } => *version,
            Self::Interrupted { version, .. } => Some(*version),
        }
    }

    /// The label of a file in a list; `None` if it is simply applied or pending.
    pub(crate) fn label(&self, version: i64) -> Option<&'static str> {
        match self {
            _ if self.version() != Some(version) => None,
            Self::Interrupted { .. } => Some("interrupted"),
            _ => Some("running"),
        }
    }

    /// A message; `None` if the database is idle.
    pub(super) fn describe(&self, folder: &Folder, database: Database) -> Option<String> {
        let stem = |version: i64| {
            folder.revisions.get(&version).map_or_else(|| version.to_string(), |one| one.stem.clone())
        };
        match self {
            Self::Idle => None,
            Self::Running { holder, version } => {
                let at = version.map(|version| format!(", at {}", stem(version))).unwrap_or_default();
                // On SQLite, the lock ends with the tool's process.
                let server = ". If its tool has ended, the server is still executing the statement; the outcome is \
                              known when the server has finished";
                let server = if database == Database::Sqlite { "" } else { server };
                Some(format!("a migration is running on this database{at}: it is run by {holder}{server}"))
            }
            Self::Interrupted { version, outcome: Outcome::Unknown } => Some(format!(
                "{} failed halfway, and the tool cannot tell how much of it was done, since the file or its table was \
                 changed by hand: look at the table. If all of the file was done, run UPDATE {TABLE} SET success = \
                 TRUE WHERE version = {version}. If not, undo what was done, and run DELETE FROM {TABLE} WHERE version \
                 = {version}",
                stem(*version)
            )),
            Self::Interrupted { version, outcome } => Some(format!(
                "a run was interrupted at {}, and {}. `upgrade` or `downgrade` continues from there",
                stem(*version),
                outcome.describe()
            )),
        }
    }

    /// Fails after a file whose outcome is unknown.
    pub(super) fn check_is_known(&self, folder: &Folder, database: Database) -> Result<(), Failure> {
        match self {
            Self::Interrupted { outcome: Outcome::Unknown, .. } => {
                Err(Failure::new(self.describe(folder, database).unwrap_or_default()))
            }
            _ => Ok(()),
        }
    }

    /// Fails while a migration is running.
    pub(super) fn check_is_over(&self, folder: &Folder, database: Database) -> Result<(), Failure> {
        match self {
            Self::Running { .. } => {
                let said = self.describe(folder, database).unwrap_or_default();
                Err(Failure::new(said)
                    .with_advice("Try again when it has ended: what `upgrade` runs next depends on it"))
            }
            _ => Ok(()),
        }
    }
}

impl AnyConnection {
    /// Records the outcome of an interrupted file.
    pub(super) async fn reconcile(&mut self, revision: &Revision, outcome: Outcome) -> Result<(), Failure> {
        let version = revision.version;
        let done = match outcome {
            Outcome::Unknown => return Ok(()),
            Outcome::Done => self.set_applied(version, Duration::ZERO).await,
            Outcome::NotDone | Outcome::Repeatable => {
                if let Some(trace) = revision.trace() {
                    self.drop_unfinished_indexes(trace).await?;
                }
                self.remove(version).await
            }
        };
        done.map_err(|error| {
            Failure::database(format!("the outcome of {} cannot be recorded", revision.stem), error)
        })
    }
}

/// The outcome of a failed file, and what to do.
pub(super) fn aftermath(failure: &Failure, outcome: Option<Outcome>, way: Way, is_first: bool) -> String {
    let command = format!("`{}`", way.noun());
    if failure.is_of_connection() {
        return format!(
            "It is not known whether the file was done: when the database is reachable again, `current` reports it, \
             and {command} continues from there"
        );
    }
    let before = if is_first { "" } else { ", and the files before it were" };
    match outcome {
        Some(Outcome::Unknown) => {
            "The database commits each statement separately, and the statements before this one were done: `current` \
             explains how to continue".to_owned()
        }
        Some(outcome @ (Outcome::Done | Outcome::Repeatable)) => {
            format!("{}{before}: {command} continues from there", capital(outcome.describe()))
        }
        None | Some(Outcome::NotDone) if failure.is_explained() || failure.is_busy() => {
            format!("Nothing of this file was done{before}")
        }
        None | Some(Outcome::NotDone) => format!(
            "Nothing of this file was done{before}: correct the file or the rows that it affects, and run {command} again"
        ),
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
