//! A database and its folder, which agree on the applied migrations.

use std::collections::BTreeSet;
use std::time::Duration;

use sqlx::migrate::{AppliedMigration, Migration};
use sqlx::{AssertSqlSafe, SqlSafeStr as _};

use super::super::connection::{AnyConnection, TABLE};
use super::super::dialect::{Database, Dialect as _};
use super::super::fact::DownRequirement;
use super::super::failure::Failure;
use super::super::folder::{Folder, Revision};
use super::super::refold::new_copies;
use super::super::retry::{RetryPolicy, Wait};
use super::file::Way;
use super::lock::Lock;
use super::outcome::Outcome;
use super::status::{Status, aftermath};

/// The first pause after a lock timeout; later ones are longer.
const FIRST_PAUSE: Duration = Duration::from_millis(500);

/// A database and its folder, which agree on the applied migrations.
pub(crate) struct Migrator {
    pub(crate) connection: AnyConnection,
    pub(crate) folder: Folder,
    pub(crate) applied: BTreeSet<i64>,
    /// The status of the database.
    pub(crate) status: Status,
    /// The revision in which an earlier run was interrupted, if this run reconciled it.
    interrupted: Option<i64>,
    /// The number of files that this run has finished.
    finished: usize,
    /// The revisions whose work after the commit is recorded.
    remembered: BTreeSet<(i64, Way)>,
    /// Held until the migrator is dropped.
    lock: Option<Lock>,
}

impl Migrator {
    /// Compares the applied migrations with the files, and fails if one was edited or is missing. Nothing is written.
    pub(crate) async fn read(mut connection: AnyConnection, folder: Folder) -> Result<Self, Failure> {
        let status = Status::read(&mut connection, &folder).await?;
        let rows = connection.applied().await?;
        folder.check_has_applied(&rows)?;
        Ok(Self::new(connection, folder, status, &rows))
    }

    /// Reads the database without files.
    pub(crate) async fn read_without_files(mut connection: AnyConnection) -> Result<Self, Failure> {
        let folder = Folder::default();
        let status = Status::read(&mut connection, &folder).await?;
        Ok(Self::new(connection, folder, status, &[]))
    }

    /// Takes the lock for a command that changes the database, reads the applied migrations, and reconciles an
    /// interrupted run.
    pub(crate) async fn lock(
        mut connection: AnyConnection,
        url: &str,
        folder: Folder,
        policy: &RetryPolicy<'_>,
    ) -> Result<Self, Failure> {
        let lock = connection.lock(url, policy).await?;
        connection.ensure_table().await?;
        let status = Status::read_locked(&mut connection, &folder).await?;
        let rows = connection.applied().await?;
        folder.check_has_applied(&rows)?;
        let mut migrator = Self { lock: Some(lock), ..Self::new(connection, folder, status, &rows) };
        if let Some(said) = migrator.reconcile().await? {
            (policy.report)(said);
        }
        Ok(migrator)
    }

    fn new(connection: AnyConnection, folder: Folder, status: Status, rows: &[AppliedMigration]) -> Self {
        let mut applied: BTreeSet<i64> = rows.iter().map(|row| row.version).collect();
        if let Some(version) = status.undone() {
            applied.remove(&version);
        }
        Self {
            connection,
            folder,
            applied,
            status,
            interrupted: None,
            finished: 0,
            remembered: BTreeSet::new(),
            lock: None,
        }
    }

    /// Records the outcome of the file in which an earlier run was interrupted, and returns a message about it.
    async fn reconcile(&mut self) -> Result<Option<String>, Failure> {
        let Status::Interrupted { version, outcome } = self.status else { return Ok(None) };
        let Some(revision) = self.folder.revisions.get(&version) else { return Ok(None) };
        if outcome == Outcome::Unknown {
            return Ok(None);
        }
        self.connection.reconcile(revision, outcome).await?;
        self.interrupted = Some(revision.whole());
        if outcome == Outcome::Done {
            self.applied.insert(version);
        }
        self.status = Status::Idle;
        Ok(Some(format!("an earlier run was interrupted at {}, and {}", revision.stem, outcome.describe())))
    }

