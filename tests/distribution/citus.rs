//! The files that distribute tables, run on a PostgreSQL whose functions note that they were called.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use fin_infra_test_servers::Database;
use sqlx::{Connection, PgConnection};
use tempfile::TempDir;

/// What Citus brings, as far as the files ask for it. A name that is none of a table's is an error here as well.
const STAND_INS: &str = "
    CREATE TABLE calls (number SERIAL, call TEXT NOT NULL);
    CREATE FUNCTION create_distributed_table(name regclass, by text, colocate_with text DEFAULT 'default') RETURNS void
        LANGUAGE sql AS $$ INSERT INTO calls (call) VALUES (format('%s by %s beside %s', name, by, colocate_with)) $$;
    CREATE FUNCTION create_reference_table(name regclass) RETURNS void
        LANGUAGE sql AS $$ INSERT INTO calls (call) VALUES (format('%s everywhere', name)) $$;
    CREATE FUNCTION undistribute_table(name regclass, cascade_via_foreign_keys boolean DEFAULT false) RETURNS void
        LANGUAGE sql AS $$ INSERT INTO calls (call) VALUES (format('%s back, cascade %s', name, cascade_via_foreign_keys)) $$;
";

struct Place {
    database: Database,
    folder: TempDir,
}

impl Place {
    async fn new() -> Self {
        let place = Self {
            database: fin_infra_test_servers::postgres().unwrap(),
            folder: tempfile::tempdir().unwrap(),
        };
        sqlx::raw_sql(STAND_INS).execute(&mut place.connection().await).await.unwrap();
        place
    }

    async fn connection(&self) -> PgConnection {
        PgConnection::connect(self.database.url()).await.unwrap()
    }

    /// Whether the tool did what it was asked, and what it said.
    fn tool(&self, group: &str, arguments: &[&str]) -> (bool, String) {
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

    fn done(&self, group: &str, arguments: &[&str]) -> String {
        let (done, said) = self.tool(group, arguments);
        assert!(done, "{said}");
        said
    }

    fn revise(&self, group: &str) {
        self.done(group, &["revision", "-m", group, "--autogenerate"]);
    }

    /// Neither the notes nor the database ask for anything more.
    fn nothing_changed(&self, group: &str) {
        for more in [&[][..], &["--from-database"]] {
            let said = self.done(group, &[&["revision", "-m", "again", "--autogenerate"], more].concat());
            assert!(said.contains("nothing has changed"), "{said}");
        }
        self.done(group, &["check"]);
    }

    /// What was called since this was asked last.
    async fn calls(&self) -> Vec<String> {
        let calls = "WITH gone AS (DELETE FROM calls RETURNING *) SELECT call FROM gone ORDER BY number";
        sqlx::query_scalar(calls).fetch_all(&mut self.connection().await).await.unwrap()
    }

    fn last_file(&self, ending: &str) -> String {
        fs::read_to_string(files(&self.folder.path().join("migrations/postgres"), ending).pop().unwrap())
            .unwrap()
    }
}

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let mut files: Vec<_> = files.filter(|file| file.to_string_lossy().ends_with(ending)).collect();
    files.sort();
    files
}

#[tokio::test]
async fn tables_are_distributed_parents_first_in_a_file_of_its_own() {
    let place = Place::new().await;
    place.revise("many");
    assert_eq!(
        place.last_file(".up.sql"),
        "-- many\n\n\
         SET LOCAL citus.multi_shard_modify_mode TO 'sequential';\n\n\
         SELECT create_reference_table('currencies');\n\n\
         SELECT create_distributed_table('goals', 'tenant_id');\n\n\
         SELECT create_distributed_table('deposits', 'tenant_id', colocate_with => 'goals');\n"
    );
    assert_eq!(files(&place.folder.path().join("migrations/postgres"), ".up.sql").len(), 2);
    place.done("many", &["upgrade"]);
    let calls =
        ["currencies everywhere", "goals by tenant_id beside default", "deposits by tenant_id beside goals"];
    assert_eq!(place.calls().await, calls);
    place.nothing_changed("many");
    place.done("many", &["downgrade", "base", "--allow-drop"]);
    assert_eq!(place.calls().await, ["currencies back, cascade t"]);
    place.done("many", &["upgrade"]);
    assert_eq!(place.calls().await, calls);
}

#[tokio::test]
async fn an_application_with_tables_moves_there_and_back() {
    let place = Place::new().await;
    place.revise("one");
    place.done("one", &["upgrade"]);
    place.nothing_changed("one");
    assert!(place.calls().await.is_empty());

    place.revise("many");
    assert!(!place.last_file(".up.sql").contains("TABLE \""), "nothing else is changed");
    place.done("many", &["upgrade"]);
    assert_eq!(place.calls().await.len(), 3);
    place.nothing_changed("many");

    place.revise("one");
    place.done("one", &["upgrade"]);
    assert_eq!(place.calls().await, ["currencies back, cascade t"]);
    place.nothing_changed("one");
    place.done("one", &["downgrade", "-1"]);
    assert_eq!(place.calls().await.len(), 3);
    place.done("one", &["downgrade", "-1"]);
    assert_eq!(place.calls().await, ["currencies back, cascade t"]);
}

#[tokio::test]
async fn a_further_table_joins_those_that_are_distributed() {
    let place = Place::new().await;
    place.revise("many");
    place.done("many", &["upgrade"]);
    place.calls().await;
    place.revise("more");
    place.done("more", &["upgrade"]);
    assert_eq!(place.calls().await, ["remarks by tenant_id beside deposits"]);
    place.nothing_changed("more");
    place.done("more", &["downgrade", "-1", "--allow-drop"]);
    assert!(place.calls().await.is_empty(), "the others stay where they are");
    place.done("more", &["upgrade"]);
    assert_eq!(place.calls().await, ["remarks by tenant_id beside deposits"]);
}

#[tokio::test]
async fn tables_that_refer_to_each_other_are_not_distributed_in_part() {
    let place = Place::new().await;
    let (done, said) = place.tool("half", &["revision", "-m", "half", "--autogenerate"]);
    assert!(!done && said.contains("`deposits` is distributed, and `goals`"), "{said}");
    assert!(!place.folder.path().join("migrations").exists(), "nothing was written");
}

#[tokio::test]
async fn other_databases_know_nothing_of_it() {
    let place = Place::new().await;
    place.done("many", &["revision", "-m", "many", "--autogenerate", "--database", "sqlite,mysql"]);
    for database in ["sqlite", "mysql"] {
        for file in files(&place.folder.path().join("migrations").join(database), "") {
            let text = fs::read_to_string(&file).unwrap();
            assert!(!text.contains("distribut") && !text.contains("placement"), "{}", file.display());
        }
    }
}
