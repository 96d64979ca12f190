//! A database and its folder, which agree on what was applied.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use sqlx::migrate::{AppliedMigration, Migration};
use sqlx::{AssertSqlSafe, SqlSafeStr as _};

use super::super::connection::{Live, TABLE};
use super::super::dialect::Dialect;
use super::super::failure::Failure;
use super::super::folder::{Folder, Need, Revision};
use super::super::refold::new_copies;
use super::file::Way;
use super::lock::Lock;
use super::patience::{Patience, Wait};
use super::settle::Outcome;

/// How long others go first after they held a lock for too long; longer each time.
const FIRST_PAUSE: Duration = Duration::from_millis(500);

/// A database and its folder, which agree on what was applied.
pub(crate) struct Place {
    pub(crate) live: Live,
    pub(crate) folder: Folder,
    pub(crate) applied: BTreeSet<i64>,
    /// The file that an earlier run did not see the end of, and what became of it.
    interrupted: Option<(i64, Outcome)>,
    /// The revisions of which it was written down what follows their commit.
    remembered: BTreeSet<(i64, Way)>,
    /// Held until the end.
    lock: Option<Lock>,
}

impl Place {
    /// Holds what was applied against the files, and refuses to go on where one was edited or is missing. Nothing is written.
    pub(crate) async fn look(mut live: Live, folder: Folder) -> Result<Self, Failure> {
        let rows = live.applied().await?;
        check_files(&folder, &rows)?;
        let underway = live.failed().await?;
        let mut applied: BTreeSet<i64> = rows.iter().map(|row| row.version).collect();
        let mut interrupted = None;
        if let Some(version) = underway {
            applied.remove(&version);
            if let Some(revision) = folder.revisions.get(&version) {
                let outcome = live.outcome(revision).await?;
                interrupted = Some((version, outcome));
            }
        }
        Ok(Self { live, folder, applied, interrupted, remembered: BTreeSet::new(), lock: None })
    }

    /// The same for a command that changes the database, which no other tool does until this one ends. What is applied is read
    /// when the lock is held; what an earlier run left is settled.
    pub(crate) async fn lock(
        mut live: Live,
        url: &str,
        folder: Folder,
        patience: &Patience<'_>,
    ) -> Result<Self, Failure> {
        let lock = live.lock(url, patience).await?;
        live.ensure_table().await?;
        let mut place = Self { lock: Some(lock), ..Self::look(live, folder).await? };
        if let Some(said) = place.settle().await? {
            (patience.say)(said);
        }
        Ok(place)
    }

    /// Writes down what became of the file that an earlier run did not see the end of, and says so.
    async fn settle(&mut self) -> Result<Option<String>, Failure> {
        let Some((version, outcome)) = self.interrupted else { return Ok(None) };
        let Some(revision) = self.folder.revisions.get(&version) else { return Ok(None) };
        let stem = &revision.stem;
        let sorry = |error| Failure::database(format!("what became of {stem} cannot be written down"), error);
        match outcome {
            Outcome::Unknown => return Ok(None),
            Outcome::Done => {
                self.live.set_applied(version, Duration::ZERO).await.map_err(sorry)?;
                self.applied.insert(version);
            }
            Outcome::NotDone => {
                if let Some(trace) = revision.trace() {
                    self.live.drop_unfinished_indexes(trace).await?;
                }
                self.live.remove(version).await.map_err(sorry)?;
            }
        }
        let said = format!("an earlier run was interrupted at {}", told(stem, outcome));
        self.interrupted = None;
        Ok(Some(said))
    }

