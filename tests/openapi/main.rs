//! The OpenAPI document and its page, compared with the API.

mod browser;
mod custom_routes;
mod document;
mod fuzzed;
mod generated;
mod golden;
mod inspect;
mod installed;
mod linted;
mod node;
mod python;
mod resources;
mod served;
mod types;
