//! A rendered statement, with what decides which file of a revision contains it.

/// A rendered statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ddl {
    /// Runs in a transaction, together with other statements.
    Transactional(String),
    /// Checks a constraint against the existing rows, while others read and write.
    Validate(String),
    /// Cannot run in a transaction: `CREATE INDEX CONCURRENTLY`, and a fill that commits after each batch.
    Autocommit(String),
}

impl Ddl {
    pub(crate) fn sql(&self) -> &str {
        match self {
            Self::Transactional(sql) | Self::Validate(sql) | Self::Autocommit(sql) => sql,
        }
    }

    pub(crate) fn is_validation(&self) -> bool {
        matches!(self, Self::Validate(_))
    }

    pub(crate) fn is_autocommit(&self) -> bool {
        matches!(self, Self::Autocommit(_))
    }
}

impl From<String> for Ddl {
    fn from(sql: String) -> Self {
        Self::Transactional(sql)
    }
}
