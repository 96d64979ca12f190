//! `Idempotency-Key`: a repeated request to create or adjust a row does it once.
//!
//! The key is inserted in the transaction of the change, so that neither exists without the other. A second request with the
//! key waits for that transaction, finds the key taken, and reads the row, and the children that were created together with it.
//! The response itself is not stored, so that no copy
//! of a permanently removed row is left.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::http::header::{HeaderMap, HeaderName, HeaderValue};
use axum::response::Response;
use chrono::{DateTime, Utc};
use fin_infra_core::internal::bound;
use fin_infra_core::query::{Condition, Query};
use fin_infra_core::{Db, DbTransaction, Error, Repository, Result};
use fin_infra_derive::FinResource;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::problem::{FieldError, Kind, Problem};
use super::rows::{ChildIds, ChildRows, Children, DbFuture, ReadRow, Row, Rows, with_children};

/// The header that has the key.
pub(super) const HEADER: HeaderName = HeaderName::from_static("idempotency-key");

/// Marks the response to a repeated request.
const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");

/// The maximum length of a key.
pub(super) const MAX_LENGTH: usize = 255;

/// How often to try a key whose row appears and disappears.
const ATTEMPTS: usize = 3;

/// How many keys are removed at once.
const PURGED_AT_ONCE: u32 = 1_000;

/// A request that created or adjusted a row, stored so that a repetition does not do it again: the resource of
/// [`Resources::idempotency_keys`](super::Resources::idempotency_keys).
///
/// The id is a digest of the name of the resource and the key. Neither the key nor the body can be recovered from a row, and
/// of the row only the id is stored.
#[derive(FinResource, Debug, Clone)]
#[fin(
    crate = "fin_infra_core",
    table = "idempotency_keys",
    filter("created_at"),
    http = false,
    migrate = false
)]
pub struct IdempotencyKey {
    /// The tenant of the request; empty for a resource without tenants.
    #[fin(tenant, length(max = 255))]
    pub tenant_id: String,
    /// The SHA-256 digest of the key and the body.
    #[fin(length(max = 32))]
    pub request: Vec<u8>,
    /// The stored response.
    #[fin(json)]
    pub response: Option<StoredResponse>,
}

/// The stored part of a response: the id of the row, and those of the children that were created together with it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StoredResponse {
    id: String,
    #[serde(default, skip_serializing_if = "ChildIds::is_empty")]
    children: ChildIds,
}

/// Reads the key of a request.
pub(super) fn key(headers: &HeaderMap) -> std::result::Result<Option<&str>, Problem> {
    let mut values = headers.get_all(&HEADER).iter();
    let Some(value) = values.next() else { return Ok(None) };
    let key =
        value.to_str().ok().filter(|key| (1..=MAX_LENGTH).contains(&key.len()) && values.next().is_none());
    key.map(Some).ok_or_else(|| {
        let detail = format!("must be given once, with 1 to {MAX_LENGTH} ASCII characters");
        Problem::of(Kind::InvalidHeader, vec![FieldError::new(HEADER.as_str(), detail)])
    })
}

/// Makes the response with a row.
pub(super) type Respond<'a> = dyn Fn(&dyn ReadRow) -> std::result::Result<Response, Problem> + Sync + 'a;

/// Creates or adjusts the row.
pub(super) type Work<'a> = Box<dyn for<'tx> FnOnce(&'tx mut DbTransaction) -> DbFuture<'tx, Row> + Send + 'a>;

/// Where the rows of a request that was done before are read.
#[derive(Clone, Copy)]
pub(super) struct RowsOfRequest<'a> {
    pub(super) rows: &'a dyn Rows,
    pub(super) children: &'a [ChildRows],
}

impl RowsOfRequest<'_> {
    /// Reads the row. Children that have been deleted are left out.
    async fn read(&self, db: &Db, stored: &StoredResponse) -> Result<Row> {
        let row = self.rows.get(db, &stored.id).await?;
        let mut all = Vec::with_capacity(self.children.len());
        for &ChildRows { name, ref rows } in self.children {
            let ids = stored.children.get(name).cloned().unwrap_or_default();
            let rows = rows.get_many(db, &ids).await?;
            all.push(Children { name, ids, rows });
        }
        Ok(if all.is_empty() { row } else { with_children(row, all) })
    }
}

/// A request that is performed at most once.
pub(super) struct Once {
    keys: Repository<IdempotencyKey>,
    id: Uuid,
    request: Vec<u8>,
    lifetime: Duration,
}

impl Once {
    /// `parts` distinguish the request from others with the same key.
    pub(super) fn new(table: &str, tenant: &str, key: &str, parts: &[&[u8]], lifetime: Duration) -> Self {
        let name = Sha256::new().chain_update(table).chain_update([0]).chain_update(key).finalize();
        let mut bytes = [0; 16];
        bytes.iter_mut().zip(name).for_each(|(byte, of_name)| *byte = of_name);
        Self {
            keys: Repository::of(tenant.to_owned()),
            id: uuid::Builder::from_custom_bytes(bytes).into_uuid(),
            // The key, which is not stored, keeps others from guessing a body and comparing digests.
            request: parts
                .iter()
                .fold(Sha256::new().chain_update(key), |digest, part| {
                    digest.chain_update([0]).chain_update(part)
                })
                .finalize()
                .to_vec(),
            lifetime,
        }
    }

