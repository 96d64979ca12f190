//! Commands that change a database.

use std::collections::BTreeSet;
use std::process::ExitCode;

use super::super::blocking::Blocking;
use super::super::connection::AnyConnection;

use super::super::failure::Failure;
use super::super::folder::Revision;
use super::super::refold::copies;
use super::super::run::Dependent;
use super::{Context, output};

/// Applies migrations.
pub(super) async fn upgrade(context: &Context, target: &str) -> Result<ExitCode, Failure> {
    context.revisions(context.database()?)?.check_has_revisions()?;
    let mut migrator = context.locked_migrator().await?;
    migrator.check_is_known()?;
    // The remaining work of an earlier run after its last commit.
    for said in migrator.connection.waiting_copies().await {
        output::line(said);
    }
    print_folded(migrator.connection.refold(&context.retry_policy()).await?);
    let head = migrator.folder.head()?;
    let target = match (target, target.strip_prefix('+')) {
        ("head", _) => head.map(|head| head.version),
        (_, Some(number)) => {
            let number: usize =
                number.parse().map_err(|_| Failure::new("write a number of migrations as `+1`"))?;
            migrator.ahead(number)
        }
        (version, None) => Some(migrator.folder.last_part(migrator.folder.find(version)?)),
    };
    let chosen: Vec<&Revision> = migrator
        .pending()
        .filter(|revision| target.is_some_and(|target| revision.version <= target))
        .collect();
    if chosen.is_empty() {
        output::success("nothing to apply");
        return Ok(ExitCode::SUCCESS);
    }
    let versions: Vec<i64> = chosen.iter().map(|revision| revision.version).collect();
    let texts: Vec<String> = chosen.iter().map(|revision| revision.up.sql.as_str().to_owned()).collect();
    let plan: Vec<Planned> = chosen.into_iter().map(Planned::up).collect();
    let dependents = migrator.connection.dependents(&texts).await?;
    output::line("to apply:");
    print_plan(&mut migrator.connection, plan, &dependents).await;
    check_nothing_blocks("applied", &dependents)?;
    let number = versions.len();
    let mut folded = 0;
    for version in versions {
        migrator.up(version, &context.retry_policy()).await?;
        if migrator.ends_a_revision(version) {
            folded += migrator.connection.refold(&context.retry_policy()).await?;
        }
    }
    output::success(format!("applied {number}"));
    print_folded(folded);
    Ok(ExitCode::SUCCESS)
}

/// A file of a plan, for display.
struct Planned {
    stem: String,
    does: String,
    loses: Vec<String>,
    blocks: Vec<Blocking>,
}

impl Planned {
    fn up(revision: &Revision) -> Self {
        let metadata = &revision.metadata;
        Self {
            stem: revision.stem.clone(),
            does: metadata.does.clone(),
            loses: metadata.up_loses.clone(),
            blocks: metadata.up_blocks.clone(),
        }
    }

    fn down(revision: &Revision) -> Self {
        let metadata = &revision.metadata;
        Self {
            stem: revision.stem.clone(),
            does: metadata.undoes.clone(),
            loses: metadata.down_loses.clone(),
            blocks: metadata.down_blocks.clone(),
        }
    }
}

/// Prints the files, what they do, lose and block, and the number of rows.
async fn print_plan(connection: &mut AnyConnection, plan: Vec<Planned>, dependents: &[Dependent]) {
    for (file, Planned { stem, does, loses, blocks }) in plan.into_iter().enumerate() {
        output::line(format!("  {stem}"));
        if !does.is_empty() {
            output::line(format!("    {does}"));
        }
        let dependents = dependents
            .iter()
            .filter(|dependent| dependent.file == file)
            .map(|dependent| dependent.description.clone());
        for loss in loses.into_iter().chain(dependents) {
            output::line(format!("    loses {loss}"));
        }
        for blocking in blocks {
            let rows = connection.rows(&blocking.table).await;
            output::line(format!("    {}", blocking.describe(rows.as_deref())));
        }
    }
}

