//! What is assembled once for each database.

use std::sync::OnceLock;

use crate::shared::Database;

/// A value for each database, which is made when it is first needed.
#[derive(Debug)]
pub(crate) struct PerDatabase<T>([OnceLock<T>; 3]);

impl<T> PerDatabase<T> {
    pub(crate) const fn new() -> Self {
        Self([const { OnceLock::new() }; 3])
    }

    /// Returns the value for a database, which `make` makes the first time.
    pub(crate) fn get<E>(&self, database: Database, make: impl FnOnce() -> Result<T, E>) -> Result<&T, E> {
        let value = &self.0[index(database)];
        match value.get() {
            Some(value) => Ok(value),
            None => make().map(|made| value.get_or_init(|| made)),
        }
    }
}

/// The index of a database in an array with a member for each.
pub(crate) fn index(database: Database) -> usize {
    match database {
        Database::Sqlite => 0,
        Database::Postgres => 1,
        Database::MySql => 2,
    }
}
