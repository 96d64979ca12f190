//! The outcome of a file in which an earlier run was interrupted.
//!
//! A database that commits each statement separately may have executed it, even after the tool ended. The catalogue shows
//! whether it did.

use sqlx::{AssertSqlSafe, SqlSafeStr as _};

use super::super::connection::AnyConnection;
use super::super::fact::{Fact, Trace};
use super::super::failure::Failure;
use super::super::folder::Revision;

/// The outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Done,
    NotDone,
    /// It may have been done in part, and can be repeated.
    Repeatable,
    /// The file was written or edited by hand, or something else changed the table: only a person can tell.
    Unknown,
}

impl Outcome {
    /// Describes how much of the file was done.
    pub(super) fn describe(self) -> &'static str {
        match self {
            Self::Done => "the database has done all of the file",
            Self::NotDone => "nothing of the file was done",
            Self::Repeatable => "the part of the file that was done can be repeated",
            Self::Unknown => "the tool cannot tell how much of the file was done",
        }
    }
}

impl AnyConnection {
    /// The outcome of a file by the catalogue.
    pub(super) async fn outcome(&mut self, revision: &Revision) -> Result<Outcome, Failure> {
        let Some(trace) = revision.trace() else { return Ok(Outcome::Unknown) };
        let trace = trace.clone();
        if self.all_hold(&trace.done).await? {
            return Ok(Outcome::Done);
        }
        Ok(match self.all_hold(&trace.undone).await? {
            true if trace.done.is_empty() => Outcome::Repeatable,
            true => Outcome::NotDone,
            false => Outcome::Unknown,
        })
    }

    /// Each separately: the inspection normalizes to what is wanted, and two facts may describe the same column
    /// differently.
    async fn all_hold(&mut self, facts: &[Fact]) -> Result<bool, Failure> {
        for fact in facts {
            if !fact.holds(&self.schema(&fact.tables()).await?) {
                return Ok(false);
            }
        }
        Ok(!facts.is_empty())
    }

    /// Drops the indexes that `CREATE INDEX CONCURRENTLY` did not finish.
    pub(super) async fn drop_unfinished_indexes(&mut self, trace: &Trace) -> Result<(), Failure> {
        for drop in self.unfinished_indexes(trace).await? {
            let failed = format!("an index that was not finished cannot be dropped by `{drop}`");
            let drop = AssertSqlSafe(drop).into_sql_str();
            self.execute(drop).await.map_err(|error| Failure::database(failed, error))?;
        }
        Ok(())
    }

    /// The statements that drop indexes which `CREATE INDEX CONCURRENTLY` did not finish: PostgreSQL keeps such an index, uses it
    /// for nothing, and still has every write maintain it.
    pub(super) async fn unfinished_indexes(&mut self, trace: &Trace) -> Result<Vec<String>, Failure> {
        let mut drops = Vec::new();
        for (table, name) in trace.indexes() {
            match self.in_transaction(async |connection| connection.unfinished(table, name).await).await? {
                None => {}
                Some(None) => drops.push(format!("DROP INDEX CONCURRENTLY IF EXISTS \"{name}\"")),
                Some(Some(process)) => {
                    return Err(Failure::new(format!(
                        "process {process} of the database is building the index {name}: wait for it to end, and run \
                         this again"
                    )));
                }
            }
        }
        Ok(drops)
    }

    /// The process that is still building an index of a file. Behind a proxy, the lock of an ended tool is released
    /// before the build ends.
    pub(super) async fn builder(&mut self, revision: &Revision) -> Result<Option<String>, Failure> {
        for (table, name) in revision.trace().into_iter().flat_map(Trace::indexes) {
            if let Some(Some(process)) =
                self.in_transaction(async |connection| connection.unfinished(table, name).await).await?
            {
                return Ok(Some(format!("process {process}, which builds the index {name}")));
            }
        }
        Ok(None)
    }

    /// Whether an unfinished index exists, and the process that is still building it.
    #[cfg(feature = "postgres")]
    async fn unfinished(&mut self, table: &str, name: &str) -> Result<Option<Option<i32>>, Failure> {
        #[allow(irrefutable_let_patterns)]
        let Self::Postgres(connection) = self else { return Ok(None) };
        let sql = "SELECT (SELECT p.pid FROM pg_stat_progress_create_index p WHERE p.index_relid = i.indexrelid LIMIT 1) \
                   FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid \
                   JOIN pg_namespace n ON n.oid = c.relnamespace \
                   WHERE n.nspname = current_schema() AND t.relname = $1 AND c.relname = $2 AND NOT i.indisvalid";
        let found = sqlx::query_scalar(sql).bind(table).bind(name).fetch_optional(connection).await;
        found.map_err(|error| Failure::database("the database's indexes cannot be read", error))
    }

    #[cfg(not(feature = "postgres"))]
    #[expect(clippy::unused_async, reason = "it asks where there is something to ask")]
    async fn unfinished(&mut self, _table: &str, _name: &str) -> Result<Option<Option<i32>>, Failure> {
        Ok(None)
    }
}
