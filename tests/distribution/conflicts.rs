//! What is refused on a machine of Citus is the same error as what one PostgreSQL refuses.
//!
//! Citus passes a worker's message on without its fields, and names in it are those of a shard. A trigger says the same here.

use fin_infra::prelude::*;
use fin_infra::schema::Definition;
use fin_infra_test_servers::Database;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

/// Something to save for.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, check(amount >= 0))]
struct Goal {
    #[fin(unique)]
    name: String,
    amount: i64,
}

/// Money that went into it.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant)]
struct Deposit {
    #[fin(belongs_to = "Goal")]
    goal_id: Uuid,
    note: String,
}

/// One PostgreSQL, also where there is a cluster: Citus takes no triggers.
async fn on_postgres(definitions: &[Definition]) -> (Database, Db) {
    let database = fin_infra_test_servers::postgres().unwrap();
    let db = Db::connect(database.url()).await.unwrap();
    schema::create_all(&db, definitions).await.unwrap();
    (database, db)
}

/// All that a program can see of an error.
fn parts(error: &Error) -> (ErrorKind, String, Option<String>) {
    (error.kind(), error.to_string(), error.constraint().map(str::to_owned))
}

/// Makes writes to a table fail as Citus would have them fail.
async fn refuse(url: &str, table: &str, code: &str, message: &str) {
    let message = message.replace('\'', "''");
    let sql = format!(
        "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION USING ERRCODE = \
         '{code}', MESSAGE = '{message}'; END $$; CREATE OR REPLACE TRIGGER refuse BEFORE INSERT OR DELETE ON {table} \
         FOR EACH ROW EXECUTE FUNCTION refuse()"
    );
    let mut connection = PgConnection::connect(url).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
}

#[tokio::test]
async fn a_refusal_of_a_shard_names_the_constraint_of_the_table() {
    let (database, db) = on_postgres(&[schema::of::<Goal>(), schema::of::<Deposit>()]).await;
    let (db, url, tenant) = (&db, database.url(), Uuid::now_v7());
    let (goals, deposits) = (Goal::repository().tenant(tenant), Deposit::repository().tenant(tenant));
    let named = |name: &str| GoalCreate { name: name.into(), amount: 1 };
    let goal = goals.create_with_id(db, Uuid::now_v7(), named("a")).await.unwrap();
    let deposit = |goal_id| DepositCreate { goal_id, note: "first".into() };
    deposits.create(db, deposit(goal.id)).await.unwrap();

    let real = [
        goals.create(db, named("a")).await.unwrap_err(),
        goals.create_with_id(db, goal.id, named("b")).await.unwrap_err(),
        deposits.create(db, deposit(Uuid::nil())).await.unwrap_err(),
        goals.delete(db, goal.id).await.unwrap_err(),
    ];
    let (unique, key) = (Goal::TABLE.uniques[0].name, Deposit::TABLE.foreign_keys[0].name);
    let unique_message = format!("duplicate key value violates unique constraint \"{unique}_102010\"");
    refuse(url, "goals", "23505", &unique_message).await;
    assert_eq!(parts(&goals.create(db, named("c")).await.unwrap_err()), parts(&real[0]));
    refuse(url, "goals", "23505", "duplicate key value violates unique constraint \"pk_goals_102010\"").await;
    assert_eq!(parts(&goals.create(db, named("c")).await.unwrap_err()), parts(&real[1]));
    let message = format!(
        "insert or update on table \"deposits_102045\" violates foreign key constraint \"{key}_102045\""
    );
    refuse(url, "deposits", "23503", &message).await;
    assert_eq!(parts(&deposits.create(db, deposit(goal.id)).await.unwrap_err()), parts(&real[2]));
    let message = format!(
        "update or delete on table \"goals_102010\" violates foreign key constraint \"{key}_102045\" on table \"deposits_102045\""
    );
    refuse(url, "goals", "23503", &message).await;
    assert_eq!(parts(&goals.delete(db, goal.id).await.unwrap_err()), parts(&real[3]));
}

#[tokio::test]
async fn a_rule_and_a_null_on_a_shard_name_the_rule_and_the_field() {
    let (database, db) = on_postgres(&[schema::of::<Goal>()]).await;
    let url = database.url();
    let goals = Goal::repository().tenant(Uuid::now_v7());
    let create = async || {
        let goal = GoalCreate { name: "a".into(), amount: 1 };
        goals.create(&db, goal).await.unwrap_err()
    };
    let check = Goal::TABLE.checks[0].name;
    let message = format!("new row for relation \"goals_102010\" violates check constraint \"{check}\"");
    refuse(url, "goals", "23514", &message).await;
    assert_eq!(create().await.constraint(), Some(check));
    let message = "null value in column \"amount\" of relation \"goals_102010\" violates not-null constraint";
    refuse(url, "goals", "23502", message).await;
    assert!(create().await.to_string().contains("amount: must not be null"));
}
