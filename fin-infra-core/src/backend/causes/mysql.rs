//! The error codes of MySQL, MariaDB and their proxies.

use sqlx::error::DatabaseError;
use sqlx::mysql::MySqlDatabaseError;

use super::Cause;

/// Error numbers; `perror` prints the name of each.
/// <https://mariadb.com/kb/en/mariadb-error-code-reference/>,
/// <https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html>
const CODES: &[(u16, Cause)] = &[
    (20, Cause::Full),         // EE_DISK_FULL
    (1020, Cause::Lost),       // ER_CHECKREAD: the record has changed since the last read
    (1021, Cause::Full),       // ER_DISK_FULL
    (1036, Cause::ReadOnly),   // ER_OPEN_AS_READONLY
    (1037, Cause::Exhausted),  // ER_OUTOFMEMORY
    (1038, Cause::Exhausted),  // ER_OUT_OF_SORTMEMORY
    (1040, Cause::Exhausted),  // ER_CON_COUNT_ERROR
    (1041, Cause::Exhausted),  // ER_OUT_OF_RESOURCES
    (1047, Cause::NotReady),   // ER_UNKNOWN_COM_ERROR: a Galera node without a majority
    (1053, Cause::Ended),      // ER_SERVER_SHUTDOWN
    (1077, Cause::Ended),      // ER_NORMAL_SHUTDOWN
    (1079, Cause::Ended),      // ER_SHUTDOWN_COMPLETE
    (1080, Cause::Ended),      // ER_FORCING_CLOSE
    (1114, Cause::Full),       // ER_RECORD_FILE_FULL
    (1129, Cause::NotReady),   // ER_HOST_IS_BLOCKED
    (1152, Cause::Ended),      // ER_ABORTING_CONNECTION
    (1154, Cause::Ended),      // ER_NET_READ_ERROR_FROM_PIPE
    (1155, Cause::Ended),      // ER_NET_FCNTL_ERROR
    (1156, Cause::Ended),      // ER_NET_PACKETS_OUT_OF_ORDER
    (1157, Cause::Ended),      // ER_NET_UNCOMPRESS_ERROR
    (1158, Cause::Ended),      // ER_NET_READ_ERROR
    (1159, Cause::Ended),      // ER_NET_READ_INTERRUPTED
    (1160, Cause::Ended),      // ER_NET_ERROR_ON_WRITE
    (1161, Cause::Ended),      // ER_NET_WRITE_INTERRUPTED
    (1184, Cause::Ended),      // ER_NEW_ABORTING_CONNECTION
    (1203, Cause::Exhausted),  // ER_TOO_MANY_USER_CONNECTIONS
    (1205, Cause::Locked),     // ER_LOCK_WAIT_TIMEOUT
    (1206, Cause::Exhausted),  // ER_LOCK_TABLE_FULL
    (1213, Cause::Lost),       // ER_LOCK_DEADLOCK
    (1223, Cause::Locked),     // ER_CANT_UPDATE_WITH_READLOCK
    (1226, Cause::Exhausted),  // ER_USER_LIMIT_REACHED
    (1243, Cause::Unprepared), // ER_UNKNOWN_STMT_HANDLER
    (1317, Cause::Cancelled),  // ER_QUERY_INTERRUPTED: KILL QUERY, and on MySQL also KILL CONNECTION
    (1412, Cause::Lost),       // ER_TABLE_DEF_CHANGED: a transaction older than the table's definition
    (1461, Cause::Exhausted),  // ER_MAX_PREPARED_STMT_COUNT_REACHED
    (1615, Cause::Stale),      // ER_NEED_REPREPARE
    (1637, Cause::Exhausted),  // ER_TOO_MANY_CONCURRENT_TRXS
    (1792, Cause::ReadOnly),   // ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION
    (1836, Cause::ReadOnly),   // ER_READ_ONLY_MODE
    (1874, Cause::ReadOnly),   // ER_INNODB_READ_ONLY
    (1927, Cause::Ended),      // ER_CONNECTION_KILLED (MariaDB)
    (1969, Cause::Cancelled),  // ER_STATEMENT_TIMEOUT (MariaDB)
    (2003, Cause::Ended),      // CR_CONN_HOST_ERROR, from a proxy
    (2006, Cause::Ended),      // CR_SERVER_GONE_ERROR, from a proxy
    (2013, Cause::Ended),      // CR_SERVER_LOST, from a proxy
    (3024, Cause::Cancelled),  // ER_QUERY_TIMEOUT (MySQL)
    (3100, Cause::NotReady),   // ER_RUN_HOOK_ERROR (MySQL): group replication refused
    (3101, Cause::Lost),       // ER_TRANSACTION_ROLLBACK_DURING_COMMIT (MySQL)
    (3168, Cause::NotReady),   // ER_SERVER_ISNT_AVAILABLE (MySQL)
    (3169, Cause::Ended),      // ER_SESSION_WAS_KILLED (MySQL)
    (3572, Cause::Locked),     // ER_LOCK_NOWAIT (MySQL)
    (4031, Cause::Idle),       // ER_CLIENT_INTERACTION_TIMEOUT (MySQL)
];

