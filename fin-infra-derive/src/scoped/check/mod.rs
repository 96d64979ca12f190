//! What a query may be: one statement that reads, whose tables are resources or its own `WITH` queries, and whose columns
//! are named.

mod catalogue;
mod columns;
mod facts;
mod parsed;
mod pieces;
mod query;

pub(crate) use self::columns::Column;
pub(crate) use self::facts::{Fact, FactKind};
use self::parsed::Parsed;
use self::query::Names;
use super::input::{Input, Text};
use super::template::Template;
use super::units::{self, Units};

/// What is known of a text that was checked.
pub(crate) struct Checked {
    /// Its columns.
    pub(crate) columns: Vec<Column>,
    /// What the core checks when the program is compiled.
    pub(crate) facts: Vec<Fact>,
    /// What it takes for values that are stored alike.
    pub(super) units: Units,
}

/// Checks a text.
pub(super) fn check(template: &Template, text: &Text) -> syn::Result<Checked> {
    let parsed = Parsed::of(template, text)?;
    let query = parsed.query()?;
    parsed.check_query(&query, &mut Names::default())?;
    parsed.check_pieces(&query)?;
    parsed.check_values()?;
    let facts = facts::facts(&parsed, &query)?;
    let units = units::units(&query, template, text);
    Ok(Checked { columns: parsed.columns(&query.body)?, facts, units })
}

/// Checks that the texts for several databases return the same columns.
pub(super) fn same_columns(input: &Input, templates: &[(Template, Checked)]) -> syn::Result<()> {
    let names = |columns: &[Column]| columns.iter().map(|column| column.name.clone()).collect::<Vec<_>>();
    let Some((_, Checked { columns: first, .. })) = templates.first() else { return Ok(()) };
    let first = names(first);
    for (text, (_, Checked { columns, .. })) in input.texts.iter().zip(templates) {
        let columns = names(columns);
        if columns != first {
            let message = format!(
                "each text must return the same columns in the same order: this one returns {}, and the first one {}",
                columns.join(", "),
                first.join(", ")
            );
            return Err(syn::Error::new(text.span(), message));
        }
    }
    Ok(())
}
