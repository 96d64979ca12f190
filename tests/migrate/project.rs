//! A database, a folder for its migrations, and the tool.

use std::path::{Path, PathBuf};
use std::process::Command;

use fin_infra_test_servers::Database;
use tempfile::TempDir;

/// A kind of database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Sqlite,
    Postgres,
    MySql,
}

/// The tool's output and exit code.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) code: i32,
    pub(crate) said: String,
}

impl Answer {
    /// Expects success.
    #[track_caller]
    pub(crate) fn done(self) -> String {
        assert_eq!(self.code, 0, "{}", self.said);
        self.said
    }

    /// Expects a failure whose message contains all of `words`.
    #[track_caller]
    pub(crate) fn refused(self, words: &[&str]) {
        assert_eq!(self.code, 1, "{}", self.said);
        for word in words {
            assert!(self.said.contains(word), "`{word}` is not in: {}", self.said);
        }
        assert!(!self.said.contains("panicked") && !self.said.contains("stack backtrace"), "{}", self.said);
    }
}

/// The database and folder of one test.
pub(crate) struct Project {
    pub(crate) kind: Kind,
    pub(crate) url: String,
    folder: TempDir,
    _database: Option<Database>,
}

impl Project {
    pub(crate) fn new(kind: Kind) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (url, database) = match kind {
            Kind::Sqlite => (format!("sqlite://{}?mode=rwc", folder.path().join("app.db").display()), None),
            Kind::Postgres => {
                let database = fin_infra_test_servers::postgres().unwrap();
                (database.url().to_owned(), Some(database))
            }
            Kind::MySql => {
                let database = fin_infra_test_servers::mysql().unwrap();
                (database.url().to_owned(), Some(database))
            }
        };
        Self { kind, url, folder, _database: database }
    }

    /// Another database, with the same files.
    pub(crate) fn fresh(&self) -> Self {
        let fresh = Self::new(self.kind);
        std::fs::create_dir_all(fresh.migrations()).unwrap();
        for file in self.files("") {
            std::fs::copy(&file, fresh.migrations().join(file.file_name().unwrap())).unwrap();
        }
        fresh
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The folder with the files.
    pub(crate) fn migrations(&self) -> PathBuf {
        let name = match self.kind {
            Kind::Sqlite => "sqlite",
            Kind::Postgres => "postgres",
            Kind::MySql => "mysql",
        };
        self.path().join("migrations").join(name)
    }

    /// The names of the files with this ending.
    pub(crate) fn files(&self, ending: &str) -> Vec<PathBuf> {
        let Ok(folder) = std::fs::read_dir(self.migrations()) else { return Vec::new() };
        let mut files: Vec<_> = folder
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.to_string_lossy().ends_with(ending))
            .collect();
        files.sort();
        files
    }

    /// The tool, with the structs of a stage.
    pub(crate) fn tool(&self, stage: &str, arguments: &[&str]) -> Answer {
        self.tool_at(&self.url, stage, arguments)
    }

    pub(crate) fn tool_at(&self, url: &str, stage: &str, arguments: &[&str]) -> Answer {
        let output = Command::new(env!("CARGO_BIN_EXE_migrate_app"))
            .args(arguments)
            .current_dir(self.path())
            .env("DATABASE_URL", url)
            .env("FIN_TEST_STAGE", stage)
            .output()
            .unwrap();
        let said =
            format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        Answer { code: output.status.code().unwrap_or(-1), said }
    }

    /// Writes and applies the changes of a stage, after which the database matches the structs.
    #[track_caller]
    pub(crate) fn go(&self, stage: &str, more: &[&str]) {
        let arguments = [&["revision", "-m", stage, "--autogenerate"], more].concat();
        self.tool(stage, &arguments).done();
        self.tool(stage, &["upgrade"]).done();
        self.tool(stage, &["check"]).done();
        let again = self.tool(stage, &["revision", "-m", "again", "--autogenerate"]).done();
        assert!(again.contains("nothing has changed"), "{again}");
        let again =
            self.tool(stage, &["revision", "-m", "again", "--autogenerate", "--from-database"]).done();
        assert!(again.contains("nothing has changed"), "{again}");
    }
}

/// Runs async functions of a `&Project` as tests on each database.
macro_rules! on_each_database {
    ($($name:ident),* $(,)?) => {$(
        mod $name {
            use $crate::project::{Kind, Project};

            #[tokio::test]
            async fn on_sqlite() {
                super::$name(&Project::new(Kind::Sqlite)).await;
            }

            #[tokio::test]
            async fn on_postgres() {
                super::$name(&Project::new(Kind::Postgres)).await;
            }

            #[tokio::test]
            async fn on_mysql() {
                super::$name(&Project::new(Kind::MySql)).await;
            }
        }
    )*};
}
pub(crate) use on_each_database;
