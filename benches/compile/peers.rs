//! The same program with other libraries: with an entity or a model for each resource, and the calls that their guides show.
//!
//! Their versions are resolved when they are measured, and nothing else depends on them.

use std::fmt::Write as _;

/// A program with another library.
pub(crate) struct Peer {
    pub(crate) name: &'static str,
    pub(crate) manifest: &'static str,
    /// The lines before the resources.
    imports: &'static str,
    /// One resource and its calls. `{}` is its number.
    resource: &'static str,
    /// The main function, with `{}` in place of the calls.
    main: &'static str,
    /// The call of one resource. `{}` is its number.
    call: &'static str,
}

impl Peer {
    /// The program's only file.
    pub(crate) fn source(&self, resources: usize) -> String {
        let mut source = self.imports.to_owned();
        let mut calls = String::new();
        for number in 0..resources {
            let number = number.to_string();
            source.push_str(&self.resource.replace("{}", &number));
            _ = writeln!(calls, "    {}", self.call.replace("{}", &number));
        }
        source.push_str(&self.main.replace("{}", &calls));
        source
    }
}

pub(crate) const PEERS: [Peer; 3] = [SEA_ORM, DIESEL, TOASTY];

const SEA_ORM: Peer = Peer {
    name: "sea-orm",
    manifest: r#"sea-orm = { version = "2.0.0-rc", default-features = false, features = ["macros", "runtime-tokio", "sqlx-sqlite", "with-chrono", "with-json", "with-rust_decimal", "with-uuid"] }
chrono = "0.4"
serde_json = "1"
tokio = { version = "1", features = ["macros", "rt-multi-thread"] }
uuid = { version = "1", features = ["v7"] }
"#,
    imports: r#"//! Resources.

use chrono::Utc;
use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{Database, DatabaseConnection, QueryOrder, QuerySelect};
"#,
    resource: r#"
mod resource_{} {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "resource_{}s")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub tenant_id: Uuid,
        pub owner_id: Uuid,
        pub name: String,
        pub notes: Option<String>,
        pub amount: Decimal,
        pub ceiling: Option<Decimal>,
        pub quantity: i64,
        pub position: i32,
        pub active: bool,
        pub starts_at: DateTimeUtc,
        pub ends_at: Option<DateTimeUtc>,
        pub labels: Json,
        pub source_id: Option<Uuid>,
        pub created_at: DateTimeUtc,
        pub updated_at: DateTimeUtc,
        pub deleted_at: Option<DateTimeUtc>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {
    }

    impl ActiveModelBehavior for ActiveModel {
    }
}

async fn call_{}(db: &DatabaseConnection, tenant: Uuid) -> Result<(), DbErr> {
    use resource_{}::{ActiveModel, Column, Entity};

    let now = Utc::now();
    let row = ActiveModel {
        id: Set(Uuid::now_v7()),
        tenant_id: Set(tenant),
        owner_id: Set(tenant),
        name: Set("a name".to_owned()),
        notes: Set(None),
        amount: Set(Decimal::new(150, 2)),
        ceiling: Set(None),
        quantity: Set(1),
        position: Set(2),
        active: Set(true),
        starts_at: Set(now),
        ends_at: Set(None),
        labels: Set(serde_json::json!([])),
        source_id: Set(None),
        created_at: Set(now),
        updated_at: Set(now),
        deleted_at: Set(None),
    };
    let row = row.insert(db).await?;
    let live = || Entity::find().filter(Column::TenantId.eq(tenant)).filter(Column::DeletedAt.is_null());
    println!("{:?}", live().filter(Column::Id.eq(row.id)).one(db).await?);
    let rows = live().filter(Column::OwnerId.eq(tenant)).filter(Column::Name.contains("name"));
    println!("{:?}", rows.order_by_asc(Column::Name).limit(20).all(db).await?);
    let update = ActiveModel {
        id: Unchanged(row.id),
        name: Set("another".to_owned()),
        updated_at: Set(now),
        ..Default::default()
    };
    println!("{:?}", update.update(db).await?);
    let delete = Entity::update_many().col_expr(Column::DeletedAt, Expr::value(now));
    delete.filter(Column::TenantId.eq(tenant)).filter(Column::Id.eq(row.id)).exec(db).await.map(drop)
}
"#,
    main: r#"
