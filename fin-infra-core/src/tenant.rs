//! The tenant scope of a call.

use crate::column::Medium;
use crate::error::Result;
use crate::resource::{Resource, StoredIn};
use crate::stored::{AnyValue, StoredTable};

/// The tenant type of a resource without tenants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct NoTenant;

/// A resource whose rows can be read together with those of a resource with the tenant `T`: it has the same tenant, or
/// none.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not have the tenant `{T}`",
    label = "not the rows of this tenant",
    note = "rows are loaded together only if both resources have the same type of tenant, or the loaded one has none"
)]
pub trait ScopedBy<T>: Resource {
    /// The tenant whose rows are read.
    fn scoped_by(tenant: &T) -> Self::Tenant;
}

/// The rows that an operation may access: those of one tenant, or those of all tenants for operators' jobs.
///
/// Every statement on the rows of a scope binds its tenant from this value. A statement that stores a row, or that looks up
/// why it could not be stored, binds the tenant of that row, which the repository set from the same value.
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
    pub(crate) fn rows_in<M: Medium>(&self) -> ErasedScope<'_, M>
    where
        R: StoredIn<M>,
    {
        ErasedScope { stored: R::STORED, tenant: self.tenant() }
    }

    /// The tenant; `None` for all tenants.
    pub(crate) fn tenant(&self) -> Option<&AnyValue> {
        match self {
            Self::Tenant(tenant) => Some(tenant),
            Self::AllTenants => None,
        }
    }
}

/// A type-erased [`Scope`], with the table that it applies to.
pub(crate) struct ErasedScope<'a, M: Medium> {
    pub(crate) stored: &'static StoredTable<M>,
    /// The tenant; `None` for all tenants.
    pub(crate) tenant: Option<&'a AnyValue>,
}

impl<M: Medium> Clone for ErasedScope<'_, M> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M: Medium> Copy for ErasedScope<'_, M> {}

impl<M: Medium> ErasedScope<'_, M> {
    /// Adds the tenant, if the scope is that of one tenant and the resource is tenant-scoped.
    pub(crate) fn add_tenant(&self, to: &mut M::Arguments) -> Result<()> {
        match (self.stored.table.tenant, self.tenant) {
            (Some(ordinal), Some(tenant)) => self.stored.add(ordinal, tenant, to),
            _ => Ok(()),
        }
    }
}
