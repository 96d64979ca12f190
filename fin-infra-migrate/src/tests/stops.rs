//! Runs that stop anywhere, like a killed process, and continue up or down.

use std::path::PathBuf;
use std::time::Duration;

use rand::RngExt as _;
use rand::SeedableRng as _;
use rand::rngs::ChaCha8Rng;
use sqlx::{AssertSqlSafe, SqlSafeStr as _};

use super::super::change::Change;
use super::super::connection::AnyConnection;
use super::super::describe::Desired;
use super::super::dialect::Database;
use super::super::draft::{Plan, drafts};
use super::super::failure::Failure;
use super::super::folder::Folder;
use super::super::model::Schema;
use super::super::retry::RetryPolicy;
use super::super::run::{Migrator, failpoint};
use super::super::verify::differences;
use super::pairs::{plan, setting, takes_back_unknown_values};
use super::random::Generator;
use super::rows::inserts;

/// The version of the second revision; that of the first is 1.
const SECOND: i64 = 1_000;

const POLICY: RetryPolicy<'static> = RetryPolicy { timeout: Duration::from_secs(20), report: &|_| {} };

/// A folder that is removed with the test.
struct Files(PathBuf);

impl Drop for Files {
    fn drop(&mut self) {
        // A temporary folder; the operating system removes what is left.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

struct Stops<'a> {
    url: &'a str,
    database: Database,
    files: Files,
    random: ChaCha8Rng,
    log: Vec<String>,
}

impl Stops<'_> {
    async fn migrator(&self) -> Result<Migrator, Failure> {
        let folder = Folder::read(&self.files.0)?;
        Migrator::lock(AnyConnection::connect(self.url).await?, self.url, folder, &POLICY).await
    }

    /// Runs all the way up or down, stopping after some points.
    async fn go(&mut self, up: bool, stop: Option<u32>) -> Result<(), Failure> {
        self.log.push(format!("{} {stop:?}", if up { "up" } else { "down" }));
        let mut migrator = self.migrator().await?;
        migrator.check_is_known()?;
        failpoint::stop_after(stop);
        let done =
            if up { up_to(&mut migrator, i64::MAX).await } else { down_to(&mut migrator, SECOND - 1).await };
        failpoint::stop_after(None);
        done
    }

    /// Runs up and down and stops anywhere, several times.
    async fn stumble(&mut self) -> Result<(), Failure> {
        for _ in 0..self.random.random_range(1..6) {
            let (up, stop) = (self.random.random_range(0..2) == 0, self.random.random_range(0..20));
            match self.go(up, Some(stop)).await {
                Err(failure) if !failpoint::is_stop(&failure) => return Err(failure),
                _ => {}
            }
        }
        Ok(())
    }

    fn write(
        &self,
        changes: &[Change],
        before: &Schema,
        schema: &Schema,
        version: i64,
    ) -> Result<(), Failure> {
        let folder = Folder::read(&self.files.0)?;
        let after = folder.head()?.map(|head| head.version).into_iter().collect();
        let plan = Plan {
            database: self.database,
            message: "stops",
            changes,
            before,
            schema: schema.clone(),
            after,
            version,
            concurrently: version == SECOND,
        };
        folder.write(version, "stops", drafts(&plan)).map(drop)
    }

    async fn is(&self, wanted: &Schema) -> Result<(), String> {
        let mut connection = AnyConnection::connect(self.url).await.map_err(|failure| failure.to_string())?;
        let found = connection.schema(wanted).await.map_err(|failure| failure.to_string())?;
        let differences = differences(&found, wanted);
        if differences.is_empty() { Ok(()) } else { Err(differences.join("\n")) }
    }

