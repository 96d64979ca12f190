//! The files of a revision.

use super::change::Change;
use super::dialect::Dialect;
use super::folder::{Draft, Need, Note};
use super::model::{Column, Schema};
use super::placement::{self, Moves};
use super::render;

/// What a revision is to be written from.
pub(crate) struct Plan<'a> {
    pub(crate) dialect: Dialect,
    pub(crate) message: &'a str,
    pub(crate) changes: &'a [Change],
    /// The tables afterwards.
    pub(crate) schema: Schema,
    /// The revisions that it comes after.
    pub(crate) after: Vec<i64>,
    /// Its version, and that of its first file where it is more than one.
    pub(crate) version: i64,
    /// Whether others can go on reading and writing on PostgreSQL while indexes are made and rules are checked.
    pub(crate) concurrently: bool,
}

/// What sqlx takes for the wish that a file's statements are in no transaction, where it begins with a comment of this.
const NO_TRANSACTION: &str = "no-transaction";

/// The statements of one file.
#[derive(Default)]
struct Part {
    up: Vec<String>,
    down: Vec<String>,
    in_transaction: bool,
}

/// The files, in the order of their versions.
pub(crate) fn drafts(plan: &Plan<'_>) -> Vec<Draft> {
    let inverse: Vec<Change> = plan.changes.iter().rev().map(Change::inverse).collect();
    let up = render::statements(plan.changes, plan.dialect);
    let down = render::statements(&inverse, plan.dialect);
    let parts: Vec<Part> = match plan.dialect {
        Dialect::MySql => one_by_one(up, down),
        Dialect::Postgres if plan.concurrently => nobody_kept_out(up, down, plan.changes),
        _ => vec![Part { up, down, in_transaction: true }],
    };
    let parts = with_moves(parts, placement::moves(plan.changes, &plan.schema));
    let number = parts.len();
    let losses = |changes: &[Change]| changes.iter().flat_map(Change::losses).collect::<Vec<_>>();
    let (up_loses, down_loses) = (losses(plan.changes), losses(&inverse));
    let down_needs: Vec<Need> = inverse.iter().flat_map(needs).collect();
    let drafts = parts.into_iter().zip(0..).map(|(part, place): (Part, i64)| {
        let is_last = place + 1 == i64::try_from(number).unwrap_or(i64::MAX);
        let note = Note {
            after: if place == 0 { plan.after.clone() } else { vec![plan.version + place - 1] },
            part_of: (number > 1).then_some(plan.version),
            up_loses: up_loses.clone(),
            down_loses: down_loses.clone(),
            down_needs: down_needs.clone(),
            schema: is_last.then(|| plan.schema.clone()),
        };
        let text = |statements: &[String], losses: &[String]| {
            text(plan.message, statements, losses, part.in_transaction)
        };
        Draft { up: text(&part.up, &up_loses), down: text(&part.down, &down_loses), note }
    });
    drafts.collect()
}

/// What rows would need for a change.
fn needs(change: &Change) -> Vec<Need> {
    let Change::Alter(alter) = change else { return Vec::new() };
    let need = |(column, before): (&Column, Option<&Column>)| Need {
        table: alter.name.clone(),
        column: before.unwrap_or(column).name.clone(),
        is_there: before.is_some(),
    };
    alter.unknown().map(need).collect()
}

/// Rows move in a file of its own, behind all else: in a transaction with other changes, Citus refuses to.
fn with_moves(mut parts: Vec<Part>, moves: Moves) -> Vec<Part> {
    let Moves { up, down } = moves;
    if up.is_empty() && down.is_empty() {
        return parts;
    }
    parts.retain(|part| !part.up.is_empty() || !part.down.is_empty());
    parts.push(Part { up, down, in_transaction: true });
    parts
}

/// A statement to each file: the database commits it by itself, and whatever fails behind it has to be tried again
/// without it.
fn one_by_one(up: Vec<String>, down: Vec<String>) -> Vec<Part> {
    let number = up.len().max(1);
    let mut parts: Vec<Part> =
        (0..number).map(|_| Part { in_transaction: true, ..Part::default() }).collect();
    for (part, sql) in parts.iter_mut().zip(up) {
        part.up.push(sql);
    }
    // The last file is the first to be undone.
    for (place, sql) in down.into_iter().enumerate() {
        parts[number.saturating_sub(place + 1)].down.push(sql);
    }
    parts
}

/// What would keep others out of tables that are there, in files of their own: indexes are dropped and made
/// concurrently, which cannot be in a transaction, and rules are held against the rows when they are in force already.
fn nobody_kept_out(up: Vec<String>, down: Vec<String>, changes: &[Change]) -> Vec<Part> {
    let apart = |up: String, in_transaction| Part { up: vec![up], down: Vec::new(), in_transaction };
    let tables: Vec<String> = changes
        .iter()
        .filter_map(|change| match change {
            Change::Alter(alter) => Some(format!(" ON {} ", Dialect::Postgres.name(&alter.name))),
            _ => None,
        })
        .collect();
    let (mut first, mut main, mut last) = (Vec::new(), Vec::new(), Vec::new());
    for sql in up {
        if let Some(index) = sql.strip_prefix("DROP INDEX ") {
            first.push(apart(format!("DROP INDEX CONCURRENTLY {index}"), false));
        } else if tables.iter().any(|table| sql.contains(table.as_str()))
            && let Some((create, index)) = sql.split_once("INDEX ")
            && create.starts_with("CREATE ")
        {
            last.push(apart(format!("{create}INDEX CONCURRENTLY {index}"), false));
        } else if sql.contains(" VALIDATE CONSTRAINT ") {
            last.push(apart(sql, true));
        } else {
            main.push(sql);
        }
    }
    first.push(Part { up: main, down, in_transaction: true });
    first.into_iter().chain(last).collect()
}

fn text(message: &str, statements: &[String], losses: &[String], in_transaction: bool) -> String {
    // sqlx looks for this at the very beginning.
    let head = if in_transaction { String::new() } else { format!("-- {NO_TRANSACTION}\n") };
    let message = message.replace(['\n', '\r'], " ");
    // With one space more it is a message, and no word to sqlx.
    let space = if message.starts_with(NO_TRANSACTION) { "  " } else { " " };
    let title = format!("--{space}{message}\n");
    let losses = losses.iter().map(|loss| format!("-- loses {loss}\n"));
    let statements = statements.iter().map(|sql| format!("\n{sql};\n"));
    [head, title].into_iter().chain(losses).chain(statements).collect()
}
