//! The classification of database errors.

use super::Cause;

/// The classification of database errors.
#[derive(Debug)]
pub enum Violation {
    /// A unique constraint.
    Unique(Constraint),
    /// A foreign key.
    ForeignKey(Constraint),
    /// A `CHECK` constraint.
    Check(Constraint),
    /// A null in a required column of this name.
    NotNull(String),
    /// A value that does not fit its column.
    Value,
    /// A value that is too large for the database.
    TooLarge,
    /// A table or a column that does not exist.
    Missing,
    /// A cause other than a value.
    Trouble(Cause),
    /// Something else.
    Other,
}

/// The information that an error has about a constraint.
#[derive(Debug)]
pub enum Constraint {
    /// Its name.
    Name(String),
    /// The names that the message quotes, if there is no better information. One of them is the constraint's, or that
    /// of its part on a shard.
    #[cfg(feature = "postgres")]
    Quoted(Vec<String>),
    /// Its columns.
    Columns(Vec<String>),
    /// The primary key.
    PrimaryKey,
    /// No information.
    Unknown,
}

impl Constraint {
    /// Returns `true` if it is the constraint with this name.
    pub(crate) fn is(&self, name: &str) -> bool {
        match self {
            Self::Name(own) => own == name,
            #[cfg(feature = "postgres")]
            Self::Quoted(names) => names.iter().any(|own| super::postgres::shards::is_of(own, name)),
            _ => false,
        }
    }

    /// Returns `true` if its name has this ending, before the number of a shard.
    pub(crate) fn ends_with(&self, ending: &str) -> bool {
        match self {
            Self::Name(own) => own.ends_with(ending),
            #[cfg(feature = "postgres")]
            Self::Quoted(names) => names
                .iter()
                .filter_map(|own| super::postgres::shards::without_shard(own))
                .any(|own| own.ends_with(ending)),
            _ => false,
        }
    }
}
