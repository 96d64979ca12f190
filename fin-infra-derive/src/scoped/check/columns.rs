//! The names of the columns, which are the fields of the rows.

use proc_macro2::{Ident, Span};
use quote::format_ident;
use sqlparser::ast::{Expr, SelectItem, SetExpr, Spanned as _};
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream};

use super::parsed::{Parsed, STANDS_FOR};

impl Parsed<'_> {
    /// The names of the columns that a query returns.
    pub(super) fn columns(&self, set: &SetExpr) -> syn::Result<Vec<String>> {
        match set {
            SetExpr::Select(select) => {
                let names: syn::Result<Vec<_>> =
                    select.projection.iter().map(|item| self.column(item)).collect();
                let names = names?;
                match names.iter().enumerate().find(|(index, name)| names[..*index].contains(name)) {
                    Some((index, name)) => {
                        let span = select.projection[index].span();
                        Err(self.error(
                            span,
                            &format!("two columns have the name `{name}`: write `AS other_name`"),
                        ))
                    }
                    None => Ok(names),
                }
            }
            SetExpr::Query(query) => self.columns(&query.body),
            SetExpr::SetOperation { left, .. } => self.columns(left),
            other => Err(self.error(other.span(), "the columns need names: write a `SELECT`")),
        }
    }

    fn column(&self, item: &SelectItem) -> syn::Result<String> {
        let name = match item {
            SelectItem::ExprWithAlias { alias, .. } => Some(alias),
            SelectItem::UnnamedExpr(Expr::Identifier(name)) => Some(name),
            SelectItem::UnnamedExpr(Expr::CompoundIdentifier(names)) => names.last(),
            SelectItem::Wildcard(_) | SelectItem::QualifiedWildcard(..) => {
                return Err(
                    self.error(item.span(), "name the columns in place of `*`: each is a field of the row")
                );
            }
            _ => None,
        };
        match name {
            Some(name) if is_a_name(&name.value) => Ok(name.value.clone()),
            _ => {
                Err(self.error(item.span(), "the column has no name: write `AS name`, the field of the row"))
            }
        }
    }
}

/// Whether a name can be a field.
fn is_a_name(name: &str) -> bool {
    let is_never_a_field = matches!(name, "_" | "self" | "Self" | "super" | "crate");
    !is_never_a_field && !name.starts_with(STANDS_FOR) && syn::parse_str::<RawIdent>(name).is_ok()
}

/// Any identifier, also a keyword.
struct RawIdent;

impl Parse for RawIdent {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        input.call(Ident::parse_any).map(|_| Self)
    }
}

/// The field with a name.
pub(crate) fn field(name: &str, span: Span) -> Ident {
    let mut ident = match syn::parse_str(name) {
        Ok(ident) => ident,
        Err(_) => format_ident!("r#{name}"),
    };
    ident.set_span(span);
    ident
}
