//! What the user wrote for `FinRow`: a struct whose fields are columns of a query, or of one resource.

use darling::error::Accumulator;
use syn::ext::IdentExt as _;
use syn::spanned::Spanned as _;
use syn::{Data, DeriveInput, Fields, Ident, Path, Type};

use super::error;
use super::options::{options, read};

options! {
    /// The options of `#[fin(..)]` on a struct with `FinRow`.
    struct RowOptions = "the struct", not RowFieldOptions;

    "crate" => core: Option<Path>, "crate = \"fin_infra\"";
    "of" => of: Option<Path>, "of = \"Budget\"";
}

options! {
    /// The options of `#[fin(..)]` on one of its fields.
    struct RowFieldOptions = "a field", not RowOptions;

    "like" => like: Option<Path>, "like = \"Transaction::amount\"";
}

/// The annotated struct.
pub(crate) struct Row {
    pub(crate) ident: Ident,
    pub(crate) options: RowOptions,
    pub(crate) fields: Vec<RowField>,
}

/// One of its fields.
pub(crate) struct RowField {
    pub(crate) ident: Ident,
    pub(crate) ty: Type,
    pub(crate) like: Option<Like>,
    /// Whether `like` is wrong, so that it is not known how to read the field.
    pub(crate) invalid: bool,
}

/// A column of a resource.
pub(crate) struct Like {
    pub(crate) resource: Path,
    pub(crate) field: Ident,
}

impl RowField {
    pub(crate) fn name(&self) -> String {
        self.ident.unraw().to_string()
    }
}

/// Reads the struct, collecting every mistake in `errors`.
pub(crate) fn parse(input: &DeriveInput, errors: &mut Accumulator) -> Option<Row> {
    let options: RowOptions = read(&input.attrs, errors);
    let fields = errors.handle(named_fields(input))?;
    let fields = fields.iter().filter_map(|field| {
        let field_options: RowFieldOptions = read(&field.attrs, errors);
        let ident = field.ident.clone()?;
        let is_like = field_options.like.is_some() && options.of.is_none();
        let like = match field_options.like {
            Some(_) if options.of.is_some() => {
                errors.extend(field_options.seen.iter().map(|like| error(like.span(), LIKE_AND_OF)));
                None
            }
            Some(path) => errors.handle(column(&path)),
            None => None,
        };
        Some(RowField { ident, ty: field.ty.clone(), invalid: is_like && like.is_none(), like })
    });
    let fields = fields.collect();
    Some(Row { ident: input.ident.clone(), options, fields })
}

/// Splits `Transaction::amount` into the resource and the field.
fn column(path: &Path) -> darling::Result<Like> {
    let mut resource = path.clone();
    let field = resource.segments.pop();
    resource.segments.pop_punct();
    match field {
        Some(field) if !resource.segments.is_empty() && field.arguments.is_none() => {
            Ok(Like { resource, field: field.ident })
        }
        _ => Err(error(
            path.span(),
            "`like` names a field of a resource: write `like = \"Transaction::amount\"`",
        )),
    }
}

fn named_fields(
    input: &DeriveInput,
) -> darling::Result<&syn::punctuated::Punctuated<syn::Field, syn::Token![,]>> {
    if let Some(parameter) = input.generics.params.first() {
        return Err(error(
            parameter.span(),
            "a row cannot have parameters, because it owns its values: write a struct without them",
        ));
    }
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) if !fields.named.is_empty() => Ok(&fields.named),
            _ => Err(error(
                input.ident.span(),
                "the fields of a row need names, those of the selected columns: write `{ name: Type, .. }`",
            )),
        },
        Data::Enum(data) => Err(error(data.enum_token.span, NOT_A_STRUCT)),
        Data::Union(data) => Err(error(data.union_token.span, NOT_A_STRUCT)),
    }
}

const LIKE_AND_OF: &str = "with `of` on the struct, each field is the column of the resource that has its name: remove \
                           `like`, or remove `of` from the struct";

const NOT_A_STRUCT: &str = "`FinRow` can only be derived for a struct with named fields";
