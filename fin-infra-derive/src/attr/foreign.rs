//! Attributes of serde, which the struct may have beside `#[fin(..)]`.
//!
//! JSON is made from the generated types, and serde's attributes on the struct have no effect on those. A `#[serde(skip)]`
//! that hides nothing is worse than an error.

use darling::error::Accumulator;
use syn::spanned::Spanned as _;
use syn::{Attribute, Field, Ident};

use super::error;

/// Refuses serde's attributes on the struct.
pub(super) fn check_struct(attributes: &[Attribute], errors: &mut Accumulator) {
    for attribute in of_serde(attributes) {
        errors.push(error(
            attribute.path().span(),
            "serde attributes on the struct do not apply to the generated types: write \
             `#[fin(create(attr(serde(..))), update(attr(serde(..))), read(attr(serde(..))))]` for the types that need \
             them; to serialize the struct itself, write a separate type",
        ));
    }
}

/// Refuses serde's attributes on a field.
pub(super) fn check_field(field: &Field, errors: &mut Accumulator) {
    let name = field.ident.as_ref().map(Ident::to_string).unwrap_or_default();
    for attribute in of_serde(&field.attrs) {
        errors.push(error(
            attribute.path().span(),
            format!(
                "serde attributes on a field do not apply to the generated types: use options of `#[fin(..)]` \
                 (`default`, `internal` and `secret` control the JSON; a renamed field keeps its column with \
                 `column = \"{name}\"`)"
            ),
        ));
    }
}

fn of_serde(attributes: &[Attribute]) -> impl Iterator<Item = &Attribute> {
    attributes.iter().filter(|attribute| attribute.path().is_ident("serde"))
}
