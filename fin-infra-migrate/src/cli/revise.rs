//! Commands that write migrations.

use std::collections::BTreeMap;
use std::process::ExitCode;

use chrono::Utc;

use super::super::change::Change;
use super::super::connection::{check_is_built, name};
use super::super::describe::Desired;
use super::super::dialect::Database;
use super::super::diff::{Answers, diff};
use super::super::draft::{Plan, drafts};
use super::super::failure::Failure;
use super::super::folder::{Draft, Folder};
use super::super::merge::check_keeps_both;
use super::super::model::Schema;
use super::super::unmanaged::keep;
use super::arguments::{Merge, Revision};
use super::{Context, output, shown};

/// Writes a migration for each database that has changes.
pub(super) async fn revision(context: &Context, options: &Revision) -> Result<ExitCode, Failure> {
    let databases = databases(context, &options.database)?;
    if options.from_database && databases != [context.database()?] {
        return Err(Failure::new(
            "`--from-database` compares with the one database of the URL: leave `--database` out",
        ));
    }
    let mut planned = Vec::new();
    for database in databases {
        planned.push((database, plan(context, options, database).await?));
    }
    let version = planned.iter().fold(now(), |version, (_, planned)| version.max(planned.folder.next()));
    let mut written = Vec::new();
    for (database, planned) in planned {
        if options.autogenerate && planned.changes.is_empty() {
            output::success(format!("{}: nothing has changed, so nothing was written", name(database)));
            continue;
        }
        let (folder, drafts) = planned.drafts(database, options, version);
        match folder.write(version, &options.message, drafts) {
            Ok(files) => written.extend(files),
            Err(failure) => {
                // All databases or none.
                for file in &written {
                    // The failure to report is that of the file that could not be written.
                    let _ = std::fs::remove_file(file);
                }
                return Err(failure);
            }
        }
    }
    for file in written {
        output::success(format!("wrote {}", shown(&file)));
    }
    Ok(ExitCode::SUCCESS)
}

/// The planned revision for one database.
struct Planned {
    folder: Folder,
    changes: Vec<Change>,
    before: Schema,
    schema: Schema,
    after: Vec<i64>,
    /// The number of rows of tables, with `--from-database`.
    rows: BTreeMap<String, String>,
}

impl Planned {
    /// Prints the plan, and renders its files.
    fn drafts(self, database: Database, options: &Revision, version: i64) -> (Folder, Vec<Draft>) {
        for change in &self.changes {
            output::line(format!("{}: {}", name(database), change.summary()));
        }
        let drafts = drafts(&Plan {
            database,
            message: &options.message,
            changes: &self.changes,
            before: &self.before,
            schema: self.schema,
            after: self.after,
            version,
            concurrently: options.concurrently,
        });
        for blocking in drafts.iter().flat_map(|draft| &draft.metadata.up_blocks) {
            let rows = self.rows.get(&blocking.table).map(String::as_str);
            output::line(format!("{}: {}", name(database), blocking.describe(rows)));
        }
        (self.folder, drafts)
    }
}

async fn plan(context: &Context, options: &Revision, database: Database) -> Result<Planned, Failure> {
    let folder = context.revisions(database)?;
    let head = folder.head()?.map(|head| head.version);
    let before = match head {
        Some(head) => folder.schema_at(head)?,
        None => Schema::default(),
    };
    let after = head.into_iter().collect();
    if !options.autogenerate {
        return Ok(Planned {
            folder,
            changes: Vec::new(),
            schema: before,
            before: Schema::default(),
            after,
            rows: BTreeMap::new(),
        });
    }
    let mut wanted = context.wanted(database)?;
    let (mut before, known) = match options.from_database {
        true => (from_database(context, &before, &wanted).await?, Some(before)),
        false => (before, None),
    };
    if !options.drop_unmanaged {
        keep(&mut before, &mut wanted, known.as_ref(), database);
    }
    let answers = Answers { allow_drop: options.allow_drop, fills: options.fill.iter().cloned().collect() };
    let changes = diff(&before, &wanted, &answers).map_err(|questions| {
        Failure::new(format!(
            "nothing was written, since this has to be decided first:\n- {}",
            questions.join("\n- ")
        ))
    })?;
    let mut rows = BTreeMap::new();
    if options.from_database {
        let mut connection = context.connect_read_only().await?;
        for name in before.tables.keys() {
            rows.extend(connection.rows(name).await.map(|rows| (name.clone(), rows)));
        }
    }
    Ok(Planned { folder, changes, before, schema: wanted.schema, after, rows })
}

/// Reads the tables that the structs or the migrations contain. Others are ignored.
async fn from_database(context: &Context, known: &Schema, wanted: &Desired) -> Result<Schema, Failure> {
    let mut all = wanted.schema.clone();
    for (name, table) in &known.tables {
        all.tables.entry(name.clone()).or_insert_with(|| table.clone());
    }
    for (name, table) in &mut all.tables {
        // Without Citus, only the metadata contains it.
        table.placement = known.tables.get(name).and_then(|known| known.placement);
    }
    context.connect_read_only().await?.schema(&all).await
}

/// Joins two heads.
pub(super) fn merge(context: &Context, options: &Merge) -> Result<ExitCode, Failure> {
    for database in databases(context, &options.database)? {
        let folder = context.revisions(database)?;
        let heads: Vec<i64> = folder.heads().into_iter().map(|head| head.version).collect();
        let [one, other] = heads[..] else {
            let sentence = match heads.len() {
                0 | 1 => "there are no two heads to merge",
                _ => "there are more than two heads: move the files of one away, merge, and move them back",
            };
            return Err(Failure::new(format!("{}: {sentence}", name(database))));
        };
        let version = now().max(folder.next());
        let schema = folder.merged_schema(one, other)?;
        if database == Database::Sqlite {
            check_keeps_both(&folder.sides(one, other)?).map_err(Failure::new)?;
        }
        let drafts = drafts(&Plan {
            database,
            message: &options.message,
            changes: &[],
            before: &Schema::default(),
            schema,
            after: heads,
            version,
            concurrently: false,
        });
        for file in folder.write(version, &options.message, drafts)? {
            output::success(format!("wrote {}", shown(&file)));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn databases(context: &Context, named: &[Database]) -> Result<Vec<Database>, Failure> {
    if named.is_empty() {
        return Ok(vec![context.database().map_err(|failure| {
            Failure::new(format!("{failure}; or name databases with `--database sqlite,postgres,mysql`"))
        })?]);
    }
    named.iter().try_for_each(|database| check_is_built(*database))?;
    Ok(named.to_vec())
}

/// The time, as a version: `20251130093000`.
fn now() -> i64 {
    Utc::now().format("%Y%m%d%H%M%S").to_string().parse().unwrap_or_default()
}
