//! Attributes of serde's, which the struct may have beside `#[fin(..)]`.
//!
//! A struct's own `Serialize` would heed them. JSON is made of the generated types, which would not: what looks as though
//! it hid a field or renamed it would do nothing.

use darling::error::Accumulator;
use syn::spanned::Spanned as _;
use syn::{Attribute, Field, Ident};

use super::refuse;

/// Refuses serde's attributes on the struct.
pub(super) fn check_struct(attributes: &[Attribute], errors: &mut Accumulator) {
    for attribute in of_serde(attributes) {
        errors.push(refuse(
            attribute.path().span(),
            "JSON is made of the generated types, and none of them would have this: write `#[fin(create(attr(serde(..))), \
             update(attr(serde(..))), read(attr(serde(..))))]` with those that it is for; if this struct itself is to be \
             JSON, make a type of its own for that",
        ));
    }
}

/// Refuses serde's attributes on a field.
pub(super) fn check_field(field: &Field, errors: &mut Accumulator) {
    let name = field.ident.as_ref().map(Ident::to_string).unwrap_or_default();
    for attribute in of_serde(&field.attrs) {
        errors.push(refuse(
            attribute.path().span(),
            format!(
                "JSON is made of the generated types, and none of them would have this: say it with `#[fin(..)]` \
                 (`default`, `internal` and `secret` are about JSON, and a field under another name keeps its column \
                 with `column = \"{name}\"`)"
            ),
        ));
    }
}

fn of_serde(attributes: &[Attribute]) -> impl Iterator<Item = &Attribute> {
    attributes.iter().filter(|attribute| attribute.path().is_ident("serde"))
}
