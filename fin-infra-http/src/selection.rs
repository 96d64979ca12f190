//! The fields of rows in responses: `?fields=name,amount`.

use fin_infra_core::schema::{CurrencyOf, Table};

use super::field::{Field, Shown};
use super::parameters::Parameters;
use super::rows::Selection;

/// The name of the parameter.
pub(super) const FIELDS: &str = "fields";

/// The longest name that an error repeats.
const LONGEST_SHOWN: usize = 63;

/// Takes the parameter. The selection has the id in any case.
pub(super) fn read(parameters: &mut Parameters, table: &Table, fields: &[Field]) -> Option<Selection> {
    let texts = parameters.take_all(FIELDS);
    if texts.is_empty() {
        return None;
    }
    // As with conditions, a list is one parameter or a repeated one.
    match ordinals(&texts.join(","), table, fields) {
        Ok(mut shown) => {
            if !shown.contains(&table.id) {
                shown.push(table.id);
            }
            shown.sort_unstable();
            // An amount is shown with its currency.
            let currencies = shown.iter().filter_map(|&ordinal| match table.columns[ordinal].currency {
                Some(CurrencyOf::Column(currency)) => Some(currency),
                _ => None,
            });
            Some(Selection { read: shown.iter().copied().chain(currencies).collect(), shown })
        }
        Err(reason) => {
            parameters.reject(FIELDS, reason);
            None
        }
    }
}

/// The names of the fields that a request may select.
pub(super) fn names<'a>(table: &'a Table, fields: &'a [Field]) -> impl Iterator<Item = &'static str> + 'a {
    let columns = table.columns.iter().zip(fields);
    columns.filter(|(_, field)| matches!(field.shown, Shown::Alone(_))).map(|(column, _)| column.field)
}

/// Finds fields that are separated by commas.
fn ordinals(text: &str, table: &Table, fields: &[Field]) -> Result<Vec<usize>, String> {
    let mut ordinals = Vec::new();
    for name in text.split(',') {
        if !names(table, fields).any(|known| known == name) {
            let known: Vec<_> = names(table, fields).collect();
            return Err(format!("{} is not a field of a row; those are: {}", shown(name), known.join(", ")));
        }
        let ordinal = table.columns.iter().position(|column| column.field == name).unwrap_or_default();
        if ordinals.contains(&ordinal) {
            return Err(format!("names {} more than once", shown(name)));
        }
        ordinals.push(ordinal);
    }
    Ok(ordinals)
}

/// A name in a sentence.
fn shown(name: &str) -> String {
    match name.len() {
        0 => "an empty name".to_owned(),
        1..=LONGEST_SHOWN => format!("`{name}`"),
        _ => "one of the names".to_owned(),
    }
}
