//! The OpenAPI document and its page, held against the API that they describe.

mod browser;
mod document;
mod fuzzed;
mod look;
mod python;
mod resources;
mod served;
