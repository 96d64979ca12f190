//! Whether a folder has the files that belong together, as they were when they were written or applied.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use sqlx::migrate::{AppliedMigration, Migration};

use super::super::failure::Failure;
use super::super::metadata::{Metadata, has_metadata};
use super::{Folder, Revision};

impl Folder {
    /// Refuses a folder from which a file is gone that others belong to.
    pub(super) fn check_is_complete(&self) -> Result<(), Failure> {
        self.check_has_those_before()?;
        self.check_has_ways_back()?;
        self.check_has_files_of_notes()
    }

    /// Refuses a folder from which a file is gone that another one comes after, or is a part with.
    fn check_has_those_before(&self) -> Result<(), Failure> {
        for revision in self.revisions.values() {
            let Revision { version, stem, metadata, .. } = revision;
            let before =
                metadata.after.iter().chain(metadata.part_of.as_ref().filter(|first| *first != version));
            for other in before {
                if other >= version {
                    return Err(Failure::new(format!(
                        "{stem}.json says that it comes after {other}, and files are applied in the order of their versions: take back \
                         what was changed there. Nothing was changed"
                    )));
                }
                if !self.revisions.contains_key(other) {
                    return Err(Failure::new(format!(
                        "{stem} comes after {other}, and {} has no such file: bring it back, from version control for one. Nothing was \
                         changed",
                        self.path.display()
                    )));
                }
            }
        }
        Ok(())
    }

    /// Refuses a folder from which the way back of a file is gone that the tool wrote: what became of an interrupted file is told
    /// from both.
    fn check_has_ways_back(&self) -> Result<(), Failure> {
        let is_one_way = |one: &&Revision| one.down.is_none() && has_metadata(&one.up);
        match self.revisions.values().find(is_one_way) {
            None => Ok(()),
            Some(Revision { stem, .. }) => Err(Failure::new(format!(
                "{}/{stem}.down.sql is not there, and undoes {stem}.up.sql: bring it back, from version control for one. If it is \
                 nowhere, write what undoes the file into it, or a statement that fails where nothing does. Nothing was changed",
                self.path.display()
            ))),
        }
    }

    /// Refuses a folder with a note whose SQL is gone.
    fn check_has_files_of_notes(&self) -> Result<(), Failure> {
        let known: BTreeSet<&str> = self.revisions.values().map(|revision| revision.stem.as_str()).collect();
        let files = fs::read_dir(&self.path).map_err(|error| Failure::folder(&self.path, error))?;
        for file in files.flatten() {
            let name = file.file_name().to_string_lossy().into_owned();
            let Some(stem) = name.strip_suffix(".json") else { continue };
            let is_version = stem.split('_').next().is_some_and(|version| version.parse::<i64>().is_ok());
            if is_version && !known.contains(stem) {
                return Err(Failure::new(format!(
                    "{name} belongs to a migration, and {} has no such file with the ending .up.sql: bring it back, from version \
                     control for one, or remove what is left of it. Nothing was changed",
                    self.path.display()
                )));
            }
        }
        Ok(())
    }

    /// Refuses a folder in which a file is missing or another one that was applied to a database.
    pub(crate) fn check_has_applied(&self, rows: &[AppliedMigration]) -> Result<(), Failure> {
        let checksums: BTreeMap<i64, &[u8]> = rows.iter().map(|row| (row.version, &*row.checksum)).collect();
        for (version, checksum) in checksums {
            match self.revisions.get(&version) {
                None => {
                    return Err(Failure::new(format!(
                        "{version} was applied to the database, and {} has no such file: bring it back, from version control for \
                         one. Nothing was changed",
                        self.path.display()
                    )));
                }
                Some(revision) if *revision.up.checksum != *checksum => {
                    return Err(Failure::new(format!(
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

    /// What of a lost note the other files say, those of the versions before among them: where it belongs, and what is lost.
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

/// The name of the revision that a file is a part of, and which part it is.
fn part(stem: &str) -> Option<(&str, u32)> {
    let (stem, _) = stem.rsplit_once("_of_")?;
    let (stem, number) = stem.rsplit_once('_')?;
    let (_, name) = stem.split_once('_')?;
    Some((name, number.parse().ok()?))
}

/// What a file says in its first lines that it loses.
fn losses(file: &Migration) -> Vec<String> {
    file.sql.as_str().lines().filter_map(|line| line.strip_prefix("-- loses ")).map(str::to_owned).collect()
}
