//! The kinds of errors.

/// The kind of an error, by which a program decides what to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// There is no such row, or it belongs to another tenant. The two cases are indistinguishable.
    NotFound,
    /// A unique value is already taken. [`Error::constraint`](crate::Error::constraint) and
    /// [`Error::fields`](crate::Error::fields) return which one.
    Conflict,
    /// The row was changed since the version that the caller read.
    StaleVersion,
    /// A value is invalid. [`Error::fields`](crate::Error::fields) returns the fields, and the message contains the
    /// reason.
    ///
    /// This includes a value, a row or a statement that is too large for the database; the message contains the limit.
    /// The same call fails again.
    Invalid,
    /// A foreign key was violated. Either a row refers to a row that does not exist, and
    /// [`Error::fields`](crate::Error::fields) returns the referring field. Or other rows still refer to the row, and
    /// there is no field.
    ForeignKey,
    /// The operation is currently impossible. The same call may succeed later. The causes are the same on every store:
    ///
    /// - the database is unreachable, is starting or stopping, or closed the connection: because an administrator did
    ///   so, after a crash, or because the connection or its transaction was idle for too long. The outcome of a
    ///   statement that was running is unknown;
    /// - the transaction was aborted in favour of another one: a deadlock, a serialization failure, SQLite's second
    ///   writer;
    /// - another transaction held a lock for too long;
    /// - the statement exceeded the database's time limit, or was cancelled;
    /// - the database has no connections, memory, locks or disk space left;
    /// - the database accepts no writes: it is a replica, was one when the connection was opened, or is read-only. Such
    ///   a connection is closed;
    /// - a node of a cluster is unreachable, even if this is only detected by the commit;
    /// - in a transaction, a table or a type was changed after a statement was prepared. Outside a transaction, the
    ///   call prepares the statement again and succeeds.
    Unavailable,
    /// Any other error of the database or its driver, or stored data that does not fit the struct. The same call fails
    /// again until the program, the schema or the data is changed.
    Database,
}
