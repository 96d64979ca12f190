//! The error codes of PostgreSQL, Citus and PgBouncer.

use sqlx::error::DatabaseError;
use sqlx::postgres::{PgDatabaseError, PgSeverity};

use super::Cause;

/// SQLSTATE codes, or the two letters of a class of them. The first match applies.
/// <https://www.postgresql.org/docs/current/errcodes-appendix.html>
const CODES: &[(&str, Cause)] = &[
    ("08", Cause::Ended),                 // connection exceptions; PgBouncer's own errors
    ("25006", Cause::ReadOnly),           // read_only_sql_transaction: also during recovery
    ("25P02", Cause::Aborted),            // in_failed_sql_transaction
    ("25P03", Cause::Idle),               // idle_in_transaction_session_timeout
    ("25P04", Cause::TransactionTimeout), // transaction_timeout
    ("26000", Cause::Unprepared),         // invalid_sql_statement_name
    ("40003", Cause::Ended),              // statement_completion_unknown, from a proxy
    ("40", Cause::Lost),                  // transaction rollback: serialization_failure, deadlock_detected
    ("42804", Cause::Mismatch),           // datatype_mismatch: a type was recreated under the same name
    ("42883", Cause::Mismatch),           // undefined_function: no operator for the recreated type
    ("42P05", Cause::Unprepared),         // duplicate_prepared_statement
    ("53100", Cause::Full),               // disk_full
    ("53", Cause::Exhausted),             // insufficient resources
    ("55P03", Cause::Locked),             // lock_not_available: lock_timeout, NOWAIT
    ("57014", Cause::Cancelled),          // query_canceled: statement_timeout, pg_cancel_backend
    ("57P01", Cause::Ended),              // admin_shutdown: pg_terminate_backend
    ("57P02", Cause::Ended),              // crash_shutdown
    ("57P03", Cause::NotReady),           // cannot_connect_now
    ("57P05", Cause::Idle),               // idle_session_timeout
    ("72000", Cause::Lost),               // snapshot_too_old
];

/// Codes, or classes of them, with several meanings, and the part of the message that distinguishes them. PostgreSQL's
/// own messages can be translated; for those, `ROUTINES` has the function that reports them.
const MESSAGES: &[(&str, &str, Cause)] = &[
    // src/backend/utils/cache/plancache.c
    ("0A000", "cached plan must not change result type", Cause::Stale),
    // `elog` in many functions: the type, function or table was dropped, and perhaps recreated.
    ("XX000", "cache lookup failed for", Cause::Stale),
    ("XX000", "could not open relation with OID", Cause::Stale),
    // src/backend/utils/cache/typcache.c
    ("42704", "type with OID", Cause::Stale),
    // Citus: src/backend/distributed/connection/placement_connection.c, "… for shard 7 on any active node",
    // "… on at least one active node", "… on any active node"
    ("XX000", "could not commit transaction", Cause::NodeLost),
    // A proxy assigned the statement's name to another client.
    ("08P01", "bind message supplies", Cause::Unprepared),
    // Citus: src/backend/distributed/connection/remote_commands.c, which also passes on errors of libpq
    ("08", "connection to the remote node", Cause::NodeLost),
    ("XX000", "connection to the remote node", Cause::NodeLost),
    ("XX000", "server closed the connection unexpectedly", Cause::NodeLost),
    ("XX000", "connection not open", Cause::NodeLost),
    ("XX000", "could not receive data from server", Cause::NodeLost),
    ("XX000", "could not send data to server", Cause::NodeLost),
    ("XX000", "SSL connection has been closed unexpectedly", Cause::NodeLost),
];

/// Functions of PostgreSQL that report a single error.
const ROUTINES: &[(&str, &str, Cause)] = &[("0A000", "RevalidateCachedQuery", Cause::Stale)];

/// Classes of errors while connecting that are FATAL but say nothing about the server's health: authentication,
/// authorization, and unknown databases.
const CONNECT_ERRORS: &[&str] = &["0A", "28", "3D", "3F", "42"];

/// Returns the cause of a failed statement or connection.
pub(in crate::backend) fn cause(error: &dyn DatabaseError) -> Option<Cause> {
    let code = error.code();
    let code = code.as_deref().unwrap_or_default();
    let routine = error.try_downcast_ref::<PgDatabaseError>().and_then(PgDatabaseError::routine);
    let ended = || is_fatal(error) && !is_connect_error(code);
    cause_of(code, error.message(), routine.unwrap_or_default()).or_else(|| ended().then_some(Cause::Ended))
}

fn cause_of(code: &str, message: &str, routine: &str) -> Option<Cause> {
    let by_message = MESSAGES.iter().find(|(of, part, _)| code.starts_with(of) && message.contains(part));
    let by_routine = ROUTINES.iter().find(|(of, name, _)| code == *of && routine == *name);
    let known = by_message.or(by_routine).map(|&(.., cause)| cause);
    known.or_else(|| CODES.iter().find(|(of, _)| code.starts_with(of)).map(|&(_, cause)| cause))
}

fn is_connect_error(code: &str) -> bool {
    CONNECT_ERRORS.iter().any(|class| code.starts_with(class))
}

/// Returns `true` if the server closed the connection with this error.
/// <https://www.postgresql.org/docs/current/protocol-error-fields.html>
pub(in crate::backend) fn is_fatal(error: &dyn DatabaseError) -> bool {
    let severity = error.try_downcast_ref::<PgDatabaseError>().map(PgDatabaseError::severity);
    matches!(severity, Some(PgSeverity::Fatal | PgSeverity::Panic))
}

#[cfg(test)]
mod tests {
    use super::{Cause, cause_of, is_connect_error};

    #[test]
    fn an_outdated_plan_is_recognized_in_every_language() {
        let german = "gecachter Plan darf den Ergebnistyp nicht \u{e4}ndern";
        assert_eq!(cause_of("0A000", german, "RevalidateCachedQuery"), Some(Cause::Stale));
        assert_eq!(cause_of("0A000", "cached plan must not change result type", ""), Some(Cause::Stale));
        assert_eq!(cause_of("0A000", "cannot do that", "ExecAlterTable"), None);
    }

    #[test]
    fn a_commit_that_fails_with_a_node_of_citus_is_a_lost_node() {
        for message in [
            "could not commit transaction for shard 102008 on any active node",
            "could not commit transaction for shard 102008 on at least one active node",
            "could not commit transaction on any active node",
            "server closed the connection unexpectedly\n\tThis probably means the server terminated abnormally",
            "connection to the remote node app@worker:5432 failed with the following error: timeout",
        ] {
            assert_eq!(cause_of("XX000", message, ""), Some(Cause::NodeLost), "{message}");
        }
        assert_eq!(
            cause_of("08006", "connection to the remote node app@worker:5432 failed", ""),
            Some(Cause::NodeLost)
        );
        assert_eq!(cause_of("XX000", "unexpected plan", ""), None);
    }

    #[test]
    fn a_code_takes_precedence_over_its_class() {
        assert_eq!(cause_of("53100", "", ""), Some(Cause::Full));
        assert_eq!(cause_of("53300", "", ""), Some(Cause::Exhausted));
        assert_eq!(cause_of("57P03", "", ""), Some(Cause::NotReady));
    }

    #[test]
    fn a_refused_login_is_no_reason_to_try_again() {
        assert!(["28P01", "28000", "3D000", "42501"].iter().all(|code| is_connect_error(code)));
        assert!(!["57P01", "XX000", "58030"].iter().any(|code| is_connect_error(code)));
    }
}
