//! The program of hand-written sqlx: what a careful person writes for the same calls.

use std::fmt::Write;

/// One resource and its calls. `{}` is its number.
const RESOURCE: &str = r#"
/// A resource.
#[derive(sqlx::FromRow, Debug, Clone)]
pub struct Resource{} {
    pub id: Uuid,
    pub tenant_id: Uuid,
    pub owner_id: Uuid,
    pub name: String,
    pub notes: Option<String>,
    pub amount: i64,
    pub ceiling: Option<i64>,
    pub quantity: i64,
    pub position: i32,
    pub active: bool,
    pub starts_at: DateTime<Utc>,
    pub ends_at: Option<DateTime<Utc>>,
    pub labels: sqlx::types::Json<Vec<String>>,
    pub source_id: Option<Uuid>,
    pub deleted_at: Option<DateTime<Utc>>,
}

async fn create_{}(pool: &SqlitePool, row: &Resource{}) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO resource{}s (id, tenant_id, owner_id, name, name_folded, notes, amount, ceiling, quantity, position, \
         active, starts_at, ends_at, labels, source_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(row.id)
    .bind(row.tenant_id)
    .bind(row.owner_id)
    .bind(&row.name)
    .bind(row.name.to_lowercase())
    .bind(&row.notes)
    .bind(row.amount)
    .bind(row.ceiling)
    .bind(row.quantity)
    .bind(row.position)
    .bind(row.active)
    .bind(row.starts_at)
    .bind(row.ends_at)
    .bind(&row.labels)
    .bind(row.source_id)
    .execute(pool)
    .await
    .map(drop)
}

async fn find_{}(pool: &SqlitePool, tenant: Uuid, id: Uuid) -> sqlx::Result<Option<Resource{}>> {
    sqlx::query_as("SELECT * FROM resource{}s WHERE tenant_id = ? AND deleted_at IS NULL AND id = ?")
        .bind(tenant)
        .bind(id)
        .fetch_optional(pool)
        .await
}

async fn list_{}(pool: &SqlitePool, tenant: Uuid, owner: Uuid, text: &str) -> sqlx::Result<Vec<Resource{}>> {
    sqlx::query_as(
        "SELECT * FROM resource{}s WHERE tenant_id = ? AND deleted_at IS NULL AND owner_id = ? \
         AND instr(name_folded, ?) > 0 ORDER BY name, id LIMIT 21",
    )
    .bind(tenant)
    .bind(owner)
    .bind(text.to_lowercase())
    .fetch_all(pool)
    .await
}

async fn rename_{}(pool: &SqlitePool, tenant: Uuid, id: Uuid, name: &str) -> sqlx::Result<Option<Resource{}>> {
    sqlx::query_as(
        "UPDATE resource{}s SET name = ?, name_folded = ? WHERE tenant_id = ? AND deleted_at IS NULL AND id = ? RETURNING *",
    )
    .bind(name)
    .bind(name.to_lowercase())
    .bind(tenant)
    .bind(id)
    .fetch_optional(pool)
    .await
}

async fn delete_{}(pool: &SqlitePool, tenant: Uuid, id: Uuid) -> sqlx::Result<bool> {
    let deleted =
        sqlx::query("UPDATE resource{}s SET deleted_at = ? WHERE tenant_id = ? AND deleted_at IS NULL AND id = ?")
            .bind(Utc::now())
            .bind(tenant)
            .bind(id)
            .execute(pool)
            .await?;
    Ok(deleted.rows_affected() == 1)
}

async fn call_{}(pool: &SqlitePool, tenant: Uuid) -> sqlx::Result<()> {
    let row = Resource{} {
        id: Uuid::now_v7(),
        tenant_id: tenant,
        owner_id: tenant,
        name: "a name".to_owned(),
        notes: None,
        amount: 150,
        ceiling: None,
        quantity: 1,
        position: 2,
        active: true,
        starts_at: Utc::now(),
        ends_at: None,
        labels: Default::default(),
        source_id: None,
        deleted_at: None,
    };
    create_{}(pool, &row).await?;
    println!("{:?}", find_{}(pool, tenant, row.id).await?);
    println!("{:?}", list_{}(pool, tenant, tenant, "name").await?);
    println!("{:?}", rename_{}(pool, tenant, row.id, "another").await?);
    println!("{:?}", delete_{}(pool, tenant, row.id).await?);
    Ok(())
}
"#;

/// The dependencies.
pub(crate) fn manifest() -> String {
    "chrono = \"0.4\"\n\
     sqlx = { version = \"0.9\", default-features = false, features = [\"runtime-tokio\", \"uuid\", \"chrono\", \"json\", \
     \"derive\", \"sqlite-bundled\"] }\n\
     tokio = { version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }\n\
     uuid = { version = \"1\", features = [\"v7\"] }\n"
        .to_owned()
}

/// The program's only file.
pub(crate) fn source(resources: usize) -> String {
    let mut source = String::from(
        "//! Resources.\n\nuse chrono::{DateTime, Utc};\nuse sqlx::SqlitePool;\nuse uuid::Uuid;\n",
    );
    let mut calls = String::new();
    for number in 0..resources {
        source.push_str(&RESOURCE.replace("{}", &number.to_string()));
        _ = writeln!(calls, "    call_{number}(&pool, tenant).await?;");
    }
    _ = write!(
        source,
        "\n#[tokio::main]\nasync fn main() -> sqlx::Result<()> {{\n    \
         let pool = SqlitePool::connect(\"sqlite::memory:\").await?;\n    let tenant = Uuid::now_v7();\n{calls}    Ok(())\n}}\n"
    );
    source
}
