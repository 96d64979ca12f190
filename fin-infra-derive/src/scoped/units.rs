//! What a text does with columns that is not the same in units of their last decimal place, in which SQLite stores decimals.

use std::ops::ControlFlow;

use sqlparser::ast::{BinaryOperator, Expr, Function, InTarget, Query, UnaryOperator, Value, Visit, Visitor};

/// Returns the names of the columns that are multiplied, divided, added to or compared with a number, converted, or passed to
/// a function that does not keep units. The core rejects those that are decimals, on SQLite.
pub(super) fn named(query: &Query) -> Vec<String> {
    let mut walk = Walk::default();
    let _ = query.visit(&mut walk);
    walk.names.sort();
    walk.names.dedup();
    walk.names
}

/// Functions whose result is in the units of their arguments, or is no amount.
const KEEP_UNITS: &[&str] = &[
    "abs",
    "any_value",
    "coalesce",
    "count",
    "cume_dist",
    "dense_rank",
    "first_value",
    "greatest",
    "ifnull",
    "iif",
    "lag",
    "last_value",
    "lead",
    "least",
    "max",
    "min",
    "nth_value",
    "ntile",
    "nullif",
    "percent_rank",
    "rank",
    "row_number",
    "sign",
    "sum",
];

#[derive(Default)]
struct Walk {
    names: Vec<String>,
}

impl Walk {
    fn add(&mut self, expr: &impl Visit) {
        let _ = expr.visit(&mut Columns(&mut self.names));
    }

    fn operation(&mut self, left: &Expr, op: &BinaryOperator, right: &Expr) {
        use BinaryOperator as Op;
        match op {
            Op::Multiply | Op::Divide | Op::Modulo | Op::StringConcat => {
                self.add(left);
                self.add(right);
            }
            Op::And | Op::Or | Op::Xor => {}
            // With a number, which is not in units. Zero is the same.
            _ if is_number(left) => self.add(right),
            _ if is_number(right) => self.add(left),
            _ => {}
        }
    }

    fn function(&mut self, function: &Function) {
        let name = function.name.to_string().to_ascii_lowercase();
        if !KEEP_UNITS.contains(&name.as_str()) {
            self.add(&function.args);
            return;
        }
        let mut numbers = Numbers(false);
        let _ = function.args.visit(&mut numbers);
        // An offset is no amount.
        let has_offset = matches!(name.as_str(), "lag" | "lead" | "nth_value" | "ntile");
        if numbers.0 && !has_offset {
            self.add(&function.args);
        }
    }
}

impl Visitor for Walk {
    type Break = ();

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<()> {
        match expr {
            Expr::BinaryOp { left, op, right } => self.operation(left, op, right),
            Expr::Between { expr, low, high, .. } if is_number(low) || is_number(high) => self.add(&**expr),
            Expr::In { expr, target: InTarget::List(list), .. } if list.iter().any(is_number) => {
                self.add(&**expr);
            }
            Expr::Cast { expr, .. }
            | Expr::Ceil { expr, .. }
            | Expr::Floor { expr, .. }
            | Expr::Convert { expr, .. } => {
                self.add(&**expr);
            }
            Expr::Function(function) => self.function(function),
            _ => {}
        }
        ControlFlow::Continue(())
    }
}

/// Whether an expression is a number other than zero.
fn is_number(expr: &Expr) -> bool {
    match expr {
        Expr::Value(value) => match &value.value {
            Value::Number(digits, _) => digits.chars().any(|digit| matches!(digit, '1'..='9')),
            _ => false,
        },
        Expr::Nested(expr) | Expr::UnaryOp { op: UnaryOperator::Minus | UnaryOperator::Plus, expr } => {
            is_number(expr)
        }
        _ => false,
    }
}

/// Collects the names of columns.
struct Columns<'a>(&'a mut Vec<String>);

impl Visitor for Columns<'_> {
    type Break = ();

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<()> {
        match expr {
            Expr::Identifier(name) => self.0.push(name.value.to_ascii_lowercase()),
            Expr::CompoundIdentifier(names) => {
                self.0.extend(names.last().map(|name| name.value.to_ascii_lowercase()));
            }
            _ => {}
        }
        ControlFlow::Continue(())
    }
}

/// Whether there is a number.
struct Numbers(bool);

impl Visitor for Numbers {
    type Break = ();

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<()> {
        self.0 |= is_number(expr);
        ControlFlow::Continue(())
    }
}
