//! Whether a folder is complete and unchanged.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use sqlx::migrate::{AppliedMigration, Migration};

use super::super::failure::Failure;
use super::super::metadata::{Metadata, has_metadata};
use super::{Folder, Revision};

impl Folder {
    /// Rejects a folder with missing files.
    pub(super) fn check_is_complete(&self) -> Result<(), Failure> {
        self.check_has_those_before()?;
        self.check_has_ways_back()?;
        self.check_has_files_of_notes()
    }

    /// Rejects a folder without a file that another one follows or is a part with.
    fn check_has_those_before(&self) -> Result<(), Failure> {
        for revision in self.revisions.values() {
            let Revision { version, stem, metadata, .. } = revision;
            let before =
                metadata.after.iter().chain(metadata.part_of.as_ref().filter(|first| *first != version));
            for other in before {
                if other >= version {
                    return Err(Failure::new(format!(
                        "{stem}.json states that it comes after {other}, but files are applied in the order of their \
                         versions: revert the change. Nothing was changed"
                    )));
                }
                if !self.revisions.contains_key(other) {
                    return Err(Failure::new(format!(
                        "{stem} comes after {other}, and {} has no such file: restore it, for example from version \
                         control. Nothing was \
                         changed",
                        self.path.display()
                    )));
                }
            }
        }
        Ok(())
    }

    /// Rejects a folder without the down file of a file that the tool wrote: the outcome of an interrupted file depends
    /// on both.
    fn check_has_ways_back(&self) -> Result<(), Failure> {
        let is_one_way = |one: &&Revision| one.down.is_none() && has_metadata(&one.up);
        match self.revisions.values().find(is_one_way) {
            None => Ok(()),
            Some(Revision { stem, .. }) => Err(Failure::new(format!(
                "{}/{stem}.down.sql does not exist, and undoes {stem}.up.sql: restore it, for example from version \
                 control. If it is lost, write statements that undo the file into it, or a statement that fails. \
                 Nothing was changed",
                self.path.display()
            ))),
        }
    }

    /// Rejects a folder with metadata whose SQL is missing.
    fn check_has_files_of_notes(&self) -> Result<(), Failure> {
        let known: BTreeSet<&str> = self.revisions.values().map(|revision| revision.stem.as_str()).collect();
        let files = fs::read_dir(&self.path).map_err(|error| Failure::folder(&self.path, error))?;
        for file in files.flatten() {
            let name = file.file_name().to_string_lossy().into_owned();
            let Some(stem) = name.strip_suffix(".json") else { continue };
            let is_version = stem.split('_').next().is_some_and(|version| version.parse::<i64>().is_ok());
            if is_version && !known.contains(stem) {
                return Err(Failure::new(format!(
                    "{name} belongs to a migration, and {} has no such file with the ending .up.sql: restore it, for \
                     example from version control, or remove what is left of it. Nothing was changed",
                    self.path.display()
                )));
            }
        }
        Ok(())
    }

    /// Rejects a folder that lacks an applied file, or contains an edited one.
    pub(crate) fn check_has_applied(&self, rows: &[AppliedMigration]) -> Result<(), Failure> {
        let checksums: BTreeMap<i64, &[u8]> = rows.iter().map(|row| (row.version, &*row.checksum)).collect();
        for (version, checksum) in checksums {
            match self.revisions.get(&version) {
                None => {
                    return Err(Failure::new(format!(
                        "{version} was applied to the database, and {} has no such file: restore it, for example from \
                         version control. Nothing was changed",
                        self.path.display()
                    )));
                }
                Some(revision) if *revision.up.checksum != *checksum => {
                    return Err(Failure::new(format!(
                        "{}.up.sql was edited after it was applied: revert the edit, and write a new revision for it. \
                         Nothing was changed",
                        revision.stem
                    )));
                }
                Some(_) => {}
            }
        }
        Ok(())
    }

    /// What the other files tell about lost metadata: its position, and the losses.
    pub(super) fn substitute(&self, stem: &str, up: &Migration, down: Option<&Migration>) -> Metadata {
        let before = self.revisions.values().next_back();
        let part_of = match part(stem) {
            Some((_, 1)) => Some(up.version),
            Some((name, number)) => before
                .filter(|before| part(&before.stem) == Some((name, number - 1)))
                .and_then(|before| before.metadata.part_of),
            None => None,
        };
        Metadata {
            after: before.map(|before| before.version).into_iter().collect(),
            part_of,
            up_loses: losses(up),
            down_loses: down.map(losses).unwrap_or_default(),
            ..Metadata::default()
        }
    }
}

/// The name of a file's revision, and the number of the part.
fn part(stem: &str) -> Option<(&str, u32)> {
    let (stem, _) = stem.rsplit_once("_of_")?;
    let (stem, number) = stem.rsplit_once('_')?;
    let (_, name) = stem.split_once('_')?;
    Some((name, number.parse().ok()?))
}

/// The losses that the first lines of a file list.
fn losses(file: &Migration) -> Vec<String> {
    file.sql.as_str().lines().filter_map(|line| line.strip_prefix("-- loses ")).map(str::to_owned).collect()
}
