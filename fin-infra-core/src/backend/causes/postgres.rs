//! PostgreSQL's codes, and those of Citus and PgBouncer.

use sqlx::error::DatabaseError;
use sqlx::postgres::{PgDatabaseError, PgSeverity};

use super::Cause;

/// SQLSTATE codes, or the two letters that are a class of them. The first that fits counts.
/// <https://www.postgresql.org/docs/current/errcodes-appendix.html>
const CODES: &[(&str, Cause)] = &[
    ("08", Cause::Ended),       // connection exceptions; all that PgBouncer says of itself
    ("25006", Cause::ReadOnly), // read_only_sql_transaction: also during recovery
    ("25P02", Cause::Aborted),  // in_failed_sql_transaction
    ("25P03", Cause::Idle),     // idle_in_transaction_session_timeout
    ("25P04", Cause::TransactionTimeout), // transaction_timeout
    ("26000", Cause::Unprepared), // invalid_sql_statement_name
    ("40", Cause::Lost),        // transaction rollback: serialization_failure, deadlock_detected
    ("42804", Cause::Mismatch), // datatype_mismatch: a type was made anew under its name
    ("42883", Cause::Mismatch), // undefined_function: no operator for the type that was made anew
    ("42P05", Cause::Unprepared), // duplicate_prepared_statement
    ("53100", Cause::Full),     // disk_full
    ("53", Cause::Exhausted),   // insufficient resources
    ("55P03", Cause::Locked),   // lock_not_available: lock_timeout, NOWAIT
    ("57014", Cause::Cancelled), // query_canceled: statement_timeout, pg_cancel_backend
    ("57P01", Cause::Ended),    // admin_shutdown: pg_terminate_backend
    ("57P02", Cause::Ended),    // crash_shutdown
    ("57P03", Cause::NotReady), // cannot_connect_now
    ("57P05", Cause::Idle),     // idle_session_timeout
    ("72000", Cause::Lost),     // snapshot_too_old
];

/// Codes, or classes of them, that are for many things, and what is in the message. Messages of PostgreSQL that can come in other languages are
/// known by the function that they come from instead.
const MESSAGES: &[(&str, &str, Cause)] = &[
    // src/backend/utils/cache/plancache.c
    ("0A000", "cached plan must not change result type", Cause::Stale),
    // `elog` in many places: the type, function or table was dropped, and perhaps made anew.
    ("XX000", "cache lookup failed for", Cause::Stale),
    ("XX000", "could not open relation with OID", Cause::Stale),
    // src/backend/utils/cache/typcache.c
    ("42704", "type with OID", Cause::Stale),
    // Citus: src/backend/distributed/connection/placement_connection.c, "… for shard 7 on any active node",
    // "… on at least one active node", "… on any active node"
    ("XX000", "could not commit transaction", Cause::NodeLost),
    // A proxy gave the statement's name to another client.
    ("08P01", "bind message supplies", Cause::Unprepared),
    // Citus: src/backend/distributed/connection/remote_commands.c, which also passes on what libpq said
    ("08", "connection to the remote node", Cause::NodeLost),
    ("XX000", "connection to the remote node", Cause::NodeLost),
    ("XX000", "server closed the connection unexpectedly", Cause::NodeLost),
    ("XX000", "connection not open", Cause::NodeLost),
    ("XX000", "could not receive data from server", Cause::NodeLost),
    ("XX000", "could not send data to server", Cause::NodeLost),
    ("XX000", "SSL connection has been closed unexpectedly", Cause::NodeLost),
];

/// Functions of PostgreSQL's that report one thing alone.
const ROUTINES: &[(&str, &str, Cause)] = &[("0A000", "RevalidateCachedQuery", Cause::Stale)];

/// Classes of errors on the way in, which are FATAL and not of a server's health: who may come in, to what, and how.
const ENTRY: &[&str] = &["0A", "28", "3D", "3F", "42"];

/// Why a statement, or a connection, failed.
pub(in crate::backend) fn cause(error: &dyn DatabaseError) -> Option<Cause> {
    let code = error.code();
    let code = code.as_deref().unwrap_or_default();
    let routine = error.try_downcast_ref::<PgDatabaseError>().and_then(PgDatabaseError::routine);
    by_message(code, error.message(), routine.unwrap_or_default())
        .or_else(|| CODES.iter().find(|(known, _)| code.starts_with(known)).map(|&(_, cause)| cause))
        .or_else(|| {
            (is_fatal(error) && !ENTRY.iter().any(|class| code.starts_with(class))).then_some(Cause::Ended)
        })
}

fn by_message(code: &str, message: &str, routine: &str) -> Option<Cause> {
    let said = MESSAGES.iter().find(|(of, part, _)| code.starts_with(of) && message.contains(part));
    let from = ROUTINES.iter().find(|(of, name, _)| *of == code && *name == routine);
    said.or(from).map(|&(.., cause)| cause)
}

/// Whether the server ended the connection with this error.
/// <https://www.postgresql.org/docs/current/protocol-error-fields.html>
pub(in crate::backend) fn is_fatal(error: &dyn DatabaseError) -> bool {
    let severity = error.try_downcast_ref::<PgDatabaseError>().map(PgDatabaseError::severity);
    matches!(severity, Some(PgSeverity::Fatal | PgSeverity::Panic))
}
