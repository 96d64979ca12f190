//! A rule as the CHECK of each backend says it.

use super::Dialect;
use crate::model::{Check, Kind, Operator, Resource, Rule, Sign, Sum, Term};

/// The condition of a CHECK.
pub(crate) fn check(resource: &Resource, dialect: Dialect, check: &Check) -> String {
    rule(resource, dialect, &check.rule)
}

fn rule(resource: &Resource, dialect: Dialect, rule_: &Rule) -> String {
    match rule_ {
        Rule::And(left, right) => {
            format!("({}) AND ({})", rule(resource, dialect, left), rule(resource, dialect, right))
        }
        Rule::Compare { left, operator, right } => {
            let scale = scale(resource, left).or_else(|| scale(resource, right));
            let side = |of: &Sum| sum(resource, dialect, of, scale);
            format!("{} {} {}", side(left), symbol(*operator), side(right))
        }
    }
}

fn symbol(operator: Operator) -> &'static str {
    match operator {
        Operator::Eq => "=",
        Operator::Ne => "<>",
        Operator::Lt => "<",
        Operator::Le => "<=",
        Operator::Gt => ">",
        Operator::Ge => ">=",
    }
}

/// The scale of the decimals in a sum, which is the same for all of them.
fn scale(resource: &Resource, sum: &Sum) -> Option<u8> {
    sum.terms.iter().find_map(|(_, term)| match term {
        Term::Column(place) => match resource.columns[*place].kind {
            Kind::Decimal { scale, .. } => Some(scale),
            _ => None,
        },
        _ => None,
    })
}

fn sum(resource: &Resource, dialect: Dialect, sum: &Sum, scale: Option<u8>) -> String {
    let mut text = String::new();
    for (number, (sign, operand)) in sum.terms.iter().enumerate() {
        text.push_str(match (number, sign) {
            (0, Sign::Plus) => "",
            (0, Sign::Minus) => "-",
            (_, Sign::Plus) => " + ",
            (_, Sign::Minus) => " - ",
        });
        text.push_str(&term(resource, dialect, operand, scale));
    }
    text
}

fn term(resource: &Resource, dialect: Dialect, term: &Term, scale: Option<u8>) -> String {
    match term {
        Term::Column(place) => dialect.name(&resource.columns[*place].name),
        Term::Number(digits) => match scale.filter(|_| dialect == Dialect::Sqlite) {
            Some(scale) => scaled(digits, scale),
            None => digits.clone(),
        },
        Term::Text(text) => {
            format!("'{}'", text.replace('\'', "''").replace('\\', escaped_backslash(dialect)))
        }
        Term::Bool(value) => if *value { "TRUE" } else { "FALSE" }.to_owned(),
    }
}

/// MySQL reads a backslash in a text as an escape.
fn escaped_backslash(dialect: Dialect) -> &'static str {
    if dialect == Dialect::MySql { "\\\\" } else { "\\" }
}

/// A decimal number as a whole number of its smallest unit.
fn scaled(digits: &str, scale: u8) -> String {
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let text = format!("{whole}{fraction:0<width$}", width = usize::from(scale));
    let text = text.trim_start_matches('0');
    if text.is_empty() { "0".to_owned() } else { text.to_owned() }
}
