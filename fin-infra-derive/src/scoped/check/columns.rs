//! The names of the columns, which are the fields of the rows.

use proc_macro2::Ident;
use sqlparser::ast::{Expr, SelectItem, SetExpr, Spanned as _};
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream};

use super::parsed::{Parsed, STANDS_FOR};

/// A column that a query returns.
pub(crate) struct Column {
    pub(crate) name: String,
    /// The error if the row has no field with this name.
    pub(crate) is_no_field: String,
}

impl Parsed<'_> {
    /// The columns that a query returns.
    pub(super) fn columns(&self, set: &SetExpr) -> syn::Result<Vec<Column>> {
        match set {
            SetExpr::Select(select) => {
                let columns: syn::Result<Vec<_>> =
                    select.projection.iter().map(|item| self.column(item)).collect();
                let columns = columns?;
                let is_repeated = |(index, column): &(usize, &Column)| {
                    columns[..*index].iter().any(|other| other.name == column.name)
                };
                match columns.iter().enumerate().find(is_repeated) {
                    Some((index, Column { name, .. })) => {
                        let span = select.projection[index].span();
                        Err(self.error(
                            span,
                            &format!("two columns have the name `{name}`: write `AS other_name`"),
                        ))
                    }
                    None => Ok(columns),
                }
            }
            SetExpr::Query(query) => self.columns(&query.body),
            SetExpr::SetOperation { left, .. } => self.columns(left),
            other => Err(self.error(other.span(), "the columns need names: write a `SELECT`")),
        }
    }

    fn column(&self, item: &SelectItem) -> syn::Result<Column> {
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
            Some(name) if is_a_name(&name.value) => {
                let message = format!(
                    "the row has no field `{}`: add it to the struct, or do not select the column",
                    name.value
                );
                Ok(Column { name: name.value.clone(), is_no_field: self.marked(name.span, &message) })
            }
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
