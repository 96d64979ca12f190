//! What every handler needs.

use std::time::Duration;

use fin_infra_core::schema::Definition;
use fin_infra_core::{Db, Result};
use futures_util::future::BoxFuture;

use super::body_memory::BodyMemory;
use super::page_memory::PageMemory;
use super::permission::Permissions;
use super::tenant::{ExtensionTenant, TenantResolver};

/// How many bytes a body has at most, unless [`Resources::body_limit`] says otherwise.
const BODY_LIMIT: usize = 1024 * 1024;

/// How long a request takes at most, unless [`Resources::time_limit`] says otherwise.
const TIME_LIMIT: Duration = Duration::from_secs(30);

/// How many bytes a page of a list has at most, unless [`Resources::page_limit`] says otherwise.
const PAGE_LIMIT: usize = 8 * 1024 * 1024;

/// How many bytes of pages wait for their clients, unless [`Resources::page_memory`] says otherwise.
const PAGE_MEMORY: usize = 128 * 1024 * 1024;

/// Whether the app is ready, asked with the tables that it needs.
pub(super) type ReadyCheck = Box<dyn Fn(Db, Vec<Definition>) -> BoxFuture<'static, Result<()>> + Send + Sync>;

/// What every handler needs.
pub(super) struct Api {
    pub(super) db: Db,
    pub(super) tenant: Box<dyn TenantResolver>,
    /// Whether the app said where the tenant stands.
    pub(super) tenant_is_chosen: bool,
    /// Each has to grant an action.
    pub(super) permissions: Vec<Box<dyn Permissions>>,
    pub(super) body_limit: usize,
    pub(super) time_limit: Duration,
    /// How many bytes a page of a list has at most.
    pub(super) page_limit: usize,
    pub(super) page_memory: PageMemory,
    pub(super) body_memory: BodyMemory,
    /// How long an idempotency key is kept, where keys are kept.
    pub(super) idempotency: Option<Duration>,
    /// Without which the app is not ready.
    pub(super) readiness: Vec<ReadyCheck>,
    /// The tables of the resources that are offered, and of what the API keeps itself.
    pub(super) tables: Vec<Definition>,
}

impl Api {
    /// In a database, with the limits that hold unless an app says otherwise.
    pub(super) fn new(db: Db) -> Self {
        Self {
            db,
            tenant: Box::new(ExtensionTenant),
            tenant_is_chosen: false,
            permissions: Vec::new(),
            body_limit: BODY_LIMIT,
            time_limit: TIME_LIMIT,
            page_limit: PAGE_LIMIT,
            page_memory: PageMemory::new(PAGE_MEMORY),
            body_memory: BodyMemory::new(PAGE_MEMORY),
            idempotency: None,
            readiness: Vec::new(),
            tables: Vec::new(),
        }
    }
}