    /// What an earlier run left, in words; nothing where it left nothing.
    pub(crate) fn interruption(&self) -> Option<String> {
        let (version, outcome) = self.interrupted?;
        let stem =
            self.folder.revisions.get(&version).map_or_else(|| version.to_string(), |one| one.stem.clone());
        Some(match outcome {
            Outcome::Unknown => format!(
                "{stem} failed half way, and the tool cannot tell what of it was done, since the file was written or changed by \
                 hand, or its table was: look at the table. If all of the file was done, say so: UPDATE {TABLE} SET success = TRUE \
                 WHERE version = {version}. If not, take back what was, and then say that: DELETE FROM {TABLE} WHERE version = \
                 {version}"
            ),
            outcome => format!(
                "a run was interrupted at {}. `upgrade` or `downgrade` goes on from there",
                told(&stem, outcome)
            ),
        })
    }

    /// Refuses to go on behind a file of which nobody knows whether it was done.
    pub(crate) fn check_is_whole(&self) -> Result<(), Failure> {
        match &self.interrupted {
            Some((_, Outcome::Unknown)) => Err(Failure::say(self.interruption().unwrap_or_default())),
            _ => Ok(()),
        }
    }

    /// Refuses to go on without the lock, which a file's statements may have given back.
    async fn check_is_locked(&mut self) -> Result<(), Failure> {
        let Some(lock) = &mut self.lock else { return Ok(()) };
        lock.check(&mut self.live).await
    }

    /// Applies one file.
    pub(crate) async fn up(&mut self, version: i64, patience: &Patience<'_>) -> Result<(), Failure> {
        let Some(revision) = self.folder.revisions.get(&version).cloned() else { return Ok(()) };
        self.run_patiently(&revision, &revision.up, Way::Up, patience).await?;
        self.applied.insert(version);
        Ok(())
    }

    /// Undoes one file.
    pub(crate) async fn down(&mut self, version: i64, patience: &Patience<'_>) -> Result<(), Failure> {
        let Some(revision) = self.folder.revisions.get(&version).cloned() else { return Ok(()) };
        let Some(down) = &revision.down else {
            return Err(Failure::say(format!(
                "{0} cannot be undone: there is no {0}.down.sql",
                revision.stem
            )));
        };
        self.run_patiently(&revision, down, Way::Down, patience).await?;
        self.applied.remove(&version);
        Ok(())
    }

    /// Runs a file, and does so again where others held a lock that it needs, and nothing of it was done.
    async fn run_patiently(
        &mut self,
        revision: &Revision,
        file: &Migration,
        way: Way,
        patience: &Patience<'_>,
    ) -> Result<(), Failure> {
        let mut wait = Wait::new(*patience, FIRST_PAUSE);
        loop {
            self.check_is_locked().await?;
            if let Some(trace) = revision.trace() {
                self.live.drop_unfinished_indexes(trace).await?;
            }
            self.remember_copies(revision, way).await?;
            let done = self.live.run(&revision.up, file, way).await;
            match self.settle_failure(revision, done).await {
                Err(failure) if failure.is_busy() && self.interrupted.is_none() => {
                    wait.stand_back(&mut self.live, &revision.stem, failure).await?;
                }
                done => return done,
            }
        }
    }

    /// What the database refused is settled at once, where the connection lives: nothing of it is left.
    async fn settle_failure(
        &mut self,
        revision: &Revision,
        done: Result<(), Failure>,
    ) -> Result<(), Failure> {
        let Err(failure) = done else { return Ok(()) };
        #[cfg(test)]
        if super::failpoint::is_stop(&failure) {
            return Err(failure);
        }
        if self.live.failed().await.ok().flatten() == Some(revision.version)
            && let Ok(outcome) = self.live.outcome(revision).await
        {
            self.interrupted = Some((revision.version, outcome));
            // The failure is what there is to say; what cannot be settled now is when the tool runs next.
            let _ = self.settle().await;
        }
        Err(failure)
    }

