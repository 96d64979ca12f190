//! Rows, some at a time.

use sqlx::{AssertSqlSafe, SqlSafeStr as _};

use super::super::connection::{Live, with};
use super::keys::{Keyed, Place};
use super::{Copy, Progress};
use crate::fold::fold;

/// So many rows are looked at in one transaction.
const BATCH: usize = 1_000;

/// A row whose copy is to be looked at.
struct Looked {
    key: Vec<String>,
    text: String,
    copied: Option<String>,
}

impl Live {
    /// Sets one copy right, from behind a key on.
    pub(super) async fn refold_copy(
        &mut self,
        copy: &Copy,
        place: &Place,
        after: Option<Vec<String>>,
        tell: &mut dyn FnMut(Progress),
    ) -> Result<Progress, sqlx::Error> {
        let after = after.filter(|after| after.len() == place.key_length());
        let mut progress = Progress::default();
        if place.tenant.is_none() {
            self.refold_rows(copy, place, None, after, &mut progress, tell).await?;
            return Ok(progress);
        }
        let mut last = after.as_ref().map(|after| after[0].clone());
        // The tenant of the key is the first to go on with.
        let mut tenants: Vec<String> = last.iter().cloned().collect();
        loop {
            for tenant in &tenants {
                let after = after.clone().filter(|after| after[0] == *tenant);
                self.refold_rows(copy, place, Some(tenant), after, &mut progress, tell).await?;
            }
            last = tenants.pop().or(last);
            tenants = self.tenants_behind(place, last.as_deref()).await?;
            if tenants.is_empty() {
                return Ok(progress);
            }
        }
    }

    /// The rows of one tenant, or all.
    async fn refold_rows(
        &mut self,
        copy: &Copy,
        place: &Place,
        tenant: Option<&str>,
        mut after: Option<Vec<String>>,
        progress: &mut Progress,
        tell: &mut dyn FnMut(Progress),
    ) -> Result<(), sqlx::Error> {
        loop {
            self.execute("BEGIN".into_sql_str()).await?;
            let done = self.refold_batch(copy, place, tenant, after.as_deref(), progress).await;
            let end = if done.is_ok() { "COMMIT" } else { "ROLLBACK" };
            let ended = self.execute(end.into_sql_str()).await;
            let last = done?;
            ended?;
            tell(*progress);
            match last {
                Some(last) => after = Some(last),
                None => return Ok(()),
            }
        }
    }

    /// One batch, and the key of its last row if there may be more.
    async fn refold_batch(
        &mut self,
        copy: &Copy,
        place: &Place,
        tenant: Option<&str>,
        after: Option<&[String]>,
        progress: &mut Progress,
    ) -> Result<Option<Vec<String>>, sqlx::Error> {
        if let Some(tenant) = tenant {
            self.set_tenant(tenant).await?;
        }
        let rows = self.look(place, place.select(after.is_some(), BATCH), after.unwrap_or_default()).await?;
        let update = AssertSqlSafe(place.update()).into_sql_str();
        for row in &rows {
            let folded = fold(&row.text);
            if row.copied.as_ref() == Some(&folded) {
                continue;
            }
            let (update, text, key) = (update.clone(), row.text.clone(), row.key.clone());
            with!(self, connection => {
                let update = sqlx::query(update).bind(folded).bind(text);
                key.into_iter().fold(update, sqlx::query::Query::bind).execute(connection).await.map(drop)
            })?;
            progress.changed += 1;
        }
        progress.seen += u64::try_from(rows.len()).unwrap_or_default();
        let is_last = rows.len() < BATCH;
        let Some(last) = rows.into_iter().next_back() else { return Ok(None) };
        self.remember_key(copy, &last.key).await?;
        Ok((!is_last).then_some(last.key))
    }

    async fn look(
        &mut self,
        place: &Place,
        select: Keyed,
        after: &[String],
    ) -> Result<Vec<Looked>, sqlx::Error> {
        let keys = place.key_length();
        let sql = AssertSqlSafe(select.sql).into_sql_str();
        let values = select.values.iter().map(|&value| after.get(value).cloned());
        with!(self, connection => {
            let select = values.fold(sqlx::query(sql), sqlx::query::Query::bind);
            let rows = select.fetch_all(connection).await?;
            let read = |row: &_| Ok(Looked {
                key: (0..keys).map(|place| sqlx::Row::try_get(row, place)).collect::<Result<_, sqlx::Error>>()?,
                text: sqlx::Row::try_get(row, keys)?,
                copied: sqlx::Row::try_get(row, keys + 1)?,
            });
            rows.iter().map(read).collect()
        })
    }
}
