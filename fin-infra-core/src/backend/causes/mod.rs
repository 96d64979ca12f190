//! Why a database could not do what it was asked, and what that means for the connection: one vocabulary, and for each
//! database a table of its codes.

#[cfg(feature = "mysql")]
pub(super) mod mysql;
#[cfg(feature = "postgres")]
pub(super) mod postgres;
#[cfg(feature = "sqlite")]
pub(super) mod sqlite;

use crate::error::{Aftermath, ErrorKind};

/// Why a database could not do what it was asked, where that is no fault of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The transaction lost against another one: a deadlock, or a serialization failure.
    Lost,
    /// Somebody else held a lock for too long.
    Locked,
    /// The statement took longer than it may, or was cancelled.
    Cancelled,
    /// There are no connections, no memory or no locks left.
    Exhausted,
    /// There is no room left on the disk.
    Full,
    /// The server, the database or the transaction takes no writes.
    ReadOnly,
    /// The server is starting, stopping, or not a full member of its cluster.
    NotReady,
    /// The server has ended the connection, or nothing can be heard of it.
    Ended,
    /// The connection was idle for longer than the server allows.
    Idle,
    /// The transaction took longer than the server allows.
    TransactionTimeout,
    /// A node of a cluster could not be reached.
    NodeLost,
    /// A prepared statement no longer fits its tables or types.
    Stale,
    /// A prepared statement is not there, or one of its name already is: a proxy gave the program another connection.
    Unprepared,
    /// Types do not match, which can be the statement's fault or that of what the connection knows of the types.
    Mismatch,
    /// An earlier statement of the transaction failed.
    Aborted,
}

impl Cause {
    /// The kind of the error.
    pub(crate) fn kind(self) -> ErrorKind {
        match self {
            Self::Mismatch | Self::Aborted => ErrorKind::Database,
            _ => ErrorKind::Unavailable,
        }
    }

    /// What happened, and what to do.
    pub(crate) fn reason(self) -> &'static str {
        match self {
            Self::Lost => "the database is busy or lost this against another transaction; try again",
            Self::Locked => "somebody else holds a lock on it, and held it for too long; try again",
            Self::Cancelled => "the statement took longer than the database allows, or was cancelled",
            Self::Exhausted => {
                "the database has no connections, memory or locks left for this; try again later"
            }
            Self::Full => "the database has no room left on its disk",
            Self::ReadOnly => {
                "the database takes no writes: it is a replica or read-only; the connection to it is closed"
            }
            Self::NotReady => {
                "the database is starting or stopping, or its node is no member of the cluster; try again"
            }
            Self::Ended => "the connection to the database has ended; whether this was done is not known",
            Self::Idle => "the database ended the connection, which was idle for too long",
            Self::TransactionTimeout => "the database ended the transaction, which took too long",
            Self::NodeLost => "a node of the database's cluster cannot be reached; try again",
            Self::Stale => "a table or a type was changed since the statement was prepared; try again",
            Self::Unprepared => {
                "the prepared statement is not on this connection, which a proxy may have exchanged; try again"
            }
            Self::Mismatch => {
                "the types of the statement are not those of the columns: migrate the database; its own words are the \
                 source of this error"
            }
            Self::Aborted => "an earlier call in this transaction failed: the transaction is rolled back",
        }
    }

    /// What it means for the connection, where the database says no more of that.
    pub(crate) fn aftermath(self) -> Aftermath {
        match self {
            Self::Lost | Self::Locked | Self::Cancelled | Self::Exhausted | Self::Full | Self::NodeLost => {
                Aftermath::Intact
            }
            Self::Mismatch => Aftermath::MaybeStale,
            Self::Unprepared => Aftermath::Unprepared,
            Self::Stale => Aftermath::Stale,
            // To the driver there is no transaction any more, or there never was one.
            Self::Aborted => Aftermath::Broken,
            Self::NotReady | Self::Ended | Self::Idle | Self::TransactionTimeout => Aftermath::Ended,
            Self::ReadOnly => Aftermath::ReadOnly,
        }
    }
}
