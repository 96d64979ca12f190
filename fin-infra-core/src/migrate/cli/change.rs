//! Commands that change a database.

use std::collections::{BTreeMap, BTreeSet};
use std::process::ExitCode;

use sqlx::migrate::{Migration, Migrator};

use super::super::connection::Live;
use super::super::dialect::Dialect;
use super::super::failure::Failure;
use super::super::folder::{Folder, Need, Revision};
use super::super::model::Schema;
use super::{Context, say};

/// Applies migrations.
pub(super) async fn upgrade(context: &Context, target: &str) -> Result<ExitCode, Failure> {
    let mut place = Place::find(context).await?;
    place.check_is_whole()?;
    let head = place.folder.head()?;
    let target = match (target, target.strip_prefix('+')) {
        ("head", _) => head.map(|head| head.version),
        (_, Some(number)) => {
            let number: usize =
                number.parse().map_err(|_| Failure::say("a number of migrations is written as `+1`"))?;
            place.ahead(number)
        }
        (version, None) => Some(place.folder.last_part(place.folder.find(version)?)),
    };
    let chosen: Vec<&Revision> =
        place.pending().filter(|revision| target.is_some_and(|target| revision.version <= target)).collect();
    if chosen.is_empty() {
        say::good("nothing to apply");
        return Ok(ExitCode::SUCCESS);
    }
    say::line("to apply:");
    for revision in &chosen {
        say::line(format!("  {}", revision.stem));
        revision.note.up_loses.iter().for_each(|loss| say::line(format!("    loses {loss}")));
    }
    let (number, migrator) = (chosen.len(), place.migrator());
    let fresh = place.new_copies(chosen.iter().map(|revision| revision.version).max().unwrap_or_default())?;
    place.live.upgrade(&migrator, target.unwrap_or_default()).await?;
    say::good(format!("applied {number}"));
    say_folded(super::super::refold::refold(&mut place.live, &fresh).await?);
    Ok(ExitCode::SUCCESS)
}

/// Sets folded copies right.
pub(super) async fn refold(context: &Context) -> Result<ExitCode, Failure> {
    let wanted = context.wanted(context.database()?)?;
    let changed = super::super::refold::refold(&mut context.live().await?, &wanted.schema).await?;
    say_folded(changed);
    if changed == 0 {
        say::good("all folded copies are right");
    }
    Ok(ExitCode::SUCCESS)
}

fn say_folded(changed: usize) {
    if changed > 0 {
        say::good(format!("folded the case of {changed} texts anew"));
    }
}

/// Undoes migrations.
pub(super) async fn downgrade(
    context: &Context,
    target: &str,
    allow_drop: bool,
) -> Result<ExitCode, Failure> {
    let mut place = Place::find(context).await?;
    place.check_is_whole()?;
    let target = match (target, target.strip_prefix('-')) {
        ("base", _) => 0,
        (_, Some(number)) => {
            let number: usize =
                number.parse().map_err(|_| Failure::say("a number of migrations is written as `-1`"))?;
            place.behind(number)
        }
        (version, None) => place.folder.last_part(place.folder.find(version)?),
    };
    let chosen: Vec<&Revision> =
        place.applied_revisions().filter(|revision| revision.version > target).collect();
    if chosen.is_empty() {
        say::good("nothing to undo");
        return Ok(ExitCode::SUCCESS);
    }
    say::line("to undo:");
    for revision in chosen.iter().rev() {
        say::line(format!("  {}", revision.stem));
    }
    if let Some(revision) = chosen.iter().find(|revision| revision.down.is_none()) {
        return Err(Failure::say(format!(
            "{} cannot be undone: there is no {}.down.sql",
            revision.stem, revision.stem
        )));
    }
    let losses: BTreeSet<&String> = chosen.iter().flat_map(|revision| &revision.note.down_loses).collect();
    if !losses.is_empty() && !allow_drop {
        let losses: Vec<_> = losses.into_iter().map(String::as_str).collect();
        return Err(Failure::say(format!(
            "nothing was undone, since this would be lost: {}; `--allow-drop` says that it may be",
            losses.join(", ")
        )));
    }
    let (number, needs) = (chosen.len(), chosen.iter().flat_map(|one| one.note.down_needs.clone()).collect());
    place.check_needs(needs, Dialect::of(context.database()?)).await?;
    let migrator = place.migrator();
    let fresh = place.new_copies(target)?;
    place.live.downgrade(&migrator, target).await?;
    say::good(format!("undid {number}"));
    say_folded(super::super::refold::refold(&mut place.live, &fresh).await?);
    Ok(ExitCode::SUCCESS)
}

