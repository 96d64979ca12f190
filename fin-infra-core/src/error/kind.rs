//! The kinds of errors, and which causes are which.

/// What went wrong, so that a program can decide what to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// There is no such row, or it is another tenant's, which is the same.
    NotFound,
    /// A unique value is taken. [`Error::constraint`](crate::Error::constraint) and [`Error::fields`](crate::Error::fields) say which.
    Conflict,
    /// The row was changed since the version that the caller saw.
    StaleVersion,
    /// A value cannot be accepted. [`Error::fields`](crate::Error::fields) says which one, the message says why.
    ///
    /// A value, a row or a statement that is larger than the database takes is one of these: the message says how much it
    /// takes. The same call fails again.
    Invalid,
    /// A row refers to one that is not there: [`Error::fields`](crate::Error::fields) says by which field. Or a row is still
    /// referred to by others, and there is no field.
    ForeignKey,
    /// The store cannot do it now. The same call may succeed later, on each store for the same causes:
    ///
    /// - the database cannot be reached, is starting or stopping, or has ended the connection: by an administrator, after
    ///   a crash, or since the connection or its transaction was idle for too long. Whether what was under way has
    ///   happened is not known then;
    /// - the transaction lost against another one: a deadlock, a serialization failure, SQLite's second writer;
    /// - a lock was held by somebody else for too long;
    /// - the statement took longer than the database allows, or was cancelled;
    /// - there are no connections, no memory, no locks or no room on the disk left;
    /// - the database takes no writes: it is a replica, was one when the connection was made, or is read-only. Such a
    ///   connection is closed;
    /// - a node of a cluster cannot be reached, also where that shows with the commit;
    /// - within a transaction, a table or a type was changed since its statement was prepared. Outside of one the call
    ///   prepares it again, and succeeds.
    Unavailable,
    /// Anything else the database or its driver said, and stored data that does not fit the struct. The same call fails
    /// again until somebody changes the program, the schema or the data.
    Database,
}
