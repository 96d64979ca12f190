//! The effect of the options on each database.

use std::time::Duration;

use fin_infra::prelude::*;
use fin_infra::{Db, DbOptions, Synchronous};
use fin_infra_test_servers::Server;

use crate::private::{NoteQuery, connect, note, notes, timed};

/// A value that a connection of a `Db` has, asked for in a condition: whether it is this one.
async fn holds(db: &Db, sql: &'static str) -> bool {
    notes().create(db, note("one")).await.unwrap();
    !notes().scoped_query().sql(sql).fetch_all(db).await.unwrap().is_empty()
}

#[tokio::test]
async fn postgresql_is_told_the_name_and_the_limit_and_what_else_is_set() {
    let database = fin_infra_test_servers::postgres().unwrap();
    let options = DbOptions::new()
        .application_name("our notes")
        .statement_timeout(Duration::from_millis(1_250))
        .after_connect("SET lock_timeout = '3s'; SET work_mem = '5MB'")
        .postgres_options(|options| options.options([("idle_in_transaction_session_timeout", "7s")]));
    let db = connect(database.url(), options).await;
    for sql in [
        "current_setting('application_name') = 'our notes'",
        "current_setting('statement_timeout') = '1250ms'",
        "current_setting('lock_timeout') = '3s'",
        "current_setting('work_mem') = '5MB'",
        "current_setting('idle_in_transaction_session_timeout') = '7s'",
    ] {
        assert!(holds(&db, sql).await, "{sql}");
    }
}

#[tokio::test]
async fn mariadb_is_told_the_limit_and_what_else_is_set() {
    let database = fin_infra_test_servers::mysql().unwrap();
    let options = DbOptions::new()
        .application_name("our notes")
        .statement_timeout(Duration::from_millis(1_250))
        .after_connect("SET SESSION lock_wait_timeout = 33")
        .mysql_options(|options| options.timezone(Some("+05:00".to_owned())));
    let db = connect(database.url(), options).await;
    // A condition has no `@@`.
    macro_rules! variable {
        ($name:literal is $value:literal) => {
            concat!(
                "(SELECT variable_value FROM information_schema.session_variables WHERE variable_name = '",
                $name,
                "') = '",
                $value,
                "'"
            )
        };
    }
    for sql in [
        variable!("MAX_STATEMENT_TIME" is "1.250000"),
        variable!("LOCK_WAIT_TIMEOUT" is "33"),
        variable!("TIME_ZONE" is "+05:00"),
    ] {
        assert!(holds(&db, sql).await, "{sql}");
    }
}

#[tokio::test]
async fn sqlite_is_told_what_is_set() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}?mode=rwc", folder.path().join("notes.db").display());
    let unset = connect(&url, DbOptions::new()).await;
    for sql in [
        "(SELECT synchronous FROM pragma_synchronous) = 2",
        "(SELECT timeout FROM pragma_busy_timeout) = 10000",
        "(SELECT journal_mode FROM pragma_journal_mode) = 'wal'",
        "(SELECT foreign_keys FROM pragma_foreign_keys) = 1",
    ] {
        assert!(holds(&unset, sql).await, "{sql}");
    }
    let options = DbOptions::new()
        .wait(Duration::from_millis(700))
        .sqlite_synchronous(Synchronous::Normal)
        .sqlite_cache_kibibytes(4_321)
        .after_connect("PRAGMA cell_size_check = 1; PRAGMA threads = 2")
        .sqlite_options(|options| options.pragma("temp_store", "2"));
    let db = connect(&url, options).await;
    for sql in [
        "(SELECT synchronous FROM pragma_synchronous) = 1",
        "(SELECT cache_size FROM pragma_cache_size) = -4321",
        "(SELECT timeout FROM pragma_busy_timeout) = 700",
        "(SELECT cell_size_check FROM pragma_cell_size_check) = 1",
        "(SELECT threads FROM pragma_threads) = 2",
        "(SELECT temp_store FROM pragma_temp_store) = 2",
    ] {
        assert!(holds(&db, sql).await, "{sql}");
    }
}

#[tokio::test]
async fn a_database_that_the_url_does_not_name_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("notes.db");
    let url = format!("sqlite://{}?mode=rwc", file.display());
    for options in [
        DbOptions::new().sqlite_options(|options| options.filename("")),
        DbOptions::new().sqlite_options(|options| options.in_memory(true)),
        DbOptions::new().sqlite_options(|options| options.vfs("memdb")),
    ] {
        let error = Db::connect_with(&url, options).await.unwrap_err();
        assert!(error.is_invalid(), "{error:?}");
    }
    let memory = DbOptions::new().sqlite_options(|options| options.shared_cache(false).in_memory(false));
    assert!(Db::connect_with("sqlite:file:notes?mode=memory", memory).await.is_err());
}

