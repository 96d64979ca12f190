//! The causes of database errors that are not about values, and what they mean for the connection. Each database maps
//! its error codes to them.

#[cfg(feature = "mysql")]
pub(super) mod mysql;
#[cfg(feature = "postgres")]
pub(super) mod postgres;
#[cfg(feature = "sqlite")]
pub(super) mod sqlite;

use crate::error::{Aftermath, ErrorKind};

/// The cause of a database error that is not about a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The transaction was aborted in favour of another one: a deadlock, or a serialization failure.
    Lost,
    /// Another transaction holds a lock, for too long or at all.
    Locked,
    /// The statement exceeded its time limit, or was cancelled.
    Cancelled,
    /// There are no connections, no memory or no locks left.
    Exhausted,
    /// The disk is full.
    Full,
    /// The server, the database or the transaction is read-only.
    ReadOnly,
    /// The server is starting, stopping, or not a full member of its cluster.
    NotReady,
    /// The server closed the connection, or is unreachable.
    Ended,
    /// The connection was idle for longer than the server allows.
    Idle,
    /// The transaction took longer than the server allows.
    TransactionTimeout,
    /// A node of a cluster could not be reached.
    NodeLost,
    /// A prepared statement no longer fits its tables or types.
    Stale,
    /// A prepared statement does not exist, or one with its name already does: a proxy switched to another connection.
    Unprepared,
    /// Types do not match. Either the statement is wrong, or the connection's cache of types is out of date.
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

    /// The reason in the error, with what to do.
    pub(crate) fn reason(self) -> &'static str {
        match self {
            Self::Lost => "the database is busy, or aborted this in favour of another transaction; try again",
            Self::Locked => "another transaction holds a lock that this one needs; try again",
            Self::Cancelled => "the statement took longer than the database allows, or was cancelled",
            Self::Exhausted => {
                "the database has no connections, memory or locks left for this; try again later"
            }
            Self::Full => "the disk of the database is full",
            Self::ReadOnly => {
                "the database accepts no writes: it is a replica or read-only; the connection to it is closed"
            }
            Self::NotReady => {
                "the database is starting or stopping, or its node is not a member of the cluster; try again"
            }
            Self::Ended => {
                "the connection to the database was closed; whether the statement was executed is not known"
            }
            Self::Idle => "the database closed the connection, which was idle for too long",
            Self::TransactionTimeout => "the database aborted the transaction, which took too long",
            Self::NodeLost => "a node of the database's cluster cannot be reached; try again",
            Self::Stale => "a table or a type was changed since the statement was prepared; try again",
            Self::Unprepared => {
                "the prepared statement does not exist on this connection: a proxy may have switched connections; try again"
            }
            Self::Mismatch => {
                "the types of the statement are not those of the columns: migrate the database; its own error is the \
                 source of this one"
            }
            Self::Aborted => "an earlier call in this transaction failed: the transaction is rolled back",
        }
    }

    /// The consequence for the connection, unless the database reports a more severe one.
    pub(crate) fn aftermath(self) -> Aftermath {
        match self {
            Self::Lost | Self::Locked | Self::Cancelled | Self::Exhausted | Self::Full | Self::NodeLost => {
                Aftermath::Intact
            }
            Self::Mismatch => Aftermath::MaybeStale,
            Self::Unprepared => Aftermath::Unprepared,
            Self::Stale => Aftermath::Stale,
            // The driver assumes that the transaction has ended, or that there never was one.
            Self::Aborted => Aftermath::Broken,
            Self::NotReady | Self::Ended | Self::Idle | Self::TransactionTimeout => Aftermath::Ended,
            Self::ReadOnly => Aftermath::ReadOnly,
        }
    }
}
