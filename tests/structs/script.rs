//! SQL by hand, on a database of a project.

use sqlx::{AssertSqlSafe, Connection as _, MySqlConnection, PgConnection, SqliteConnection};

use crate::project::{Kind, Project};

/// Runs statements.
pub(crate) async fn run(project: &Project, sql: &str) {
    let url = &project.url;
    let sql = AssertSqlSafe(sql.to_owned());
    macro_rules! on {
        ($Connection:ty) => {{
            let mut connection = <$Connection>::connect(url).await.unwrap();
            sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
            connection.close().await.unwrap();
        }};
    }
    match project.kind {
        Kind::Sqlite => on!(SqliteConnection),
        Kind::Postgres => on!(PgConnection),
        Kind::MySql => on!(MySqlConnection),
    }
}

/// The name of a database in files.
pub(crate) fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::Sqlite => "sqlite",
        Kind::Postgres => "postgres",
        Kind::MySql => "mysql",
    }
}

/// The source that the tool writes.
#[track_caller]
pub(crate) fn source(project: &Project, arguments: &[&str]) -> String {
    project.tool("first", &[&["structs"], arguments].concat()).done()
}
