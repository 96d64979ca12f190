//! The currency of amounts, from the rules that record it.

use super::inspect::{Tree, tree};
#[cfg(feature = "cli")]
use super::model::Column;
use super::model::Table;

/// The only currency of the amounts in a column, if they are all in the same.
pub(crate) fn only_currency(table: &Table, column: &str) -> Option<String> {
    table.checks.values().find_map(|rule| recorded(rule, column))
}

/// The only currency of the amounts in a column, if the rule records it.
pub(crate) fn recorded(rule: &str, column: &str) -> Option<String> {
    let Tree::Chain(or, sides) = tree(rule)? else { return None };
    match &sides[..] {
        [no_amount, Tree::Chain(equal, codes)] if or == "or" && equal == "=" => {
            is_null(no_amount, column).then(|| code(codes)).flatten()
        }
        _ => None,
    }
}

/// The column of the amounts whose currency is in a column, if both may be null.
#[cfg(feature = "cli")]
pub(crate) fn amounts_in<'a>(table: &'a Table, currency: &str) -> Option<&'a Column> {
    let amount = table.checks.values().find_map(|rule| match tree(rule)? {
        Tree::Chain(equal, mut sides) if equal == "=" && sides.len() == 2 => {
            sides.pop().filter(|side| is_null(side, currency))?;
            sides.pop()
        }
        _ => None,
    })?;
    table.columns.iter().find(|column| is_null(&amount, &column.name))
}

/// Whether an expression is that a column is null.
fn is_null(side: &Tree, column: &str) -> bool {
    matches!(side, Tree::Leaf(text) if *text == format!("({} is null)", column.to_lowercase()))
}

/// A code that is compared with itself.
fn code(sides: &[Tree]) -> Option<String> {
    match sides {
        [Tree::Leaf(one), Tree::Leaf(other)] if one == other => {
            Some(one.strip_prefix('\'')?.strip_suffix('\'')?.to_owned())
        }
        _ => None,
    }
}

#[cfg(all(test, feature = "cli"))]
mod tests {
    use super::{amounts_in, only_currency};
    use crate::model::{Column, Table};

    fn with(rule: &str) -> Table {
        let column = |name: &str| Column {
            name: name.to_owned(),
            sql_type: String::new(),
            nullable: true,
            default: None,
            generated: None,
            folded_from: None,
        };
        Table {
            columns: vec![column("Price"), column("ccy")],
            checks: [("ck".to_owned(), rule.to_owned())].into(),
            ..Table::default()
        }
    }

    #[test]
    fn the_only_currency_is_that_of_the_rule() {
        for rule in [
            "(\"Price\" IS NULL) OR ('EUR' = 'EUR')",
            "((price IS NULL) OR ('EUR'::text = 'EUR'::text))",
            "`Price` is null or 'EUR' = 'EUR'",
        ] {
            assert_eq!(only_currency(&with(rule), "Price").as_deref(), Some("EUR"), "{rule}");
            assert_eq!(only_currency(&with(rule), "ccy"), None, "{rule}");
        }
        for rule in ["price IS NULL OR ccy = 'EUR'", "price IS NULL OR 'EUR' = 'USD'", "price > 0", "("] {
            assert_eq!(only_currency(&with(rule), "Price"), None, "{rule}");
        }
    }

    #[test]
    fn amounts_are_null_together_with_their_currency() {
        let name = |rule, currency| amounts_in(&with(rule), currency).map(|column| column.name.clone());
        for rule in ["(\"Price\" IS NULL) = (\"ccy\" IS NULL)", "((`Price` is null) = (`ccy` is null))"] {
            assert_eq!(name(rule, "ccy").as_deref(), Some("Price"), "{rule}");
            assert_eq!(name(rule, "Price"), None, "{rule}");
        }
        assert_eq!(name("price = ccy", "ccy"), None);
    }
}
