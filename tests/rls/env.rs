//! A database with an unprivileged role, and rows of two tenants in tables of three types of tenant.

use fin_infra::prelude::*;
use fin_infra::schema::{self, Definition};
use fin_infra::{Db, DbOptions};
use fin_infra_test_servers::Database;
use fin_infra_tests::role::Role;
use sqlx::postgres::{PgPool, PgPoolOptions};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};

/// Something to save for: tenants are uuids.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, rls, soft_delete, version, search = "name")]
pub(crate) struct Goal {
    /// What it is called.
    #[fin(unique, order, filter)]
    pub(crate) name: String,
}

/// A note of a tenant with a name.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, rls, soft_delete)]
pub(crate) struct Note {
    pub(crate) tenant_id: String,
    pub(crate) name: String,
}

/// A ticket of a tenant with a number.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, rls, soft_delete)]
pub(crate) struct Ticket {
    pub(crate) tenant_id: i64,
    pub(crate) name: String,
}

/// The rows of the goals' table as a resource without tenants sees them: its statements have no predicate, and no call
/// of it sets a tenant.
#[derive(FinResource, Debug, Clone)]
#[fin(table = "goals", create = false, update = false, delete = false)]
pub(crate) struct AnyGoal {
    #[fin(column = "tenant_id")]
    pub(crate) tenant_id: Uuid,
    pub(crate) name: String,
}

/// What `create_all` is given.
pub(crate) fn definitions() -> [Definition; 3] {
    [schema::of::<Goal>(), schema::of::<Note>(), schema::of::<Ticket>()]
}

/// A table with two rows of our tenant and one of theirs.
pub(crate) struct Rows {
    pub(crate) table: &'static str,
    /// The type of the tenant's column.
    pub(crate) tenant_type: &'static str,
    pub(crate) ours: String,
    pub(crate) theirs: String,
}

/// A database of one test's own.
pub(crate) struct TestEnv {
    // Dropped in this order: a role cannot go while a database knows it.
    database: Database,
    role: Role,
}

impl TestEnv {
    /// The tables are the administrator's; the role may read and write their rows.
    pub(crate) async fn new() -> Self {
        let env = Self::empty();
        schema::create_all(&env.db_of_administrator().await, &definitions()).await.unwrap();
        env.administer("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}").await;
        env
    }

    /// The tables are the role's own.
    pub(crate) async fn owned() -> Self {
        let env = Self::empty();
        env.administer("GRANT CREATE ON SCHEMA public TO {role}").await;
        schema::create_all(&env.db().await, &definitions()).await.unwrap();
        env
    }

    fn empty() -> Self {
        let database = fin_infra_test_servers::postgres().unwrap();
        let role = Role::new(database.url());
        Self { database, role }
    }

    /// The way in of the role.
    pub(crate) fn url(&self) -> String {
        self.role.url(self.database.url())
    }

    /// A `Db` of the role, with one connection.
    pub(crate) async fn db(&self) -> Db {
        Db::connect_with(&self.url(), DbOptions::new().max_connections(1)).await.unwrap()
    }

    /// A pool of the role, with one connection.
    pub(crate) async fn pool(&self) -> PgPool {
        PgPoolOptions::new().max_connections(1).connect(&self.url()).await.unwrap()
    }

    /// A connection of the role.
    pub(crate) async fn connection(&self) -> PgConnection {
        PgConnection::connect(&self.url()).await.unwrap()
    }

    /// A connection of the administrator, for whom there are no policies.
    pub(crate) async fn administrator(&self) -> PgConnection {
        PgConnection::connect(self.database.url()).await.unwrap()
    }

    pub(crate) async fn db_of_administrator(&self) -> Db {
        Db::connect(self.database.url()).await.unwrap()
    }

    /// Runs a statement as the administrator.
    pub(crate) async fn administer(&self, sql: &str) {
        let sql = sql.replace("{role}", self.role.name());
        self.administrator().await.execute(AssertSqlSafe(sql)).await.unwrap();
    }

    /// Fills the tables, as the role and through repositories.
    pub(crate) async fn rows(&self) -> [Rows; 3] {
        let db = self.db().await;
        let [ours, theirs] = [(); 2].map(|()| Uuid::now_v7());
        for (tenant, names) in [(ours, &["a", "b"][..]), (theirs, &["c"])] {
            for name in names.iter().map(|&name| name.to_owned()) {
                Goal::repository().tenant(tenant).create(&db, GoalCreate { name }).await.unwrap();
            }
        }
        for (tenant, names) in [("acme", &["a", "b"][..]), ("other", &["c"])] {
            for name in names.iter().map(|&name| name.to_owned()) {
                Note::repository().tenant(tenant).create(&db, NoteCreate { name }).await.unwrap();
            }
        }
        for (tenant, names) in [(7, &["a", "b"][..]), (-8, &["c"])] {
            for name in names.iter().map(|&name| name.to_owned()) {
                Ticket::repository().tenant(tenant).create(&db, TicketCreate { name }).await.unwrap();
            }
        }
        let rows = |table, tenant_type, ours: &str, theirs: &str| Rows {
            table,
            tenant_type,
            ours: ours.to_owned(),
            theirs: theirs.to_owned(),
        };
        [
            rows("goals", "uuid", &ours.to_string(), &theirs.to_string()),
            rows("notes", "text", "acme", "other"),
            rows("tickets", "bigint", "7", "-8"),
        ]
    }
}
