//! A rule as the CHECK constraint of each database.
//!
//! A sum is exact in each of them, as in Rust. Otherwise, PostgreSQL and MySQL would reject one that overflows the type of its
//! terms (and MySQL any negative difference of unsigned columns), and SQLite would continue with a float.

use super::Database;
use crate::model::{Check, Kind, Operator, Resource, Rule, Sign, Sum, Term};

/// The condition of a CHECK.
pub(crate) fn check(resource: &Resource, database: Database, check: &Check) -> String {
    rule(resource, database, &check.rule)
}

fn rule(resource: &Resource, database: Database, rule_: &Rule) -> String {
    match rule_ {
        Rule::And(left, right) => {
            format!("({}) AND ({})", rule(resource, database, left), rule(resource, database, right))
        }
        Rule::NullTogether { amount, currency } => {
            let is_null =
                |ordinal: &usize| format!("({} IS NULL)", database.name(&resource.columns[*ordinal].name));
            format!("{} = {}", is_null(amount), is_null(currency))
        }
        Rule::InCurrency { amount, code } => {
            let (amount, code) =
                (database.name(&resource.columns[*amount].name), database.text_literal(code));
            format!("({amount} IS NULL) OR ({code} = {code})")
        }
        Rule::Compare { left, operator, right } => {
            let scale = scale(resource, left).or_else(|| scale(resource, right));
            let sides = Sides { resource, database, scale };
            if database == Database::Sqlite
                && scale.is_none()
                && (sides.overflows(left) || sides.overflows(right))
            {
                sides.in_halves(left, *operator, right)
            } else {
                format!("{} {} {}", sides.sum(left), symbol(*operator), sides.sum(right))
            }
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
        Term::Column(ordinal) => match resource.columns[*ordinal].kind {
            Kind::Decimal { scale, .. } => Some(scale),
            _ => None,
        },
        _ => None,
    })
}

/// The context of the two sides of a comparison.
struct Sides<'a> {
    resource: &'a Resource,
    database: Database,
    /// The scale, if decimals are compared.
    scale: Option<u8>,
}

impl Sides<'_> {
    fn sum(&self, sum: &Sum) -> String {
        let terms = sum.terms.iter().enumerate().map(|(number, (sign, term))| {
            let term = self.term(term, computes(sum));
            // The sum has the type of its first term.
            let term = if number == 0 && computes(sum) { self.widened(sum, term) } else { term };
            format!("{}{term}", joint(number, *sign))
        });
        terms.collect()
    }

    /// The first term of a sum of integers, in a type that holds the sum.
    fn widened(&self, sum: &Sum, term: String) -> String {
        match self.database {
            _ if self.scale.is_some() => term,
            Database::Sqlite => term,
            Database::Postgres if self.overflows(sum) => format!("{term}::NUMERIC"),
            Database::Postgres => format!("{term}::BIGINT"),
            Database::MySql => format!("CAST({term} AS DECIMAL(20,0))"),
        }
    }

    /// Whether a sum of integers can exceed an `i64`.
    fn overflows(&self, sum: &Sum) -> bool {
        let magnitudes = sum.terms.iter().map(|(_, term)| match term {
            Term::Column(ordinal) => self.resource.columns[*ordinal].magnitude(),
            Term::Number(digits) => digits.parse().unwrap_or_default(),
            Term::Text(_) | Term::Bool(_) => 0,
        });
        computes(sum) && magnitudes.sum::<u128>() > i64::MAX.unsigned_abs().into()
    }

    /// A comparison of sums that need more than 64 bits: adds the upper and the lower 32 bits of the terms separately, and the
    /// carry of the lower ones to the upper ones.
    fn in_halves(&self, left: &Sum, operator: Operator, right: &Sum) -> String {
        let (upper, lower) = match operator {
            Operator::Gt | Operator::Le => self.difference(right, left),
            Operator::Eq | Operator::Ne | Operator::Lt | Operator::Ge => self.difference(left, right),
        };
        let upper = format!("{upper} + (({lower}) >> 32)");
        match operator {
            Operator::Lt | Operator::Gt => format!("{upper} < 0"),
            Operator::Le | Operator::Ge => format!("{upper} >= 0"),
            Operator::Eq => format!("(({upper}) | (({lower}) & 4294967295)) = 0"),
            Operator::Ne => format!("(({upper}) | (({lower}) & 4294967295)) <> 0"),
        }
    }

    /// The upper and the lower halves of a difference of two sums.
    fn difference(&self, from: &Sum, subtracted: &Sum) -> (String, String) {
        let negated = subtracted.terms.iter().map(|(sign, term)| match sign {
            Sign::Plus => (Sign::Minus, term),
            Sign::Minus => (Sign::Plus, term),
        });
        let terms = from.terms.iter().map(|(sign, term)| (*sign, term)).chain(negated).enumerate();
        let halves = terms.map(|(number, (sign, term))| {
            let (joint, term) = (joint(number, sign), self.term(term, true));
            (format!("{joint}({term} >> 32)"), format!("{joint}({term} & 4294967295)"))
        });
        halves.unzip()
    }

    fn term(&self, term: &Term, computes: bool) -> String {
        match term {
            Term::Column(ordinal) => self.database.name(&self.resource.columns[*ordinal].name),
            Term::Number(digits) => match self.scale {
                Some(scale) if self.database == Database::Sqlite => {
                    self.database.decimal_literal(digits, scale)
                }
                // With a decimal point it is a decimal, whatever it is added to first.
                Some(_) if computes && !digits.contains('.') => format!("{digits}.0"),
                _ => digits.clone(),
            },
            Term::Text(text) => self.database.text_literal(text),
            Term::Bool(value) => if *value { "TRUE" } else { "FALSE" }.to_owned(),
        }
    }
}

/// Whether a side is more than a plain column or literal.
fn computes(sum: &Sum) -> bool {
    !matches!(sum.terms.as_slice(), [(Sign::Plus, _) | (Sign::Minus, Term::Number(_))])
}

/// The operator before a term.
fn joint(number: usize, sign: Sign) -> &'static str {
    match (number, sign) {
        (0, Sign::Plus) => "",
        (0, Sign::Minus) => "-",
        (_, Sign::Plus) => " + ",
        (_, Sign::Minus) => " - ",
    }
}
