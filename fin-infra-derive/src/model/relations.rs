//! The names of relations: `Goal::deposits()` for children, and `Deposit::goal()` for a reference `goal_id`.

use darling::Result;
use syn::ext::IdentExt as _;
use syn::spanned::Spanned as _;
use syn::{Ident, Path};

use super::{Column, names};
use crate::attr::error;

/// The function that returns the repository.
const REPOSITORY: &str = "repository";

/// The name of the relation of a reference: its field without `_id`, or the field's own name if the shorter one is taken.
pub(crate) fn reference(column: &Column, children: &[Path], columns: &[Column]) -> Ident {
    let field = column.field.unraw().to_string();
    let short = field.strip_suffix("_id").filter(|short| !is_taken(short, children, columns));
    let name = short.and_then(|short| {
        let raw = || syn::parse_str::<Ident>(&format!("r#{short}"));
        syn::parse_str::<Ident>(short).or_else(|_| raw()).ok()
    });
    let mut name = name.unwrap_or_else(|| column.field.clone());
    name.set_span(column.field.span());
    name
}

fn is_taken(name: &str, children: &[Path], columns: &[Column]) -> bool {
    let references = columns.iter().filter(|column| column.belongs_to.is_some());
    let mut fields = references.map(|column| column.field.unraw().to_string());
    name == REPOSITORY || is_of_children(name, children) || fields.any(|field| field == name)
}

fn is_of_children(name: &str, children: &[Path]) -> bool {
    children.iter().any(|child| names::children_relation(child).as_deref() == Some(name))
}

/// Returns an error for each relation whose name is taken.
pub(super) fn check<'a>(
    children: &'a [Path],
    columns: impl Iterator<Item = &'a Column>,
) -> impl Iterator<Item = Result<()>> {
    let of_children = children.iter().map(check_children);
    let references = columns.filter(|column| column.belongs_to.is_some());
    of_children.chain(references.map(|column| check_reference(column, children)))
}

fn check_children(child: &Path) -> Result<()> {
    match names::children_relation(child) {
        Some(name) if name == REPOSITORY => Err(error(
            child.span(),
            "the relation to these children would have the name of the function `repository`: rename their struct",
        )),
        _ => Ok(()),
    }
}

fn check_reference(column: &Column, children: &[Path]) -> Result<()> {
    let name = column.field.unraw().to_string();
    let other = match name.as_str() {
        REPOSITORY => "the function `repository`",
        name if is_of_children(name, children) => "the relation to the children",
        _ => return Ok(()),
    };
    Err(error(
        column.field.span(),
        format!("the relation of this field would have the name of {other}: rename the field to `{name}_id`"),
    ))
}
