//! What a resource can be derived on: a struct with named fields and without parameters.

use darling::Result;
use syn::spanned::Spanned as _;
use syn::{Data, DeriveInput, Fields, FieldsNamed, GenericParam, Ident, Type};

use super::refuse;

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
        Data::Enum(data) => Err(refuse(
            data.enum_token.span,
            "a resource is a struct with named fields, each of them a column: derive `FinResource` on such a \
             struct; an enum can be the type of a column, as text (`#[derive(Clone, sqlx::Type)] #[sqlx(type_name = \
             \"text\", rename_all = \"snake_case\")]`)",
        )),
        Data::Union(data) => Err(refuse(
            data.union_token.span,
            "a resource is a struct with named fields, each of them a column: a union has no column that is \
             always there",
        )),
    }
}

fn check_names_its_fields<'a>(fields: &'a Fields, ident: &Ident) -> Result<&'a FieldsNamed> {
    match fields {
        Fields::Named(fields) => Ok(fields),
        Fields::Unnamed(fields) => Err(refuse(
            fields.paren_token.span.open(),
            "the columns of a table have names, so the fields of a resource must: write `{ name: Type, .. }`",
        )),
        Fields::Unit => Err(refuse(
            ident.span(),
            "a resource without a field has nothing to store: write `{ name: Type, .. }` with at least one field",
        )),
    }
}

/// The last field may be of a type without a size, and the struct has none then.
fn check_is_sized(fields: &FieldsNamed) -> Result<()> {
    let Some(ty) = fields.named.last().map(|field| &field.ty) else { return Ok(()) };
    match ty {
        Type::Path(path) if path.path.is_ident("str") => {
            Err(refuse(ty.span(), "a row owns its text: write `String`"))
        }
        Type::Slice(_) | Type::TraitObject(_) => Err(refuse(
            ty.span(),
            "a column is of one type whose size is known: write such a type, such as `Vec<u8>` for bytes",
        )),
        _ => Ok(()),
    }
}

fn check_has_no_parameters(input: &DeriveInput) -> Result<()> {
    match input.generics.params.first() {
        None => Ok(()),
        Some(GenericParam::Lifetime(lifetime)) => Err(refuse(
            lifetime.lifetime.apostrophe,
            "a resource owns its values, so it has no lifetimes: use `String` instead of `&str`, `Vec<u8>` \
             instead of `&[u8]`",
        )),
        Some(GenericParam::Type(parameter)) => Err(refuse_parameter(parameter.ident.span())),
        Some(GenericParam::Const(parameter)) => Err(refuse_parameter(parameter.ident.span())),
    }
}

fn refuse_parameter(span: proc_macro2::Span) -> darling::Error {
    refuse(
        span,
        "a resource is one table whose column types are known, so it has no generic parameters: write one \
         struct for each table, or keep the varying part in a `#[fin(json)]` column of a concrete type",
    )
}