    /// Takes the files up to a version for applied, and those behind it for not.
    pub(crate) async fn stamp(&mut self, target: i64) -> Result<(), Failure> {
        let sorry = |error| Failure::database("the versions could not be stamped", error);
        let delete = format!("DELETE FROM {TABLE} WHERE version > {target} OR NOT success");
        self.applied.retain(|version| *version <= target);
        let (folder, applied) = (&self.folder, &mut self.applied);
        let stamp = async |live: &mut Live| {
            live.execute(AssertSqlSafe(delete).into_sql_str()).await.map_err(sorry)?;
            for revision in folder.revisions.values().filter(|revision| revision.version <= target) {
                if applied.insert(revision.version) {
                    live.insert(&revision.up, true, None).await.map_err(sorry)?;
                }
            }
            Ok(())
        };
        self.live.together(stamp).await
    }

    /// Refuses to undo what would need values that rows do not have.
    pub(crate) async fn check_needs(&mut self, needs: Vec<Need>, dialect: Dialect) -> Result<(), Failure> {
        for Need { table, column, is_there } in needs {
            let all = format!("SELECT 1 FROM {}", dialect.name(&table));
            let empty = if is_there { format!("{all} WHERE {} IS NULL", dialect.name(&column)) } else { all };
            if self.live.finds(format!("{empty} LIMIT 1")).await {
                return Err(Failure::say(format!(
                    "nothing was undone, since `{table}.{column}` would be required again, and there are rows without a value for it: \
                     remove them, or say in the .down.sql what they get and take `down_needs` out of the .json beside it"
                )));
            }
        }
        Ok(())
    }

    /// Remembers in the database what follows a revision's commit, before anything of it is done.
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
        self.live.remember(&copies).await
    }

    /// Whether a file is the last of its revision.
    pub(crate) fn ends_a_revision(&self, version: i64) -> bool {
        self.folder.revisions.get(&version).is_none_or(|one| self.folder.last_part(one) == version)
    }

    pub(crate) fn pending(&self) -> impl Iterator<Item = &Revision> {
        self.folder.revisions.values().filter(|revision| !self.applied.contains(&revision.version))
    }

    pub(crate) fn applied_revisions(&self) -> impl DoubleEndedIterator<Item = &Revision> {
        self.folder.revisions.values().filter(|revision| self.applied.contains(&revision.version))
    }

    /// The last version of so many revisions that are not applied; one that is more than one file counts as one.
    pub(crate) fn ahead(&self, number: usize) -> Option<i64> {
        let mut applied = BTreeSet::new();
        let chosen = self.pending().take_while(|revision| {
            applied.insert(revision.whole());
            applied.len() <= number
        });
        chosen.last().map(|revision| revision.version)
    }

    /// The version that stays when so many revisions are undone; one that is more than one file counts as one.
    pub(crate) fn behind(&self, number: usize) -> i64 {
        let mut undone = BTreeSet::new();
        for revision in self.applied_revisions().rev() {
            undone.insert(revision.whole());
            if undone.len() > number {
                return revision.version;
            }
        }
        0
    }
}

fn told(stem: &str, outcome: Outcome) -> String {
    match outcome {
        Outcome::Done => format!("{stem}, and the database has done what the file says"),
        Outcome::NotDone => format!("{stem}, and nothing of the file was done"),
        Outcome::Unknown => stem.to_owned(),
    }
}

fn check_files(folder: &Folder, rows: &[AppliedMigration]) -> Result<(), Failure> {
    let checksums: BTreeMap<i64, &[u8]> = rows.iter().map(|row| (row.version, &*row.checksum)).collect();
    for (version, checksum) in checksums {
        match folder.revisions.get(&version) {
            None => {
                return Err(Failure::say(format!(
                    "{version} was applied to the database, and {} has no such file: bring it back, from version control for \
                     one. Nothing was changed",
                    folder.path.display()
                )));
            }
            Some(revision) if *revision.up.checksum != *checksum => {
                return Err(Failure::say(format!(
                    "{}.up.sql was edited after it was applied: take the edit back, and write a new revision for it. \
                     Nothing was changed",
                    revision.stem
                )));
            }
            Some(_) => {}
        }
    }
    Ok(())
}