    /// Fails after a file whose outcome is unknown.
    pub(crate) fn check_is_known(&self) -> Result<(), Failure> {
        self.status.check_is_known(&self.folder, self.connection.database())
    }

    /// Fails while a migration is running, or after a file whose outcome is unknown: the next file depends on it.
    pub(crate) fn check_is_idle(&self) -> Result<(), Failure> {
        self.check_is_known()?;
        self.status.check_is_over(&self.folder, self.connection.database())
    }

    /// A message about a running or interrupted migration; `None` if there is none.
    pub(crate) fn describe_status(&self) -> Option<String> {
        self.status.describe(&self.folder, self.connection.database())
    }

    /// The statements to run before a file, which drop what an earlier attempt left unfinished.
    pub(crate) async fn before(&mut self, version: i64) -> Result<Vec<String>, Failure> {
        let trace = self.folder.revisions.get(&version).and_then(Revision::trace);
        match trace {
            Some(trace) => self.connection.unfinished_indexes(trace).await,
            None => Ok(Vec::new()),
        }
    }

    /// Fails if the lock is lost: a file's statements may have released it.
    async fn check_is_locked(&mut self) -> Result<(), Failure> {
        let Some(lock) = &mut self.lock else { return Ok(()) };
        lock.check(&mut self.connection).await
    }

    /// Applies one file.
    pub(crate) async fn up(&mut self, version: i64, policy: &RetryPolicy<'_>) -> Result<(), Failure> {
        let Some(revision) = self.folder.revisions.get(&version).cloned() else { return Ok(()) };
        self.run_with_retries(&revision, &revision.up, Way::Up, policy).await?;
        self.finished += 1;
        self.applied.insert(version);
        Ok(())
    }

    /// Undoes one file.
    pub(crate) async fn down(&mut self, version: i64, policy: &RetryPolicy<'_>) -> Result<(), Failure> {
        let Some(revision) = self.folder.revisions.get(&version).cloned() else { return Ok(()) };
        let Some(down) = &revision.down else {
            return Err(Failure::new(format!(
                "{0} cannot be undone: there is no {0}.down.sql",
                revision.stem
            )));
        };
        self.run_with_retries(&revision, down, Way::Down, policy).await?;
        self.finished += 1;
        self.applied.remove(&version);
        Ok(())
    }

    /// Runs a file, and retries if others held a lock that it needs and nothing of it was done.
    async fn run_with_retries(
        &mut self,
        revision: &Revision,
        file: &Migration,
        way: Way,
        policy: &RetryPolicy<'_>,
    ) -> Result<(), Failure> {
        let mut wait = Wait::new(*policy, FIRST_PAUSE);
        loop {
            self.check_is_locked().await?;
            if let Some(trace) = revision.trace() {
                self.connection.drop_unfinished_indexes(trace).await?;
            }
            self.remember_copies(revision, way).await?;
            let Err(failure) = self.connection.run(revision, file, way).await else { return Ok(()) };
            #[cfg(test)]
            if super::failpoint::is_stop(&failure) {
                return Err(failure);
            }
            let outcome = self.reconcile_failure(revision).await;
            let advice = aftermath(&failure, outcome, way, self.finished == 0);
            let failure = failure.with_advice(advice);
            let is_undone = matches!(self.status, Status::Idle) && outcome != Some(Outcome::Done);
            if !failure.is_busy() || !is_undone {
                return Err(failure);
            }
            wait.back_off(&mut self.connection, &revision.stem, failure).await?;
        }
    }

    /// Reconciles a failed file at once, if the connection still works. Returns the outcome of a file without a rollback.
    async fn reconcile_failure(&mut self, revision: &Revision) -> Option<Outcome> {
        if self.connection.failed().await.ok().flatten() != Some(revision.version) {
            return None;
        }
        let outcome = self.connection.outcome(revision).await.unwrap_or(Outcome::Unknown);
        self.status = Status::Interrupted { version: revision.version, outcome };
        // The failure is reported; what cannot be reconciled now is reconciled by the next run.
        let _ = self.reconcile().await;
        Some(outcome)
    }