#[tokio::main]
async fn main() -> Result<(), DbErr> {
    let db = Database::connect("sqlite::memory:").await?;
    let tenant = Uuid::now_v7();
{}    Ok(())
}
"#,
    call: "call_{}(&db, tenant).await?;",
};

const DIESEL: Peer = Peer {
    name: "diesel",
    manifest: r#"diesel = { version = "2", features = ["chrono", "returning_clauses_for_sqlite_3_35", "sqlite"] }
chrono = "0.4"
libsqlite3-sys = { version = "*", features = ["bundled"] }
uuid = { version = "1", features = ["v7"] }
"#,
    imports: r#"//! Resources.

use chrono::{NaiveDateTime, Utc};
use diesel::prelude::*;
use uuid::Uuid;
"#,
    resource: r#"
diesel::table! {
    resource_{}s (id) {
        id -> Text,
        tenant_id -> Text,
        owner_id -> Text,
        name -> Text,
        notes -> Nullable<Text>,
        amount -> BigInt,
        ceiling -> Nullable<BigInt>,
        quantity -> BigInt,
        position -> Integer,
        active -> Bool,
        starts_at -> Timestamp,
        ends_at -> Nullable<Timestamp>,
        labels -> Text,
        source_id -> Nullable<Text>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        deleted_at -> Nullable<Timestamp>,
    }
}

/// A resource.
#[derive(Queryable, Selectable, Insertable, Debug, Clone)]
#[diesel(table_name = resource_{}s)]
pub struct Resource{} {
    pub id: String,
    pub tenant_id: String,
    pub owner_id: String,
    pub name: String,
    pub notes: Option<String>,
    pub amount: i64,
    pub ceiling: Option<i64>,
    pub quantity: i64,
    pub position: i32,
    pub active: bool,
    pub starts_at: NaiveDateTime,
    pub ends_at: Option<NaiveDateTime>,
    pub labels: String,
    pub source_id: Option<String>,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub deleted_at: Option<NaiveDateTime>,
}

/// The changes of a resource.
#[derive(AsChangeset, Default)]
#[diesel(table_name = resource_{}s)]
pub struct Changes{} {
    pub owner_id: Option<String>,
    pub name: Option<String>,
    pub notes: Option<Option<String>>,
    pub amount: Option<i64>,
    pub ceiling: Option<Option<i64>>,
    pub quantity: Option<i64>,
    pub position: Option<i32>,
    pub active: Option<bool>,
    pub starts_at: Option<NaiveDateTime>,
    pub ends_at: Option<Option<NaiveDateTime>>,
    pub labels: Option<String>,
    pub source_id: Option<Option<String>>,
    pub updated_at: Option<NaiveDateTime>,
}

fn call_{}(db: &mut SqliteConnection, tenant: &str) -> QueryResult<()> {
    use resource_{}s as table;

    let now = Utc::now().naive_utc();
    let row = Resource{} {
        id: Uuid::now_v7().to_string(),
        tenant_id: tenant.to_owned(),
        owner_id: tenant.to_owned(),
        name: "a name".to_owned(),
        notes: None,
        amount: 150,
        ceiling: None,
        quantity: 1,
        position: 2,
        active: true,
        starts_at: now,
        ends_at: None,
        labels: "[]".to_owned(),
        source_id: None,
        created_at: now,
        updated_at: now,
        deleted_at: None,
    };
    diesel::insert_into(table::table).values(&row).execute(db)?;
    let live = || table::table.filter(table::tenant_id.eq(tenant)).filter(table::deleted_at.is_null());
    let found = live().filter(table::id.eq(&row.id)).select(Resource{}::as_select()).first(db).optional()?;
    println!("{found:?}");
    let rows = live().filter(table::owner_id.eq(tenant)).filter(table::name.like("%name%"));
    println!("{:?}", rows.order(table::name.asc()).limit(20).select(Resource{}::as_select()).load(db)?);
    let changes = Changes{} { name: Some("another".to_owned()), updated_at: Some(now), ..Default::default() };
    let update = diesel::update(live().filter(table::id.eq(&row.id))).set(&changes);
    println!("{:?}", update.returning(Resource{}::as_returning()).get_result(db)?);
    diesel::update(live().filter(table::id.eq(&row.id))).set(table::deleted_at.eq(now)).execute(db).map(drop)
}
"#,
    main: r#"
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let db = &mut SqliteConnection::establish(":memory:")?;
    let tenant = &Uuid::now_v7().to_string();
{}    Ok(())
}
"#,
    call: "call_{}(db, tenant)?;",
};