    /// Does the work, or responds with the row of the work that was done before.
    pub(super) async fn run(
        self,
        db: &Db,
        rows: RowsOfRequest<'_>,
        work: Work<'_>,
        respond: &Respond<'_>,
    ) -> std::result::Result<Response, Problem> {
        let mut work = Some(work);
        for _ in 0..ATTEMPTS {
            let mut tx = db.begin().await?;
            let taken = IdempotencyKeyCreate { request: self.request.clone(), response: None };
            match self.keys.create_with_id(&mut tx, self.id, taken).await {
                Ok(_) => {
                    // A failure from here on rolls the key back, too.
                    let Some(work) = work.take() else { break };
                    let row = match work(&mut tx).await {
                        Ok(row) => row,
                        Err(error) => {
                            // The connection is kept.
                            tx.rollback().await?;
                            return Err(error.into());
                        }
                    };
                    let response = respond(&*row)?;
                    let stored =
                        StoredResponse { id: row.id().unwrap_or_default(), children: row.child_ids() };
                    let kept = IdempotencyKeyUpdate { response: Some(Some(stored)), ..Default::default() };
                    self.keys.update(&mut tx, self.id, kept).await?;
                    tx.commit().await?;
                    return Ok(response);
                }
                Err(error) if error.is_conflict() => tx.rollback().await?,
                Err(error) => return Err(error.into()),
            }
            if let Some(response) = self.done(db, rows, respond).await? {
                return Ok(response);
            }
        }
        Err(Error::unavailable("the key is being used").into())
    }

    /// Responds with the row of the work, if it was done before.
    pub(super) async fn done(
        &self,
        db: &Db,
        rows: RowsOfRequest<'_>,
        respond: &Respond<'_>,
    ) -> std::result::Result<Option<Response>, Problem> {
        let Some(stored) = self.keys.find(db, self.id).await? else { return Ok(None) };
        match self.replay(db, stored).await? {
            Some(stored) => replayed(db, rows, &stored, respond).await.map(Some),
            None => Ok(None),
        }
    }

    /// The ids of the rows that were changed with a key; `None` if the key has expired, in which case it is removed.
    async fn replay(
        &self,
        db: &Db,
        stored: IdempotencyKeyRead,
    ) -> std::result::Result<Option<StoredResponse>, Problem> {
        let age = Utc::now().signed_duration_since(stored.created_at);
        if age.to_std().is_ok_and(|age| age > self.lifetime) {
            self.keys.delete_many(db, &[self.id]).await?;
            return Ok(None);
        }
        if stored.request != self.request {
            let detail = "the key was used for a different request; use a new key";
            return Err(Problem::new(Kind::IdempotencyKeyReused, detail));
        }
        Ok(stored.response)
    }
}

/// Responds with the current state of a row that was created or adjusted before.
async fn replayed(
    db: &Db,
    rows: RowsOfRequest<'_>,
    stored: &StoredResponse,
    respond: &Respond<'_>,
) -> std::result::Result<Response, Problem> {
    let row = match rows.read(db, stored).await {
        Err(error) if error.is_not_found() => {
            let detail = "the row of this key has been deleted; use a new key";
            return Err(Problem::new(Kind::Gone, detail));
        }
        row => row?,
    };
    let mut response = respond(&*row)?;
    response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
    Ok(response)
}

/// Removes the keys of all tenants that were used before a time, and returns their number.
///
/// A key is free again once its lifetime is over; removing old keys keeps the table small. Run it once a day, with the
/// lifetime that [`Resources::idempotency_keys`](super::Resources::idempotency_keys) was given.
///
/// ```
/// # use fin_infra::prelude::*;
/// # async fn example(db: &Db) -> Result<(), Error> {
/// let yesterday = Utc::now() - std::time::Duration::from_secs(24 * 60 * 60);
/// let removed = fin_infra::http::purge_idempotency_keys(db, yesterday).await?;
/// println!("removed {removed} keys");
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// Those of [`Repository`](fin_infra_core::Repository).
pub async fn purge_idempotency_keys(db: &Db, before: DateTime<Utc>) -> Result<u64> {
    let Some(before) = bound(before) else { return Ok(0) };
    let all = IdempotencyKey::repository().all_tenants();
    let old = IdempotencyKeyFilter::new().created_at(Condition::lt(before));
    let mut removed = 0;
    loop {
        let query = Query::new().filter(old.clone()).page_size(PURGED_AT_ONCE);
        let page = all.list(db, query).await?;
        if page.items.is_empty() {
            return Ok(removed);
        }
        let mut tenants: BTreeMap<String, Vec<Uuid>> = BTreeMap::new();
        for key in page {
            tenants.entry(key.tenant_id).or_default().push(key.id);
        }
        for (tenant, ids) in tenants {
            removed += Repository::<IdempotencyKey>::of(tenant).delete_many(db, &ids).await?;
        }
    }
}
