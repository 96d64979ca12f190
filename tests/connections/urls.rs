//! Every SQLite URL either names one database, the same for all connections, or is rejected.

use std::path::Path;
use std::time::Duration;

use fin_infra::{Db, DbOptions};
use sqlx::Connection;
use sqlx::sqlite::SqliteConnection;

use crate::private::{NoteQuery, connect, eventually, note, notes};

/// Returns `true` if rows outlive the connections that stored them, including concurrent ones.
async fn is_one_database(url: &str) {
    let short = Duration::from_millis(50);
    let db = connect(url, DbOptions::new().max_connections(4).max_idle(short)).await;
    let creates = (0..20).map(|number| {
        let db = db.clone();
        async move { notes().create(&db, note(&number.to_string())).await }
    });
    for created in futures_util::future::join_all(creates).await {
        created.unwrap_or_else(|error| panic!("{url}: {error:?}"));
    }
    eventually("the connections are closed", async || (db.status().size == 0).then_some(())).await;
    let count = notes().count(&db, NoteQuery::new()).await;
    assert_eq!(count.unwrap_or_else(|error| panic!("{url}: {error:?}")), 20, "{url}");
}

#[tokio::test]
async fn each_spelling_is_one_database_to_all_connections() {
    let folder = tempfile::tempdir().unwrap();
    let env = folder.path().display();
    for (number, spelling) in [
        "sqlite::memory:",
        "sqlite://:memory:",
        "sqlite::memory:?cache=shared",
        "sqlite::memory:?mode=rwc",
        "sqlite:file:spelling-one?mode=memory",
        "sqlite:file:spelling two?cache=private&mode=memory",
        "sqlite:file::memory:?mode=memory&cache=shared",
        "sqlite://{}/a.db?mode=rwc",
        "sqlite:{}/b.db?mode=rwc",
        "sqlite:{}/:memory:?mode=rwc",
        "sqlite:{}/%3Amemory%3A.db?mode=rwc",
        "sqlite:{}/mode=memory?mode=rwc",
        "sqlite:{}/a%20b c.db?mode=rwc",
        "sqlite:{}/a%3Fmode=memory?mode=rwc",
        "sqlite:{}/a#b.db?mode=rwc",
        "sqlite:{}/c.db?mode=rwc&cache=private",
        "sqlite:{}/ ?mode=rwc",
    ]
    .iter()
    .enumerate()
    {
        let (own, url) =
            (folder.path().join(number.to_string()), spelling.replace("{}", &format!("{env}/{number}")));
        std::fs::create_dir(&own).unwrap();
        is_one_database(&url).await;
        let made = std::fs::read_dir(&own).unwrap().count() > 0;
        assert_eq!(made, spelling.contains("{}"), "{spelling}: a file was made");
    }
}

#[tokio::test]
async fn a_database_that_is_private_to_a_connection_is_refused() {
    for (url, word) in [
        ("sqlite:", "sqlite::memory:"),
        ("sqlite://", "sqlite::memory:"),
        ("sqlite://?mode=rwc", "sqlite::memory:"),
        ("sqlite:?mode=memory", "sqlite::memory:"),
        ("sqlite:?cache=shared", "sqlite::memory:"),
        ("sqlite:%3Amemory%3A", "sqlite::memory:"),
        ("sqlite:file:", "sqlite::memory:"),
        ("sqlite:file::memory:", "sqlite::memory:"),
        ("sqlite:file::memory:?cache=shared", "sqlite::memory:"),
        ("sqlite:file:one%3Fmode=memory", "without `file:`"),
        ("sqlite::memory:?cache=private", "cache=private"),
        ("sqlite:file:one?mode=memory&cache=private", "cache=private"),
        ("sqlite:one?mode=memory", "sqlite:file:NAME"),
        ("sqlite:one?mode=memory&cache=shared", "sqlite:file:NAME"),
        ("sqlite:one?vfs=memdb", "vfs=memdb"),
        ("sqlite::memory:?immutable=1", "immutable"),
    ] {
        let error = Db::connect(url).await.unwrap_err();
        assert!(error.is_invalid() && error.to_string().contains(word), "{url}: {error}");
        assert_eq!(error.fields().collect::<Vec<_>>(), ["url"]);
    }
}

#[tokio::test]
async fn an_empty_url_is_refused_with_where_it_may_come_from() {
    for url in ["", " "] {
        let error = Db::connect(url).await.unwrap_err();
        assert!(error.is_invalid() && error.to_string().contains("an environment variable"), "{error}");
    }
}

/// A file whose journal is of this kind, with one row.
async fn file(path: &Path, journal: &str) {
    let url = format!("sqlite://{}?mode=rwc", path.display());
    let db = connect(&url, DbOptions::new()).await;
    notes().create(&db, note("one")).await.unwrap();
    db.close().await.unwrap();
    let mut connection = SqliteConnection::connect(&url).await.unwrap();
    let sql = sqlx::AssertSqlSafe(format!("PRAGMA journal_mode = {journal}"));
    sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

#[tokio::test]
async fn a_file_that_is_opened_to_be_read_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    for (journal, parameters) in [("DELETE", "mode=ro"), ("DELETE", "immutable=1"), ("WAL", "immutable=true")]
    {
        let path = folder.path().join(format!("{journal}-{parameters}.db").replace('=', "-"));
        file(&path, journal).await;
        let before = std::fs::read(&path).unwrap();
        let db = Db::connect(&format!("sqlite://{}?{parameters}", path.display())).await.unwrap();
        assert_eq!(notes().list(&db, NoteQuery::new()).await.unwrap().items[0].text, "one");
        assert!(notes().create(&db, note("two")).await.is_err(), "{journal} {parameters}");
        assert_eq!(notes().count(&db, NoteQuery::new()).await.unwrap(), 1);
        db.close().await.unwrap();
        assert!(std::fs::read(&path).unwrap() == before, "{journal} {parameters}: the file was changed");
    }
    let missing = folder.path().join("missing.db");
    assert!(Db::connect(&format!("sqlite://{}?mode=ro", missing.display())).await.is_err());
    assert!(!missing.exists());
}

/// One in whose log there is something still can be read beside its writer.
#[tokio::test]
async fn a_file_is_read_beside_its_writer() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes.db");
    let writer = connect(&format!("sqlite://{}?mode=rwc", path.display()), DbOptions::new()).await;
    notes().create(&writer, note("one")).await.unwrap();
    let reader = Db::connect(&format!("sqlite://{}?mode=ro", path.display())).await.unwrap();
    for number in 1..4 {
        assert_eq!(notes().count(&reader, NoteQuery::new()).await.unwrap(), number);
        notes().create(&writer, note("another")).await.unwrap();
    }
}
