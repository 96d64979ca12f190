//! The tenant scope of a call.

use crate::column::Medium;
use crate::error::Result;
use crate::resource::{Resource, StoredIn};
use crate::stored::{AnyValue, Stored};

/// The tenant type of a resource without tenants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct NoTenant;

/// The rows that an operation may access: those of one tenant, or those of all tenants for operators' jobs.
///
/// The tenant predicate of every statement is built from this value and from nothing else.
pub enum Scope<R: Resource> {
    /// The rows of one tenant, or all rows of a resource without tenants.
    Tenant(R::Tenant),
    /// The rows of all tenants, to be read and purged.
    AllTenants,
}

impl<R: Resource> Clone for Scope<R> {
    fn clone(&self) -> Self {
        match self {
            Self::Tenant(tenant) => Self::Tenant(tenant.clone()),
            Self::AllTenants => Self::AllTenants,
        }
    }
}

impl<R: Resource> Scope<R> {
    /// The rows of this scope in a medium.
    pub(crate) fn rows_in<M: Medium>(&self) -> Scoped<'_, M>
    where
        R: StoredIn<M>,
    {
        Scoped { stored: R::STORED, tenant: self.tenant() }
    }

    /// The tenant; `None` for all tenants.
    pub(crate) fn tenant(&self) -> Option<&AnyValue> {
        match self {
            Self::Tenant(tenant) => Some(tenant),
            Self::AllTenants => None,
        }
    }
}

/// The rows of a table that an operation may access: a [`Scope`] without the types of its resource.
pub(crate) struct Scoped<'a, M: Medium> {
    pub(crate) stored: &'static Stored<M>,
    /// The tenant; `None` for all tenants.
    pub(crate) tenant: Option<&'a AnyValue>,
}

impl<M: Medium> Clone for Scoped<'_, M> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M: Medium> Copy for Scoped<'_, M> {}

impl<M: Medium> Scoped<'_, M> {
    /// Adds the tenant, if the scope is that of one tenant and the resource is tenant-scoped.
    pub(crate) fn add_tenant(&self, to: &mut M::Arguments) -> Result<()> {
        match (self.stored.table.tenant, self.tenant) {
            (Some(ordinal), Some(tenant)) => self.stored.add(ordinal, tenant, to),
            _ => Ok(()),
        }
    }
}
