#![doc = include_str!("../docs/rest.md")]

mod action;
mod aggregates;
mod api;
mod body;
mod body_memory;
mod computed;
mod conditional;
mod custom_routes;
mod endpoint;
mod field;
mod guarded_body;
mod handlers;
mod headers;
mod health;
mod idempotency;
mod include;
mod input;
mod json_errors;
mod layers;
mod list;
mod nested;
mod openapi;
mod options;
mod page;
mod page_memory;
mod parameters;
mod permission;
mod problem;
mod rejection;
mod relations;
mod reply;
mod request_id;
mod resource;
mod resources;
mod routes;
mod rows;
mod scoped;
mod selection;
mod serve;
mod tenant;
mod trace;
mod unique_names;
mod value;
mod warnings;

pub use self::action::Action;
pub use self::idempotency::{
    IdempotencyKey, IdempotencyKeyCreate, IdempotencyKeyFilter, IdempotencyKeyRead, IdempotencyKeyRepository,
    IdempotencyKeyUpdate, StoredResponse, purge_idempotency_keys,
};
pub use self::options::ResourceOptions;
pub use self::permission::{Denied, Permissions};
pub use self::problem::Problem;
pub use self::resource::HttpResource;
pub use self::resources::Resources;
pub use self::scoped::Scoped;
pub use self::serve::{ServeOptions, serve, serve_until, serve_with};
pub use self::tenant::{
    ClaimTenant, ExtensionTenant, Tenant, TenantRejection, TenantResolver, TrustedHeaderTenant,
};

/// What generated code reaches of the API.
#[doc(hidden)]
pub mod generated {
    pub use super::computed::{Computed, Measure, Output};
    pub use super::field::{
        AnySchema, Field, Presence, SchemaProbe, Shown, any_schema, property_of, type_id, write,
    };
    pub use super::input::{FromBody, InputBody};
    pub use super::problem::Problem;
    pub use super::resource::{Expose, HttpResource};
    pub use super::value::{Checked, ConditionText, is_text, parse, tenant};
}
