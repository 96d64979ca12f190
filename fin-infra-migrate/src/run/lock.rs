//! The migration lock, which a run holds from before it reads the applied migrations until its end.
//!
//! On PostgreSQL and MySQL, the connection that does the work holds it, so it ends with the connection and with what the
//! server still executes for it. It is sqlx's own lock, so `sqlx migrate run` waits as well. With a proxy that uses
//! another server connection for each transaction, a transaction on a second connection holds it (`proxy.rs`). For
//! SQLite, it is a file beside the database, locked by the operating system.
//!
//! It is polled, never waited for in a statement: `CREATE INDEX CONCURRENTLY` waits for every running statement, and so
//! would deadlock with a waiting tool.

use std::fs::File;
use std::time::Duration;

use super::super::connection::AnyConnection;
#[cfg(feature = "postgres")]
use super::super::dialect::Database;
use super::super::failure::Failure;
use super::super::retry::{RetryPolicy, Wait};
#[cfg(feature = "postgres")]
use super::proxy::Guard;

/// The lock. On SQLite, closing the file unlocks it; otherwise it belongs to the connection.
#[derive(Debug)]
pub(crate) struct Lock {
    #[cfg_attr(not(feature = "sqlite"), expect(dead_code, reason = "SQLite alone locks a file"))]
    file: Option<File>,
    /// The holder of the lock behind a proxy.
    #[cfg(feature = "postgres")]
    guard: Option<Guard>,
}

/// How often the lock is polled.
const PAUSE: Duration = Duration::from_millis(250);

impl AnyConnection {
    /// Takes the lock, or gives up when the policy's time is over.
    pub(super) async fn lock(&mut self, url: &str, policy: &RetryPolicy<'_>) -> Result<Lock, Failure> {
        #[cfg(not(feature = "postgres"))]
        let _ = url;
        let mut wait = Wait::new(*policy, PAUSE);
        let mut lock = Lock {
            file: self.lock_file().await?,
            #[cfg(feature = "postgres")]
            guard: if self.database() == Database::Postgres {
                Guard::behind_a_proxy(url).await?
            } else {
                None
            },
        };
        loop {
            if lock.take(self).await? {
                return Ok(lock);
            }
            let holder = self.holder().await;
            if wait.has_timed_out() {
                return Err(Failure::new(format!(
                    "another migration is running on this database, and did not end within {} seconds; {holder}. \
                     Nothing was changed. Wait for it and run this again, or set the seconds to wait with `--lock-wait`",
                    policy.timeout.as_secs(),
                )));
            }
            wait.remind(|left| {
                format!("another migration is running on this database: waiting for it, for up to {left} seconds; \
                         {holder}")
            });
            wait.pause().await;
        }
    }

    #[cfg_attr(
        not(feature = "sqlite"),
        allow(clippy::unused_async, reason = "only SQLite is asked something")
    )]
    async fn lock_file(&mut self) -> Result<Option<File>, Failure> {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(connection) => sqlite::file(connection).await,
            #[allow(unreachable_patterns)]
            _ => Ok(None),
        }
    }

    #[cfg(feature = "postgres")]
    async fn holder_on_postgres(&mut self) -> Result<Option<String>, Failure> {
        #[allow(irrefutable_let_patterns)]
        let Self::Postgres(connection) = self else { return Ok(None) };
        postgres::holder(connection).await.map_err(not_told)
    }

    /// The holder, as far as this role can see it; `None` if there is none. It does not take the lock.
    pub(super) async fn running(&mut self) -> Result<Option<String>, Failure> {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(connection) => Ok(sqlite::running(connection).await),
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => {
                self.in_transaction(async |connection| connection.holder_on_postgres().await).await
            }
            #[cfg(feature = "mysql")]
            Self::MySql(connection) => mysql::holder(connection).await.map_err(not_told),
        }
    }

    async fn holder(&mut self) -> String {
        let holder = self.running().await.ok().flatten();
        holder.map_or_else(
            || "this role cannot see who runs it".to_owned(),
            |holder| format!("it is run by {holder}"),
        )
    }
}

