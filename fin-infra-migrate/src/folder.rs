//! The folder of a database's migrations: sqlx's files, each with a metadata file.

mod complete;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use sqlx::migrate::{Migration, MigrationType};

use super::fact::Trace;
use super::failure::Failure;
use super::merge::merged;
use super::metadata::read;
pub(crate) use super::metadata::{Draft, MARK, Metadata, digest};
use super::model::Schema;

/// A migration, up and down.
#[derive(Clone, Debug)]
pub(crate) struct Revision {
    pub(crate) version: i64,
    /// The file name without its extension.
    pub(crate) stem: String,
    pub(crate) metadata: Metadata,
    pub(crate) up: Migration,
    pub(crate) down: Option<Migration>,
}

impl Revision {
    /// The version of the revision's first file.
    pub(crate) fn whole(&self) -> i64 {
        self.metadata.part_of.unwrap_or(self.version)
    }

    /// How the catalogue shows whether its statement was executed; `None` for a file that was written or edited by hand.
    pub(crate) fn trace(&self) -> Option<&Trace> {
        let down = self.down.as_ref().map(|down| down.sql.as_str()).unwrap_or_default();
        let trace = &self.metadata.trace;
        (!trace.is_empty() && trace.of == digest(self.up.sql.as_str(), down)).then_some(trace)
    }
}

/// The revisions of a folder, by version.
#[derive(Clone, Debug, Default)]
pub(crate) struct Folder {
    pub(crate) path: PathBuf,
    pub(crate) revisions: BTreeMap<i64, Revision>,
}

