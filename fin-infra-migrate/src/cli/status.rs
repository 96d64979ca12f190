//! Commands that only read.

use std::process::ExitCode;

use super::super::failure::Failure;
use super::super::folder::Revision;
use super::super::run::Migrator;
use super::super::unmanaged::unmanaged;
use super::super::verify::differences_of_all;
use super::{Context, DIFFERENT, output};

/// Prints the last applied revision.
pub(super) async fn current(context: &Context) -> Result<ExitCode, Failure> {
    let mut migrator = context.migrator().await?;
    match migrator.applied_revisions().next_back() {
        None => output::line("no migration was applied"),
        Some(revision) => {
            let is_head = migrator.folder.heads().iter().any(|head| head.version == revision.version);
            output::line(format!("{}{}", revision.stem, if is_head { " (head)" } else { "" }));
        }
    }
    print_status(&mut migrator).await?;
    Ok(ExitCode::SUCCESS)
}

/// Prints a running or interrupted migration. An unknown outcome is a failure.
async fn print_status(migrator: &mut Migrator) -> Result<(), Failure> {
    migrator.check_is_known()?;
    for said in left(migrator).await {
        output::line(said);
    }
    Ok(())
}

/// Messages about a running or interrupted migration, and about remaining work.
async fn left(migrator: &mut Migrator) -> Vec<String> {
    let said = migrator.describe_status();
    said.into_iter().chain(migrator.connection.waiting_copies().await).collect()
}

/// Prints all revisions, the latest first, and whether they are applied.
pub(super) async fn history(context: &Context) -> Result<ExitCode, Failure> {
    let mut migrator = context.migrator().await?;
    if migrator.folder.revisions.is_empty() {
        output::line("there are no migrations yet");
    }
    for revision in migrator.folder.revisions.values().rev() {
        let line = format!("{}  {}", revision.stem, after(&revision.metadata.after));
        match migrator.status.label(revision.version) {
            Some(word) => output::line(format!("{line}  {word}")),
            None if migrator.applied.contains(&revision.version) => {
                output::success(format!("{line}  applied"));
            }
            None => output::line(format!("{line}  pending")),
        }
    }
    print_status(&mut migrator).await?;
    Ok(ExitCode::SUCCESS)
}

fn after(parents: &[i64]) -> String {
    match parents {
        [] => "the first".to_owned(),
        parents => {
            let parents: Vec<_> = parents.iter().map(i64::to_string).collect();
            format!("after {}", parents.join(" and "))
        }
    }
}

/// Prints the revisions that no other one follows.
pub(super) fn heads(context: &Context) -> Result<ExitCode, Failure> {
    let folder = context.revisions(context.database()?)?;
    if folder.revisions.is_empty() {
        output::line("there are no migrations yet");
    }
    for head in folder.heads() {
        output::line(&head.stem);
    }
    Ok(ExitCode::SUCCESS)
}

/// Checks that the database matches the structs, and that no migration is running or interrupted.
pub(super) async fn check(context: &Context) -> Result<ExitCode, Failure> {
    let wanted = context.wanted(context.database()?)?;
    let mut migrator = context.migrator_to_check().await?;
    let found = migrator.connection.schema(&wanted.schema).await?;
    let differences = differences_of_all(&found, &wanted.schema);
    for own in unmanaged(&found, &wanted.schema) {
        output::line(format!("unmanaged, kept: {own}"));
    }
    if differences.is_empty() {
        output::success("the database matches the structs");
    } else {
        output::line("the database does not match the structs:");
    }
    for difference in &differences {
        output::line(format!("- {difference}"));
    }
    if let Some(said) = migrator.describe_status() {
        output::line(said);
    }
    let is_clean = differences.is_empty() && migrator.status.version().is_none();
    Ok(if is_clean { ExitCode::SUCCESS } else { ExitCode::from(DIFFERENT) })
}

/// Prints the SQL of an upgrade; with `from`, of the files after that version, without connecting.
pub(super) async fn sql(context: &Context, from: Option<&str>, target: &str) -> Result<ExitCode, Failure> {
    let folder = context.revisions(context.database()?)?;
    folder.check_has_revisions()?;
    let target = match target {
        "head" => folder.head()?.map_or(0, |head| head.version),
        version => folder.last_part(folder.find(version)?),
    };
    match from {
        Some(from) => {
            let from = folder.last_part(folder.find(from)?);
            folder
                .revisions
                .values()
                .filter(|one| (from + 1..=target).contains(&one.version))
                .for_each(print_file);
        }
        None => print_pending(context.migrator().await?, target).await?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Prints what an upgrade would run now, for example from where an earlier run was interrupted.
async fn print_pending(mut migrator: Migrator, target: i64) -> Result<(), Failure> {
    migrator.check_is_idle()?;
    for said in left(&mut migrator).await {
        output::dimmed(format!("-- {said}"));
    }
    let pending: Vec<Revision> =
        migrator.pending().filter(|revision| revision.version <= target).cloned().collect();
    for revision in pending {
        for statement in migrator.before(revision.version).await? {
            output::line(format!("{statement};"));
        }
        print_file(&revision);
    }
    Ok(())
}

fn print_file(revision: &Revision) {
    output::dimmed(format!("-- {}.up.sql", revision.stem));
    output::line(revision.up.sql.as_str());
}
