//! What the user wrote: `#[fin(..)]` on the struct and on its fields, option by option, with the tokens to point at.
//!
//! No check here looks at two options at once; `model` does that. The parts are darling's (`NestedMeta`, `Error`,
//! `Accumulator`), and the walk over them is our own: darling's derived readers return nothing if one option is wrong.
//! Here an option that cannot be read is one error and the others are kept, so that the generated types stay in place and
//! one mistake does not turn into fifty.

mod error;
mod field;
mod foreign;
mod generated;
mod group;
mod number;
mod options;
mod resource;
pub(crate) mod row;
mod shape;
mod sizes;
mod value;

use darling::error::Accumulator;
use syn::ext::IdentExt as _;
use syn::{Attribute, DeriveInput, FieldsNamed, Ident, Path, Type, Visibility, parse_quote};

pub(crate) use error::{error, located_at, nearest, suggestion};
pub(crate) use field::FieldOptions;
pub(crate) use generated::{GeneratedOptions, PartOptions};
pub(crate) use group::Unit;
pub(crate) use resource::{Columns, Hook, StructOptions};
pub(crate) use sizes::Decimal;
pub(crate) use value::{Switch, on};

/// The annotated struct.
pub(crate) struct Struct {
    pub(crate) ident: Ident,
    pub(crate) visibility: Visibility,
    pub(crate) docs: Vec<Attribute>,
    pub(crate) options: StructOptions,
    pub(crate) fields: Vec<Field>,
}

/// One of its fields.
pub(crate) struct Field {
    pub(crate) ident: Ident,
    pub(crate) ty: Type,
    pub(crate) docs: Vec<Attribute>,
    pub(crate) options: FieldOptions,
}

impl Field {
    /// The field's name as messages, columns and lists spell it: `type` for `r#type`.
    pub(crate) fn name(&self) -> String {
        self.ident.unraw().to_string()
    }
}

impl StructOptions {
    /// The path of the core crate as the user's crate knows it.
    pub(crate) fn core_path(&self) -> Path {
        self.core.clone().unwrap_or_else(|| parse_quote!(::fin_infra))
    }
}

/// Reads a struct and its attributes, collecting every mistake in `errors`. Returns `None` for anything but a plain struct
/// with named fields.
pub(crate) fn parse(input: &DeriveInput, errors: &mut Accumulator) -> Option<Struct> {
    let options = options::read(&input.attrs, errors);
    let fields = errors.handle(shape::named_fields(input))?;
    foreign::check_struct(&input.attrs, errors);
    for field in &fields.named {
        foreign::check_field(field, errors);
    }
    Some(Struct {
        ident: input.ident.clone(),
        visibility: input.vis.clone(),
        docs: docs(&input.attrs),
        options,
        fields: distinct(fields)
            .filter_map(|field| {
                Some(Field {
                    ident: field.ident.clone()?,
                    ty: field.ty.clone(),
                    docs: docs(&field.attrs),
                    options: options::read(&field.attrs, errors),
                })
            })
            .collect(),
    })
}

/// The fields without duplicates, which the compiler reports.
fn distinct(fields: &FieldsNamed) -> impl Iterator<Item = &syn::Field> {
    let is_new = |position: usize, field: &syn::Field| {
        fields.named.iter().take(position).all(|other| other.ident != field.ident)
    };
    fields
        .named
        .iter()
        .enumerate()
        .filter(move |(position, field)| is_new(*position, field))
        .map(|(_, field)| field)
}

/// The options of the struct alone, whatever its shape: the stubs of an item that cannot be a resource need the names that
/// the user chose. [`parse`] has collected the mistakes.
pub(crate) fn struct_options(input: &DeriveInput) -> StructOptions {
    let mut ignored = darling::Error::accumulator();
    let options = options::read(&input.attrs, &mut ignored);
    drop(ignored.into_inner());
    options
}

/// The doc comments among some attributes.
fn docs(attributes: &[Attribute]) -> Vec<Attribute> {
    attributes.iter().filter(|attribute| attribute.path().is_ident("doc")).cloned().collect()
}
