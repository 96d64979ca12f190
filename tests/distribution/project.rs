//! Where the files that distribute tables are run.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use fin_infra_test_servers::Database;
use sqlx::{Connection, PgConnection};
use tempfile::TempDir;

/// What Citus brings, as far as the files and the tool ask for it. A name that is none of a table's is an error here as well.
const STAND_INS: &str = "
    CREATE TABLE calls (number SERIAL, call TEXT NOT NULL);
    CREATE TABLE pg_dist_partition (logicalrelid regclass, partmethod text, partkey text, repmodel text);
    CREATE FUNCTION column_to_column_name(name regclass, key text) RETURNS text LANGUAGE sql AS $$ SELECT key $$;
    CREATE FUNCTION isolate_tenant_to_new_shard(name regclass, tenant uuid, cascade text, shard_transfer_mode text)
        RETURNS bigint LANGUAGE sql AS $$ SELECT 102008::bigint FROM pg_class WHERE oid = name $$;
    CREATE FUNCTION truncate_local_data_after_distributing_table(name regclass) RETURNS void
        LANGUAGE sql AS $$ INSERT INTO calls (call) VALUES (format('%s emptied', name)) $$;
    CREATE FUNCTION create_distributed_table(name regclass, by text, colocate_with text DEFAULT 'default') RETURNS void
        LANGUAGE sql AS $$ INSERT INTO calls (call) VALUES (format('%s by %s beside %s', name, by, colocate_with));
        INSERT INTO pg_dist_partition VALUES (name, 'h', by, 's') $$;
    CREATE FUNCTION create_reference_table(name regclass) RETURNS void
        LANGUAGE sql AS $$ INSERT INTO calls (call) VALUES (format('%s everywhere', name));
        INSERT INTO pg_dist_partition VALUES (name, 'n', NULL, 't') $$;
    CREATE FUNCTION undistribute_table(name regclass, cascade_via_foreign_keys boolean DEFAULT false) RETURNS void
        LANGUAGE sql AS $$ INSERT INTO calls (call) VALUES (format('%s back, cascade %s', name, cascade_via_foreign_keys));
        DELETE FROM pg_dist_partition WHERE cascade_via_foreign_keys OR logicalrelid = name $$;
";

/// A database, and the folder of an application's migrations.
pub(crate) struct Project {
    pub(crate) database: Database,
    pub(crate) folder: TempDir,
}

impl Project {
    /// On a PostgreSQL whose functions note that they were called.
    pub(crate) async fn new() -> Self {
        let database = fin_infra_test_servers::postgres().unwrap();
        let project = Self { database, folder: tempfile::tempdir().unwrap() };
        sqlx::raw_sql(STAND_INS).execute(&mut project.connection().await).await.unwrap();
        project
    }

    /// On the cluster that `FIN_TEST_CITUS_URL` names, where it names one.
    pub(crate) async fn on_cluster() -> Self {
        match fin_infra_test_servers::citus().unwrap() {
            Some(database) => Self { database, folder: tempfile::tempdir().unwrap() },
            None => Self::new().await,
        }
    }

    pub(crate) async fn connection(&self) -> PgConnection {
        PgConnection::connect(self.database.url()).await.unwrap()
    }

    /// Whether the tool did what it was asked, and what it said.
    pub(crate) fn tool(&self, group: &str, arguments: &[&str]) -> (bool, String) {
        let output = Command::new(env!("CARGO_BIN_EXE_distribution_app"))
            .args(arguments)
            .current_dir(self.folder.path())
            .env("FIN_TEST_GROUP", group)
            .env("DATABASE_URL", self.database.url())
            .output()
            .unwrap();
        let said = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8_lossy(&said).into_owned())
    }

    pub(crate) fn done(&self, group: &str, arguments: &[&str]) -> String {
        let (done, said) = self.tool(group, arguments);
        assert!(done, "{said}");
        said
    }

    pub(crate) fn revise(&self, group: &str) {
        self.revise_with(group, &[]);
    }

    pub(crate) fn revise_with(&self, group: &str, more: &[&str]) {
        self.done(group, &[&["revision", "-m", group, "--autogenerate"], more].concat());
    }

    /// Neither the notes nor the database ask for anything more.
    pub(crate) fn nothing_changed(&self, group: &str) {
        for more in [&[][..], &["--from-database"]] {
            let said = self.done(group, &[&["revision", "-m", "again", "--autogenerate"], more].concat());
            assert!(said.contains("nothing has changed"), "{said}");
        }
        self.done(group, &["check"]);
    }

    /// What was called since this was asked last.
    pub(crate) async fn calls(&self) -> Vec<String> {
        let calls = "WITH gone AS (DELETE FROM calls RETURNING *) SELECT call FROM gone ORDER BY number";
        sqlx::query_scalar(calls).fetch_all(&mut self.connection().await).await.unwrap()
    }

    pub(crate) fn last_file(&self, ending: &str) -> String {
        fs::read_to_string(files(&self.folder.path().join("migrations/postgres"), ending).pop().unwrap())
            .unwrap()
    }
}

pub(crate) fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let mut files: Vec<_> = files.filter(|file| file.to_string_lossy().ends_with(ending)).collect();
    files.sort();
    files
}
