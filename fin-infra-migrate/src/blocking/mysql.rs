//! What blocks on MySQL and MariaDB.

use super::super::change::Change;
use super::super::fact::Fact;
use super::super::render::Step;
use super::super::types::copies;
use super::{Blocking, KeptOut, alters, becomes};

/// Whom a statement keeps out. Others read meanwhile, and write where the server can follow them: not into a table that it
/// copies, and not into rows that the statement changes.
pub(crate) fn blocking_of(step: &Step, changes: &[Change]) -> Option<Blocking> {
    step.up.as_ref()?;
    let done = &step.trace.done;
    let table = step.fills.as_ref().map(|(table, _)| table.as_str()).or(done.first().map(Fact::table))?;
    let fills = step.fills.iter().map(|(_, column)| format!("fills `{column}`"));
    let work: Vec<String> =
        fills.chain(done.iter().filter_map(|fact| work_of(fact, step, changes))).collect();
    (!work.is_empty()).then(|| Blocking { table: table.to_owned(), kept_out: KeptOut::Writers, work })
}

/// An index is built beside writers.
fn work_of(fact: &Fact, step: &Step, changes: &[Change]) -> Option<String> {
    match fact {
        Fact::HasForeignKey { name, table } if !is_new(table, changes) => {
            Some(format!("checks the reference `{name}`"))
        }
        Fact::HasCheck { name, .. } => Some(format!("checks the rule `{name}`")),
        Fact::ColumnIs { column, .. } => step.trace.undone.iter().find_map(|before| match before {
            Fact::ColumnIs { column: before, .. } if copies(&before.sql_type, &column.sql_type) => {
                Some(becomes(before, column))
            }
            _ => None,
        }),
        _ => None,
    }
}

/// Whether a table is made or dropped, so that it has no rows that anybody waits for. One that stays as it is can have a
/// reference away for a while.
fn is_new(table: &str, changes: &[Change]) -> bool {
    let is_altered = alters(changes).any(|alter| alter.name == table);
    !is_altered && changes.iter().any(|change| change.table() == table)
}
