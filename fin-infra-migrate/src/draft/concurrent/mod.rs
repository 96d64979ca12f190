//! On PostgreSQL, a revision in files that lock tables only briefly.
//!
//! A transaction holds its locks to its end. A file with two tables would block one of them while it waits for the other,
//! and a file with two statements on rows would repeat the first one whenever it waits too long for a lock. So a file
//! changes one table, a statement that reads rows has its own file, and so has a statement that locks two tables, which
//! is one about a reference.

mod filled;
mod indexes;
mod stages;
mod tables;

use self::filled::filled;
use self::indexes::Indexes;
use self::stages::Stages;
use self::tables::Tables;
use super::super::change::{Alter, Change};
use super::super::dialect::Database;
use super::super::render::{Ddl, Rows};
use super::Part;

/// The files of changes, in order. Each down file undoes its up file.
///
/// References are dropped first, since the keys that they use may change, and added after those keys exist. Columns are
/// dropped at the end, since others may be filled from them.
pub(super) fn split_concurrent(changes: &[Change]) -> Vec<Part> {
    let alters: Vec<&Alter> = changes.iter().filter_map(alter).collect();
    let indexes = Indexes::of(&alters);
    let tables = Tables::of(changes);
    let mut stages = Stages::default();
    for alter in &alters {
        stages.add(alter);
    }
    let dropped_keys = parts(stages.dropped_keys.into_iter().chain(tables.dropped_keys));
    let mut columns = parts(tables.made.into_iter().chain(stages.columns));
    columns.extend(alters.iter().flat_map(|alter| filled(alter)));
    let keys = parts(stages.primary_keys);
    let new_keys = parts(stages.new_keys.into_iter().chain(tables.new_keys));
    let dropped = parts(stages.dropped_columns.into_iter().chain(tables.dropped));

    let mut last = Vec::new();
    let mut files = indexes.first;
    for part in [dropped_keys, columns, keys].into_iter().flatten() {
        last.extend(push(&mut files, part));
    }
    files.extend(indexes.made.into_iter().chain(indexes.last));
    for part in new_keys {
        last.extend(push(&mut files, part));
    }
    files.extend(last);
    files.extend(dropped);
    files.retain(|part| !part.is_empty());
    if files.is_empty() { vec![Part::default()] } else { files }
}

fn alter(change: &Change) -> Option<&Alter> {
    match change {
        Change::Alter(alter) => Some(alter),
        Change::Create { .. } | Change::Drop { .. } => None,
    }
}

/// A file for each change.
fn parts(changes: impl IntoIterator<Item = Change>) -> Vec<Part> {
    changes.into_iter().map(|change| Part::of(&[change], Database::Postgres, Rows::Later)).collect()
}

/// Adds a file, and returns the files that validate its constraints after all others. Constraints that the downgrade adds
/// are validated by a file before it, whose downgrade runs afterwards.
fn push(files: &mut Vec<Part>, part: Part) -> Vec<Part> {
    let Some(validates) = part.changes.first().filter(|_| part.validates()) else {
        files.push(part);
        return Vec::new();
    };
    let does = format!("{}: validate the existing rows", validates.summary());
    let file = |up, down| Part { up, down, does: does.clone(), ..Part::default() };
    let (later, up): (Vec<Ddl>, _) = part.up.into_iter().partition(Ddl::is_validation);
    let (later_back, down): (Vec<Ddl>, _) = part.down.into_iter().partition(Ddl::is_validation);
    files.extend(later_back.into_iter().map(|ddl| file(Vec::new(), vec![ddl])));
    files.push(Part { up, down, ..Part { up: Vec::new(), down: Vec::new(), ..part } });
    later.into_iter().map(|ddl| file(vec![ddl], Vec::new())).collect()
}

impl Part {
    fn validates(&self) -> bool {
        self.up.iter().chain(&self.down).any(Ddl::is_validation)
    }

    fn mirrored(self) -> Self {
        Self { up: self.down, down: self.up, trace: self.trace.mirrored(), ..self }
    }
}
