//! The files of a revision.

mod concurrent;

use super::blocking::{Blocking, Files, blocking_down, blocking_of, blocking_up, momentary};
use super::change::{Change, Loss};
use super::dialect::Database;
use super::fact::DownRequirement;
use super::fact::Trace;
use super::folder::{Draft, MARK, Metadata, digest};
use super::model::{Column, Schema};
use super::placement::{Moves, Phases, phases};
use super::render::{self, Ddl, Rows, Step};
use super::retry::lock_timeout;

/// The input of a revision.
pub(crate) struct Plan<'a> {
    pub(crate) database: Database,
    pub(crate) message: &'a str,
    pub(crate) changes: &'a [Change],
    /// The tables before the revision.
    pub(crate) before: &'a Schema,
    /// The tables after the revision.
    pub(crate) schema: Schema,
    /// The revisions that it follows.
    pub(crate) after: Vec<i64>,
    /// Its version, which is that of its first file.
    pub(crate) version: i64,
    /// Whether others can read and write on PostgreSQL while indexes are built and constraints validated.
    pub(crate) concurrently: bool,
}

/// A comment with this at the beginning of a file makes sqlx run it without a transaction.
const NO_TRANSACTION: &str = "no-transaction";

/// The statements of one file.
#[derive(Default)]
struct Part {
    up: Vec<Ddl>,
    down: Vec<Ddl>,
    /// The changes that the statements were rendered from, if any.
    changes: Vec<Change>,
    /// What it does and undoes, for people.
    does: String,
    undoes: String,
    up_loses: Vec<Loss>,
    down_loses: Vec<Loss>,
    up_blocks: Vec<Blocking>,
    down_blocks: Vec<Blocking>,
    trace: Trace,
    needs: Vec<DownRequirement>,
}

/// The files, in the order of their versions.
pub(crate) fn drafts(plan: &Plan<'_>) -> Vec<Draft> {
    let parts = match plan.database {
        Database::MySql => one_by_one(plan),
        database => parts(plan, database),
    };
    let number = parts.len();
    let drafts = parts.into_iter().zip(0..).map(|(part, position): (Part, i64)| {
        let is_last = position + 1 == i64::try_from(number).unwrap_or(i64::MAX);
        let said = |losses: &[Loss]| losses.iter().map(Loss::to_string).collect::<Vec<_>>();
        let (up_loses, down_loses) = (said(&part.up_loses), said(&part.down_loses));
        let in_transaction = part.in_transaction();
        let text = |statements: &[Ddl], losses: &[String]| text(plan, statements, losses, in_transaction);
        let (up, down) = (text(&part.up, &up_loses), text(&part.down, &down_loses));
        let of = if part.trace.is_empty() { String::new() } else { digest(&up, &down) };
        let metadata = Metadata {
            after: if position == 0 { plan.after.clone() } else { vec![plan.version + position - 1] },
            part_of: (number > 1).then_some(plan.version),
            does: part.does,
            undoes: part.undoes,
            up_loses,
            down_loses,
            up_blocks: part.up_blocks,
            down_blocks: part.down_blocks,
            down_needs: part.needs,
            trace: Trace { of, ..part.trace },
            schema: is_last.then(|| plan.schema.clone()),
        };
        Draft { up, down, metadata }
    });
    drafts.collect()
}

/// The files for a database with transactional DDL. Rows move in separate files, since Citus rejects that in a
/// transaction with other changes.
fn parts(plan: &Plan<'_>, database: Database) -> Vec<Part> {
    let Phases { first, changes, settings, last } = phases(plan.changes, &plan.schema);
    let mut parts = if plan.concurrently && database == Database::Postgres {
        let parts = concurrent::split_concurrent(&changes).into_iter();
        parts.map(|part| part.blocking(plan.before, database, Files::Many)).collect()
    } else {
        vec![Part::of(&changes, database, Rows::AtOnce).blocking(plan.before, database, Files::One)]
    };
    parts.iter_mut().filter(|part| part.in_transaction()).for_each(|part| part.begin_with(settings));
    if !(first.is_empty() && last.is_empty()) {
        parts.retain(|part| !part.is_empty());
        parts.splice(..0, Some(first).filter(|first| !first.is_empty()).map(Part::moving));
        parts.extend(Some(last).filter(|last| !last.is_empty()).map(Part::moving));
    }
    parts
}

/// The changes that undo changes.
fn inverse(changes: &[Change]) -> Vec<Change> {
    changes.iter().rev().map(Change::inverse).collect()
}

impl Part {
    /// All statements of changes, in one transaction.
    fn of(changes: &[Change], database: Database, rows: Rows) -> Self {
        let inverse = inverse(changes);
        let summary = |changes: &[Change]| changes.iter().map(Change::summary).collect::<Vec<_>>().join("; ");
        Self {
            up: render::statements(changes, database, rows),
            down: render::statements(&inverse, database, Rows::AtOnce),
            changes: changes.to_vec(),
            does: summary(changes),
            undoes: summary(&inverse),
            up_loses: losses(changes),
            down_loses: losses(&inverse),
            needs: inverse.iter().flat_map(needs).collect(),
            ..Self::default()
        }
    }

