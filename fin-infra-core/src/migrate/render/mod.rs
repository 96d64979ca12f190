//! The DDL that makes changes, in each database.

mod alter;
mod order;
mod policies;
mod rebuild;
mod table;

use super::change::Change;
use super::dialect::Dialect;

/// When a statement has its turn among those of a migration, whichever table it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Phase {
    /// What would keep tables from being changed.
    DropForeignKeys,
    /// Tables that others are about to refer to.
    CreateTables,
    DropRest,
    Columns,
    AddRest,
    AddForeignKeys,
    DropTables,
}

/// The statements that make changes, in their order.
pub(crate) fn statements(changes: &[Change], dialect: Dialect) -> Vec<String> {
    let mut phased: Vec<(Phase, String)> = Vec::new();
    for change in changes {
        match change {
            Change::Create { name, table } => {
                let created = create(name, table, dialect, Guard::None);
                phased.extend(created.into_iter().map(|sql| (Phase::CreateTables, sql)));
            }
            Change::Drop { name, .. } => {
                phased.push((Phase::DropTables, format!("DROP TABLE {}", dialect.name(name))));
            }
            Change::Alter(alter) if dialect == Dialect::Sqlite => phased.extend(rebuild::change(alter)),
            Change::Alter(alter) => phased.extend(alter::change(alter, dialect)),
        }
    }
    // Stable: within a phase, the order of the changes.
    phased.sort_by_key(|(phase, _)| *phase);
    phased.into_iter().map(|(_, sql)| sql).collect()
}

pub(crate) use self::table::{Guard, create};
