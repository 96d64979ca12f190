//! What blocks on MySQL and MariaDB.

use std::collections::BTreeMap;

use super::super::change::Change;
use super::super::fact::Fact;
use super::super::render::Step;
use super::super::types::copies;
use super::{Blocking, KeptOut, alters, becomes};

/// Each statement by itself. Others read meanwhile, and write where the server can follow them: not into a table that it
/// copies, and not into rows that a statement changes.
pub(super) fn mysql(changes: &[Change], steps: &[Step]) -> Vec<Blocking> {
    let mut work: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for alter in alters(changes) {
        let fills = alter.fills.iter().filter_map(|(name, fill)| Some((alter.after.column(name)?, fill)));
        let fills = fills.filter(|(column, fill)| {
            alter.before.column(alter.old_name(&column.name)).is_some() || !fill.is_default_of(column)
        });
        let fills = fills.map(|(column, _)| format!("fills `{}`", column.name));
        work.entry(&alter.name).or_default().extend(fills);
    }
    for step in steps {
        for fact in &step.trace.done {
            let Some(alter) = alters(changes).find(|alter| alter.name == fact.table()) else {
                // Of a table that is new, goes, or has its keys away for a while.
                if let Fact::HasForeignKey { table, name } = fact
                    && !changes.iter().any(|change| change.table() == table)
                {
                    work.entry(table).or_default().push(format!("checks the reference `{name}`"));
                }
                continue;
            };
            work.entry(&alter.name).or_default().extend(work_of(fact, &step.trace.undone));
        }
    }
    let blocking = work.into_iter().filter(|(_, work)| !work.is_empty()).map(|(table, work)| Blocking {
        table: table.to_owned(),
        kept_out: KeptOut::Writers,
        work,
    });
    blocking.collect()
}

/// An index is built beside writers.
fn work_of(fact: &Fact, undone: &[Fact]) -> Option<String> {
    match fact {
        Fact::HasForeignKey { name, .. } => Some(format!("checks the reference `{name}`")),
        Fact::HasCheck { name, .. } => Some(format!("checks the rule `{name}`")),
        Fact::ColumnIs { column, .. } => undone.iter().find_map(|before| match before {
            Fact::ColumnIs { column: before, .. } if copies(&before.sql_type, &column.sql_type) => {
                Some(becomes(before, column))
            }
            _ => None,
        }),
        _ => None,
    }
}
