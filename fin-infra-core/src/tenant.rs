//! Whose rows a call is about.

use crate::resource::Resource;

/// The tenant of a resource that has none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct NoTenant;

/// The rows that an operation may see: one tenant's, or for an operator's job all of them.
///
/// Every statement takes its tenant predicate from here and nowhere else.
pub enum Scope<R: Resource> {
    /// One tenant's rows, or all rows of a resource without tenants.
    Tenant(R::Tenant),
    /// Every tenant's rows, to read and to purge.
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
