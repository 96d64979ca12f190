//! Names derived from others: plurals, cases, constraints.

use syn::ext::IdentExt as _;
use syn::{Ident, Path};

use super::Column;
pub(super) use crate::shared::{constraint_name, default_table, name_hash, shortened};

/// The suffix of a case-folded copy.
const FOLDED: &str = "_folded";

impl Column {
    /// The column's name as a variant of the order type: `PeriodStart` for `period_start`.
    pub(crate) fn variant(&self) -> Ident {
        let name = pascal_case(&self.field.unraw().to_string());
        let name = if syn::parse_str::<Ident>(&name).is_ok() { name } else { format!("_{name}_") };
        Ident::new(&name, self.field.span())
    }
}

/// The default table of a struct: its name in `snake_case`, the last word in the plural.
pub(super) fn table(ident: &Ident) -> String {
    default_table(&ident.unraw().to_string())
}

/// The method that loads the children of a struct.
pub(crate) fn children_method(child: &Path) -> Option<String> {
    let struct_name = &child.segments.last()?.ident;
    Some(format!("{}_of", table(struct_name)))
}

/// The relation to the children of a struct.
pub(crate) fn children_relation(child: &Path) -> Option<String> {
    Some(table(&child.segments.last()?.ident))
}

/// The method that computes something of the children of a struct.
pub(crate) fn children_sum_method(child: &Path) -> Option<String> {
    let struct_name = &child.segments.last()?.ident;
    Some(format!("{}_sum_of", table(struct_name)))
}

/// The default path of a struct's REST API: the table's name with hyphens.
pub(super) fn path(ident: &Ident) -> String {
    format!("/{}", table(ident).replace('_', "-"))
}

/// `period_start` becomes `PeriodStart`.
pub(super) fn pascal_case(name: &str) -> String {
    name.split('_')
        .flat_map(|word| {
            let mut letters = word.chars();
            letters.next().into_iter().flat_map(char::to_uppercase).chain(letters)
        })
        .collect()
}

/// The name of the case-folded copy of a column.
pub(super) fn folded(column: &str) -> String {
    shortened(format!("{column}{FOLDED}"))
}

#[cfg(test)]
mod tests {
    use super::pascal_case;
    use crate::shared::{plural, snake_case};

    #[test]
    fn snake_case_splits_words_and_keeps_acronyms() {
        for (name, snake) in [
            ("Budget", "budget"),
            ("NetWorthSnapshot", "net_worth_snapshot"),
            ("APIKey", "api_key"),
            ("Budget2", "budget2"),
            ("Form1099Entry", "form1099_entry"),
            ("already_snake", "already_snake"),
            ("User_Goal", "user_goal"),
            ("X", "x"),
        ] {
            assert_eq!(snake_case(name), snake);
        }
    }

    #[test]
    fn plurals_follow_english_spelling() {
        for (word, many) in [
            ("budget", "budgets"),
            ("category", "categories"),
            ("net_worth_snapshot", "net_worth_snapshots"),
            ("status", "statuses"),
            ("day", "days"),
            ("tax", "taxes"),
            ("branch", "branches"),
            ("analysis", "analyses"),
            ("household_person", "household_people"),
            ("salesperson", "salespersons"),
            ("savings", "savings"),
            ("series", "series"),
        ] {
            assert_eq!(plural(word), many);
        }
    }

    #[test]
    fn pascal_case_joins_words() {
        assert_eq!(pascal_case("period_start"), "PeriodStart");
        assert_eq!(pascal_case("_private"), "Private");
    }
}
