//! A database of a test's own, on each database.

#![allow(clippy::unwrap_used, reason = "whatever goes wrong is a test's failure")]

use fin_infra::prelude::*;
use fin_infra::testing::{self, TestDatabase};
use fin_infra::{ErrorKind, sqlx};
use sqlx::Connection as _;

/// A spending plan.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, rls)]
pub struct Budget {
    /// The name.
    pub name: String,
}

fn tables() -> [schema::Definition; 1] {
    [schema::of::<Budget>()]
}

fn travel() -> BudgetCreate {
    BudgetCreate { name: "Travel".to_owned() }
}

/// The servers, which live as long as their databases.
fn servers() -> Vec<(String, Option<fin_infra_test_servers::Database>)> {
    let servers = [fin_infra_test_servers::postgres().unwrap(), fin_infra_test_servers::mysql().unwrap()];
    let servers = servers.into_iter().map(|server| (server.url().to_owned(), Some(server)));
    servers.chain([("sqlite:".to_owned(), None)]).collect()
}

async fn exists(url: &str) -> bool {
    // A SQLite file would be created.
    Db::connect(&url.replace("?mode=rwc", "")).await.is_ok()
}

#[tokio::test]
async fn each_test_has_a_database_that_vanishes_with_it() {
    for (server, _guard) in servers() {
        let (one, other) =
            (TestDatabase::create(&server).await.unwrap(), TestDatabase::create(&server).await.unwrap());
        let budgets = Budget::repository().tenant(testing::tenant());
        for database in [&one, &other] {
            let db = database.connect().await.unwrap();
            schema::create_all(&db, &tables()).await.unwrap();
            budgets.create(&db, travel()).await.unwrap();
            assert_eq!(budgets.count(&db, BudgetQuery::new()).await.unwrap(), 1);
        }
        let url = one.url().to_owned();
        assert!(exists(&url).await);
        drop(one);
        assert!(!exists(&url).await, "{url}");
        assert!(exists(other.url()).await);
    }
}

#[tokio::test]
async fn a_database_is_dropped_while_a_transaction_is_open_and_after_a_panic() {
    for (server, _guard) in servers() {
        let database = TestDatabase::create(&server).await.unwrap();
        let url = database.url().to_owned();
        let db = database.connect().await.unwrap();
        schema::create_all(&db, &tables()).await.unwrap();
        let mut transaction = db.begin().await.unwrap();
        Budget::repository().tenant(testing::tenant()).create(&mut transaction, travel()).await.unwrap();

        let test = tokio::spawn(async move {
            let _database = database;
            panic!("the test fails");
        });
        assert!(test.await.unwrap_err().is_panic());
        drop(transaction);
        let _ = db.close().await;
        assert!(!exists(&url).await, "{url}");
    }
}

#[tokio::test]
async fn the_application_reads_and_writes_rows_and_nothing_else() {
    for (server, _guard) in servers() {
        let database = TestDatabase::create(&server).await.unwrap();
        let owner = database.connect().await.unwrap();
        schema::create_all(&owner, &tables()).await.unwrap();

        let db = database.connect_as_application().await.unwrap();
        let budgets = Budget::repository().tenant(testing::tenant());
        let budget = budgets.create(&db, travel()).await.unwrap();
        budgets.delete(&db, budget.id).await.unwrap();
        assert!(!matches!(schema::rls_effective(&db).await.unwrap(), schema::Protection::Lacking(_)));
        assert!(database.connect_as_application().await.is_ok(), "the role exists");

        let url = database.application_url().await.unwrap();
        let outcome = match server.split(':').next().unwrap() {
            "postgres" => drop_table(sqlx::PgConnection::connect(url).await.unwrap()).await,
            "mysql" => drop_table(sqlx::MySqlConnection::connect(url).await.unwrap()).await,
            _ => continue, // SQLite has no roles.
        };
        assert!(outcome.is_err(), "{server}");
        // A table that is created later.
        schema::create_all(&owner, &[schema::of::<Later>()]).await.unwrap();
        let later = Later::repository().tenant(testing::tenant());
        later.create(&db, LaterCreate { name: "Late".to_owned() }).await.unwrap();
    }
}

/// A resource whose table is created after the role.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant)]
pub struct Later {
    /// The name.
    pub name: String,
}

async fn drop_table<'c, C>(mut connection: C) -> Result<(), sqlx::Error>
where
    C: sqlx::Connection,
    for<'e> &'e mut C: sqlx::Executor<'e, Database = C::Database>,
{
    sqlx::Executor::execute(&mut connection, "DROP TABLE budgets").await.map(drop)
}

#[tokio::test]
async fn a_role_vanishes_with_its_database() {
    for (server, _guard) in servers() {
        let database = TestDatabase::create(&server).await.unwrap();
        let role = database.application_url().await.unwrap().to_owned();
        drop(database);
        if !server.starts_with("sqlite") {
            // The same role, in the database that the server's URL names.
            let mut url = url::Url::parse(&role).unwrap();
            url.set_path(url::Url::parse(&server).unwrap().path());
            assert_eq!(Db::connect(url.as_str()).await.unwrap_err().kind(), ErrorKind::Database);
        }
    }
}

#[tokio::test]
async fn what_cannot_be_created_is_an_error_that_says_what_to_do() {
    let error = TestDatabase::from_env("FIN_INFRA_NO_SUCH_VARIABLE").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid);
    assert!(error.to_string().contains("FIN_INFRA_NO_SUCH_VARIABLE"), "{error}");
    for url in ["oracle://localhost/x", "postgres:///no_host", "localhost"] {
        assert_eq!(TestDatabase::create(url).await.unwrap_err().kind(), ErrorKind::Invalid, "{url}");
    }
    let error = TestDatabase::create("postgres://nobody:secret@127.0.0.1:1/x").await.unwrap_err();
    assert!(error.to_string().contains("running server") && !error.to_string().contains("secret"), "{error}");
}
