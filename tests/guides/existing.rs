//! The chapter about existing databases.

use sqlx::{AssertSqlSafe, Connection as _, SqliteConnection};

use crate::blocks::block;
use crate::package::{Package, said};

const GUIDE: &str = "fin-infra/docs/existing.md";

#[tokio::test]
async fn an_existing_database_is_read_compared_and_changed_as_printed() {
    let package = Package::new("my_application", &block("README.md", "toml", "[dependencies]"));
    let tool = block("fin-infra-migrate/docs/migrations.md", "no_run", "migrate::cli");
    package.write("src/bin/migrate.rs", &tool.replace("# mod my_application {}\n", ""));
    package.write("src/lib.rs", "");
    let url = format!("sqlite://{}?mode=rwc", package.folder.join("app.db").display());
    let mut connection = SqliteConnection::connect(&url).await.unwrap();
    let tables = AssertSqlSafe(block(GUIDE, "sql", "CREATE TABLE visits"));
    sqlx::raw_sql(tables).execute(&mut connection).await.unwrap();
    let rows = "INSERT INTO rooms VALUES (1, 'Blue'); INSERT INTO visits VALUES ('v', 't', 1, 'short', 20)";
    sqlx::raw_sql(rows).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    let run = |commands: &str| package.shell(&format!("export DATABASE_URL='sqlite://app.db'\n{commands}"));

    let read = block(GUIDE, "text", "structs --output");
    let output = run(&read);
    assert!(output.status.success(), "{}", said(&output));
    let written = std::fs::read_to_string(package.folder.join("src/structs.rs")).unwrap();
    for printed in [block(GUIDE, "", "pub struct Visit"), block(GUIDE, "", "Room::repository()")] {
        let shown = printed.lines().filter(|line| !line.starts_with("# ") && *line != "#");
        let shown = shown.collect::<Vec<_>>().join("\n");
        let (structs, _) = shown.rsplit_once("\n}\n").unwrap_or((shown.trim_end_matches("\n}"), ""));
        assert!(
            written.contains(structs.trim()),
            "the guide prints\n{structs}\nand this is written:\n{written}"
        );
    }

    package.write("src/lib.rs", &block(GUIDE, "text", "pub mod structs"));
    let checked = run("cargo run --bin migrate -- check");
    let printed = block(GUIDE, "text", "instead of (tenant_id, id)");
    assert_eq!(checked.status.code(), Some(3), "{}", said(&checked));
    assert!(said(&checked).contains(printed.trim()), "{}", said(&checked));

    let changed = run(&block(GUIDE, "text", "--from-database"));
    assert!(changed.status.success(), "{}", said(&changed));
    let read = run("cargo run --bin migrate -- check");
    assert!(read.status.success(), "{}", said(&read));
}
