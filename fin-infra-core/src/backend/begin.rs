//! The statement that begins a transaction.

use sqlx::{SqlSafeStr as _, SqlStr};

use crate::options::Begin;

/// PostgreSQL: one message, also with a limit of the wait for locks.
#[cfg(feature = "postgres")]
pub(super) fn postgres(begin: Begin) -> SqlStr {
    let mut sql = "BEGIN".to_owned();
    if let Some(isolation) = begin.isolation {
        sql.push_str(" ISOLATION LEVEL ");
        sql.push_str(isolation.sql());
    }
    sql.push_str(if begin.read_only { " READ ONLY" } else { "" });
    if let Some(wait) = begin.lock_wait {
        // Zero would be no limit.
        sql.push_str("; SET LOCAL lock_timeout = ");
        sql.push_str(&wait.as_millis().max(1).to_string());
    }
    sqlx::AssertSqlSafe(sql).into_sql_str()
}

/// MySQL: the isolation level is set for the next transaction, in the same message.
#[cfg(feature = "mysql")]
pub(super) fn mysql(begin: Begin) -> SqlStr {
    let mut sql = String::new();
    if let Some(isolation) = begin.isolation {
        sql = format!("SET TRANSACTION ISOLATION LEVEL {}; ", isolation.sql());
    }
    sql.push_str(if begin.read_only { "START TRANSACTION READ ONLY" } else { "START TRANSACTION" });
    sqlx::AssertSqlSafe(sql).into_sql_str()
}

/// SQLite: a transaction that starts with a read cannot wait for another writer before its first write, so only one that
/// never writes starts with a read.
#[cfg(feature = "sqlite")]
pub(super) fn sqlite(begin: Begin) -> SqlStr {
    if begin.read_only { "BEGIN" } else { "BEGIN IMMEDIATE" }.into_sql_str()
}

#[cfg(all(test, feature = "postgres", feature = "mysql"))]
mod tests {
    use std::time::Duration;

    use super::{Begin, mysql, postgres};
    use crate::options::Isolation;

    #[test]
    fn a_transaction_begins_with_its_options() {
        let begin = Begin::default();
        assert_eq!(postgres(begin).as_str(), "BEGIN");
        assert_eq!(mysql(begin).as_str(), "START TRANSACTION");
        let begin = Begin {
            isolation: Some(Isolation::Serializable),
            read_only: true,
            queues: false,
            lock_wait: Some(Duration::from_micros(1)),
        };
        assert_eq!(
            postgres(begin).as_str(),
            "BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY; SET LOCAL lock_timeout = 1"
        );
        assert_eq!(
            mysql(begin).as_str(),
            "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE; START TRANSACTION READ ONLY"
        );
    }
}
