//! What a database refused.

use super::Cause;

/// What a database refused.
#[derive(Debug)]
pub enum Violation {
    /// A unique constraint.
    Unique(Constraint),
    /// A foreign key.
    ForeignKey(Constraint),
    /// A CHECK.
    Check(Constraint),
    /// A null in a required column of this name.
    NotNull(String),
    /// A value that does not fit its column.
    Value,
    /// A value that is larger than the database takes.
    TooLarge,
    /// A table or a column that is not there.
    Missing,
    /// Nothing that is a value's fault.
    Trouble(Cause),
    /// Something else.
    Other,
}

/// What a database says of a constraint.
#[derive(Debug)]
pub enum Constraint {
    /// Its name.
    Name(String),
    /// The names that the message quotes, where nothing else is said. One of them is the constraint's, or that of its part
    /// on a shard.
    #[cfg(feature = "postgres")]
    Quoted(Vec<String>),
    /// The columns it is over.
    Columns(Vec<String>),
    /// The primary key.
    PrimaryKey,
    /// Nothing.
    Unknown,
}

impl Constraint {
    /// Whether it is the constraint of a name.
    pub(crate) fn is(&self, name: &str) -> bool {
        match self {
            Self::Name(own) => own == name,
            #[cfg(feature = "postgres")]
            Self::Quoted(names) => names.iter().any(|own| super::postgres::shards::is_of(own, name)),
            _ => false,
        }
    }

    /// Whether its name has an ending, before the number of a shard.
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
