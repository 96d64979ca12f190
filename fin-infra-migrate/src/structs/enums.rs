//! Enums of a database as enums of Rust.

use std::collections::{BTreeMap, BTreeSet};

use super::naming::{TypeNames, pascal_case};
use super::source::{Item, Source};
use super::text::literal;
use super::types::Rust;

/// The enums that structs use, and their names.
#[derive(Default)]
pub(super) struct Enums(BTreeMap<(Option<String>, Vec<String>), String>);

impl Enums {
    /// The name of the enum of a column; empty for another type.
    pub(super) fn name(
        &mut self,
        rust: &Rust,
        struct_name: &str,
        field: &str,
        names: &mut TypeNames,
    ) -> String {
        let Rust::Enum { type_name, labels } = rust else { return String::new() };
        let key = (type_name.clone(), labels.clone());
        let name = self.0.entry(key).or_insert_with(|| match type_name {
            Some(type_name) => names.of_enum(type_name.rsplit('.').next().unwrap_or(type_name)),
            None => names.of_enum(&format!("{struct_name}_{field}")),
        });
        name.clone()
    }

    /// Adds the enums to the source.
    pub(super) fn write(&self, source: &mut Source) {
        if !self.0.is_empty() {
            source.uses.extend([("serde", "Deserialize"), ("serde", "Serialize")]);
        }
        let mut enums: Vec<_> = self.0.iter().collect();
        enums.sort_by_key(|(_, name)| *name);
        for ((type_name, labels), name) in enums {
            source.items.push(Item::Lines(lines(name, type_name.as_deref(), labels)));
        }
    }
}

fn lines(name: &str, type_name: Option<&str>, labels: &[String]) -> Vec<String> {
    let is_regular = labels.iter().all(|label| is_snake_case(label));
    // On MySQL, such a column is read as text.
    let type_name = literal(type_name.unwrap_or("text"));
    let mut lines =
        vec!["#[derive(Clone, Copy, Debug, PartialEq, sqlx::Type, Serialize, Deserialize)]".to_owned()];
    if is_regular {
        lines.push(format!("#[sqlx(type_name = {type_name}, rename_all = \"snake_case\")]"));
        lines.push("#[serde(rename_all = \"snake_case\")]".to_owned());
    } else {
        lines.push(format!("#[sqlx(type_name = {type_name})]"));
    }
    lines.push(format!("pub enum {name} {{"));
    let mut taken = BTreeSet::from(["Self".to_owned()]);
    for label in labels {
        let variant = pascal_case(&label.to_lowercase());
        let numbered = (2..).map(|number: u32| format!("{variant}{number}"));
        let free = std::iter::once(variant.clone()).chain(numbered).find(|name| taken.insert(name.clone()));
        if !is_regular {
            let label = literal(label);
            lines.push(format!("    #[sqlx(rename = {label})]"));
            lines.push(format!("    #[serde(rename = {label})]"));
        }
        lines.push(format!("    {},", free.unwrap_or(variant)));
    }
    lines.push("}".to_owned());
    lines
}

/// Whether both sqlx and serde turn the name of the variant into the label.
fn is_snake_case(label: &str) -> bool {
    label.split('_').all(|word| !word.is_empty() && word.chars().all(|letter| letter.is_ascii_lowercase()))
        && pascal_case(label) != "Self"
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn a_label_that_is_no_name_is_the_name_of_a_variant_in_the_database() {
        let labels = ["in progress", "In Progress", "*/", "self"].map(str::to_owned);
        let text = lines("State", Some("\"state\""), &labels).join("\n");
        for part in [
            "#[sqlx(type_name = \"\\\"state\\\"\")]",
            "#[sqlx(rename = \"in progress\")]\n    #[serde(rename = \"in progress\")]\n    InProgress,",
            "    InProgress2,",
            "#[sqlx(rename = \"*/\")]",
            "    Self2,",
        ] {
            assert!(text.contains(part), "{part} is not in {text}");
        }
        let labels = ["open", "in_progress"].map(str::to_owned);
        assert!(!lines("State", None, &labels).join("\n").contains("rename ="));
    }
}
