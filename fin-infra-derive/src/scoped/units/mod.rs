//! What a text does with columns that means something else on SQLite, where decimals are stored in units of the last decimal
//! place of their column, and times in microseconds.
//!
//! The derive does not know the types of columns. So it finds out which values have to be stored alike, and where the
//! selected columns come from (`origins`); the core compares that with the columns.

mod functions;
mod origins;
mod qualified;

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use sqlparser::ast::{BinaryOperator, Expr, InTarget, Query, SetExpr, Visit as _, Visitor};

use self::origins::Names;
pub(super) use self::origins::{Of, Origin, Origins};
pub(super) use self::qualified::{Qualified, qualified};
use super::input::{Database, Text};
use super::template::Template;

/// What is known of the values of a text.
#[derive(Default)]
pub(crate) struct Units {
    /// Values that the text treats as if they were stored alike.
    pub(super) alike: BTreeSet<Origins>,
    /// Where each selected column comes from.
    pub(super) columns: Vec<Origins>,
}

/// Finds the values of a text that have to be stored alike. A text of its own for SQLite knows that amounts are units there,
/// but functions for dates return null for a number of microseconds.
pub(super) fn units(query: &Query, template: &Template, text: &Text) -> Units {
    let (amounts, times) = match text.database {
        None => (true, true),
        Some(Database::Sqlite) => (false, true),
        Some(Database::Postgres | Database::MySql) => return Units::default(),
    };
    let names = Names::of(query, template);
    let mut walk = Walk { names: &names, amounts, times, alike: BTreeSet::new() };
    let _ = query.visit(&mut walk);
    let alike = walk.alike;
    let columns = match amounts {
        true => names.outputs(&query.body).iter().map(|(_, origins)| names.resolve(origins)).collect(),
        false => Vec::new(),
    };
    Units { alike, columns }
}

struct Walk<'a> {
    names: &'a Names<'a>,
    amounts: bool,
    times: bool,
    alike: BTreeSet<Origins>,
}

impl Walk<'_> {
    /// These values are treated as if they were stored alike.
    fn alike(&mut self, origins: &Origins) {
        if !self.amounts {
            return;
        }
        self.group(origins);
    }

    fn group(&mut self, origins: &Origins) {
        let origins = self.names.resolve(origins);
        if origins.len() > 1 {
            self.alike.insert(origins);
        }
    }

    fn all<'e>(&mut self, exprs: impl IntoIterator<Item = &'e Expr>) {
        let origins = exprs.into_iter().flat_map(|expr| self.names.origins(expr)).collect();
        self.alike(&origins);
    }

    fn compare(&mut self, left: &Expr, right: &Expr) {
        match (left, right) {
            (Expr::Tuple(left), Expr::Tuple(right)) => {
                left.iter().zip(right).for_each(|(left, right)| self.compare(left, right));
            }
            _ => self.all([left, right]),
        }
    }

    /// The value is used as what it is not in units.
    fn converted(&mut self, expr: &Expr) {
        let mut origins = self.names.origins(expr);
        origins.extend([Origin::Number, Origin::Calendar]);
        self.alike(&origins);
    }

    /// The value is used as a date or a time in the form that a database prints.
    fn dated(&mut self, expr: &Expr) {
        if self.times {
            let mut origins = self.names.origins(expr);
            origins.retain(|origin| *origin != Origin::Number);
            origins.insert(Origin::Calendar);
            self.group(&origins);
        }
    }

    fn operation(&mut self, left: &Expr, op: &BinaryOperator, right: &Expr) {
        use BinaryOperator as Op;
        match op {
            Op::And | Op::Or | Op::Xor => {}
            Op::Plus
            | Op::Minus
            | Op::Eq
            | Op::NotEq
            | Op::Lt
            | Op::LtEq
            | Op::Gt
            | Op::GtEq
            | Op::Spaceship => self.compare(left, right),
            _ => {
                self.converted(left);
                self.converted(right);
            }
        }
    }

    fn contained(&mut self, expr: &Expr, target: &InTarget) {
        match target {
            InTarget::List(list) => list.iter().for_each(|item| self.compare(expr, item)),
            InTarget::Subquery(query) => {
                let exprs = match expr {
                    Expr::Tuple(exprs) => exprs.as_slice(),
                    expr => std::slice::from_ref(expr),
                };
                for (expr, (_, origins)) in exprs.iter().zip(self.names.outputs(&query.body)) {
                    let both = self.names.origins(expr).into_iter().chain(origins).collect();
                    self.alike(&both);
                }
            }
            _ => {}
        }
    }

    /// The branches of a `UNION` and the like.
    fn branches(&mut self, set: &SetExpr) {
        if let SetExpr::SetOperation { left, right, .. } = set {
            self.branches(left);
            self.branches(right);
            for ((_, left), (_, right)) in self.names.outputs(left).into_iter().zip(self.names.outputs(right))
            {
                self.alike(&left.into_iter().chain(right).collect());
            }
        }
    }
}

impl Visitor for Walk<'_> {
    type Break = ();

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<()> {
        self.branches(&query.body);
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<()> {
        match expr {
            Expr::BinaryOp { left, op, right } => self.operation(left, op, right),
            Expr::AnyOp { left, right, .. } | Expr::AllOp { left, right, .. } => self.compare(left, right),
            Expr::IsDistinctFrom(left, right) | Expr::IsNotDistinctFrom(left, right) => {
                self.compare(left, right);
            }
            Expr::Between { expr, low, high, .. } => {
                self.compare(expr, low);
                self.compare(expr, high);
            }
            Expr::In { expr, target, .. } => self.contained(expr, target),
            Expr::Case { operand, conditions, else_result, .. } => {
                for when in conditions {
                    if let Some(operand) = operand {
                        self.compare(operand, &when.condition);
                    }
                }
                self.all(conditions.iter().map(|when| &when.result).chain(else_result.as_deref()));
            }
            Expr::Cast { expr, .. }
            | Expr::Ceil { expr, .. }
            | Expr::Floor { expr, .. }
            | Expr::Convert { expr, .. }
            | Expr::Extract { expr, .. }
            | Expr::AtTimeZone { timestamp: expr, .. }
            | Expr::Like { expr, .. }
            | Expr::ILike { expr, .. }
            | Expr::SimilarTo { expr, .. }
            | Expr::RLike { expr, .. }
            | Expr::Substring { expr, .. } => self.converted(expr),
            Expr::Function(function) => self.function(function),
            _ => {}
        }
        ControlFlow::Continue(())
    }
}
