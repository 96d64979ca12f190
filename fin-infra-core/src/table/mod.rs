//! What a resource's table looks like, as the derive describes it: plain constants.
//!
//! Everything that has to know a table reads the same description: statements that are put together at run time, the names
//! of constraints in errors, the memory store, and migrations.

mod references;

pub(crate) use self::references::LiveReference;

/// A table.
#[derive(Debug)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// The stored columns, in the order in which statements list them.
    pub columns: &'static [Column],
    /// The place in `columns` of the id.
    pub id: usize,
    /// The place in `columns` of the tenant.
    pub tenant: Option<usize>,
    /// Whether PostgreSQL keeps the tenants apart as well, by policies of the table.
    pub rls: bool,
    /// What places the rows on many machines, where something does. The rows of one tenant are on one of them.
    pub distribution: Option<Distribution>,
    /// The place in `columns` of the time of deletion, where rows are deleted softly.
    pub deleted_at: Option<usize>,
    /// The place in `columns` of the version.
    pub version: Option<usize>,
    /// The place in `columns` of the time of the last change.
    pub updated_at: Option<usize>,
    /// The places in `columns` of those that a search looks in.
    pub search: &'static [usize],
    /// Uniqueness among live rows of one tenant.
    pub uniques: &'static [Unique],
    /// Indexes that were asked for.
    pub indexes: &'static [Index],
    /// References to other resources.
    pub foreign_keys: &'static [ForeignKey],
    /// Rules over the columns of one row.
    pub checks: &'static [Check],
}

/// What places the rows of a table on many machines, by their tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Distribution {
    /// Citus, an extension of PostgreSQL.
    Citus,
}

/// A column.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each says one thing of its own")]
pub struct Column {
    /// Its name in the table.
    pub name: &'static str,
    /// The field's name in the struct, which is what errors say.
    pub field: &'static str,
    /// Whether it may hold null.
    pub nullable: bool,
    /// The limits of its values.
    pub limits: Limits,
    /// The column beside it that holds its text in folded case, where search or `unique_ci` needs one.
    pub folded: Option<&'static str>,
    /// The name that the folded copy had before, where the column was called otherwise.
    pub folded_renamed_from: Option<&'static str>,
    /// Whether it never changes once the row is there: id, tenant, time of creation, and what is `readonly`.
    pub fixed: bool,
    /// Whether lists can be filtered by it.
    pub filter: bool,
    /// Whether lists can be ordered by it.
    pub order: bool,
    /// The name it had before, for migrations.
    pub renamed_from: Option<&'static str>,
    /// Its default, where that is a plain value: rows that are there when the column is added get it.
    pub default: Option<Literal>,
}

/// A plain value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Literal {
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A decimal number in digits.
    Decimal(&'static str),
    /// A text.
    Text(&'static str),
}

/// What a column's values have to keep to, beyond their type.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The largest number of characters of a text, or of bytes.
    pub length: Option<u32>,
    /// The number of decimal digits in all.
    pub precision: u8,
    /// The number of decimal digits behind the point.
    pub scale: u8,
    /// Whether the value is stored as JSON.
    pub json: bool,
}

impl Limits {
    /// No limit but the default of a `Decimal`: 18 digits, 4 of them behind the point.
    pub const DEFAULT: Self = Self { length: None, precision: 18, scale: 4, json: false };
}

/// Uniqueness among live rows. The tenant, which leads it, is not in `columns`.
#[derive(Debug)]
pub struct Unique {
    /// The constraint's name.
    pub name: &'static str,
    /// Places in [`Table::columns`].
    pub columns: &'static [usize],
    /// Whether text compares by its folded copy.
    pub ignore_case: bool,
}

/// An index. The tenant, which leads it, and the id, which ends it, are not in `columns`.
#[derive(Debug)]
pub struct Index {
    /// Its name.
    pub name: &'static str,
    /// Places in [`Table::columns`]; those of folded copies stand behind them.
    pub columns: &'static [usize],
    /// Which rows it holds.
    pub rows: IndexedRows,
}

/// Which rows an index holds, where rows are deleted softly; elsewhere it holds all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IndexedRows {
    /// Live rows.
    Live,
    /// Deleted rows. MySQL has none of these: there, an index of live rows finds the deleted ones as well.
    Deleted,
    /// All rows.
    All,
}

/// A reference to another resource's id, by the tenant as well where both have one.
#[derive(Debug)]
pub struct ForeignKey {
    /// The constraint's name.
    pub name: &'static str,
    /// The place in [`Table::columns`].
    pub column: usize,
    /// The table that is referred to.
    pub parent: fn() -> &'static Table,
}

/// A rule over the columns of one row.
#[derive(Debug)]
pub struct Check {
    /// The constraint's name.
    pub name: &'static str,
    /// The rule as it stands in the struct.
    pub rule: &'static str,
    /// The rule as each backend's CHECK says it.
    pub sql: Dialects,
}

/// One text per backend.
#[derive(Clone, Copy, Debug)]
pub struct Dialects {
    /// For SQLite.
    pub sqlite: &'static str,
    /// For PostgreSQL.
    pub postgres: &'static str,
    /// For MySQL and MariaDB.
    pub mysql: &'static str,
}

impl Table {
    /// The name of the primary key's constraint.
    pub const PRIMARY_KEY: &'static str = "primary key";

    /// The places and names of the folded copies, in table order; the copies stand behind all other columns.
    pub fn folded(&self) -> impl Iterator<Item = (usize, &'static str)> {
        let columns = self.columns.iter().enumerate();
        columns.filter_map(|(ordinal, column)| column.folded.map(|folded| (ordinal, folded)))
    }

    /// The name of the column at a place, folded copies behind the others.
    #[must_use]
    pub fn name_at(&self, ordinal: usize) -> &'static str {
        match self.columns.get(ordinal) {
            Some(column) => column.name,
            None => self.folded().nth(ordinal - self.columns.len()).map_or("", |(_, name)| name),
        }
    }

    /// The place of a column's folded copy among a row's values.
    pub(crate) fn folded_ordinal(&self, column: usize) -> usize {
        self.columns.len() + self.folded().take_while(|&(ordinal, _)| ordinal != column).count()
    }

    /// The columns of a unique constraint as the database has them: the tenant first, folded copies where case is
    /// ignored.
    pub fn key_columns(&self, unique: &'static Unique) -> impl Iterator<Item = &'static str> {
        let tenant = self.tenant.map(|ordinal| self.columns[ordinal].name);
        tenant.into_iter().chain(self.key_ordinals(unique).map(|ordinal| self.name_at(ordinal)))
    }

    /// The places of the columns of a unique constraint, without the tenant: of folded copies where case is ignored.
    pub(crate) fn key_ordinals(&self, unique: &'static Unique) -> impl Iterator<Item = usize> {
        unique.columns.iter().map(|&ordinal| {
            let folded = unique.ignore_case && self.columns[ordinal].folded.is_some();
            if folded { self.folded_ordinal(ordinal) } else { ordinal }
        })
    }

    /// The fields of a constraint, as errors name them.
    pub(crate) fn fields(&self, ordinals: &'static [usize]) -> impl Iterator<Item = &'static str> {
        let columns = self.columns;
        ordinals.iter().map(move |&ordinal| columns[ordinal].field)
    }
}
