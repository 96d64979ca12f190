//! Commands that only look.

use std::process::ExitCode;

use super::super::by_hand::by_hand;
use super::super::failure::Failure;
use super::super::folder::Revision;
use super::super::run::Migrator;
use super::super::verify::differences_of_all;
use super::{Context, DIFFERENT, say};

/// The last revision that was applied.
pub(super) async fn current(context: &Context) -> Result<ExitCode, Failure> {
    let mut migrator = context.migrator().await?;
    match migrator.applied_revisions().next_back() {
        None => say::line("no migration was applied"),
        Some(revision) => {
            let is_head = migrator.folder.heads().iter().any(|head| head.version == revision.version);
            say::line(format!("{}{}", revision.stem, if is_head { " (head)" } else { "" }));
        }
    }
    say_standing(&mut migrator).await?;
    Ok(ExitCode::SUCCESS)
}

/// What is under way, or was left by an earlier run. Where only a person can tell what became of it, that is a failure.
async fn say_standing(migrator: &mut Migrator) -> Result<(), Failure> {
    migrator.check_is_whole()?;
    for said in left(migrator).await {
        say::line(said);
    }
    Ok(())
}

/// What is under way, and what an earlier run left to do.
async fn left(migrator: &mut Migrator) -> Vec<String> {
    let said = migrator.said();
    said.into_iter().chain(migrator.live.waiting_copies().await).collect()
}

/// All revisions, the latest first, and which of them are applied.
pub(super) async fn history(context: &Context) -> Result<ExitCode, Failure> {
    let mut migrator = context.migrator().await?;
    if migrator.folder.revisions.is_empty() {
        say::line("there are no migrations yet");
    }
    for revision in migrator.folder.revisions.values().rev() {
        let line = format!("{}  {}", revision.stem, after(&revision.note.after));
        match migrator.standing.word(revision.version) {
            Some(word) => say::line(format!("{line}  {word}")),
            None if migrator.applied.contains(&revision.version) => say::good(format!("{line}  applied")),
            None => say::line(format!("{line}  pending")),
        }
    }
    say_standing(&mut migrator).await?;
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

/// The revisions that none comes after.
pub(super) fn heads(context: &Context) -> Result<ExitCode, Failure> {
    let folder = context.revisions(context.database()?)?;
    if folder.revisions.is_empty() {
        say::line("there are no migrations yet");
    }
    for head in folder.heads() {
        say::line(&head.stem);
    }
    Ok(ExitCode::SUCCESS)
}

/// Whether the database matches the structs, and no migration is under way that nobody saw the end of.
pub(super) async fn check(context: &Context) -> Result<ExitCode, Failure> {
    let wanted = context.wanted(context.database()?)?;
    let mut migrator = context.place_to_check().await?;
    let found = migrator.live.schema(&wanted.schema).await?;
    let differences = differences_of_all(&found, &wanted.schema);
    for own in by_hand(&found, &wanted.schema) {
        say::line(format!("made by hand, and kept: {own}"));
    }
    if differences.is_empty() {
        say::good("the database matches the structs");
    } else {
        say::line("the database does not match the structs:");
    }
    for difference in &differences {
        say::line(format!("- {difference}"));
    }
    if let Some(said) = migrator.said() {
        say::line(said);
    }
    let is_settled = differences.is_empty() && migrator.standing.version().is_none();
    Ok(if is_settled { ExitCode::SUCCESS } else { ExitCode::from(DIFFERENT) })
}

/// The SQL of what an upgrade would run on the database; with `from`, of what comes behind that, without asking a database.
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
                .for_each(say_file);
        }
        None => say_pending(context.migrator().await?, target).await?,
    }
    Ok(ExitCode::SUCCESS)
}

/// What an upgrade would run now: from where an earlier run was interrupted, for one.
async fn say_pending(mut migrator: Migrator, target: i64) -> Result<(), Failure> {
    migrator.check_is_settled()?;
    for said in left(&mut migrator).await {
        say::quiet(format!("-- {said}"));
    }
    let pending: Vec<Revision> =
        migrator.pending().filter(|revision| revision.version <= target).cloned().collect();
    for revision in pending {
        for statement in migrator.before(revision.version).await? {
            say::line(format!("{statement};"));
        }
        say_file(&revision);
    }
    Ok(())
}

fn say_file(revision: &Revision) {
    say::quiet(format!("-- {}.up.sql", revision.stem));
    say::line(revision.up.sql.as_str());
}
