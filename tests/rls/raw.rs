//! SQL without any predicate.

use sqlx::postgres::PgRow;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, Postgres, Row, Transaction};

use crate::env::{Rows, TestEnv};

/// Begins a transaction with a setting.
pub(crate) async fn begin_with<'c>(
    connection: &'c mut PgConnection,
    tenant: &str,
) -> Transaction<'c, Postgres> {
    let mut transaction = connection.begin().await.unwrap();
    let set = sqlx::query("SELECT set_config('app.current_tenant', $1, true)").bind(tenant.to_owned());
    transaction.execute(set).await.unwrap();
    transaction
}

/// How many rows a statement sees.
pub(crate) async fn count(connection: &mut PgConnection, sql: String) -> i64 {
    let row: PgRow = connection.fetch_one(AssertSqlSafe(sql)).await.unwrap();
    row.get(0)
}

/// How many rows of a table there are to see.
pub(crate) async fn seen(connection: &mut PgConnection, table: &str) -> i64 {
    count(connection, format!("SELECT count(*) FROM {table}")).await
}

/// Runs a statement, and says how many rows it touched or which error it got.
async fn touch(connection: &mut PgConnection, sql: String) -> Result<u64, String> {
    match connection.execute(AssertSqlSafe(sql)).await {
        Ok(result) => Ok(result.rows_affected()),
        Err(error) => Err(error.as_database_error().unwrap().code().unwrap().into_owned()),
    }
}

const REFUSED_BY_POLICY: &str = "42501";

fn insert(Rows { table, tenant_type, .. }: &Rows, tenant: &str) -> String {
    let (version, one) = if *table == "goals" { (", version, name_folded", ", 1, 'x'") } else { ("", "") };
    format!(
        "INSERT INTO {table} (id, tenant_id, name, created_at, updated_at{version}) \
         VALUES (gen_random_uuid(), '{tenant}'::{tenant_type}, 'x', now(), now(){one})"
    )
}

#[tokio::test]
async fn a_tenant_sees_its_own_rows_without_asking_for_them() {
    let env = TestEnv::new().await;
    let mut connection = env.connection().await;
    for rows in env.rows().await {
        for (tenant, number) in [(&rows.ours, 2), (&rows.theirs, 1)] {
            let mut transaction = begin_with(&mut connection, tenant).await;
            assert_eq!(seen(&mut transaction, rows.table).await, number, "{}", rows.table);
        }
        assert_eq!(seen(&mut env.administrator().await, rows.table).await, 3);
    }
}

#[tokio::test]
async fn without_a_setting_nothing_is_seen_and_nothing_is_an_error() {
    let env = TestEnv::new().await;
    for rows in env.rows().await {
        // A connection that never knew a tenant, and one that has forgotten it: null and an empty text.
        let mut connection = env.connection().await;
        assert_eq!(seen(&mut connection, rows.table).await, 0);
        begin_with(&mut connection, &rows.ours).await.commit().await.unwrap();
        assert_eq!(seen(&mut connection, rows.table).await, 0);
        let mut transaction = begin_with(&mut connection, "").await;
        assert_eq!(seen(&mut transaction, rows.table).await, 0);
    }
}

#[tokio::test]
async fn without_a_setting_nothing_is_written() {
    let env = TestEnv::new().await;
    let mut connection = env.connection().await;
    for rows in env.rows().await {
        let table = rows.table;
        let inserted = touch(&mut connection, insert(&rows, &rows.ours)).await;
        assert_eq!(inserted.unwrap_err(), REFUSED_BY_POLICY);
        assert_eq!(touch(&mut connection, format!("UPDATE {table} SET name = 'x'")).await, Ok(0));
        assert_eq!(touch(&mut connection, format!("DELETE FROM {table}")).await, Ok(0));
        assert_eq!(seen(&mut env.administrator().await, table).await, 3);
    }
}

#[tokio::test]
async fn a_setting_that_differs_from_the_predicate_finds_nothing() {
    let env = TestEnv::new().await;
    let mut connection = env.connection().await;
    for Rows { table, ours, theirs, .. } in env.rows().await {
        let mut transaction = begin_with(&mut connection, &ours).await;
        let theirs = format!("SELECT count(*) FROM {table} WHERE tenant_id = '{theirs}'");
        assert_eq!(count(&mut transaction, theirs).await, 0);
    }
}

