//! Refolding rows in batches.

use fin_infra_core::internal::fold;
use sqlx::{AssertSqlSafe, SqlSafeStr as _};

use super::super::connection::{AnyConnection, with};
use super::keys::{Keyed, Target};
use super::pending::After;
use super::{FoldedCopy, Progress, RefoldError};

/// The number of rows to check in one transaction.
const BATCH: usize = 1_000;

/// A row with its text and its copy.
pub(super) struct StoredRow {
    pub(super) key: Vec<String>,
    text: Option<String>,
    copied: Option<String>,
}

/// The rows to check: their tenant, and the key to start after.
#[derive(Clone, Copy)]
struct Batch<'a> {
    copy: &'a FoldedCopy,
    target: &'a Target,
    tenant: Option<&'a str>,
    after: Option<&'a [String]>,
}

impl AnyConnection {
    /// Completes one copy, starting after a key.
    pub(super) async fn refold_copy(
        &mut self,
        copy: &FoldedCopy,
        target: &Target,
        after: After,
        tell: &mut dyn FnMut(Progress),
    ) -> Result<Progress, RefoldError> {
        let mut progress = Progress { again: after.again, ..Progress::default() };
        let after = after.key.filter(|after| after.len() == target.key_length());
        if target.tenant.is_none() {
            let batch = Batch { copy, target, tenant: None, after: None };
            self.refold_rows(batch, after, &mut progress, tell).await?;
            return Ok(progress);
        }
        let mut last = after.as_ref().map(|after| after[0].clone());
        // The tenant of the key is the first to continue with.
        let mut tenants: Vec<String> = last.iter().cloned().collect();
        loop {
            for tenant in &tenants {
                let after = after.clone().filter(|after| after[0] == *tenant);
                let batch = Batch { copy, target, tenant: Some(tenant), after: None };
                self.refold_rows(batch, after, &mut progress, tell).await?;
            }
            last = tenants.pop().or(last);
            tenants = self.tenants_after(target, last.as_deref()).await?;
            if tenants.is_empty() {
                return Ok(progress);
            }
        }
    }

    /// Refolds the rows of one tenant, or of all.
    async fn refold_rows(
        &mut self,
        batch: Batch<'_>,
        mut after: Option<Vec<String>>,
        progress: &mut Progress,
        tell: &mut dyn FnMut(Progress),
    ) -> Result<(), RefoldError> {
        loop {
            let batch = Batch { after: after.as_deref(), ..batch };
            let last = match self.refold_batch(batch, false, progress).await {
                Err(RefoldError::Database(error)) if self.is_unique(&error) => {
                    self.refold_batch(batch, true, progress).await?
                }
                done => done?,
            };
            tell(*progress);
            match last {
                Some(last) => after = Some(last),
                None => return Ok(()),
            }
        }
    }

    /// Refolds one batch in a transaction. Returns the key of its last row if there may be more.
    async fn refold_batch(
        &mut self,
        batch: Batch<'_>,
        is_careful: bool,
        progress: &mut Progress,
    ) -> Result<Option<Vec<String>>, RefoldError> {
        let mut ahead = *progress;
        self.execute("BEGIN".into_sql_str()).await?;
        let done = self.refold_within(batch, is_careful, &mut ahead).await;
        let end = if done.is_ok() { "COMMIT" } else { "ROLLBACK" };
        let ended = self.execute(end.into_sql_str()).await;
        let last = done?;
        ended?;
        *progress = ahead;
        Ok(last)
    }

    async fn refold_within(
        &mut self,
        batch: Batch<'_>,
        is_careful: bool,
        progress: &mut Progress,
    ) -> Result<Option<Vec<String>>, RefoldError> {
        let Batch { copy, target, tenant, after } = batch;
        if let Some(tenant) = tenant {
            self.set_tenant(tenant).await?;
        }
        let rows =
            self.read_rows(target, target.select(after.is_some(), BATCH), after.unwrap_or_default()).await?;
        for row in &rows {
            let folded = row.text.as_deref().map(fold);
            if row.copied == folded {
                continue;
            }
            match folded {
                Some(folded) if is_careful => {
                    progress.again |= self.refold_row_with_collisions(target, row, &folded).await?;
                }
                folded => self.refold_row(target, row, folded).await?,
            }
            progress.changed += 1;
        }
        progress.seen += u64::try_from(rows.len()).unwrap_or_default();
        let is_last = rows.len() < BATCH;
        let Some(last) = rows.into_iter().next_back() else { return Ok(None) };
        self.remember_key(copy, &last.key, progress.again).await?;
        Ok((!is_last).then_some(last.key))
    }

    /// Updates one row's copy, unless its text has changed.
    pub(super) async fn refold_row(
        &mut self,
        target: &Target,
        row: &StoredRow,
        folded: Option<String>,
    ) -> Result<(), sqlx::Error> {
        let update = AssertSqlSafe(target.update()).into_sql_str();
        let (text, key) = (row.text.clone(), row.key.clone());
        with!(self, connection => {
            let update = sqlx::query(update).bind(folded).bind(text);
            key.into_iter().fold(update, sqlx::query::Query::bind).execute(connection).await.map(drop)
        })
    }

    async fn read_rows(
        &mut self,
        target: &Target,
        select: Keyed,
        after: &[String],
    ) -> Result<Vec<StoredRow>, sqlx::Error> {
        let keys = target.key_length();
        let sql = AssertSqlSafe(select.sql).into_sql_str();
        let values = select.values.iter().map(|&value| after.get(value).cloned());
        with!(self, connection => {
            let select = values.fold(sqlx::query(sql), sqlx::query::Query::bind);
            let rows = select.fetch_all(connection).await?;
            let read = |row: &_| Ok(StoredRow {
                key: (0..keys).map(|index| sqlx::Row::try_get(row, index)).collect::<Result<_, sqlx::Error>>()?,
                text: sqlx::Row::try_get(row, keys)?,
                copied: sqlx::Row::try_get(row, keys + 1)?,
            });
            rows.iter().map(read).collect()
        })
    }
}
