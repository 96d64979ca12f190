//! Rules of a database as `check(..)`.

use super::super::dialect::Database;
use super::super::inspect::{NOT_ENFORCED, Tree, UNNAMED_RULE, tree};
use super::defaults::unescaped;
use super::draft::Draft;
use super::fields::{Field, fields};
use super::naming::written;
use super::roles::Role;
use super::text::literal;
use super::types::Rust;

/// The most terms of a side. The derive accepts a few more.
const MOST_TERMS: usize = 4;

/// Adds the rules of a table, and says which ones no option describes.
pub(super) fn add(draft: &mut Draft<'_>) {
    let found = draft.found;
    for (name, sql) in &found.table.checks {
        let is_in_force = !sql.ends_with(NOT_ENFORCED);
        let rule = tree(sql).filter(|_| is_in_force).and_then(|tree| rule(draft, &tree));
        match rule.map(|rule| format!("check({rule})")) {
            Some(option) if !draft.options.contains(&option) => draft.options.push(option),
            Some(_) => {}
            None => {
                let named = if name.starts_with(UNNAMED_RULE) { String::new() } else { format!("`{name}` ") };
                draft.notes.push(format!(
                    "The rule {named}is in the database only, and its errors name no field: CHECK ({sql}). A function of \
                     `validate = ..` can check it before a row is sent."
                ));
            }
        }
    }
}

/// A rule in Rust.
fn rule(draft: &Draft<'_>, tree: &Tree) -> Option<String> {
    let Tree::Chain(operator, operands) = tree else { return None };
    if operator == "and" {
        let rules: Option<Vec<String>> = operands.iter().map(|operand| rule(draft, operand)).collect();
        return rules.map(|rules| rules.join(" && "));
    }
    let operator = match operator.as_str() {
        "=" => "==",
        "<>" => "!=",
        "<" | ">" | "<=" | ">=" => operator,
        _ => return None,
    };
    let [left, right] = &operands[..] else { return None };
    let columns: Vec<&Field> = columns(draft, left).into_iter().chain(columns(draft, right)).collect();
    let first = columns.first()?;
    let compares = match &first.rust {
        Rust::Integer(_) | Rust::Decimal { .. } | Rust::Instant => true,
        Rust::Text { .. } | Rust::Bool | Rust::Uuid => ["==", "!="].contains(&operator),
        _ => false,
    };
    let is_one_kind = columns.iter().all(|other| kind(&other.rust) == kind(&first.rust));
    let sides = Sides { draft, rust: &first.rust };
    (compares && is_one_kind).then_some(())?;
    Some(format!("{} {operator} {}", sides.sum(left)?, sides.sum(right)?))
}

/// What columns of one comparison have in common.
fn kind(rust: &Rust) -> (std::mem::Discriminant<Rust>, u8) {
    (std::mem::discriminant(rust), if let Rust::Decimal { scale, .. } = rust { *scale } else { 0 })
}

fn columns<'a>(draft: &'a Draft<'_>, tree: &Tree) -> Vec<&'a Field> {
    match tree {
        Tree::Chain(_, operands) => operands.iter().flat_map(|operand| columns(draft, operand)).collect(),
        Tree::Leaf(text) => field(draft, text).into_iter().collect(),
    }
}

/// The field of a column, also in a cast that changes no value.
fn field<'a>(draft: &'a Draft<'_>, text: &str) -> Option<&'a Field> {
    let cast = text.strip_prefix("cast(").and_then(|cast| cast.strip_suffix(')')?.split_once(" as "));
    let (name, to) = cast.map_or((text, None), |(name, to)| (name, Some(to)));
    fields(&draft.members).find(|field| {
        field.role == Role::Data
            && field.column.eq_ignore_ascii_case(name)
            && written(&field.name) == field.name
            && to.is_none_or(|to| keeps_values(&field.rust, to))
    })
}

/// Whether a cast changes no value. The derive adds integers of PostgreSQL as `bigint`, and of `MySQL` as `decimal(20,0)`;
/// PostgreSQL compares texts as `text`.
fn keeps_values(rust: &Rust, to: &str) -> bool {
    match rust {
        Rust::Integer(_) => ["bigint", "numeric", "decimal(20,0)"].contains(&to),
        Rust::Decimal { .. } => to == "numeric",
        Rust::Text { .. } => ["text", "charactervarying"].contains(&to),
        _ => false,
    }
}

/// The sides of a comparison.
struct Sides<'a> {
    draft: &'a Draft<'a>,
    rust: &'a Rust,
}

impl Sides<'_> {
    fn sum(&self, tree: &Tree) -> Option<String> {
        let mut terms = 0;
        self.term(tree, &mut terms).filter(|_| terms <= MOST_TERMS)
    }

    fn term(&self, tree: &Tree, terms: &mut usize) -> Option<String> {
        match tree {
            Tree::Leaf(text) => {
                *terms += 1;
                field(self.draft, text).map(|field| field.name.clone()).or_else(|| self.value(text))
            }
            Tree::Chain(operator, operands) => {
                let [left, right] = &operands[..] else { return None };
                let is_number = matches!(self.rust, Rust::Integer(_) | Rust::Decimal { .. });
                (is_number && ["+", "-"].contains(&operator.as_str())).then_some(())?;
                let (before, after) = (self.term(left, terms)?, self.term(right, terms)?);
                let after = if matches!(right, Tree::Chain(..)) { format!("({after})") } else { after };
                Some(format!("{before} {operator} {after}"))
            }
        }
    }

    fn value(&self, text: &str) -> Option<String> {
        match self.rust {
            Rust::Bool => match text {
                "1" => Some("true".to_owned()),
                "0" => Some("false".to_owned()),
                _ => None,
            },
            Rust::Text { .. } => {
                let inside = text.strip_prefix('\'')?.strip_suffix('\'')?;
                Some(literal(&unescaped(&inside.replace("''", "'"), self.draft.found.database)))
            }
            Rust::Integer(_) => text.parse::<i64>().ok().map(|number| number.to_string()),
            Rust::Decimal { precision, scale } => self.decimal(text, *precision, *scale),
            _ => None,
        }
    }

    fn decimal(&self, text: &str, precision: u8, scale: u8) -> Option<String> {
        let number = match self.draft.found.database {
            Database::Sqlite => units(text.parse().ok()?, scale),
            _ => text.to_owned(),
        };
        let digits = number.strip_prefix('-').unwrap_or(&number);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let are_digits = |part: &str| part.chars().all(|letter| letter.is_ascii_digit());
        let fits =
            fraction.len() <= usize::from(scale) && whole.len() <= usize::from(precision - scale).max(1);
        (fits && !whole.is_empty() && are_digits(whole) && are_digits(fraction)).then_some(number)
    }
}

/// A number of the smallest units of a decimal, as a decimal.
fn units(units: i64, scale: u8) -> String {
    let sign = if units < 0 { "-" } else { "" };
    let digits = format!("{:0>width$}", units.unsigned_abs(), width = usize::from(scale) + 1);
    let (whole, fraction) = digits.split_at(digits.len() - usize::from(scale));
    let number = format!("{sign}{whole}.{fraction}");
    number.trim_end_matches('0').trim_end_matches('.').to_owned()
}
