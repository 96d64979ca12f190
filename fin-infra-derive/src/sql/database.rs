//! The syntax of each database.

pub(crate) use crate::shared::Database;
use crate::shared::LIVE_COLUMN;

impl Database {
    /// A quoted name, which may be a keyword.
    pub(crate) fn name(self, name: &str) -> String {
        let mut quoted = String::new();
        self.quote(name, &mut quoted);
        quoted
    }

    /// Whether a statement that changes rows can return them, and an upsert can name its constraint.
    pub(super) fn returns_rows(self) -> bool {
        self != Self::MySql
    }

    /// The condition that a row is deleted.
    pub(super) fn deleted(self, deleted_at: &str) -> String {
        match self {
            Self::Sqlite | Self::Postgres => format!("{} IS NOT NULL", self.name(deleted_at)),
            Self::MySql => format!("{} IS NULL", self.name(LIVE_COLUMN)),
        }
    }

    /// Whether a list that is not ordered by the id first finds the keys of its rows, and then the rows.
    ///
    /// MariaDB overestimates an index range that needs a lookup for each row, and reads the index from the tenant's first
    /// row instead, so that a page after a cursor costs all rows before it. For keys alone, the index is covering.
    pub(super) fn finds_keys_first(self) -> bool {
        self == Self::MySql
    }

    /// The condition that a row is live. MySQL has no partial indexes. Its indexes contain a generated column instead, and a
    /// list only uses them if it has a condition on that column.
    pub(super) fn live(self, deleted_at: &str) -> String {
        match self {
            Self::Sqlite | Self::Postgres => format!("{} IS NULL", self.name(deleted_at)),
            Self::MySql => format!("{} = 1", self.name(LIVE_COLUMN)),
        }
    }
}