    /// Marks the files up to a version as applied, and later ones as not applied.
    pub(crate) async fn stamp(&mut self, target: i64) -> Result<(), Failure> {
        let failed = |error| Failure::database("the versions could not be stamped", error);
        let delete = format!("DELETE FROM {TABLE} WHERE version > {target} OR NOT success");
        self.applied.retain(|version| *version <= target);
        let (folder, applied) = (&self.folder, &mut self.applied);
        let stamp = async |connection: &mut AnyConnection| {
            connection.execute(AssertSqlSafe(delete).into_sql_str()).await.map_err(failed)?;
            for revision in folder.revisions.values().filter(|revision| revision.version <= target) {
                if applied.insert(revision.version) {
                    connection.insert(&revision.up, true, None).await.map_err(failed)?;
                }
            }
            Ok(())
        };
        self.connection.in_transaction(stamp).await
    }

    /// Fails if undoing needs values that rows do not have.
    pub(crate) async fn check_needs(
        &mut self,
        needs: Vec<DownRequirement>,
        database: Database,
    ) -> Result<(), Failure> {
        for DownRequirement { table, column, is_there } in needs {
            let all = format!("SELECT 1 FROM {}", database.quoted(&table));
            let empty =
                if is_there { format!("{all} WHERE {} IS NULL", database.quoted(&column)) } else { all };
            if self.connection.finds(format!("{empty} LIMIT 1")).await {
                return Err(Failure::new(format!(
                    "nothing was undone, since `{table}.{column}` would be required again, and there are rows without a value for it: \
                     remove them, or set the value in the .down.sql and remove `down_needs` from the .json file"
                )));
            }
        }
        Ok(())
    }

    /// Records in the database the work after a revision's commit, before the revision begins.
    async fn remember_copies(&mut self, revision: &Revision, way: Way) -> Result<(), Failure> {
        let whole = revision.whole();
        if !self.remembered.insert((whole, way)) {
            return Ok(());
        }
        let after = self.folder.schema_at(self.folder.last_part(revision))?;
        let before = self.folder.schema_before(whole)?;
        let copies = match way {
            Way::Up => new_copies(&before, &after),
            Way::Down => new_copies(&after, &before),
        };
        self.connection.remember(&copies).await
    }

    /// Whether a file is the last one of its revision.
    pub(crate) fn ends_a_revision(&self, version: i64) -> bool {
        self.folder.revisions.get(&version).is_none_or(|one| self.folder.last_part(one) == version)
    }

    pub(crate) fn pending(&self) -> impl Iterator<Item = &Revision> {
        self.folder.revisions.values().filter(|revision| !self.applied.contains(&revision.version))
    }

    pub(crate) fn applied_revisions(&self) -> impl DoubleEndedIterator<Item = &Revision> {
        self.folder.revisions.values().filter(|revision| self.applied.contains(&revision.version))
    }

    /// The last version of the next `number` pending revisions; a revision of several files counts once.
    pub(crate) fn ahead(&self, number: usize) -> Option<i64> {
        let mut applied = BTreeSet::new();
        let chosen = self.pending().take_while(|revision| {
            applied.insert(revision.whole());
            applied.len() <= number
        });
        chosen.last().map(|revision| revision.version)
    }

    /// The version that stays when `number` revisions are undone; a revision of several files counts once. One in which
    /// an earlier run was interrupted counts as the first, even if nothing of it is left.
    pub(crate) fn behind(&self, number: usize) -> i64 {
        let mut undone: BTreeSet<_> = self.interrupted.into_iter().collect();
        for revision in self.applied_revisions().rev() {
            undone.insert(revision.whole());
            if undone.len() > number {
                return revision.version;
            }
        }
        0
    }
}