impl Lock {
    /// Fails if the lock is lost: a file's statements may have released it.
    pub(super) async fn check(&mut self, connection: &mut AnyConnection) -> Result<(), Failure> {
        let is_held = match connection {
            // The operating system holds it as long as the file is open.
            #[cfg(feature = "sqlite")]
            AnyConnection::Sqlite(_) => true,
            #[cfg(feature = "postgres")]
            AnyConnection::Postgres(connection) => {
                let connection = self.guard.as_mut().map_or(connection, Guard::connection);
                postgres::is_held(connection).await.map_err(unknown)?
            }
            #[cfg(feature = "mysql")]
            AnyConnection::MySql(connection) => {
                let sql = format!("SELECT IS_USED_LOCK({}) <=> CONNECTION_ID()", mysql::NAME);
                mysql::number(connection, sql).await.map_err(unknown)? == Some(1)
            }
        };
        if is_held {
            return Ok(());
        }
        Err(Failure::new(
            "the lock that keeps two migrations apart was given back: does a file that was just run call `pg_advisory_unlock_all`, \
             `DISCARD ALL` or `RELEASE_ALL_LOCKS`? What ran so far is done; `upgrade` or `downgrade` continues from \
             there",
        ))
    }

    async fn take(&mut self, connection: &mut AnyConnection) -> Result<bool, Failure> {
        match connection {
            #[cfg(feature = "sqlite")]
            AnyConnection::Sqlite(_) => self.file.as_mut().map_or(Ok(true), sqlite::try_lock),
            #[cfg(feature = "postgres")]
            AnyConnection::Postgres(connection) => match &mut self.guard {
                Some(guard) => guard.take().await,
                None => postgres::try_lock(connection).await.map_err(unknown),
            },
            #[cfg(feature = "mysql")]
            AnyConnection::MySql(connection) => {
                let sql = format!("SELECT GET_LOCK({}, 0)", mysql::NAME);
                match mysql::number(connection, sql).await.map_err(unknown)? {
                    Some(got) => Ok(got == 1),
                    None => Err(Failure::new(
                        "the server cannot lock: GET_LOCK returned NULL. Nothing was changed",
                    )),
                }
            }
        }
    }
}

#[cfg(any(feature = "postgres", feature = "mysql"))]
fn unknown(error: sqlx::Error) -> Failure {
    Failure::database("the lock that keeps two migrations apart cannot be taken", error)
}

#[cfg(any(feature = "postgres", feature = "mysql"))]
fn not_told(error: sqlx::Error) -> Failure {
    Failure::database("the database does not report whether a migration is running", error)
}

#[cfg(feature = "sqlite")]
mod sqlite {
    use std::fs::{File, TryLockError};
    use std::io::{Seek as _, SeekFrom, Write as _};
    use std::path::{Path, PathBuf};

    use chrono::Utc;
    use sqlx::SqliteConnection;

    use super::Failure;

    /// The suffix of the lock file. SQLite's own file is not used, since a second lock on it would break SQLite's.
    const ENDING: &str = "-migrate";

    /// The file to lock; `None` for a database in memory, which no other process can use.
    pub(super) async fn file(connection: &mut SqliteConnection) -> Result<Option<File>, Failure> {
        let Some(path) = path(connection).await else { return Ok(None) };
        let file = File::options().create(true).truncate(false).read(true).write(true).open(&path);
        file.map(Some).map_err(|error| Failure::folder(&path, error))
    }

    async fn path(connection: &mut SqliteConnection) -> Option<PathBuf> {
        let sql = "SELECT file FROM pragma_database_list WHERE name = 'main'";
        let file: Option<String> = sqlx::query_scalar(sql).fetch_optional(connection).await.ok()??;
        file.filter(|file| !file.is_empty() && Path::new(file).exists())
            .map(|file| PathBuf::from(file + ENDING))
    }

    /// A tool that only checks the lock holds it briefly, shared with others that do.
    const ATTEMPTS: u32 = 10;

    pub(super) fn try_lock(file: &mut File) -> Result<bool, Failure> {
        let failed =
            |error| Failure::database("the file that keeps two migrations apart cannot be locked", error);
        for _ in 0..ATTEMPTS {
            match file.try_lock() {
                Ok(()) => {
                    sign(file);
                    return Ok(true);
                }
                Err(TryLockError::WouldBlock) if file.try_lock_shared().is_err() => return Ok(false),
                Err(TryLockError::WouldBlock) => file.unlock().map_err(failed)?,
                Err(TryLockError::Error(error)) => return Err(failed(error)),
            }
            std::thread::yield_now();
        }
        Ok(false)
    }

