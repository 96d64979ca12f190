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
    /// The columns it is over.
    Columns(Vec<String>),
    /// The primary key.
    PrimaryKey,
    /// Nothing.
    Unknown,
}