    async fn run(&mut self, seed: u64) -> Result<(), String> {
        let text = |failure: Failure| failure.to_string();
        let mut generator = Generator::new(seed, self.database);
        let before = generator.schema();
        let after = generator.changed(&before);
        let none = Schema::default();
        let first = plan(&none, &Desired { schema: before.clone(), ..Desired::default() }, self.database)?;
        let second = plan(&before, &after, self.database)?;
        self.write(&first, &none, &before, 1).map_err(text)?;
        up_to(&mut self.migrator().await.map_err(text)?, SECOND - 1).await.map_err(text)?;
        self.is(&before).await?;
        if !takes_back_unknown_values(&second) {
            let mut connection = AnyConnection::connect(self.url).await.map_err(text)?;
            for sql in inserts(&before, self.database) {
                connection
                    .execute(AssertSqlSafe(sql).into_sql_str())
                    .await
                    .map_err(|error| error.to_string())?;
            }
        }
        self.write(&second, &before, &after.schema, SECOND).map_err(text)?;

        self.stumble().await.map_err(text)?;
        self.go(true, None).await.map_err(text)?;
        self.is(&after.schema).await?;
        self.stumble().await.map_err(text)?;
        self.go(false, None).await.map_err(text)?;
        self.is(&before).await?;
        down_to(&mut self.migrator().await.map_err(text)?, 0).await.map_err(text)?;
        let left =
            AnyConnection::connect(self.url).await.map_err(text)?.schema(&before).await.map_err(text)?;
        if left.tables.is_empty() { Ok(()) } else { Err("tables are left".to_owned()) }
    }
}

async fn up_to(migrator: &mut Migrator, target: i64) -> Result<(), Failure> {
    let versions: Vec<i64> =
        migrator.pending().map(|one| one.version).filter(|version| *version <= target).collect();
    for version in versions {
        migrator.up(version, &POLICY).await?;
    }
    Ok(())
}

async fn down_to(migrator: &mut Migrator, target: i64) -> Result<(), Failure> {
    let applied = migrator.applied_revisions().rev().map(|one| one.version);
    let versions: Vec<i64> = applied.filter(|version| *version > target).collect();
    for version in versions {
        migrator.down(version, &POLICY).await?;
    }
    Ok(())
}

async fn run(url: &str, database: Database) {
    let seeds = match setting("FIN_TEST_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..setting("FIN_TEST_STOPS").unwrap_or(12),
    };
    for seed in seeds {
        let name = format!("fin-stops-{}-{database:?}-{seed}", std::process::id());
        let files = Files(std::env::temp_dir().join(name));
        let random = ChaCha8Rng::seed_from_u64(seed);
        let mut stops = Stops { url, database, files, random, log: Vec::new() };
        let result = stops.run(seed).await;
        let files = || {
            let folder = Folder::read(&stops.files.0).unwrap_or_default();
            let texts = folder.revisions.values().map(|one| {
                let down = one.down.as_ref().map(|down| down.sql.as_str()).unwrap_or_default();
                format!("{}\n{}\n{down}", one.stem, one.up.sql.as_str())
            });
            texts.collect::<Vec<_>>().join("\n")
        };
        assert!(
            result.is_ok(),
            "FIN_TEST_SEED={seed} on {database:?}: {result:?}\n{}\n{}",
            stops.log.join("\n"),
            files()
        );
    }
}

#[tokio::test]
async fn on_sqlite() {
    let path = std::env::temp_dir().join(format!("fin-stops-{}.db", std::process::id()));
    let url = format!("sqlite://{}?mode=rwc", path.display());
    run(&url, Database::Sqlite).await;
    for ending in ["", "-migrate", "-wal", "-shm"] {
        // Some of them do not exist.
        let _ = std::fs::remove_file(format!("{}{ending}", path.display()));
    }
}

#[tokio::test]
async fn on_postgres() {
    let database = fin_infra_test_servers::postgres().unwrap();
    run(database.url(), Database::Postgres).await;
}

#[tokio::test]
async fn on_mysql() {
    let database = fin_infra_test_servers::mysql().unwrap();
    run(database.url(), Database::MySql).await;
}
