//! The error codes of servers: a trigger raises them, so that they arrive like real errors.

use fin_infra::prelude::*;

use crate::env::{Store, TestEnv, named};

/// Codes of PostgreSQL, with possible messages, and the kind of error of each.
const POSTGRES: &[(&str, &str, ErrorKind)] = &[
    ("57014", "canceling statement due to statement timeout", ErrorKind::Unavailable),
    ("55P03", "canceling statement due to lock timeout", ErrorKind::Unavailable),
    ("40001", "could not serialize access", ErrorKind::Unavailable),
    ("40P01", "deadlock detected", ErrorKind::Unavailable),
    ("53100", "could not extend file: No space left on device", ErrorKind::Unavailable),
    ("53200", "out of memory", ErrorKind::Unavailable),
    ("25006", "cannot execute INSERT in a read-only transaction", ErrorKind::Unavailable),
    ("57P01", "terminating connection due to administrator command", ErrorKind::Unavailable),
    ("57P05", "terminating connection due to idle-session timeout", ErrorKind::Unavailable),
    ("25P03", "terminating connection due to idle-in-transaction timeout", ErrorKind::Unavailable),
    ("25P04", "terminating connection due to transaction timeout", ErrorKind::Unavailable),
    ("08006", "connection to the remote node worker:5432 failed", ErrorKind::Unavailable),
    ("XX000", "could not commit transaction for shard 102008 on any active node", ErrorKind::Unavailable),
    ("XX000", "server closed the connection unexpectedly", ErrorKind::Unavailable),
    ("XX000", "cache lookup failed for type 16400", ErrorKind::Unavailable),
    ("0A000", "cached plan must not change result type", ErrorKind::Unavailable),
    ("0A000", "this is not supported", ErrorKind::Database),
    ("XX000", "something else went wrong", ErrorKind::Database),
    ("42883", "operator does not exist", ErrorKind::Database),
    ("54000", "index row size 3000 exceeds maximum 2704", ErrorKind::Invalid),
    ("22001", "value too long", ErrorKind::Invalid),
];

#[tokio::test]
async fn each_code_of_postgres_is_of_its_kind() {
    let env = TestEnv::new(Store::Postgres).await;
    env.run(
        "CREATE FUNCTION say() RETURNS trigger LANGUAGE plpgsql AS \
             $$BEGIN RAISE EXCEPTION USING ERRCODE = NEW.name, MESSAGE = NEW.text; END$$; \
             CREATE TRIGGER says BEFORE INSERT ON notes FOR EACH ROW EXECUTE FUNCTION say()",
    )
    .await;
    for &(code, text, kind) in POSTGRES {
        let create = crate::env::NoteCreate { text: Some(text.to_owned()), ..named(code) };
        let error = env.notes.create(env.db(), create).await.unwrap_err();
        assert_eq!(error.kind(), kind, "{code} {text}: {error:?}");
        assert!(!error.to_string().contains(text), "{error}");
    }
    env.run("DROP TRIGGER says ON notes").await;
    env.notes.create(env.db(), named("note")).await.unwrap();
}

#[tokio::test]
async fn a_commit_that_fails_because_a_node_died_is_unavailable() {
    let env = TestEnv::new(Store::Postgres).await;
    env.run(
        "CREATE FUNCTION say() RETURNS trigger LANGUAGE plpgsql AS \
             $$BEGIN RAISE EXCEPTION USING ERRCODE = 'XX000', MESSAGE = NEW.text; END$$; \
             CREATE CONSTRAINT TRIGGER says AFTER INSERT ON notes DEFERRABLE INITIALLY DEFERRED \
             FOR EACH ROW EXECUTE FUNCTION say()",
    )
    .await;
    for said in [
        "could not commit transaction for shard 102008 on at least one active node",
        "server closed the connection unexpectedly\n\tThis probably means the server terminated abnormally",
        "connection to the remote node worker:5432 failed with the following error: Connection refused",
    ] {
        let create = || crate::env::NoteCreate { text: Some(said.to_owned()), ..named("note") };
        let mut transaction = env.db().begin().await.unwrap();
        env.notes.create(&mut transaction, create()).await.unwrap();
        let error = transaction.commit().await.unwrap_err();
        assert!(error.is_unavailable(), "{error:?}");
        let error = env.notes.create(env.db(), create()).await.unwrap_err();
        assert!(error.is_unavailable(), "{error:?}");
    }
    assert_eq!(env.notes.count(env.db(), crate::env::NoteQuery::new()).await.unwrap(), 0);
}

/// Error numbers of MariaDB and MySQL, with possible messages, and the kind of error of each.
const MYSQL: &[(u16, &str, ErrorKind)] = &[
    (1021, "Disk full", ErrorKind::Unavailable),
    (1114, "The table 'notes' is full", ErrorKind::Unavailable),
    (1030, "Got error 28 \"No space left on device\" from storage engine InnoDB", ErrorKind::Unavailable),
    (1030, "Got error 1 from storage engine InnoDB", ErrorKind::Database),
    (1205, "Lock wait timeout exceeded", ErrorKind::Unavailable),
    (1213, "Deadlock found", ErrorKind::Unavailable),
    (1290, "running with the --read-only option", ErrorKind::Unavailable),
    (1290, "running with the --secure-file-priv option", ErrorKind::Database),
    (1317, "Query execution was interrupted", ErrorKind::Unavailable),
    (1412, "Table definition has changed", ErrorKind::Unavailable),
    (1792, "Cannot execute statement in a READ ONLY transaction", ErrorKind::Unavailable),
    (1836, "Running in read-only mode", ErrorKind::Unavailable),
    (1927, "Connection was killed", ErrorKind::Unavailable),
    (1969, "max_statement_time exceeded", ErrorKind::Unavailable),
    (3024, "maximum statement execution time exceeded", ErrorKind::Unavailable),
    (3100, "Error on observer while running replication hook", ErrorKind::Unavailable),
    (1153, "Got a packet bigger than 'max_allowed_packet' bytes", ErrorKind::Invalid),
    (1305, "FUNCTION does not exist", ErrorKind::Database),
];

#[tokio::test]
async fn each_code_of_mysql_is_of_its_kind() {
    let env = TestEnv::new(Store::MySql).await;
    env.run(
        "CREATE TRIGGER says BEFORE INSERT ON notes FOR EACH ROW BEGIN \
             DECLARE number INT DEFAULT CAST(NEW.name AS UNSIGNED); \
             SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = number, MESSAGE_TEXT = NEW.text; END",
    )
    .await;
    for &(number, text, kind) in MYSQL {
        let create = crate::env::NoteCreate { text: Some(text.to_owned()), ..named(number.to_string()) };
        let error = env.notes.create(env.db(), create).await.unwrap_err();
        assert_eq!(error.kind(), kind, "{number} {text}: {error:?}");
        assert!(!error.to_string().contains(text), "{error}");
    }
    env.run("DROP TRIGGER says").await;
    env.notes.create(env.db(), named("note")).await.unwrap();
}
