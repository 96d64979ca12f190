//! An error of the driver itself is not a failure of the network: a caller that retries would do so forever.

use fin_infra::prelude::*;
use fin_infra_tests::on_each_database;

use crate::env::{Note, NoteQuery, named};

on_each_database!(
    [Note] sql_of_the_programs_own_that_cannot_be_sent_is_not_unavailable,
    [Note] more_arguments_than_a_statement_takes_are_not_unavailable,
);

async fn sql_of_the_programs_own_that_cannot_be_sent_is_not_unavailable(db: &Db) {
    let notes = Note::repository().tenant(Uuid::now_v7());
    notes.create(db, named("note")).await.unwrap();
    for _ in 0..2 {
        let own = notes.scoped_query().sql("name = :name OR name = ").bind("name", "note".to_owned());
        let error = own.fetch_all(db).await.unwrap_err();
        assert!(!error.is_unavailable(), "{error:?}");
    }
    assert_eq!(notes.count(db, NoteQuery::new()).await.unwrap(), 1);
}

async fn more_arguments_than_a_statement_takes_are_not_unavailable(db: &Db) {
    let notes = Note::repository().tenant(Uuid::now_v7());
    notes.create(db, named("note")).await.unwrap();
    let mut own = notes.scoped_query().sql("1 = 0");
    for _ in 0..70_000 {
        own = own.sql(" OR name = ").bind("name", "note".to_owned());
    }
    let error = own.fetch_all(db).await.unwrap_err();
    assert!(!error.is_unavailable(), "{error:?}");
    assert_eq!(notes.count(db, NoteQuery::new()).await.unwrap(), 1);
}
