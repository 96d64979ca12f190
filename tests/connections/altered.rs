//! A table that is changed, or recreated, while a program has prepared statements for it.

use fin_infra::prelude::*;
use fin_infra::{Db, DbOptions};
use fin_infra_test_servers::Server;
use futures_util::TryStreamExt;
use sqlx::postgres::PgPoolOptions;
use sqlx::{Connection, PgConnection};

use crate::env::{
    Note, NoteFilter, NoteOrder, NoteQuery, NoteRepository, NoteUpdate, Store, TestEnv, failed, named,
};

/// Every kind of statement there is, each of them right.
async fn everything(notes: &NoteRepository, db: &Db) -> Result<(), Error> {
    let note = notes.create(db, named(Uuid::now_v7().to_string())).await?;
    assert_eq!(notes.get(db, note.id).await?, note);
    assert_eq!(notes.find(db, note.id).await?, Some(note.clone()));
    assert_eq!(notes.get_many(db, &[note.id]).await?, [note.clone()]);
    let query = NoteQuery::new().filter(NoteFilter::new().name(note.name.as_str())).with_total();
    assert_eq!(notes.list(db, query.clone()).await?.total, Some(1));
    assert_eq!(notes.list(db, NoteQuery::new().search(note.name.as_str())).await?.items, [note.clone()]);
    assert_eq!(notes.list(db, query.clone().order_by(NoteOrder::Name.asc())).await?.items, [note.clone()]);
    assert_eq!(notes.count(db, query.clone()).await?, 1);
    assert!(notes.exists(db, query.clone()).await?);
    assert_eq!(notes.stream(db, query).try_collect::<Vec<_>>().await?, [note.clone()]);
    let update = NoteUpdate { text: Some(Some("text".to_owned())), ..NoteUpdate::default() };
    assert_eq!(notes.update(db, note.id, update).await?.text.as_deref(), Some("text"));
    let create = crate::env::NoteCreate { text: Some("other".to_owned()), ..named(note.name.as_str()) };
    assert_eq!(notes.upsert_by_name(db, create).await?.id, note.id);
    let rows = notes.scoped_query().sql("name = ").bind("name", note.name.clone()).fetch_all(db).await?;
    assert_eq!(rows.len(), 1);
    notes.delete(db, note.id).await?;
    assert_eq!(notes.restore(db, note.id).await?.id, note.id);
    let many =
        notes.create_many(db, [named(Uuid::now_v7().to_string()), named(Uuid::now_v7().to_string())]).await?;
    assert_eq!(notes.delete_many(db, &many.iter().map(|note| note.id).collect::<Vec<_>>()).await?, 2);
    notes.hard_delete(db, note.id).await
}

const ALTERATIONS: [(&str, &str); 4] = [
    (
        "ALTER TABLE notes ALTER COLUMN name TYPE VARCHAR(60)",
        "ALTER TABLE notes MODIFY name VARCHAR(60) NOT NULL",
    ),
    ("ALTER TABLE notes ADD COLUMN more TEXT", "ALTER TABLE notes ADD COLUMN more TEXT"),
    ("ALTER TABLE notes ALTER COLUMN name TYPE TEXT", "ALTER TABLE notes MODIFY name VARCHAR(70) NOT NULL"),
    (
        "ALTER TABLE notes RENAME TO old; CREATE TABLE notes (LIKE old INCLUDING ALL); DROP TABLE old",
        "RENAME TABLE notes TO old; CREATE TABLE notes LIKE old; DROP TABLE old",
    ),
];

async fn every_call_succeeds_after_each_change(store: Store) {
    let env = TestEnv::new(store).await;
    env.note_read_by_four_connections().await;
    for _ in 0..4 {
        everything(&env.notes, env.db()).await.unwrap();
    }
    for (postgres, mysql) in ALTERATIONS {
        env.run(if store == Store::Postgres { postgres } else { mysql }).await;
        for _ in 0..4 {
            everything(&env.notes, env.db()).await.unwrap_or_else(|error| panic!("{postgres}: {error:?}"));
        }
    }
}

