//! The shape of a resource: a struct with named fields and without parameters.

use darling::Result;
use syn::spanned::Spanned as _;
use syn::{Data, DeriveInput, Fields, FieldsNamed, GenericParam, Ident, Type};

use super::error;

/// The fields of a struct that can be a table.
pub(super) fn named_fields(input: &DeriveInput) -> Result<&FieldsNamed> {
    let fields = check_is_a_struct(input).and_then(|fields| check_names_its_fields(fields, &input.ident))?;
    check_has_no_parameters(input)?;
    check_is_sized(fields)?;
    Ok(fields)
}

fn check_is_a_struct(input: &DeriveInput) -> Result<&Fields> {
    match &input.data {
        Data::Struct(data) => Ok(&data.fields),
        Data::Enum(data) => Err(error(
            data.enum_token.span,
            "`FinResource` can only be derived for a struct with named fields: write such a struct; an enum can be the type \
             of a column, stored as text with `#[derive(Clone, sqlx::Type)] #[sqlx(type_name = \"text\", rename_all = \
             \"snake_case\")]`",
        )),
        Data::Union(data) => Err(error(
            data.union_token.span,
            "`FinResource` can only be derived for a struct with named fields: write `struct` instead of `union`",
        )),
    }
}

fn check_names_its_fields<'a>(fields: &'a Fields, ident: &Ident) -> Result<&'a FieldsNamed> {
    match fields {
        Fields::Named(fields) => Ok(fields),
        Fields::Unnamed(fields) => Err(error(
            fields.paren_token.span.open(),
            "the fields of a resource need names, one for each column: write `{ name: Type, .. }`",
        )),
        Fields::Unit => {
            Err(error(ident.span(), "a resource needs at least one field: write `{ name: Type, .. }`"))
        }
    }
}

/// The type of the last field may be unsized, and then the struct is unsized.
fn check_is_sized(fields: &FieldsNamed) -> Result<()> {
    let Some(ty) = fields.named.last().map(|field| &field.ty) else { return Ok(()) };
    match ty {
        Type::Path(path) if path.path.is_ident("str") => {
            Err(error(ty.span(), "a column cannot have the unsized type `str`: write `String`"))
        }
        Type::Slice(_) | Type::TraitObject(_) => Err(error(
            ty.span(),
            "a column cannot have an unsized type: write a sized one, such as `Vec<u8>` for bytes",
        )),
        _ => Ok(()),
    }
}

fn check_has_no_parameters(input: &DeriveInput) -> Result<()> {
    match input.generics.params.first() {
        None => Ok(()),
        Some(GenericParam::Lifetime(lifetime)) => Err(error(
            lifetime.lifetime.apostrophe,
            "a resource cannot have lifetime parameters, because it owns its values: use `String` instead of `&str`, \
             `Vec<u8>` instead of `&[u8]`",
        )),
        Some(GenericParam::Type(parameter)) => Err(generic_parameter(parameter.ident.span())),
        Some(GenericParam::Const(parameter)) => Err(generic_parameter(parameter.ident.span())),
    }
}

fn generic_parameter(span: proc_macro2::Span) -> darling::Error {
    error(
        span,
        "a resource cannot have generic parameters, because it is one table: write one struct for each table, or store \
         the varying part in a `#[fin(json)]` column of a concrete type",
    )
}
