//! What is under way on a database, as each command tells it, and what became of a file that did not come to its end.

use std::time::Duration;

use super::super::connection::{AnyConnection, TABLE};
use super::super::dialect::Database;
use super::super::failure::Failure;
use super::super::folder::{Folder, Revision};
use super::file::Way;
use super::outcome::Outcome;

/// What is under way on a database.
#[derive(Clone, Debug)]
pub(crate) enum Status {
    Idle,
    /// A tool holds the lock, or a server that still does what it was asked by one that is gone.
    Running {
        holder: String,
        version: Option<i64>,
    },
    /// An earlier run did not see the end of a file.
    Interrupted {
        version: i64,
        outcome: Outcome,
    },
}

/// How often it is asked again when a tool ends while it is asked.
const ATTEMPTS: u32 = 5;

impl Status {
    /// Looks, without the lock.
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
            // A tool that ended in between left nothing under way.
            if connection.failed().await? == version {
                return Self::interrupted(connection, folder, version).await;
            }
        }
        Err(Failure::new(
            "one migration after another runs on this database: ask again when they are through",
        ))
    }

    /// What an earlier run left, for whom nobody gets in the way of.
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

    /// The file that a run did not see the end of, if it is not done, or nobody knows yet whether it is.
    pub(super) fn undone(&self) -> Option<i64> {
        match self {
            Self::Interrupted { outcome: Outcome::Done, .. } => None,
            _ => self.version(),
        }
    }

    /// The file that is under way, or was when a run was interrupted.
    pub(crate) fn version(&self) -> Option<i64> {
        match self {
            Self::Idle => None,
            Self::Running { version, .. } => *version,
            Self::Interrupted { version, .. } => Some(*version),
        }
    }

    /// What is said of a file in a list; nothing where it is applied or not.
    pub(crate) fn label(&self, version: i64) -> Option<&'static str> {
        match self {
            _ if self.version() != Some(version) => None,
            Self::Interrupted { .. } => Some("interrupted"),
            _ => Some("runs at this moment"),
        }
    }

    /// In words; nothing where nothing is under way.
    pub(super) fn describe(&self, folder: &Folder, database: Database) -> Option<String> {
        let stem = |version: i64| {
            folder.revisions.get(&version).map_or_else(|| version.to_string(), |one| one.stem.clone())
        };
        match self {
            Self::Idle => None,
            Self::Running { holder, version } => {
                let at = version.map(|version| format!(", at {}", stem(version))).unwrap_or_default();
                // The file that SQLite's tool locks is unlocked with its process.
                let server = ". Where its tool was ended, the server still does what it was asked; what became of it can be told when \
                              that is over";
                let server = if database == Database::Sqlite { "" } else { server };
                Some(format!(
                    "a migration runs on this database at this moment{at}: it is run by {holder}{server}"
                ))
            }
            Self::Interrupted { version, outcome: Outcome::Unknown } => Some(format!(
                "{} failed half way, and the tool cannot tell what of it was done, since the file was written or changed by \
                 hand, or its table was: look at the table. If all of the file was done, say so: UPDATE {TABLE} SET success = TRUE \
                 WHERE version = {version}. If not, take back what was, and then say that: DELETE FROM {TABLE} WHERE version = \
                 {version}",
                stem(*version)
            )),
            Self::Interrupted { version, outcome } => Some(format!(
                "a run was interrupted at {}, and {}. `upgrade` or `downgrade` goes on from there",
                stem(*version),
                outcome.describe()
            )),
        }
    }

    /// Refuses to go on behind a file of which nobody knows whether it was done.
    pub(super) fn check_is_known(&self, folder: &Folder, database: Database) -> Result<(), Failure> {
        match self {
            Self::Interrupted { outcome: Outcome::Unknown, .. } => {
                Err(Failure::new(self.describe(folder, database).unwrap_or_default()))
            }
            _ => Ok(()),
        }
    }

    /// Refuses to tell what comes next while a migration runs.
    pub(super) fn check_is_over(&self, folder: &Folder, database: Database) -> Result<(), Failure> {
        match self {
            Self::Running { .. } => {
                let said = self.describe(folder, database).unwrap_or_default();
                Err(Failure::new(said)
                    .with_advice("Ask again when it is over: what `upgrade` runs next depends on it"))
            }
            _ => Ok(()),
        }
    }
}

impl AnyConnection {
    /// Writes down what became of a file that a run did not see the end of.
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
            Failure::database(format!("what became of {} cannot be written down", revision.stem), error)
        })
    }
}

/// What became of a file that the database refused, and what to do.
pub(super) fn aftermath(failure: &Failure, outcome: Option<Outcome>, way: Way, is_first: bool) -> String {
    let command = format!("`{}`", way.noun());
    if failure.is_of_connection() {
        return format!(
            "Whether the file was done is not known: when the database answers again, `current` says it, and {command} goes on"
        );
    }
    let before = if is_first { "" } else { ", and the files before it were" };
    match outcome {
        Some(Outcome::Unknown) => {
            "The database commits each statement by itself, and those before this one were done: `current` says how to go on".to_owned()
        }
        Some(outcome @ (Outcome::Done | Outcome::Repeatable)) => {
            format!("{}{before}: {command} goes on from there", capital(outcome.describe()))
        }
        None | Some(Outcome::NotDone) if failure.is_explained() || failure.is_busy() => {
            format!("Nothing of this file was done{before}")
        }
        None | Some(Outcome::NotDone) => format!(
            "Nothing of this file was done{before}: correct the file, or the rows that it is about, and run {command} again"
        ),
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
