//! What a lock does about a row that is locked.

/// What to do about a row that another transaction has locked.
///
/// It makes no difference on SQLite and in memory, which have no row locks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LockWait {
    /// Wait until the other transaction ends, or until the time limit of the transaction or of the database.
    Wait,
    /// Fail at once with [`ErrorKind::Unavailable`](crate::ErrorKind::Unavailable).
    NoWait,
    /// Leave the row out.
    SkipLocked,
}

impl LockWait {
    /// What follows `FOR UPDATE`.
    pub(crate) fn sql(self) -> &'static str {
        match self {
            Self::Wait => "",
            Self::NoWait => " NOWAIT",
            Self::SkipLocked => " SKIP LOCKED",
        }
    }
}
