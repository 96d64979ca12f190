//! How each database spells what the statements need.

pub(crate) use crate::shared::Database;
use crate::shared::LIVE_COLUMN;

impl Database {
    /// A quoted name, which may be a keyword.
    pub(crate) fn name(self, name: &str) -> String {
        let mut quoted = String::new();
        self.quote(name, &mut quoted);
        quoted
    }

    /// Whether a statement that changes rows can give them, and name the constraint that an upsert is about.
    pub(super) fn returns_rows(self) -> bool {
        self != Self::MySql
    }

    /// That a row is deleted.
    pub(super) fn deleted(self, deleted_at: &str) -> String {
        match self {
            Self::Sqlite | Self::Postgres => format!("{} IS NOT NULL", self.name(deleted_at)),
            Self::MySql => format!("{} IS NULL", self.name(LIVE_COLUMN)),
        }
    }

    /// Whether a list in the order of another column than the id finds its rows' keys first, and the rows by those.
    ///
    /// To MariaDB a range of an index seems dear that is left for each row; it then reads the index from the tenant's
    /// first row on, and a page behind a cursor costs all rows before it. Of keys alone the index has everything.
    pub(super) fn finds_keys_first(self) -> bool {
        self == Self::MySql
    }

    /// That a row is live. MySQL has no partial index; its indexes hold a generated column instead, and a list only
    /// uses them if it asks for that column.
    pub(super) fn live(self, deleted_at: &str) -> String {
        match self {
            Self::Sqlite | Self::Postgres => format!("{} IS NULL", self.name(deleted_at)),
            Self::MySql => format!("{} = 1", self.name(LIVE_COLUMN)),
        }
    }
}