/// Marks migrations as applied, or as not.
pub(super) async fn stamp(context: &Context, target: &str) -> Result<ExitCode, Failure> {
    let mut place = Place::find(context).await?;
    let target = match target {
        "base" => 0,
        "head" => place.folder.head()?.map_or(0, |head| head.version),
        version => place.folder.find(version)?.version,
    };
    let migrator = place.migrator();
    place.live.stamp(&migrator, target).await?;
    say::good(match place.folder.revisions.get(&target) {
        Some(revision) => format!("the database is taken to be at {}", revision.stem),
        None => "the database is taken to have no migrations".to_owned(),
    });
    Ok(ExitCode::SUCCESS)
}

/// A database and its folder, which agree on what was applied.
pub(super) struct Place {
    pub(super) live: Live,
    pub(super) folder: Folder,
    pub(super) applied: BTreeSet<i64>,
    /// The one that failed half way.
    failed: Option<i64>,
}

impl Place {
    /// To change it.
    pub(super) async fn find(context: &Context) -> Result<Self, Failure> {
        let folder = context.revisions(context.database()?)?;
        Self::of(folder, context.live().await?).await
    }

    /// To look at it, and to leave the database as it is to the byte.
    pub(super) async fn look(context: &Context) -> Result<Self, Failure> {
        let folder = context.revisions(context.database()?)?;
        Self::of(folder, context.look().await?).await
    }

    /// Holds what was applied against the files, and refuses to go on where one was edited or is missing.
    async fn of(folder: Folder, mut live: Live) -> Result<Self, Failure> {
        let applied = live.applied().await?;
        let checksums: BTreeMap<i64, &[u8]> =
            applied.iter().map(|one| (one.version, &*one.checksum)).collect();
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
        let failed = live.failed().await?;
        let applied = applied.iter().map(|one| one.version).filter(|one| Some(*one) != failed).collect();
        Ok(Self { live, folder, applied, failed })
    }

    /// Refuses to go on behind a migration that failed half way.
    pub(super) fn check_is_whole(&self) -> Result<(), Failure> {
        let Some(version) = self.failed else { return Ok(()) };
        let stem =
            self.folder.revisions.get(&version).map_or_else(|| version.to_string(), |one| one.stem.clone());
        Err(Failure::say(format!(
            "{stem} failed half way: set right what it stumbled over, take back what of it was done (of a file with one statement, \
             nothing), and then say that it was not applied: DELETE FROM _sqlx_migrations WHERE version = {version}"
        )))
    }

    /// Refuses to undo what would need values that rows do not have.
    async fn check_needs(&mut self, needs: Vec<Need>, dialect: Dialect) -> Result<(), Failure> {
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

    /// The tables at a version, with those folded copies alone that are not there yet.
    fn new_copies(&self, version: i64) -> Result<Schema, Failure> {
        let before = match self.applied_revisions().next_back() {
            Some(last) => self.folder.schema_at(last.version)?,
            None => Schema::default(),
        };
        let mut after = self.folder.schema_at(version)?;
        // A table that is new has no rows yet.
        after.tables.retain(|name, _| before.tables.contains_key(name));
        for (name, table) in &mut after.tables {
            table.columns.retain(|column| {
                column.folded_from.is_some() && before.tables[name].column(&column.name).is_none()
            });
        }
        Ok(after)
    }

    fn pending(&self) -> impl Iterator<Item = &Revision> {
        self.folder.revisions.values().filter(|revision| !self.applied.contains(&revision.version))
    }

    pub(super) fn applied_revisions(&self) -> impl DoubleEndedIterator<Item = &Revision> {
        self.folder.revisions.values().filter(|revision| self.applied.contains(&revision.version))
    }

    /// The last version of so many revisions that are not applied; one that is more than one file counts as one.
    fn ahead(&self, number: usize) -> Option<i64> {
        let mut applied = BTreeSet::new();
        let chosen = self.pending().take_while(|revision| {
            applied.insert(revision.whole());
            applied.len() <= number
        });
        chosen.last().map(|revision| revision.version)
    }

    /// The version that stays when so many revisions are undone; one that is more than one file counts as one.
    fn behind(&self, number: usize) -> i64 {
        let mut undone = BTreeSet::new();
        for revision in self.applied_revisions().rev() {
            undone.insert(revision.whole());
            if undone.len() > number {
                return revision.version;
            }
        }
        0
    }

    fn migrator(&self) -> Migrator {
        let both = |revision: &Revision| -> Vec<Migration> {
            std::iter::once(revision.up.clone()).chain(revision.down.clone()).collect()
        };
        Migrator::with_migrations(self.folder.revisions.values().flat_map(both).collect())
    }
}