impl Folder {
    /// Reads a folder. A missing folder has no revisions.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let mut folder = Self { path: path.to_owned(), revisions: BTreeMap::new() };
        if !path.exists() {
            return Ok(folder);
        }
        let files = sqlx::migrate::resolve_blocking(path).map_err(|error| Failure::folder(path, error))?;
        let (downs, ups): (Vec<_>, Vec<_>) =
            files.into_iter().partition(|(migration, _)| migration.migration_type.is_down_migration());
        let mut downs: BTreeMap<i64, Migration> =
            downs.into_iter().map(|(migration, _)| (migration.version, migration)).collect();
        let mut ups = ups;
        ups.sort_by_key(|(migration, _)| migration.version);
        for (up, file) in ups {
            let version = up.version;
            let stem = stem(&file, up.migration_type);
            let down = downs.remove(&version);
            let substitute = folder.substitute(&stem, &up, down.as_ref());
            let metadata = read(&path.join(format!("{stem}.json")), &up, substitute)?;
            let revision = Revision { version, stem, metadata, up, down };
            if folder.revisions.insert(version, revision).is_some() {
                return Err(Failure::new(format!(
                    "two files in {} have the version {version}: give the files of one of them, including its .json, a \
                     version that no other has",
                    path.display()
                )));
            }
        }
        folder.check_is_complete()?;
        Ok(folder)
    }

    /// The version of the last file of a revision that may be more than one.
    pub(crate) fn last_part(&self, revision: &Revision) -> i64 {
        let whole = revision.whole();
        let parts = self.revisions.values().filter(|other| other.whole() == whole);
        parts.map(|part| part.version).max().unwrap_or(revision.version)
    }

    /// The version after all existing ones.
    pub(crate) fn next(&self) -> i64 {
        self.revisions.keys().next_back().map_or(0, |last| last + 1)
    }

    /// The revisions that no other one follows.
    pub(crate) fn heads(&self) -> Vec<&Revision> {
        let parents: BTreeSet<i64> =
            self.revisions.values().flat_map(|revision| revision.metadata.after.iter().copied()).collect();
        self.revisions.values().filter(|revision| !parents.contains(&revision.version)).collect()
    }

    /// Rejects a folder without revisions: it is the wrong one, or nothing has been written yet.
    pub(crate) fn check_has_revisions(&self) -> Result<(), Failure> {
        if !self.revisions.is_empty() {
            return Ok(());
        }
        Err(Failure::new(format!(
            "there are no migrations in {}: write the first one with `revision -m \"first tables\" --autogenerate`, or \
                                                                                                  pass their folder \
                                                                                                  with `--folder`",
            self.path.display()
        )))
    }

    /// The only head.
    pub(crate) fn head(&self) -> Result<Option<&Revision>, Failure> {
        match self.heads()[..] {
            [] => Ok(None),
            [head] => Ok(Some(head)),
            ref heads => {
                let versions: Vec<_> = heads.iter().map(|head| format!("  {}", head.stem)).collect();
                Err(Failure::new(format!(
                    "there are {} heads, that is, revisions that no other one follows:\n{}\n`merge` joins them",
                    heads.len(),
                    versions.join("\n")
                )))
            }
        }
    }

    /// The tables after a revision.
    pub(crate) fn schema_at(&self, version: i64) -> Result<Schema, Failure> {
        let Some(revision) = self.revisions.get(&version) else { return Ok(Schema::default()) };
        match (&revision.metadata.schema, &revision.metadata.after[..]) {
            (Some(schema), _) => Ok(schema.clone()),
            (None, []) => Ok(Schema::default()),
            (None, &[parent]) => self.schema_at(parent),
            (None, &[one, other, ..]) => self.merged_schema(one, other),
        }
    }

    /// The tables before a revision.
    pub(crate) fn schema_before(&self, version: i64) -> Result<Schema, Failure> {
        match self.revisions.get(&version).map(|revision| &revision.metadata.after[..]) {
            None | Some([]) => Ok(Schema::default()),
            Some(&[parent]) => self.schema_at(parent),
            Some(&[one, other, ..]) => self.merged_schema(one, other),
        }
    }

    /// The tables after two revisions together.
    pub(crate) fn merged_schema(&self, one: i64, other: i64) -> Result<Schema, Failure> {
        let [base, one, other] = self.sides(one, other)?;
        merged(&base, &one, &other).map_err(Failure::new)
    }

    /// The tables that two revisions have in common, and those of each.
    pub(crate) fn sides(&self, one: i64, other: i64) -> Result<[Schema; 3], Failure> {
        let base = match self.common_ancestor(one, other) {
            Some(base) => self.schema_at(base)?,
            None => Schema::default(),
        };
        Ok([base, self.schema_at(one)?, self.schema_at(other)?])
    }

    fn common_ancestor(&self, one: i64, other: i64) -> Option<i64> {
        let ancestors = self.ancestors(one);
        self.ancestors(other).into_iter().rev().find(|version| ancestors.contains(version))
    }

    /// A revision and all that come before it.
    pub(crate) fn ancestors(&self, version: i64) -> BTreeSet<i64> {
        let mut found = BTreeSet::new();
        let mut waiting = vec![version];
        while let Some(version) = waiting.pop() {
            if let Some(revision) = self.revisions.get(&version)
                && found.insert(version)
            {
                waiting.extend(&revision.metadata.after);
            }
        }
        found
    }

    /// Finds a revision by the beginning of its file name.
    pub(crate) fn find(&self, text: &str) -> Result<&Revision, Failure> {
        let found: Vec<_> =
            self.revisions.values().filter(|revision| revision.stem.starts_with(text)).collect();
        match found[..] {
            [revision] => Ok(revision),
            [] => Err(Failure::new(format!(
                "no revision in {} begins with `{text}`; `history` lists them",
                self.path.display()
            ))),
            _ => Err(Failure::new(format!(
                "more than one revision in {} begins with `{text}`",
                self.path.display()
            ))),
        }
    }

    /// Writes a revision of one or more parts, all of them or none. Returns the files.
    pub(crate) fn write(
        &self,
        first: i64,
        message: &str,
        drafts: Vec<Draft>,
    ) -> Result<Vec<PathBuf>, Failure> {
        let mut written = Vec::new();
        let result = self.write_all(first, message, drafts, &mut written);
        if result.is_err() {
            for file in &written {
                // The error to report is that of the file that could not be written.
                let _ = fs::remove_file(file);
            }
        }
        result.map(|()| written)
    }

    fn write_all(
        &self,
        first: i64,
        message: &str,
        drafts: Vec<Draft>,
        written: &mut Vec<PathBuf>,
    ) -> Result<(), Failure> {
        fs::create_dir_all(&self.path).map_err(|error| Failure::folder(&self.path, error))?;
        let parts = drafts.len();
        for (number, draft) in (0..).zip(drafts) {
            let version = first + number;
            let part = if parts > 1 { format!("_{}_of_{parts}", number + 1) } else { String::new() };
            let stem = format!("{version}_{}{part}", slug(message));
            let mut json = serde_json::to_string_pretty(&draft.metadata)
                .map_err(|error| Failure::folder(&self.path, error))?;
            json.push('\n');
            for (ending, text) in [("up.sql", draft.up), ("down.sql", draft.down), ("json", json)] {
                let file = self.path.join(format!("{stem}.{ending}"));
                fs::write(&file, text).map_err(|error| Failure::folder(&file, error))?;
                written.push(file);
            }
        }
        Ok(())
    }
}

/// A file name without sqlx's suffix.
fn stem(file: &Path, kind: MigrationType) -> String {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    name.strip_suffix(kind.suffix()).unwrap_or(&name).to_owned()
}

/// A message as part of a file name.
pub(crate) fn slug(message: &str) -> String {
    let words = message.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    let slug: String = words.collect::<Vec<_>>().join("_").to_lowercase().chars().take(60).collect();
    if slug.is_empty() { "revision".to_owned() } else { slug }
}
