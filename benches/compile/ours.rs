//! The program with fin-infra.

use std::fmt::Write;
use std::path::Path;

/// One resource and its calls. `{}` is its number.
const RESOURCE: &str = r#"
/// A resource.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, soft_delete, search = "name", unique("owner_id", "name"))]
pub struct Resource{} {
    #[fin(filter)]
    pub owner_id: Uuid,
    #[fin(filter, order)]
    pub name: String,
    pub notes: Option<String>,
    #[fin(filter, order)]
    pub amount: Decimal,
    pub ceiling: Option<Decimal>,
    #[fin(order)]
    pub quantity: i64,
    pub position: i32,
    #[fin(filter)]
    pub active: bool,
    #[fin(filter, order)]
    pub starts_at: DateTime<Utc>,
    pub ends_at: Option<DateTime<Utc>>,
    #[fin(json)]
    pub labels: Vec<String>,
    #[fin(filter)]
    pub source_id: Option<Uuid>,
}

async fn call_{}(db: &Db, tenant: Uuid) -> Result<(), Error> {
    let resources = Resource{}::repository().tenant(tenant);
    let create = Resource{}Create {
        owner_id: tenant,
        name: "a name".to_owned(),
        notes: None,
        amount: dec!(1.50),
        ceiling: None,
        quantity: 1,
        position: 2,
        active: true,
        starts_at: Utc::now(),
        ends_at: None,
        labels: Vec::new(),
        source_id: None,
    };
    let row = resources.create(db, create).await?;
    println!("{:?}", resources.find(db, row.id).await?);
    let query = Resource{}Query::new()
        .filter(Resource{}Filter::new().owner_id(tenant))
        .order_by(Resource{}Order::Name.asc())
        .search("name");
    println!("{:?}", resources.list(db, query).await?.items);
    let update = Resource{}Update { name: Some("another".to_owned()), ..Default::default() };
    println!("{:?}", resources.update(db, row.id, update).await?);
    resources.delete(db, row.id).await
}
"#;

/// The dependencies, with HTTP and migrations or without.
pub(crate) fn manifest(is_whole: bool) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("fin-infra");
    let features = if is_whole { r#", "http", "migrate""# } else { "" };
    format!(
        "fin-infra = {{ path = {path:?}, default-features = false, features = [\"sqlite\"{features}] }}\n\
         chrono = \"0.4\"\ntokio = {{ version = \"1\", features = [\"macros\", \"net\", \"rt-multi-thread\"] }}\n"
    )
}

/// The program's only file.
pub(crate) fn source(resources: usize, is_whole: bool) -> String {
    let mut source = String::from("//! Resources.\n\nuse chrono::Utc;\nuse fin_infra::prelude::*;\n");
    let (mut calls, mut routes) = (String::new(), String::new());
    for number in 0..resources {
        source.push_str(&RESOURCE.replace("{}", &number.to_string()));
        _ = writeln!(calls, "    call_{number}(&db, tenant).await?;");
        _ = write!(routes, ".add::<Resource{number}>()");
    }
    _ = write!(
        source,
        "\n#[tokio::main]\nasync fn main() -> Result<(), Box<dyn std::error::Error>> {{\n    \
         let db = Db::connect(\"sqlite::memory:\").await?;\n    let tenant = Uuid::now_v7();\n{calls}"
    );
    if is_whole {
        _ = write!(
            source,
            "    if std::env::args().count() > 1 {{\n        _ = fin_infra::migrate::cli();\n    }}\n    \
             let router = fin_infra::http::Resources::new(db){routes}.into_router();\n    \
             fin_infra::http::serve(tokio::net::TcpListener::bind(\"127.0.0.1:0\").await?, router).await?;\n"
        );
    }
    source.push_str("    Ok(())\n}\n");
    source
}