    /// Adds what blocks others while it works on rows, and, for one of several files, who waits briefly.
    fn blocking(mut self, before: &Schema, database: Database, files: Files) -> Self {
        let inverse = inverse(&self.changes);
        self.up_blocks = blocking_up(&self.changes, before, database, files);
        self.down_blocks = blocking_down(&self.changes, before, database, files);
        if files == Files::Many {
            for (said, changes, blocks) in [
                (&mut self.does, &self.changes, &self.up_blocks),
                (&mut self.undoes, &inverse, &self.down_blocks),
            ] {
                let moment = changes.iter().filter(|_| blocks.is_empty()).find_map(momentary);
                if let Some(moment) = moment {
                    said.push_str("; ");
                    said.push_str(&moment);
                }
            }
        }
        self
    }

    /// The statements that move rows, in one transaction.
    fn moving(Moves { up, down }: Moves) -> Self {
        Self { up, down, ..Self::default() }
    }

    /// Adds settings before the statements of the transaction, if there are any.
    fn begin_with(&mut self, settings: &[&str]) {
        let Self { up, down, .. } = self;
        let moves = Moves { up: std::mem::take(up), down: std::mem::take(down) };
        Moves { up: *up, down: *down } = moves.after(settings);
    }

    /// Whether a transaction can contain its statements.
    fn in_transaction(&self) -> bool {
        !self.up.iter().chain(&self.down).any(Ddl::is_autocommit)
    }

    fn is_empty(&self) -> bool {
        self.up.is_empty() && self.down.is_empty()
    }
}

/// The values that a change needs in existing rows.
fn needs(change: &Change) -> Vec<DownRequirement> {
    let Change::Alter(alter) = change else { return Vec::new() };
    let need = |(column, before): (&Column, Option<&Column>)| DownRequirement {
        table: alter.name.clone(),
        column: before.unwrap_or(column).name.clone(),
        is_there: before.is_some(),
    };
    alter.unknown().map(need).collect()
}

/// One statement per file, since the database commits each separately. The down file undoes only that statement, so that
/// a revision can be undone from wherever it stopped.
fn one_by_one(plan: &Plan<'_>) -> Vec<Part> {
    let inverse = inverse(plan.changes);
    let part = |step: Step| Part {
        up_blocks: blocking_of(&step, plan.changes).into_iter().collect(),
        down_blocks: blocking_of(&step.clone().mirrored(), &inverse).into_iter().collect(),
        up: step.up.into_iter().map(Ddl::from).collect(),
        down: step.down.into_iter().map(Ddl::from).collect(),
        trace: step.trace,
        needs: step.need.into_iter().collect(),
        ..Part::default()
    };
    let mut parts: Vec<Part> = render::steps(plan.changes, plan.before).into_iter().map(part).collect();
    if parts.is_empty() {
        parts.push(Part::default());
    }
    let last = parts.len() - 1;
    for loss in losses(plan.changes) {
        let position = parts.iter().position(|part| part.trace.done.iter().any(|fact| loss.is(fact)));
        parts[position.unwrap_or(0)].up_loses.push(loss);
    }
    for loss in losses(&inverse) {
        let position = parts.iter().rposition(|part| part.trace.undone.iter().any(|fact| loss.is(fact)));
        parts[position.unwrap_or(last)].down_loses.push(loss);
    }
    parts
}

fn losses(changes: &[Change]) -> Vec<Loss> {
    changes.iter().flat_map(Change::losses).collect()
}

fn text(plan: &Plan<'_>, statements: &[Ddl], losses: &[String], in_transaction: bool) -> String {
    // sqlx looks for this at the very beginning.
    let head = if in_transaction { String::new() } else { format!("-- {NO_TRANSACTION}\n") };
    let message = plan.message.replace(['\n', '\r'], " ");
    // With one more space, sqlx does not interpret it.
    let space = if message.starts_with(NO_TRANSACTION) { "  " } else { " " };
    let title = format!("--{space}{message}\n{MARK}\n");
    let losses = losses.iter().map(|loss| format!("-- loses {loss}\n"));
    // MySQL rejects a file of comments only.
    let nothing = (statements.is_empty() && plan.database == Database::MySql).then_some("DO 0");
    let limit = lock_timeout(plan.database).filter(|_| in_transaction && !statements.is_empty());
    let limit = limit.map(|sql| format!("\n{sql};\n"));
    let statements = statements.iter().map(Ddl::sql).chain(nothing).map(|sql| format!("\n{sql};\n"));
    [head, title].into_iter().chain(losses).chain(limit).chain(statements).collect()
}
