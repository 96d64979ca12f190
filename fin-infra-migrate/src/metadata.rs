//! The metadata file of a migration.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sqlx::migrate::{Migration, MigrationType};

use super::blocking::Blocking;
use super::fact::{DownRequirement, Trace};
use super::failure::Failure;
use super::model::Schema;

/// What the SQL does not state. It is a separate file beside the two of sqlx, which ignores it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Metadata {
    /// The revisions that it follows.
    pub(crate) after: Vec<i64>,
    /// The first file of a revision of several files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) part_of: Option<i64>,
    /// What the file does, for people.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) does: String,
    /// What the downgrade does.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) undoes: String,
    /// The losses of the upgrade.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) up_loses: Vec<String>,
    /// The losses of the downgrade.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) down_loses: Vec<String>,
    /// What the upgrade blocks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) up_blocks: Vec<Blocking>,
    /// What the downgrade blocks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) down_blocks: Vec<Blocking>,
    /// The columns that the downgrade makes required without a known value.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) down_needs: Vec<DownRequirement>,
    /// How the catalogue shows whether the file's statement was executed, if the database commits it separately.
    #[serde(default, skip_serializing_if = "Trace::is_empty")]
    pub(crate) trace: Trace,
    /// The tables after the file; without it, unchanged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) schema: Option<Schema>,
}

/// The contents of a migration's files.
#[derive(Clone, Debug, Default)]
pub(crate) struct Draft {
    pub(crate) up: String,
    pub(crate) down: String,
    pub(crate) metadata: Metadata,
}

/// A digest of two files. It ignores line endings, which version control may change.
pub(crate) fn digest(up: &str, down: &str) -> String {
    let text = format!("{up}\n{down}").replace('\r', "");
    let text = sqlx::SqlSafeStr::into_sql_str(sqlx::AssertSqlSafe(text));
    let of = Migration::new(0, "".into(), MigrationType::ReversibleUp, text, false);
    let start = of.checksum.first_chunk::<16>().copied().unwrap_or_default();
    format!("{:032x}", u128::from_be_bytes(start))
}

/// Marks a file that the tool wrote, and that therefore has metadata.
pub(crate) const MARK: &str =
    "-- The .json file beside this one says what it does to the tables: keep them together.";

/// Whether the tool wrote a file and its metadata.
pub(crate) fn has_metadata(up: &Migration) -> bool {
    up.sql.as_str().lines().any(|line| line == MARK)
}

/// Reads a file's metadata. A file of sqlx's own tool has none, and follows the file before it.
///
/// If it is lost, the error contains what the other files tell about it.
pub(super) fn read(file: &Path, up: &Migration, substitute: Metadata) -> Result<Metadata, Failure> {
    if !file.exists() {
        if has_metadata(up) {
            return Err(lost(file, "does not exist", &substitute));
        }
        return Ok(Metadata { after: substitute.after, ..Metadata::default() });
    }
    let text = fs::read_to_string(file).map_err(|error| Failure::folder(file, error))?;
    serde_json::from_str(&text)
        .map_err(|error| lost(file, &format!("is not what the tool wrote ({error})"), &substitute))
}

fn lost(file: &Path, what: &str, substitute: &Metadata) -> Failure {
    let instead = serde_json::to_string(substitute).unwrap_or_default();
    Failure::new(format!(
        "{} {what}, and describes what its migration does to the tables: restore it, for example from version control. \
         Nothing \
         was changed. If it is lost, write this into it, and write the next revision with `--from-database`:\n{instead}",
        file.display()
    ))
}
