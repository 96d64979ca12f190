//! Statements that are longer than MariaDB's packet.

use fin_infra::prelude::*;
use fin_infra::{Db, DbOptions};
use fin_infra_test_servers::Server;
use sqlx::{Connection, MySqlConnection};

use crate::env::{Note, NoteCreate, NoteFilter, NoteQuery, NoteUpdate, Store, TestEnv, named};

/// Its long value is not in a text column.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant)]
struct Sheet {
    #[fin(json)]
    cells: Vec<String>,
}

const MEBIBYTE: usize = 1024 * 1024;

fn long(name: &str, length: usize) -> NoteCreate {
    NoteCreate { text: Some("x".repeat(length)), ..named(name) }
}

fn is_refused<T: std::fmt::Debug>(result: Result<T, Error>, limit: &str) {
    let error = result.unwrap_err();
    assert!(error.is_invalid(), "{error:?}");
    assert!(error.reason().contains(limit) && error.reason().contains("max_allowed_packet"), "{error}");
}

#[tokio::test]
async fn a_text_that_is_longer_than_the_packet_is_refused_and_costs_no_connection() {
    let env = TestEnv::new(Store::MySql).await;
    let note = env.notes.create(env.db(), named("note")).await.unwrap();
    let limit = "16777216 bytes";
    for _ in 0..2 {
        is_refused(env.notes.create(env.db(), long("long", 20 * MEBIBYTE)).await, limit);
        assert_eq!(env.notes.count(env.db(), NoteQuery::new()).await.unwrap(), 1);
    }
    let update = NoteUpdate { text: Some(Some("x".repeat(17 * MEBIBYTE))), ..NoteUpdate::default() };
    is_refused(env.notes.update(env.db(), note.id, update).await, limit);
    let mut connection = MySqlConnection::connect(env.url()).await.unwrap();
    is_refused(env.notes.create(&mut connection, long("long", 17 * MEBIBYTE)).await, limit);
    assert_eq!(env.notes.count(&mut connection, NoteQuery::new()).await.unwrap(), 1);

    let mut transaction = env.db().begin().await.unwrap();
    is_refused(env.notes.create(&mut transaction, long("long", 17 * MEBIBYTE)).await, limit);
    transaction.rollback().await.unwrap();
    assert_eq!(env.notes.get(env.db(), note.id).await.unwrap(), note);
    let fits = env.notes.create(env.db(), long("fits", 15 * MEBIBYTE)).await.unwrap();
    assert_eq!(env.notes.get(env.db(), fits.id).await.unwrap(), fits);
}

#[tokio::test]
async fn a_batch_is_cut_by_the_packet_of_the_server() {
    let server = Server::mysql().unwrap();
    let mut admin = MySqlConnection::connect(server.url()).await.unwrap();
    sqlx::raw_sql("SET GLOBAL max_allowed_packet = 1048576").execute(&mut admin).await.unwrap();
    let db = Db::connect_with(server.url(), DbOptions::new().max_connections(2)).await.unwrap();
    let definitions = [fin_infra::schema::of::<Note>(), fin_infra::schema::of::<Sheet>()];
    fin_infra::schema::create_all(&db, &definitions).await.unwrap();
    let tenant = Uuid::now_v7();
    let (notes, sheets) = (Note::repository().tenant(tenant), Sheet::repository().tenant(tenant));

    let batch = (0..30).map(|number| long(&number.to_string(), 100_000));
    assert_eq!(notes.create_many(&db, batch).await.unwrap().len(), 30);
    let batch = (0..300).map(|number| SheetCreate { cells: vec![number.to_string().repeat(1_000); 4] });
    let created = sheets.create_many(&db, batch).await.unwrap();
    assert_eq!(sheets.get(&db, created[299].id).await.unwrap(), created[299]);
    assert_eq!(notes.count(&db, NoteQuery::new()).await.unwrap(), 30);

    let limit = "1048576 bytes";
    let batch = [long("a", 10), long("b", MEBIBYTE), long("c", 10)];
    let error = notes.create_many(&db, batch).await.unwrap_err();
    assert!(error.reason().contains("row 1"), "{error}");
    is_refused(Err::<(), _>(error), limit);
    let filter = NoteFilter::new().name("x".repeat(2 * MEBIBYTE));
    let found = notes.list(&db, NoteQuery::new().filter(filter)).await;
    assert!(found.as_ref().map_or_else(Error::is_invalid, |page| page.items.is_empty()), "{found:?}");
    assert_eq!(notes.count(&db, NoteQuery::new()).await.unwrap(), 30);
}
