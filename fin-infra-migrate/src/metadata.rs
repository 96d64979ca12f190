//! What stands beside a file's SQL.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sqlx::migrate::{Migration, MigrationType};

use super::blocking::Blocking;
use super::fact::{DownRequirement, Trace};
use super::failure::Failure;
use super::model::Schema;

/// What the SQL does not say. It stands in a file of its own beside the two of sqlx's, which does not look at it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Metadata {
    /// The revisions that it comes after.
    pub(crate) after: Vec<i64>,
    /// The first file of a revision that is more than one, since the database commits each statement by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) part_of: Option<i64>,
    /// What the file does, in words for a person.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) does: String,
    /// What going down does.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) undoes: String,
    /// What is lost by going up.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) up_loses: Vec<String>,
    /// What is lost by going down.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) down_loses: Vec<String>,
    /// What going up keeps others from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) up_blocks: Vec<Blocking>,
    /// What going down keeps others from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) down_blocks: Vec<Blocking>,
    /// The columns that going down makes required, of which nobody knows what rows would have there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) down_needs: Vec<DownRequirement>,
    /// How to tell from the catalogue whether the file's statement was done, where the database commits it by itself.
    #[serde(default, skip_serializing_if = "Trace::is_empty")]
    pub(crate) trace: Trace,
    /// The tables as they are then; without it, as they were before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) schema: Option<Schema>,
}

/// What is to be written down as one file pair.
#[derive(Clone, Debug, Default)]
pub(crate) struct Draft {
    pub(crate) up: String,
    pub(crate) down: String,
    pub(crate) metadata: Metadata,
}

/// What tells two files from others. The ends of lines, which version control may change, are none of it.
pub(crate) fn digest(up: &str, down: &str) -> String {
    let text = format!("{up}\n{down}").replace('\r', "");
    let text = sqlx::SqlSafeStr::into_sql_str(sqlx::AssertSqlSafe(text));
    let of = Migration::new(0, "".into(), MigrationType::ReversibleUp, text, false);
    let start = of.checksum.first_chunk::<16>().copied().unwrap_or_default();
    format!("{:032x}", u128::from_be_bytes(start))
}

/// Stands in each file that the tool writes, and says that there is a note.
pub(crate) const MARK: &str =
    "-- The .json file beside this one says what it does to the tables: keep them together.";

/// Whether the tool wrote a file, and a note beside it.
pub(crate) fn has_metadata(up: &Migration) -> bool {
    up.sql.as_str().lines().any(|line| line == MARK)
}

/// A file's note. One that a person made with sqlx's own tool has none: it comes after the one before it.
///
/// What the other files say of it is told where it is lost.
pub(super) fn read(file: &Path, up: &Migration, substitute: Metadata) -> Result<Metadata, Failure> {
    if !file.exists() {
        if has_metadata(up) {
            return Err(lost(file, "is not there", &substitute));
        }
        return Ok(Metadata { after: substitute.after, ..Metadata::default() });
    }
    let text = fs::read_to_string(file).map_err(|error| Failure::folder(file, error))?;
    serde_json::from_str(&text)
        .map_err(|error| lost(file, &format!("is not as the tool wrote it ({error})"), &substitute))
}

fn lost(file: &Path, what: &str, substitute: &Metadata) -> Failure {
    let instead = serde_json::to_string(substitute).unwrap_or_default();
    Failure::new(format!(
        "{} {what}, and says what the migration beside it does to the tables: bring it back, from version control for one. Nothing \
         was changed. If it is nowhere, write this into it, and the next revision with `--from-database`:\n{instead}",
        file.display()
    ))
}
