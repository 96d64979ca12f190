//! The tenant scope of a call.

use crate::resource::Resource;

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
