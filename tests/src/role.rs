//! A PostgreSQL role without privileges, to which row-level security applies.

use fin_infra::prelude::Uuid;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use url::Url;

/// A role that may log in, and is dropped with this value.
#[derive(Debug)]
pub struct Role {
    name: String,
    administrator: String,
}

#[expect(clippy::missing_panics_doc, reason = "whatever goes wrong is a test's failure")]
impl Role {
    /// Makes a role on the server of a database.
    #[must_use]
    pub fn new(administrator: &str) -> Self {
        let name = format!("fin_test_{}", Uuid::now_v7().simple());
        // The server's own database: the test's database no longer exists when the role is dropped.
        let mut url = Url::parse(administrator).expect("the database has a URL");
        url.set_path("postgres");
        let role = Self { name, administrator: url.into() };
        let name = &role.name;
        role.run(format!("CREATE ROLE {name} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE PASSWORD '{name}'"));
        role
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its way into a database.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        let mut url = Url::parse(database).expect("the database has a URL");
        url.set_username(&self.name).expect("the URL has a user");
        url.set_password(Some(&self.name)).expect("the URL has a password");
        url.into()
    }

    /// Runs a statement on a separate thread, since `drop` cannot await.
    fn run(&self, sql: String) {
        let url = self.administrator.clone();
        let run = move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(async {
                let mut connection = PgConnection::connect(&url).await?;
                connection.execute(AssertSqlSafe(sql)).await?;
                connection.close().await
            })
        };
        let ended: Result<(), sqlx::Error> = std::thread::spawn(run).join().expect("the thread ends");
        ended.expect("the administrator may make and drop roles");
    }
}

impl Drop for Role {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.run(format!("DROP ROLE {}", self.name));
        }
    }
}
