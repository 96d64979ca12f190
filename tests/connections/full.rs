//! No room left, and values that have none anywhere.

use fin_infra::prelude::*;
use fin_infra::{Db, DbOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};

use crate::env::{Note, NoteCreate, NoteQuery, named};

#[tokio::test]
async fn a_full_database_is_unavailable_and_serves_readers() {
    let folder = tempfile::tempdir().unwrap();
    let options = SqliteConnectOptions::new()
        .filename(folder.path().join("notes.db"))
        .create_if_missing(true)
        .pragma("max_page_count", "60");
    let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await.unwrap();
    let db = Db::from(pool);
    fin_infra::schema::create_all(&db, &[fin_infra::schema::of::<Note>()]).await.unwrap();
    let notes = Note::repository().tenant(Uuid::now_v7());
    let note = notes.create(&db, named("note")).await.unwrap();
    let large = || NoteCreate { text: Some("x".repeat(1_000_000)), ..named("large") };

    let error = notes.create(&db, large()).await.unwrap_err();
    assert!(error.is_unavailable(), "{error:?}");
    assert_eq!(notes.get(&db, note.id).await.unwrap(), note);

    let mut transaction = db.begin().await.unwrap();
    notes.create(&mut transaction, named("undone")).await.unwrap();
    let error = notes.create(&mut transaction, large()).await.unwrap_err();
    assert!(error.is_unavailable(), "{error:?}");
    transaction.rollback().await.unwrap();
    assert_eq!(notes.count(&db, NoteQuery::new()).await.unwrap(), 1);
    notes.create(&db, named("small")).await.unwrap();
}

#[tokio::test]
async fn a_value_that_is_larger_than_sqlite_takes_is_invalid_and_says_the_limit() {
    let db = Db::connect_with("sqlite::memory:", DbOptions::new()).await.unwrap();
    fin_infra::schema::create_all(&db, &[fin_infra::schema::of::<Note>()]).await.unwrap();
    let notes = Note::repository().tenant(Uuid::now_v7());
    notes.create(&db, named("note")).await.unwrap();
    let too_large = notes.scoped_query().sql("length(zeroblob(1000000001)) > 0");
    let error = too_large.fetch_all(&db).await.unwrap_err();
    assert!(error.is_invalid(), "{error:?}");
    assert!(error.reason().contains("1,000,000,000 bytes"), "{error}");
    assert_eq!(notes.count(&db, NoteQuery::new()).await.unwrap(), 1);
}