    /// Writes the holder into the file, for people.
    fn sign(file: &mut File) {
        let holder = format!("process {} since {}\n", std::process::id(), Utc::now().format("%F %T UTC"));
        let _ = file.set_len(0).and_then(|()| file.seek(SeekFrom::Start(0)));
        let _ = file.write_all(holder.as_bytes());
    }

    /// The holder. A missing file is not created.
    pub(super) async fn running(connection: &mut SqliteConnection) -> Option<String> {
        let path = path(connection).await?;
        let file = File::open(&path).ok()?;
        // A shared lock does not conflict with other readers.
        if file.try_lock_shared().is_ok() {
            return None;
        }
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        let holder = text.trim();
        Some(if holder.is_empty() { "another process".to_owned() } else { holder.to_owned() })
    }
}

#[cfg(feature = "postgres")]
pub(super) mod postgres {
    use crc::{CRC_32_ISO_HDLC, Crc};
    use sqlx::PgConnection;

    /// The number that sqlx's tools lock.
    pub(in super::super) async fn id(connection: &mut PgConnection) -> Result<i64, sqlx::Error> {
        const CRC: Crc<u32> = Crc::<u32>::new(&CRC_32_ISO_HDLC);
        let name: String =
            sqlx::query_scalar("SELECT current_database()::text").fetch_one(connection).await?;
        Ok(0x3d32_ad9e * i64::from(CRC.checksum(name.as_bytes())))
    }

    pub(super) async fn try_lock(connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
        let id = id(connection).await?;
        sqlx::query_scalar("SELECT pg_try_advisory_lock($1)").bind(id).fetch_one(connection).await
    }

    /// Whether the connection or its transaction holds it.
    pub(super) async fn is_held(connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
        let id = id(connection).await?;
        let sql = "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1 \
                   AND pid = pg_backend_pid() AND classid::bigint = $1 >> 32 AND objid::bigint = $1 & 4294967295)";
        sqlx::query_scalar(sql).bind(id).fetch_one(connection).await
    }

    pub(super) async fn holder(connection: &mut PgConnection) -> Result<Option<String>, sqlx::Error> {
        let id = id(connection).await?;
        let sql = "SELECT concat('process ', l.pid, ' (', nullif(concat_ws(', ', a.usename, host(a.client_addr), \
                   nullif(a.application_name, ''), a.state), ''), ') since ', to_char(a.backend_start, 'YYYY-MM-DD HH24:MI:SS TZ')) \
                   FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid WHERE l.locktype = 'advisory' AND l.granted \
                   AND l.objsubid = 1 AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) \
                   AND l.classid::bigint = $1 >> 32 AND l.objid::bigint = $1 & 4294967295";
        sqlx::query_scalar(sql).bind(id).fetch_optional(connection).await
    }
}

#[cfg(feature = "mysql")]
mod mysql {
    use sqlx::{AssertSqlSafe, MySqlConnection, SqlSafeStr as _};

    /// The name that sqlx's tools lock, as SQL.
    pub(super) const NAME: &str = "LOWER(HEX(1026731422 * CRC32(DATABASE())))";

    pub(super) async fn number(
        connection: &mut MySqlConnection,
        sql: String,
    ) -> Result<Option<i64>, sqlx::Error> {
        let sql = AssertSqlSafe(format!("SELECT CAST(({sql}) AS SIGNED)")).into_sql_str();
        sqlx::query_scalar(sql).fetch_one(connection).await
    }

    pub(super) async fn holder(connection: &mut MySqlConnection) -> Result<Option<String>, sqlx::Error> {
        let sql = format!(
            "SELECT CAST(CONCAT('connection ', h.id, IFNULL(CONCAT(' (', p.user, ' from ', p.host, ', ', IFNULL(NULLIF(p.state, ''), p.command), \
             ' for ', p.time, ' seconds)'), '')) AS CHAR) FROM (SELECT IS_USED_LOCK({NAME}) AS id) h \
             LEFT JOIN information_schema.processlist p ON p.id = h.id WHERE h.id IS NOT NULL"
        );
        sqlx::query_scalar(AssertSqlSafe(sql).into_sql_str()).fetch_optional(connection).await
    }
}