#[tokio::test]
async fn a_connection_on_which_the_first_statement_fails_is_not_used() {
    let folder = tempfile::tempdir().unwrap();
    let file = format!("sqlite://{}?mode=rwc", folder.path().join("notes.db").display());
    let (postgres, mysql) =
        (fin_infra_test_servers::postgres().unwrap(), fin_infra_test_servers::mysql().unwrap());
    for url in [&file, postgres.url(), mysql.url()] {
        let options = DbOptions::new().after_connect("SELECT nothing FROM nowhere");
        let error = Db::connect_with(url, options).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Database, "{error:?}");
        assert!(error.to_string().contains("`after_connect`"), "{error}");
    }
}

/// Each transaction has another server connection, on which the limit is not set.
#[tokio::test]
async fn a_proxy_that_cannot_pass_the_limit_on_lets_nobody_in() {
    let server = Server::postgres().unwrap();
    let proxy = Server::pgbouncer(server.url()).unwrap();
    let limited = DbOptions::new().statement_timeout(Duration::from_secs(1));
    let error = Db::connect_with(proxy.url(), limited).await.unwrap_err();
    assert!(format!("{error:?}").contains("startup parameter"), "{error:?}");
    let db = Db::connect_with(proxy.url(), DbOptions::new().application_name("our notes")).await.unwrap();
    db.ping().await.unwrap();
}

/// The server aborts the statement itself, and the connection stays usable.
async fn a_long_statement_is_ended(db: &Db, sql: &'static str) {
    let (time, answer) = timed(notes().scoped_query().sql(sql).fetch_all(db)).await;
    assert!(answer.is_err(), "{answer:?}");
    assert!(time < Duration::from_secs(3), "{time:?}");
    notes().create(db, note("next")).await.unwrap();
}

#[tokio::test]
async fn a_statement_that_takes_too_long_is_ended() {
    let options = || DbOptions::new().max_connections(1).statement_timeout(Duration::from_millis(300));
    let database = fin_infra_test_servers::postgres().unwrap();
    let db = connect(database.url(), options()).await;
    a_long_statement_is_ended(&db, "(SELECT true FROM pg_sleep(20)) OR EXISTS (SELECT 1 FROM pg_sleep(20))")
        .await;

    let database = fin_infra_test_servers::mysql().unwrap();
    let db = connect(database.url(), options()).await;
    notes().create(&db, note("one")).await.unwrap();
    a_long_statement_is_ended(&db, "SLEEP(20) = 0").await;
}

/// On SQLite, only this process can abort it, and it does: the next writer does not wait for it.
#[tokio::test]
async fn a_statement_that_takes_too_long_is_ended_on_sqlite() {
    const ENDLESS: &str =
        "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n) > 0";
    let folder = tempfile::tempdir().unwrap();
    let file = format!("sqlite://{}?mode=rwc", folder.path().join("notes.db").display());
    for url in [file.as_str(), "sqlite::memory:"] {
        let limit = Duration::from_millis(300);
        let db = connect(url, DbOptions::new().max_connections(2).statement_timeout(limit)).await;
        notes().create(&db, note("one")).await.unwrap();

        let mut transaction = db.begin().await.unwrap();
        notes().create(&mut transaction, note("undone")).await.unwrap();
        let (time, answer) = timed(notes().scoped_query().sql(ENDLESS).fetch_all(&mut transaction)).await;
        let error = answer.unwrap_err();
        assert!(error.is_unavailable() && error.to_string().contains("did not answer"), "{error:?}");
        assert!(time < limit * 4, "{time:?}");
        drop(transaction);

        // It held the lock of the writer, which only its end gives back.
        let (time, answer) = timed(notes().create(&db, note("next"))).await;
        answer.unwrap();
        assert!(time < Duration::from_secs(2), "{time:?}");
        assert_eq!(notes().count(&db, NoteQuery::new()).await.unwrap(), 2);
        // A call that is dropped ends as well.
        let call = notes().scoped_query().sql(ENDLESS);
        assert!(tokio::time::timeout(limit / 3, call.fetch_all(&db)).await.is_err());
        db.close().await.unwrap();
    }
}

#[tokio::test]
async fn a_writer_waits_for_another_one_as_long_as_for_a_connection() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}?mode=rwc", folder.path().join("notes.db").display());
    let wait = Duration::from_millis(400);
    let db = connect(&url, DbOptions::new().max_connections(2).wait(wait)).await;
    let transaction = db.begin().await.unwrap();
    for _ in 0..3 {
        let (time, answer) = timed(notes().create(&db, note("busy"))).await;
        assert!(answer.unwrap_err().is_unavailable());
        assert!((wait / 2..wait * 3).contains(&time), "{time:?}");
        let (time, answer) = timed(db.begin()).await;
        assert!(answer.map(drop).unwrap_err().is_unavailable());
        assert!((wait / 2..wait * 3).contains(&time), "{time:?}");
    }
    transaction.rollback().await.unwrap();
    notes().create(&db, note("free")).await.unwrap();
}