const TOASTY: Peer = Peer {
    name: "toasty",
    manifest: r#"toasty = { version = "0.11", features = ["jiff", "rust_decimal", "serde", "sqlite"] }
jiff = "0.2"
rust_decimal = "1"
tokio = { version = "1", features = ["macros", "rt-multi-thread"] }
uuid = { version = "1", features = ["v7"] }
"#,
    imports: r#"//! Resources.

use jiff::Timestamp;
use rust_decimal::Decimal;
use uuid::Uuid;
"#,
    resource: r#"
/// A resource.
#[derive(Debug, Clone, toasty::Model)]
pub struct Resource{} {
    #[key]
    #[auto]
    pub id: Uuid,
    #[index]
    pub tenant_id: Uuid,
    pub owner_id: Uuid,
    #[index]
    pub name: String,
    pub notes: Option<String>,
    pub amount: Decimal,
    pub ceiling: Option<Decimal>,
    pub quantity: i64,
    pub position: i32,
    pub active: bool,
    pub starts_at: Timestamp,
    pub ends_at: Option<Timestamp>,
    #[column(type = text)]
    pub labels: toasty::Json<Vec<String>>,
    pub source_id: Option<Uuid>,
    #[auto]
    pub created_at: Timestamp,
    #[auto]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}

async fn call_{}(db: &mut toasty::Db, tenant: Uuid) -> toasty::Result<()> {
    let row = toasty::create!(Resource{} {
        tenant_id: tenant,
        owner_id: tenant,
        name: "a name",
        amount: Decimal::new(150, 2),
        quantity: 1,
        position: 2,
        active: true,
        starts_at: Timestamp::now(),
        labels: toasty::Json(Vec::new()),
    });
    let row = row.exec(db).await?;
    let fields = Resource{}::fields();
    let live = || Resource{}::filter(fields.tenant_id().eq(tenant)).filter(fields.deleted_at().is_none());
    println!("{:?}", live().filter(fields.id().eq(row.id)).first().exec(db).await?);
    let rows = live().filter(fields.owner_id().eq(tenant)).filter(fields.name().like("%name%"));
    println!("{:?}", rows.order_by(fields.name().asc()).limit(20).exec(db).await?);
    live().filter(fields.id().eq(row.id)).update().name("another").exec(db).await?;
    live().filter(fields.id().eq(row.id)).update().deleted_at(Timestamp::now()).exec(db).await?;
    Ok(())
}
"#,
    main: r#"
#[tokio::main]
async fn main() -> toasty::Result<()> {
    let db = &mut toasty::Db::builder().models(toasty::models!(crate::*)).connect("sqlite::memory:").await?;
    let tenant = Uuid::now_v7();
{}    Ok(())
}
"#,
    call: "call_{}(db, tenant).await?;",
};
