//! Warnings about missing configuration, logged when the router is built.

use super::api::Api;
use super::openapi::ExposedResource;

/// Logs a warning for each missing piece of configuration.
pub(super) fn log(api: &Api, exposed: &[ExposedResource]) {
    let named = |is_meant: fn(&ExposedResource) -> bool| {
        let exposed = exposed.iter().filter(|exposed| is_meant(exposed));
        exposed.map(|exposed| exposed.table.name).collect::<Vec<_>>().join(", ")
    };
    let with_tenants = named(|exposed| exposed.table.tenant.is_some());
    if !api.tenant_is_chosen && !with_tenants.is_empty() {
        tracing::warn!(
            resources = with_tenants,
            "no tenant resolver is installed: requests are rejected with 401 unless a layer around the router puts a \
             `Tenant` into their extensions; name a resolver with `Resources::tenant`, or `ExtensionTenant` if such \
             a layer is there"
        );
    }
    let writable = named(|exposed| exposed.table.tenant.is_none() && exposed.writes());
    if api.permissions.is_empty() && !writable.is_empty() {
        tracing::warn!(
            resources = writable,
            "no permissions are installed: a resource without tenants is read-only, and every change is \
             rejected with 403; grant changes with `Resources::permissions`, or leave them out with `read_only()`"
        );
    }
}
