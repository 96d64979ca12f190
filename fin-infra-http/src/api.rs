//! The configuration that every handler uses.

use std::time::Duration;

use fin_infra_core::schema::Definition;
use fin_infra_core::{Db, Result};
use futures_util::future::BoxFuture;

use super::body_memory::BodyMemory;
use super::page_memory::PageMemory;
use super::permission::Permissions;
use super::relations::RelatedResource;
use super::tenant::{ExtensionTenant, TenantResolver};

/// The default of [`Resources::body_limit`], in bytes.
const BODY_LIMIT: usize = 1024 * 1024;

/// The default of [`Resources::time_limit`].
const TIME_LIMIT: Duration = Duration::from_secs(30);

/// The default of [`Resources::page_limit`], in bytes.
const PAGE_LIMIT: usize = 8 * 1024 * 1024;

/// The default of [`Resources::page_memory`], in bytes.
const PAGE_MEMORY: usize = 128 * 1024 * 1024;

/// A readiness check, which gets the tables that the app needs.
pub(super) type ReadyCheck = Box<dyn Fn(Db, Vec<Definition>) -> BoxFuture<'static, Result<()>> + Send + Sync>;

/// The configuration that every handler uses.
pub(super) struct Api {
    pub(super) db: Db,
    pub(super) tenant: Box<dyn TenantResolver>,
    /// Whether the app installed a resolver.
    pub(super) tenant_is_chosen: bool,
    /// All of them have to grant an action.
    pub(super) permissions: Vec<Box<dyn Permissions>>,
    pub(super) body_limit: usize,
    pub(super) time_limit: Duration,
    /// How many bytes a page of a list has at most.
    pub(super) page_limit: usize,
    pub(super) page_memory: PageMemory,
    pub(super) body_memory: BodyMemory,
    /// How long an idempotency key is kept; without it, keys are not accepted.
    pub(super) idempotency: Option<Duration>,
    /// The checks that have to pass for the app to be ready.
    pub(super) readiness: Vec<ReadyCheck>,
    /// The tables of the exposed resources and of the API itself.
    pub(super) tables: Vec<Definition>,
    /// The exposed resources, whose rows can be included in responses.
    pub(super) related: Vec<RelatedResource>,
}

impl Api {
    /// The defaults, for a database.
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
            related: Vec::new(),
        }
    }
}
