//! Comparisons of amounts: those of different currencies are not equal.

use darling::Result;

use super::super::layout::Layout;
use super::super::{Check, Money, Operator, Rule, Sign, Sum, Term, names};
use super::sum::Part;
use crate::attr::error;

/// The rule that all amounts of a comparison are in the same currency, if there are several.
pub(super) fn in_one_currency(left: &[Part], right: &[Part], layout: &Layout) -> Result<Option<Rule>> {
    let mut currencies = Vec::new();
    for part in left.iter().chain(right) {
        let Term::Column(ordinal) = part.term else { continue };
        let currency = match &layout.drafts[ordinal].column.money {
            Some(Money::Amount) => Term::Column(ordinal + 1),
            Some(Money::AmountIn(code)) => Term::Text(code.to_string()),
            Some(Money::Currency) | None => continue,
        };
        if !currencies.iter().any(|(other, _)| *other == currency) {
            currencies.push((currency, part.span));
        }
    }
    // A fixed currency comes last, because a comparison begins with a column.
    currencies.sort_by_key(|(currency, _)| matches!(currency, Term::Text(_)));
    let mut rule: Option<Rule> = None;
    for pair in currencies.windows(2) {
        let [(left, _), (right, span)] = pair else { continue };
        if let (Term::Text(left), Term::Text(right)) = (left, right) {
            return Err(error(
                *span,
                format!("{left} and {right} cannot be compared: convert one before it is stored"),
            ));
        }
        let sum = |term: &Term| Sum { terms: vec![(Sign::Plus, term.clone())] };
        let equal = Rule::Compare { left: sum(left), operator: Operator::Eq, right: sum(right) };
        rule = Some(match rule.take() {
            Some(rule) => Rule::And(Box::new(rule), Box::new(equal)),
            None => equal,
        });
    }
    Ok(rule)
}

/// The rules that amounts and their currencies are null together. Without them, a currency that is added to a table with rows
/// would leave amounts without one.
pub(super) fn null_together(layout: &Layout, table: &str) -> Vec<Check> {
    let amounts = layout
        .drafts
        .iter()
        .enumerate()
        .filter(|(_, draft)| draft.column.nullable && draft.column.money == Some(Money::Amount));
    let checks = amounts.map(|(amount, draft)| {
        let source = format!("{0} has a currency, or {0} is null", draft.name());
        Check {
            name: names::constraint_name("ck", table, &names::name_hash(&source)),
            source,
            rule: Rule::NullTogether { amount, currency: amount + 1 },
        }
    });
    checks.collect()
}

/// The rules that say in which currency amounts are. Without them, a database with amounts in euros would be the one that a
/// program expects whose amounts are in dollars.
pub(super) fn in_currencies(layout: &Layout, table: &str) -> Vec<Check> {
    let amounts = layout.drafts.iter().enumerate().filter_map(|(amount, draft)| match &draft.column.money {
        Some(Money::AmountIn(code)) => Some((amount, draft.name(), code.to_string())),
        _ => None,
    });
    let checks = amounts.map(|(amount, name, code)| {
        let source = format!("{name} is in {code}");
        Check {
            name: names::constraint_name("ck", table, &names::name_hash(&source)),
            source,
            rule: Rule::InCurrency { amount, code },
        }
    });
    checks.collect()
}
