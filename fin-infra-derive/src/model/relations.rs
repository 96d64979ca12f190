//! The names of relations: `Goal::deposits()` for children, and `Deposit::goal()` for a reference `goal_id`.

use darling::Result;
use syn::ext::IdentExt as _;
use syn::{Ident, Path};

use super::{Column, names};
use crate::attr::error;

/// The function that returns the repository.
const REPOSITORY: &str = "repository";

/// The name of the relation of a reference: its field without `_id`, or the field's own name if the shorter one is taken. None
/// after the error that it is taken as well.
pub(crate) fn reference(column: &Column, children: &[Path], columns: &[Column]) -> Option<Ident> {
    check_reference(column, children).ok()?;
    let field = column.field.unraw().to_string();
    let short = field.strip_suffix("_id").filter(|short| !is_taken(short, children, columns));
    let name = short.and_then(|short| {
        let raw = || syn::parse_str::<Ident>(&format!("r#{short}"));
        syn::parse_str::<Ident>(short).or_else(|_| raw()).ok()
    });
    let mut name = name.unwrap_or_else(|| column.field.clone());
    name.set_span(column.field.span());
    Some(name)
}

fn is_taken(name: &str, children: &[Path], columns: &[Column]) -> bool {
    let references = columns.iter().filter(|column| column.belongs_to.is_some());
    let mut fields = references.map(|column| column.field.unraw().to_string());
    name == REPOSITORY || is_of_children(name, children) || fields.any(|field| field == name)
}

fn is_of_children(name: &str, children: &[Path]) -> bool {
    children.iter().any(|child| names::children_relation(child).as_deref() == Some(name))
}

/// Returns an error for each reference whose relation has a name that is taken.
pub(super) fn check<'a>(
    children: &'a [Path],
    columns: impl Iterator<Item = &'a Column>,
) -> impl Iterator<Item = Result<()>> {
    let references = columns.filter(|column| column.belongs_to.is_some());
    references.map(|column| check_reference(column, children))
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