#[tokio::test]
async fn every_call_succeeds_after_a_change_on_postgres() {
    every_call_succeeds_after_each_change(Store::Postgres).await;
}

#[tokio::test]
async fn every_call_succeeds_after_a_change_on_mysql() {
    every_call_succeeds_after_each_change(Store::MySql).await;
}

#[tokio::test]
async fn every_call_succeeds_after_a_change_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}?mode=rwc", folder.path().join("notes.db").display());
    let db = Db::connect_with(&url, DbOptions::new().max_connections(4)).await.unwrap();
    fin_infra::schema::create_all(&db, &[fin_infra::schema::of::<Note>()]).await.unwrap();
    let notes = Note::repository().tenant(Uuid::now_v7());
    everything(&notes, &db).await.unwrap();
    let mut other = sqlx::SqliteConnection::connect(&url).await.unwrap();
    for change in ["ALTER TABLE notes ADD COLUMN more TEXT", "ALTER TABLE notes DROP COLUMN more"] {
        sqlx::raw_sql(change).execute(&mut other).await.unwrap();
        everything(&notes, &db).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readers_and_writers_notice_nothing_of_changes() {
    let env = TestEnv::new(Store::Postgres).await;
    let readers: Vec<_> = (0..4)
        .map(|_| {
            let (db, notes) = (env.db().clone(), Note::repository().tenant(Uuid::now_v7()));
            tokio::spawn(async move {
                let note = notes.create(&db, named("note")).await.unwrap();
                for number in 0..150 {
                    assert_eq!(notes.get(&db, note.id).await.unwrap().id, note.id);
                    let text = Some(Some(number.to_string()));
                    notes.update(&db, note.id, NoteUpdate { text, ..NoteUpdate::default() }).await.unwrap();
                }
            })
        })
        .collect();
    for length in 41..141 {
        env.run(format!("ALTER TABLE notes ALTER COLUMN name TYPE VARCHAR({length})")).await;
    }
    for reader in readers {
        reader.await.unwrap();
    }
}

#[tokio::test]
async fn of_the_transactions_of_a_db_one_fails_and_may_be_tried_again() {
    let env = TestEnv::new(Store::Postgres).await;
    let note = env.note_read_by_four_connections().await;
    env.run(ALTERATIONS[0].0).await;

    let mut results = Vec::new();
    for _ in 0..8 {
        let mut transaction = env.db().begin().await.unwrap();
        results.push(env.notes.get(&mut transaction, note.id).await);
        let ended = transaction.commit().await;
        assert_eq!(ended.is_err(), results.last().unwrap().is_err());
    }
    assert_eq!(failed(&results), 1);
}

#[tokio::test]
async fn the_connections_of_a_db_are_kept_through_a_change() {
    let env = TestEnv::new(Store::Postgres).await;
    let note = env.note_read_by_four_connections().await;
    let before = processes(&env).await;
    env.run(ALTERATIONS[0].0).await;
    let mut transactions = Vec::new();
    for _ in 0..4 {
        transactions.push(env.db().begin().await.unwrap());
    }
    let mut results = Vec::new();
    for mut transaction in transactions {
        results.push(env.notes.get(&mut transaction, note.id).await);
        transaction.rollback().await.unwrap();
    }
    // All of them had begun before the first one found out.
    assert_eq!(failed(&results), 4);
    assert_eq!(processes(&env).await, before);
}

async fn processes(env: &TestEnv) -> Vec<i32> {
    let mut connection = PgConnection::connect(env.url()).await.unwrap();
    let others = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() ORDER BY 1";
    let pids = sqlx::query_scalar(others).fetch_all(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    pids
}

#[tokio::test]
async fn a_programs_own_pool_connection_and_transaction_serve_after_a_change() {
    let env = TestEnv::new(Store::Postgres).await;
    let note = env.notes.create(env.db(), named("note")).await.unwrap();
    let pool = PgPoolOptions::new().max_connections(4).connect(env.url()).await.unwrap();
    let own = Db::from(pool.clone());
    let mut connection = PgConnection::connect(env.url()).await.unwrap();
    env.notes.get(&mut connection, note.id).await.unwrap();
    let mut transactions = Vec::new();
    for _ in 0..4 {
        transactions.push(pool.begin().await.unwrap());
    }
    for mut transaction in transactions {
        env.notes.get(&mut transaction, note.id).await.unwrap();
        transaction.commit().await.unwrap();
    }
    env.run(ALTERATIONS[0].0).await;

    let mut transaction = connection.begin().await.unwrap();
    let error = env.notes.get(&mut transaction, note.id).await.unwrap_err();
    assert!(error.is_unavailable(), "{error:?}");
    transaction.rollback().await.unwrap();
    let mut transaction = connection.begin().await.unwrap();
    assert_eq!(env.notes.get(&mut transaction, note.id).await.unwrap(), note);
    transaction.commit().await.unwrap();

    let mut results = Vec::new();
    for _ in 0..8 {
        let mut transaction = own.begin().await.unwrap();
        results.push(env.notes.get(&mut transaction, note.id).await);
        transaction.rollback().await.unwrap();
    }
    assert_eq!(failed(&results), 1);
    env.run(ALTERATIONS[2].0).await;
    for _ in 0..8 {
        assert_eq!(env.notes.get(&pool, note.id).await.unwrap(), note);
    }
    assert_eq!(env.notes.get(&mut connection, note.id).await.unwrap(), note);
}

/// A table that a policy protects: each call is a separate transaction.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, rls, backends("postgres"))]
struct Secret {
    #[fin(length(max = 40))]
    name: String,
}

#[tokio::test]
async fn a_call_behind_row_level_security_runs_again_as_a_whole() {
    let env = TestEnv::new(Store::Postgres).await;
    fin_infra::schema::create_all(env.db(), &[fin_infra::schema::of::<Secret>()]).await.unwrap();
    let tenant = Uuid::now_v7();
    let secrets = Secret::repository().tenant(tenant);
    let secret = secrets.create(env.db(), SecretCreate { name: "a".to_owned() }).await.unwrap();
    assert_eq!(secrets.get(env.db(), secret.id).await.unwrap(), secret);
    env.run("ALTER TABLE secrets ALTER COLUMN name TYPE VARCHAR(60)").await;
    assert_eq!(secrets.get(env.db(), secret.id).await.unwrap(), secret);
    let update = SecretUpdate { name: Some("b".to_owned()) };
    assert_eq!(secrets.update(env.db(), secret.id, update).await.unwrap().name, "b");

    env.run("ALTER TABLE secrets ALTER COLUMN name TYPE TEXT").await;
    let mut transaction = env.db().begin_for(tenant).await.unwrap();
    assert!(secrets.get(&mut transaction, secret.id).await.unwrap_err().is_unavailable());
    transaction.rollback().await.unwrap();
    let mut transaction = env.db().begin_for(tenant).await.unwrap();
    assert_eq!(secrets.get(&mut transaction, secret.id).await.unwrap().name, "b");
    transaction.commit().await.unwrap();
}

#[tokio::test]
async fn calls_through_a_pooler_for_transactions_succeed_after_a_change() {
    let env = TestEnv::new(Store::Postgres).await;
    let bouncer = Server::pgbouncer(env.url()).unwrap();
    let url = format!("{}?statement-cache-capacity=0", bouncer.url());
    let db = Db::connect_with(&url, DbOptions::new().max_connections(2)).await.unwrap();
    let note = env.notes.create(env.db(), named("note")).await.unwrap();
    for (change, _) in ALTERATIONS.into_iter().take(3) {
        for _ in 0..4 {
            let mut transaction = db.begin().await.unwrap();
            assert_eq!(env.notes.get(&mut transaction, note.id).await.unwrap(), note);
            transaction.commit().await.unwrap();
        }
        env.run(change).await;
    }
}