/// Fails before a run that the database would reject halfway: it does not drop a column that a constraint depends on.
fn check_nothing_blocks(done: &str, dependents: &[Dependent]) -> Result<(), Failure> {
    let first: Vec<&str> =
        dependents.iter().filter_map(|dependent| dependent.drop_first.as_deref()).collect();
    if first.is_empty() {
        return Ok(());
    }
    let said: Vec<&str> = dependents
        .iter()
        .filter(|dependent| dependent.drop_first.is_some())
        .map(|dependent| dependent.description.as_str())
        .collect();
    Err(Failure::new(format!(
        "nothing was {done}, since the database does not drop a column that a constraint depends on: {}. Run this \
         first: {}. Then run this again",
        said.join("; "),
        first.join("; ")
    )))
}

/// Completes folded copies.
pub(super) async fn refold(context: &Context) -> Result<ExitCode, Failure> {
    let wanted = context.wanted(context.database()?)?;
    let mut migrator = context.locked_migrator().await?;
    migrator.connection.remember(&copies(&wanted.schema).collect::<Vec<_>>()).await?;
    let changed = migrator.connection.refold(&context.retry_policy()).await?;
    print_folded(changed);
    if changed == 0 {
        output::success("all folded copies are complete");
    }
    Ok(ExitCode::SUCCESS)
}

fn print_folded(changed: u64) {
    if changed > 0 {
        output::success(format!("refolded {changed} texts"));
    }
}

/// Undoes migrations.
pub(super) async fn downgrade(
    context: &Context,
    target: &str,
    allow_drop: bool,
) -> Result<ExitCode, Failure> {
    let mut migrator = context.locked_migrator().await?;
    migrator.check_is_known()?;
    let target = match (target, target.strip_prefix('-')) {
        ("base", _) => 0,
        (_, Some(number)) => {
            let number: usize =
                number.parse().map_err(|_| Failure::new("write a number of migrations as `-1`"))?;
            migrator.behind(number)
        }
        (version, None) => migrator.folder.last_part(migrator.folder.find(version)?),
    };
    let chosen: Vec<Revision> =
        migrator.applied_revisions().filter(|revision| revision.version > target).cloned().collect();
    if chosen.is_empty() {
        output::success("nothing to undo");
        return Ok(ExitCode::SUCCESS);
    }
    let texts = chosen.iter().rev().filter_map(|revision| revision.down.as_ref());
    let texts: Vec<String> = texts.map(|down| down.sql.as_str().to_owned()).collect();
    let dependents = migrator.connection.dependents(&texts).await?;
    output::line("to undo:");
    print_plan(&mut migrator.connection, chosen.iter().rev().map(Planned::down).collect(), &dependents).await;
    check_can_be_undone(&chosen, allow_drop)?;
    let versions: Vec<i64> = chosen.iter().rev().map(|revision| revision.version).collect();
    let (number, needs) =
        (chosen.len(), chosen.iter().flat_map(|one| one.metadata.down_needs.clone()).collect());
    check_nothing_blocks("undone", &dependents)?;
    migrator.check_needs(needs, context.database()?).await?;
    for version in versions {
        migrator.down(version, &context.retry_policy()).await?;
    }
    output::success(format!("undid {number}"));
    print_folded(migrator.connection.refold(&context.retry_policy()).await?);
    Ok(ExitCode::SUCCESS)
}

/// Fails if a down file is missing, or if undoing loses data without `--allow-drop`.
fn check_can_be_undone(chosen: &[Revision], allow_drop: bool) -> Result<(), Failure> {
    if let Some(revision) = chosen.iter().find(|revision| revision.down.is_none()) {
        return Err(Failure::new(format!(
            "{} cannot be undone: there is no {}.down.sql",
            revision.stem, revision.stem
        )));
    }
    let losses: BTreeSet<&String> =
        chosen.iter().flat_map(|revision| &revision.metadata.down_loses).collect();
    if !losses.is_empty() && !allow_drop {
        let losses: Vec<_> = losses.into_iter().map(String::as_str).collect();
        return Err(Failure::new(format!(
            "nothing was undone, since this would be lost: {}; pass `--allow-drop` to allow it",
            losses.join(", ")
        )));
    }
    Ok(())
}

/// Marks migrations as applied, or as not applied.
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
    output::success(match migrator.folder.revisions.get(&target) {
        Some(revision) => format!("the database is now marked as at {}", revision.stem),
        None => "the database is now marked as having no migrations".to_owned(),
    });
    Ok(ExitCode::SUCCESS)
}
