//! SQLite's result codes.

use sqlx::error::DatabaseError;

use super::Cause;

/// Primary result codes. The lowest byte of an extended code is its primary code. <https://www.sqlite.org/rescode.html>
const CODES: &[(i32, Cause)] = &[
    (5, Cause::Lost),      // SQLITE_BUSY: another connection writes
    (6, Cause::Lost),      // SQLITE_LOCKED: another statement of the same cache writes
    (7, Cause::Exhausted), // SQLITE_NOMEM
    (8, Cause::ReadOnly),  // SQLITE_READONLY
    (9, Cause::Cancelled), // SQLITE_INTERRUPT
    (13, Cause::Full),     // SQLITE_FULL
    (15, Cause::Lost),     // SQLITE_PROTOCOL: too many connections start to read at once
    (17, Cause::Stale), // SQLITE_SCHEMA: it was prepared again fifty times, and the schema changed each time
];

/// Returns the cause of a failed statement or connection.
pub(in crate::backend) fn cause(error: &dyn DatabaseError) -> Option<Cause> {
    let primary = code(error) & 0xff;
    CODES.iter().find(|(known, _)| *known == primary).map(|&(_, cause)| cause)
}

/// Returns `true` if SQLite may have rolled back the whole transaction, which sqlx would still count as open.
/// <https://www.sqlite.org/lang_transaction.html#response_to_errors_within_a_transaction>
pub(in crate::backend) fn rolls_back_transaction(error: &dyn DatabaseError) -> bool {
    // NOMEM, INTERRUPT, IOERR, FULL
    matches!(code(error) & 0xff, 7 | 9 | 10 | 13)
}

pub(in crate::backend) fn code(error: &dyn DatabaseError) -> i32 {
    error.code().and_then(|code| code.parse().ok()).unwrap_or_default()
}