/// Numbers with several meanings, and the part of the message that distinguishes them. That part is not translated: it
/// comes from the operating system, or names an option.
const MESSAGES: &[(u16, &str, Cause)] = &[
    // EE_WRITE, ER_ERROR_ON_WRITE
    (3, "No space left on device", Cause::Full),
    (1026, "No space left on device", Cause::Full),
    // ER_GET_ERRNO: "Got error 28 "No space left on device" from storage engine InnoDB"
    (1030, "Got error 28 ", Cause::Full),
    // ER_ERROR_DURING_COMMIT: a Galera node could not replicate the commit, or lost the cluster while it did
    (1180, "provider status", Cause::NodeLost),
    // ER_OPTION_PREVENTS_STATEMENT: --read-only, --super-read-only, and read_only in newer versions
    (1290, "read-only", Cause::ReadOnly),
    (1290, "read_only", Cause::ReadOnly),
];

/// Returns the cause of a failed statement or connection.
pub(in crate::backend) fn cause(error: &dyn DatabaseError) -> Option<Cause> {
    cause_of(number(error), error.message())
}

fn cause_of(number: u16, message: &str) -> Option<Cause> {
    let known = MESSAGES.iter().find(|(of, part, _)| *of == number && message.contains(part));
    let known = known.map(|&(.., cause)| cause);
    known.or_else(|| CODES.iter().find(|(of, _)| *of == number).map(|&(_, cause)| cause))
}

/// Returns `true` if the server closed the connection, or may have, although the cause alone does not show it.
pub(in crate::backend) fn ends_connection(error: &dyn DatabaseError) -> bool {
    // ER_NET_PACKET_TOO_LARGE; and ER_QUERY_INTERRUPTED, which MySQL also reports for a killed connection
    matches!(number(error), 1153 | 1317)
}

pub(in crate::backend) fn number(error: &dyn DatabaseError) -> u16 {
    error.try_downcast_ref::<MySqlDatabaseError>().map_or(0, MySqlDatabaseError::number)
}

#[cfg(test)]
mod tests {
    use super::{CODES, Cause, cause_of};

    #[test]
    fn a_number_with_several_meanings_is_distinguished_by_its_message() {
        assert_eq!(cause_of(1290, "running with the --read-only option"), Some(Cause::ReadOnly));
        assert_eq!(cause_of(1290, "running with the --secure-file-priv option"), None);
        let full = "Error writing file './a.ibd' (Errcode: 28 \"No space left on device\")";
        assert_eq!(cause_of(3, full), Some(Cause::Full));
        assert_eq!(cause_of(3, "Error writing file './a.ibd' (Errcode: 5 \"Input/output error\")"), None);
    }

    #[test]
    fn a_number_is_listed_once_and_in_order() {
        assert!(CODES.is_sorted_by(|(one, _), (next, _)| one < next));
    }
}
