//! What an error means for the connection that it came from.

/// What an error says of the connection that it came from, and of others to the same database. From harmless to not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Aftermath {
    /// The connection is in order.
    Intact,
    /// What it has prepared, and knows of types, may be out of date.
    MaybeStale,
    /// What it has prepared is not there, as far as the server knows.
    Unprepared,
    /// What it has prepared is out of date, and so is what the others have.
    Stale,
    /// Nobody knows what it is at, so it is closed.
    Broken,
    /// It has ended, and the others may have.
    Ended,
    /// It leads to a server that takes no writes, and so do the others.
    ReadOnly,
}

impl Aftermath {
    /// Whether what the connection has prepared is to be forgotten.
    pub(crate) fn is_stale(self) -> bool {
        matches!(self, Self::MaybeStale | Self::Unprepared | Self::Stale)
    }
}
