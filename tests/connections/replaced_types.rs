//! A PostgreSQL enum that is recreated under its name while a program uses it.

use fin_infra::prelude::*;
use fin_infra::{Db, DbOptions};
use fin_infra_tests::Fixture;
use sqlx::{Connection, PgConnection};

use crate::env::Store;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, sqlx::Type)]
#[sqlx(type_name = "mood", rename_all = "lowercase")]
enum Mood {
    Fine,
    Sad,
}

#[derive(FinResource, Debug, Clone)]
#[fin(backends("postgres"))]
struct Day {
    #[fin(filter)]
    mood: Mood,
}

const NEW_TYPE: &str = "DROP TABLE days; DROP TYPE mood; CREATE TYPE mood AS ENUM ('fine', 'sad')";

/// How a value is removed from an enum: the old type remains for a while, and is then dropped.
const SWAP: &str = "ALTER TYPE mood RENAME TO old_mood; CREATE TYPE mood AS ENUM ('fine', 'sad', 'so_so'); \
                    ALTER TABLE days ALTER COLUMN mood TYPE mood USING mood::text::mood";

struct Days {
    fixture: Fixture,
    db: Db,
}

impl Days {
    async fn new() -> Self {
        let fixture = Fixture::new(Store::Postgres, &[]).await;
        let mut connection = PgConnection::connect(&fixture.url).await.unwrap();
        sqlx::raw_sql("CREATE TYPE mood AS ENUM ('fine', 'sad')").execute(&mut connection).await.unwrap();
        let db = Db::connect_with(&fixture.url, DbOptions::new().max_connections(2)).await.unwrap();
        let days = Self { fixture, db };
        days.make_table().await;
        days
    }

    async fn make_table(&self) {
        fin_infra::schema::create_all(&self.fixture.db, &[fin_infra::schema::of::<Day>()]).await.unwrap();
    }

    async fn run(&self, sql: &'static str) {
        let mut connection = PgConnection::connect(&self.fixture.url).await.unwrap();
        sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
    }

    async fn all(&self) -> Result<(), Error> {
        let days = Day::repository();
        let day = days.create(&self.db, DayCreate { mood: Mood::Fine }).await?;
        let update = DayUpdate { mood: Some(Mood::Sad) };
        assert_eq!(days.update(&self.db, day.id, update).await?.mood, Mood::Sad);
        assert_eq!(days.get(&self.db, day.id).await?.mood, Mood::Sad);
        let query = DayQuery::new().filter(DayFilter::new().mood(Mood::Sad));
        assert!(days.count(&self.db, query.clone()).await? > 0);
        assert!(!days.list(&self.db, query).await?.items.is_empty());
        Ok(())
    }
}

#[tokio::test]
async fn calls_succeed_after_the_type_and_its_table_were_dropped_and_made_again() {
    let days = Days::new().await;
    for _ in 0..2 {
        days.all().await.unwrap();
        days.run(NEW_TYPE).await;
        days.make_table().await;
    }
    days.all().await.unwrap();
}

#[tokio::test]
async fn calls_succeed_after_another_type_took_the_name_of_the_enum() {
    let days = Days::new().await;
    days.all().await.unwrap();
    days.run(SWAP).await;
    days.all().await.unwrap();
    days.run("DROP TYPE old_mood").await;
    days.all().await.unwrap();
}

#[tokio::test]
async fn at_worst_one_transaction_fails_after_the_type_was_made_anew() {
    let days = Days::new().await;
    days.all().await.unwrap();
    days.run(NEW_TYPE).await;
    days.make_table().await;
    let mut failed = 0;
    for _ in 0..4 {
        let mut transaction = days.db.begin().await.unwrap();
        match Day::repository().create(&mut transaction, DayCreate { mood: Mood::Fine }).await {
            Ok(_) => transaction.commit().await.unwrap(),
            Err(error) => {
                assert!(error.is_unavailable(), "{error:?}");
                transaction.rollback().await.unwrap();
                failed += 1;
            }
        }
    }
    assert_eq!(failed, 1);
}

#[tokio::test]
async fn a_type_that_is_not_there_is_no_reason_to_try_again() {
    let days = Days::new().await;
    days.run("DROP TABLE days; DROP TYPE mood; CREATE TABLE days (id uuid PRIMARY KEY, mood text NOT NULL)")
        .await;
    for _ in 0..2 {
        let created = Day::repository().create(&days.db, DayCreate { mood: Mood::Fine }).await;
        assert_eq!(created.unwrap_err().kind(), ErrorKind::Database);
    }
}