#[tokio::test]
async fn a_row_of_another_tenant_is_neither_made_nor_changed_nor_removed() {
    let env = TestEnv::new().await;
    let mut connection = env.connection().await;
    for rows in env.rows().await {
        let Rows { table, ours, theirs, .. } = &rows;
        let mut transaction = begin_with(&mut connection, ours).await;
        let inserted = touch(&mut transaction, insert(&rows, theirs)).await;
        assert_eq!(inserted.unwrap_err(), REFUSED_BY_POLICY);
        transaction.rollback().await.unwrap();

        let mut transaction = begin_with(&mut connection, ours).await;
        let moved = touch(&mut transaction, format!("UPDATE {table} SET tenant_id = '{theirs}'")).await;
        assert_eq!(moved.unwrap_err(), REFUSED_BY_POLICY);
        transaction.rollback().await.unwrap();

        let mut transaction = begin_with(&mut connection, ours).await;
        let others = format!("WHERE tenant_id = '{theirs}'");
        assert_eq!(touch(&mut transaction, format!("UPDATE {table} SET name = 'x' {others}")).await, Ok(0));
        assert_eq!(touch(&mut transaction, format!("DELETE FROM {table} {others}")).await, Ok(0));
        assert_eq!(touch(&mut transaction, insert(&rows, ours)).await, Ok(1));
        assert_eq!(touch(&mut transaction, format!("DELETE FROM {table}")).await, Ok(3));
        transaction.commit().await.unwrap();
        assert_eq!(seen(&mut env.administrator().await, table).await, 1);
    }
}

#[tokio::test]
async fn another_permissive_policy_opens_nothing() {
    let env = TestEnv::new().await;
    let mut connection = env.connection().await;
    for rows in env.rows().await {
        let Rows { table, ours, theirs, .. } = &rows;
        env.administer(&format!("CREATE POLICY everything ON {table} USING (true) WITH CHECK (true)")).await;
        assert_eq!(seen(&mut connection, table).await, 0);
        let mut transaction = begin_with(&mut connection, ours).await;
        assert_eq!(seen(&mut transaction, table).await, 2);
        let inserted = touch(&mut transaction, insert(&rows, theirs)).await;
        assert_eq!(inserted.unwrap_err(), REFUSED_BY_POLICY);
    }
}

#[tokio::test]
async fn the_tables_owner_is_bound_as_well() {
    let env = TestEnv::owned().await;
    let mut connection = env.connection().await;
    for rows in env.rows().await {
        let Rows { table, ours, theirs, .. } = &rows;
        assert_eq!(seen(&mut connection, table).await, 0);
        let mut transaction = begin_with(&mut connection, ours).await;
        assert_eq!(seen(&mut transaction, table).await, 2);
        let inserted = touch(&mut transaction, insert(&rows, theirs)).await;
        assert_eq!(inserted.unwrap_err(), REFUSED_BY_POLICY);
    }
}

#[tokio::test]
async fn a_row_is_deleted_softly_and_seen_by_its_tenant_when_it_is() {
    let env = TestEnv::new().await;
    let mut connection = env.connection().await;
    for Rows { table, ours, .. } in env.rows().await {
        let mut transaction = begin_with(&mut connection, &ours).await;
        let deleted = touch(&mut transaction, format!("UPDATE {table} SET deleted_at = now()")).await;
        assert_eq!(deleted, Ok(2));
        assert_eq!(seen(&mut transaction, table).await, 2);
    }
}

#[tokio::test]
async fn a_text_that_is_no_tenant_of_the_type_is_an_error_and_shows_nothing() {
    let env = TestEnv::new().await;
    let mut connection = env.connection().await;
    for Rows { table, .. } in env.rows().await.into_iter().filter(|rows| rows.tenant_type != "text") {
        let mut transaction = begin_with(&mut connection, "'; SELECT 1").await;
        assert_eq!(touch(&mut transaction, format!("SELECT * FROM {table}")).await.unwrap_err(), "22P02");
    }
}

#[tokio::test]
async fn a_long_name_is_not_cut_to_that_of_another_tenant() {
    let env = TestEnv::new().await;
    let name = "x".repeat(255);
    let mut connection = env.connection().await;
    let rows = &env.rows().await[1];
    let mut transaction = begin_with(&mut connection, &name).await;
    assert_eq!(touch(&mut transaction, insert(rows, &name)).await, Ok(1));
    transaction.commit().await.unwrap();
    let mut transaction = begin_with(&mut connection, &format!("{name}y")).await;
    assert_eq!(seen(&mut transaction, "notes").await, 0);
}
