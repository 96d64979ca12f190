//! The OpenAPI document and its page, held against the API that they describe.

mod browser;
mod document;
mod fuzzed;
mod generated;
mod golden;
mod installed;
mod linted;
mod look;
mod node;
mod own;
mod python;
mod resources;
mod served;
mod types;
