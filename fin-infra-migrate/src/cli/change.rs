//! Commands that change a database.

use std::collections::BTreeSet;
use std::process::ExitCode;

use super::super::blocking::Blocking;
use super::super::connection::AnyConnection;

use super::super::failure::Failure;
use super::super::folder::Revision;
use super::super::refold::copies;
use super::super::run::Along;
use super::{Context, say};

/// Applies migrations.
pub(super) async fn upgrade(context: &Context, target: &str) -> Result<ExitCode, Failure> {
    context.revisions(context.database()?)?.check_has_revisions()?;
    let mut migrator = context.locked_migrator().await?;
    migrator.check_is_whole()?;
    // What an earlier run was to do behind its last commit.
    for said in migrator.live.waiting_copies().await {
        say::line(said);
    }
    say_folded(migrator.live.refold(&context.patience()).await?);
    let head = migrator.folder.head()?;
    let target = match (target, target.strip_prefix('+')) {
        ("head", _) => head.map(|head| head.version),
        (_, Some(number)) => {
            let number: usize =
                number.parse().map_err(|_| Failure::say("a number of migrations is written as `+1`"))?;
            migrator.ahead(number)
        }
        (version, None) => Some(migrator.folder.last_part(migrator.folder.find(version)?)),
    };
    let chosen: Vec<&Revision> = migrator
        .pending()
        .filter(|revision| target.is_some_and(|target| revision.version <= target))
        .collect();
    if chosen.is_empty() {
        say::good("nothing to apply");
        return Ok(ExitCode::SUCCESS);
    }
    let versions: Vec<i64> = chosen.iter().map(|revision| revision.version).collect();
    let texts: Vec<String> = chosen.iter().map(|revision| revision.up.sql.as_str().to_owned()).collect();
    let plan: Vec<Planned> = chosen.into_iter().map(Planned::up).collect();
    let along = migrator.live.goes_along(&texts).await?;
    say::line("to apply:");
    say_plan(&mut migrator.live, plan, &along).await;
    check_nothing_is_in_the_way("applied", &along)?;
    let number = versions.len();
    let mut folded = 0;
    for version in versions {
        migrator.up(version, &context.patience()).await?;
        if migrator.ends_a_revision(version) {
            folded += migrator.live.refold(&context.patience()).await?;
        }
    }
    say::good(format!("applied {number}"));
    say_folded(folded);
    Ok(ExitCode::SUCCESS)
}

/// A file of a plan, as a person is told of it.
struct Planned {
    stem: String,
    does: String,
    loses: Vec<String>,
    blocks: Vec<Blocking>,
}

impl Planned {
    fn up(revision: &Revision) -> Self {
        let note = &revision.note;
        Self {
            stem: revision.stem.clone(),
            does: note.does.clone(),
            loses: note.up_loses.clone(),
            blocks: note.up_blocks.clone(),
        }
    }

    fn down(revision: &Revision) -> Self {
        let note = &revision.note;
        Self {
            stem: revision.stem.clone(),
            does: note.undoes.clone(),
            loses: note.down_loses.clone(),
            blocks: note.down_blocks.clone(),
        }
    }
}

/// Which files there are, what they do and lose, and what keeps others out, for how many rows.
async fn say_plan(live: &mut AnyConnection, plan: Vec<Planned>, along: &[Along]) {
    for (file, Planned { stem, does, loses, blocks }) in plan.into_iter().enumerate() {
        say::line(format!("  {stem}"));
        if !does.is_empty() {
            say::line(format!("    {does}"));
        }
        let along = along.iter().filter(|along| along.file == file).map(|along| along.said.clone());
        for loss in loses.into_iter().chain(along) {
            say::line(format!("    loses {loss}"));
        }
        for blocking in blocks {
            let rows = live.rows(&blocking.table).await;
            say::line(format!("    {}", blocking.said(rows.as_deref())));
        }
    }
}

/// Refuses to begin what the database would refuse half way: it keeps a column that something else is about.
fn check_nothing_is_in_the_way(done: &str, along: &[Along]) -> Result<(), Failure> {
    let first: Vec<&str> = along.iter().filter_map(|along| along.first.as_deref()).collect();
    if first.is_empty() {
        return Ok(());
    }
    let said: Vec<&str> =
        along.iter().filter(|along| along.first.is_some()).map(|along| along.said.as_str()).collect();
    Err(Failure::say(format!(
        "nothing was {done}, since the database keeps a column as long as there is a constraint about it: {}. To let go of it: {}. \
         Then run this again",
        said.join("; "),
        first.join("; ")
    )))
}

/// Sets folded copies right.
pub(super) async fn refold(context: &Context) -> Result<ExitCode, Failure> {
    let wanted = context.wanted(context.database()?)?;
    let mut migrator = context.locked_migrator().await?;
    migrator.live.remember(&copies(&wanted.schema).collect::<Vec<_>>()).await?;
    let changed = migrator.live.refold(&context.patience()).await?;
    say_folded(changed);
    if changed == 0 {
        say::good("all folded copies are right");
    }
    Ok(ExitCode::SUCCESS)
}

fn say_folded(changed: u64) {
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
    let mut migrator = context.locked_migrator().await?;
    migrator.check_is_whole()?;
    let target = match (target, target.strip_prefix('-')) {
        ("base", _) => 0,
        (_, Some(number)) => {
            let number: usize =
                number.parse().map_err(|_| Failure::say("a number of migrations is written as `-1`"))?;
            migrator.behind(number)
        }
        (version, None) => migrator.folder.last_part(migrator.folder.find(version)?),
    };
    let chosen: Vec<Revision> =
        migrator.applied_revisions().filter(|revision| revision.version > target).cloned().collect();
    if chosen.is_empty() {
        say::good("nothing to undo");
        return Ok(ExitCode::SUCCESS);
    }
    let texts = chosen.iter().rev().filter_map(|revision| revision.down.as_ref());
    let texts: Vec<String> = texts.map(|down| down.sql.as_str().to_owned()).collect();
    let along = migrator.live.goes_along(&texts).await?;
    say::line("to undo:");
    say_plan(&mut migrator.live, chosen.iter().rev().map(Planned::down).collect(), &along).await;
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
    let versions: Vec<i64> = chosen.iter().rev().map(|revision| revision.version).collect();
    let (number, needs) = (chosen.len(), chosen.iter().flat_map(|one| one.note.down_needs.clone()).collect());
    check_nothing_is_in_the_way("undone", &along)?;
    migrator.check_needs(needs, context.database()?).await?;
    for version in versions {
        migrator.down(version, &context.patience()).await?;
    }
    say::good(format!("undid {number}"));
    say_folded(migrator.live.refold(&context.patience()).await?);
    Ok(ExitCode::SUCCESS)
}

/// Marks migrations as applied, or as not.
pub(super) async fn stamp(context: &Context, target: &str) -> Result<ExitCode, Failure> {
    if target == "head" {
        context.revisions(context.database()?)?.check_has_revisions()?;
    }
    let mut migrator = context.locked_migrator().await?;
    let target = match target {
        "base" => 0,
        "head" => migrator.folder.head()?.map_or(0, |head| head.version),
        version => migrator.folder.last_part(migrator.folder.find(version)?),
    };
    migrator.stamp(target).await?;
    say::good(match migrator.folder.revisions.get(&target) {
        Some(revision) => format!("the database is taken to be at {}", revision.stem),
        None => "the database is taken to have no migrations".to_owned(),
    });
    Ok(ExitCode::SUCCESS)
}
