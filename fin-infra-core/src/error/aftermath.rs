//! The consequences of an error for its connection.

/// The consequence of an error for its connection, and for others to the same database, in ascending order of severity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Aftermath {
    /// The connection is usable.
    Intact,
    /// Its prepared statements and its cache of types may be out of date.
    MaybeStale,
    /// The server does not know its prepared statements.
    Unprepared,
    /// Its prepared statements are out of date, and so are those of the other connections.
    Stale,
    /// The state of the connection is unknown, so it is closed.
    Broken,
    /// The connection was closed, and the others may be closed, too.
    Ended,
    /// The server accepts no writes. This holds for the other connections, too.
    ReadOnly,
}

impl Aftermath {
    /// Returns `true` if the prepared statements of the connection must be dropped.
    pub(crate) fn is_stale(self) -> bool {
        matches!(self, Self::MaybeStale | Self::Unprepared | Self::Stale)
    }
}
