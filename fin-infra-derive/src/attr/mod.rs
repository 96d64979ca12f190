//! What the user wrote: `#[fin(..)]` on the struct and on its fields, word by word, with the tokens to point at.
//!
//! No rule here looks at two words at once; that is `model`'s part. The pieces are darling's (`NestedMeta`, `Error`,
//! `Accumulator`), the walk over them is our own: darling's derived readers give nothing back when one word is wrong,
//! and here a word that cannot be read costs one error and leaves all the others standing, so that the generated types
//! stay in place and one mistake does not turn into fifty.

mod field;
mod foreign;
mod generated;
mod refusal;
mod resource;
mod shape;
mod sizes;
mod value;
mod words;

use darling::error::Accumulator;
use syn::ext::IdentExt as _;
use syn::{Attribute, DeriveInput, FieldsNamed, Ident, Path, Type, Visibility, parse_quote};

pub(crate) use field::FieldWords;
pub(crate) use generated::{GeneratedWords, PartWords};
pub(crate) use refusal::{nearest, refuse, suggestion};
pub(crate) use resource::{Columns, Hook, StructWords};
pub(crate) use sizes::Decimal;
pub(crate) use value::{Switch, on};

/// The annotated struct.
pub(crate) struct Struct {
    pub(crate) ident: Ident,
    pub(crate) visibility: Visibility,
    pub(crate) docs: Vec<Attribute>,
    pub(crate) words: StructWords,
    pub(crate) fields: Vec<Field>,
}

/// One of its fields.
pub(crate) struct Field {
    pub(crate) ident: Ident,
    pub(crate) ty: Type,
    pub(crate) docs: Vec<Attribute>,
    pub(crate) words: FieldWords,
}

impl Field {
    /// The field's name as messages, columns and lists spell it: `type` for `r#type`.
    pub(crate) fn name(&self) -> String {
        self.ident.unraw().to_string()
    }
}

impl StructWords {
    /// The path of the core crate as the user's crate knows it.
    pub(crate) fn core_path(&self) -> Path {
        self.core.clone().unwrap_or_else(|| parse_quote!(::fin_infra))
    }
}

/// Reads a struct and its attributes, collecting every mistake in `errors`. There is nothing to go on with (`None`)
/// when it is no plain struct with named fields; otherwise what is left of it is given back.
pub(crate) fn parse(input: &DeriveInput, errors: &mut Accumulator) -> Option<Struct> {
    let words = words::read(&input.attrs, errors);
    let fields = errors.handle(shape::named_fields(input))?;
    foreign::check_struct(&input.attrs, errors);
    for field in &fields.named {
        foreign::check_field(field, errors);
    }
    Some(Struct {
        ident: input.ident.clone(),
        visibility: input.vis.clone(),
        docs: docs(&input.attrs),
        words,
        fields: distinct(fields)
            .filter_map(|field| {
                Some(Field {
                    ident: field.ident.clone()?,
                    ty: field.ty.clone(),
                    docs: docs(&field.attrs),
                    words: words::read(&field.attrs, errors),
                })
            })
            .collect(),
    })
}

/// The fields without those whose name another one has: the compiler refuses them.
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

/// The words of the struct alone, whatever its shape: what stands in for a struct that could not be read at all still
/// needs the names that the user chose. Mistakes are not collected, they have been.
pub(crate) fn struct_words(input: &DeriveInput) -> StructWords {
    let mut unheard = darling::Error::accumulator();
    let words = words::read(&input.attrs, &mut unheard);
    drop(unheard.into_inner());
    words
}

/// The doc comments among some attributes.
fn docs(attributes: &[Attribute]) -> Vec<Attribute> {
    attributes.iter().filter(|attribute| attribute.path().is_ident("doc")).cloned().collect()
}
