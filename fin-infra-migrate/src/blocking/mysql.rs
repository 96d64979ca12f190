//! What blocks on MySQL and MariaDB.

use super::super::change::Change;
use super::super::dialect::LIVE;
use super::super::fact::Fact;
use super::super::render::Step;
use super::super::types::copies;
use super::{Blocking, KeptOut, alters, becomes};

/// What a statement blocks. Others can read meanwhile. They can write unless the server copies the table or the statement
/// changes the rows.
pub(crate) fn blocking_of(step: &Step, changes: &[Change]) -> Option<Blocking> {
    step.up.as_ref()?;
    let done = &step.trace.done;
    let table = step.fills.as_ref().map(|(table, _)| table.as_str()).or(done.first().map(Fact::table))?;
    let fills = step.fills.iter().map(|(_, column)| format!("fills `{column}`"));
    let work: Vec<String> =
        fills.chain(done.iter().filter_map(|fact| work_of(fact, step, changes))).collect();
    (!work.is_empty()).then(|| Blocking { table: table.to_owned(), kept_out: KeptOut::Writers, work })
}

/// Building an index does not block writers.
fn work_of(fact: &Fact, step: &Step, changes: &[Change]) -> Option<String> {
    match fact {
        Fact::HasForeignKey { name, table } if !is_new(table, changes) => {
            Some(format!("checks the reference `{name}`"))
        }
        Fact::HasColumn { name, table } if name == LIVE && !is_new(table, changes) => {
            Some(format!("computes `{name}`"))
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

/// Whether a table is created or dropped, so that nobody waits for its rows. A table that does not change can lose a
/// reference temporarily.
fn is_new(table: &str, changes: &[Change]) -> bool {
    let is_altered = alters(changes).any(|alter| alter.name == table);
    !is_altered && changes.iter().any(|change| change.table() == table)
}
