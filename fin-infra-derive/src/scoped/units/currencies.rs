//! Calls that add up or compare amounts of several rows, whose currencies may differ.
//!
//! The derive does not know which columns are amounts with a currency. So it finds the columns in each call, and those that
//! are the same in all rows of the call; the core compares that with the columns of the resources.

use std::ops::ControlFlow;

use sqlparser::ast::{
    BinaryOperator, CaseWhen, Expr, Function, GroupByExpr, NamedWindowExpr, OrderByKind, Query, Select,
    SelectItem, SetExpr, Spanned as _, Value, Visit, Visitor, WindowType,
};
use sqlparser::tokenizer::Span;

use super::functions::{arguments, name};
use super::origins::{Names, Of, Origin};
use crate::scoped::template::{STANDS_FOR, Template};

/// A column of a resource, by the place of its piece in the template if that is known.
pub(crate) type Place = (Option<usize>, String);

/// Amounts that a call takes together.
pub(crate) struct Together {
    pub(crate) amount: Place,
    /// The columns that have one value in all rows of the call.
    pub(crate) keys: Vec<Place>,
    pub(crate) span: Span,
}

/// Functions whose result means nothing for amounts in several currencies.
const TOGETHER: [&str; 15] = [
    "avg",
    "max",
    "median",
    "min",
    "percentile_cont",
    "percentile_disc",
    "std",
    "stddev",
    "stddev_pop",
    "stddev_samp",
    "sum",
    "total",
    "var_pop",
    "var_samp",
    "variance",
];

/// Finds the columns in such calls.
pub(crate) fn together(query: &Query, template: &Template) -> Vec<Together> {
    let mut walk = Walk { names: &Names::of(query, template), found: Vec::new() };
    let _ = query.visit(&mut walk);
    walk.found
}

struct Walk<'a> {
    names: &'a Names<'a>,
    found: Vec<Together>,
}

impl Visitor for Walk<'_> {
    type Break = ();

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<()> {
        if let SetExpr::Select(select) = &*query.body
            && let Some(OrderByKind::Expressions(order)) = query.order_by.as_ref().map(|order| &order.kind)
        {
            self.calls(select, order);
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_select(&mut self, select: &Select) -> ControlFlow<()> {
        self.calls(select, &select.projection);
        self.calls(select, &select.having);
        ControlFlow::Continue(())
    }
}

impl Walk<'_> {
    /// The calls in a part of a query.
    fn calls(&mut self, select: &Select, part: &impl Visit) {
        for function in in_this_query(part, |expr| match expr {
            Expr::Function(function) => Some(function.clone()),
            _ => None,
        }) {
            if TOGETHER.contains(&name(&function).as_str()) {
                self.call(select, &function);
            }
        }
    }

    fn call(&mut self, select: &Select, function: &Function) {
        let mut keys = self.keys(select, function);
        self.fixed(function.filter.as_deref(), &mut keys);
        let sorted = function.within_group.iter().map(|order| &order.expr);
        for mut argument in arguments(function).into_iter().chain(sorted) {
            let mut keys = keys.clone();
            if let Some(CaseWhen { condition, result }) = only_case(argument) {
                self.fixed(Some(condition), &mut keys);
                argument = result;
            }
            let columns = in_this_query(argument, |expr| is_column(expr).then(|| expr.clone()));
            for column in &columns {
                let span = column.span();
                let amounts = self.places(column).into_iter();
                self.found.extend(amounts.map(|amount| Together { amount, keys: keys.clone(), span }));
            }
        }
    }

    /// The columns that have one value in all rows of a call.
    fn keys(&self, select: &Select, function: &Function) -> Vec<Place> {
        let window = match &function.over {
            None => None,
            Some(WindowType::WindowSpec(window)) => Some(Some(window)),
            Some(WindowType::NamedWindow(name)) => {
                let window = select.named_window.iter().find(|window| window.0.value == name.value);
                Some(window.and_then(|window| match &window.1 {
                    NamedWindowExpr::WindowSpec(window) => Some(window),
                    NamedWindowExpr::NamedWindow(_) => None,
                }))
            }
        };
        let mut keys = Vec::new();
        let groups: Vec<&Expr> = match window {
            Some(window) => window.iter().flat_map(|window| &window.partition_by).collect(),
            None => groups(select),
        };
        keys.extend(groups.into_iter().flat_map(|key| self.places(key)));
        self.fixed(select.selection.as_ref(), &mut keys);
        keys
    }

    /// Adds the columns that a condition compares with a constant.
    fn fixed(&self, condition: Option<&Expr>, keys: &mut Vec<Place>) {
        match condition {
            Some(Expr::Nested(condition)) => self.fixed(Some(condition), keys),
            Some(Expr::BinaryOp { left, op: BinaryOperator::And, right }) => {
                self.fixed(Some(left), keys);
                self.fixed(Some(right), keys);
            }
            Some(Expr::BinaryOp { left, op: BinaryOperator::Eq, right }) => {
                for (column, other) in [(left, right), (right, left)] {
                    if is_constant(other) {
                        keys.extend(self.places(column));
                    }
                }
            }
            _ => {}
        }
    }

    /// The columns that an expression is.
    fn places(&self, expr: &Expr) -> Vec<Place> {
        if !is_column(expr) {
            return Vec::new();
        }
        let origins = self.names.resolve(&self.names.origins(expr)).into_iter();
        origins
            .filter_map(|origin| match origin {
                Origin::Column(Of::Resource(piece), name) => Some((Some(piece), name)),
                Origin::Column(_, name) => Some((None, name)),
                _ => None,
            })
            .collect()
    }
}

/// What a query is grouped by. `ROLLUP` and the like also return rows of all groups.
fn groups(select: &Select) -> Vec<&Expr> {
    let GroupByExpr::Expressions(keys, modifiers) = &select.group_by else { return Vec::new() };
    if !modifiers.is_empty() {
        return Vec::new();
    }
    let selected = |number: &str| {
        let index = number.parse::<usize>().ok()?.checked_sub(1)?;
        match select.projection.get(index)? {
            SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. } => Some(expr),
            _ => None,
        }
    };
    let mut groups = Vec::new();
    for key in keys {
        groups.extend(match key {
            Expr::Value(value) => match &value.value {
                Value::Number(number, _) => selected(number),
                _ => None,
            },
            key => Some(key),
        });
    }
    groups
}

/// The branch of a `CASE` that has only one.
fn only_case(expr: &Expr) -> Option<&CaseWhen> {
    match expr {
        Expr::Nested(expr) => only_case(expr),
        Expr::Case { operand: None, conditions, else_result, .. }
            if else_result.as_ref().is_none_or(|other| is_constant(other)) =>
        {
            let [when] = &conditions[..] else { return None };
            Some(when)
        }
        _ => None,
    }
}

fn is_column(expr: &Expr) -> bool {
    matches!(expr, Expr::Identifier(_) | Expr::CompoundIdentifier(_)) && !is_constant(expr)
}

fn is_constant(expr: &Expr) -> bool {
    match expr {
        Expr::Value(_) => true,
        Expr::Identifier(name) => name.value.starts_with(STANDS_FOR),
        _ => false,
    }
}

/// The expressions that a part of a query has, apart from those in sub-queries.
fn in_this_query<T>(part: &impl Visit, choose: impl Fn(&Expr) -> Option<T>) -> Vec<T> {
    struct Parts<T, F> {
        depth: usize,
        choose: F,
        found: Vec<T>,
    }
    impl<T, F: Fn(&Expr) -> Option<T>> Visitor for Parts<T, F> {
        type Break = ();

        fn pre_visit_query(&mut self, _: &Query) -> ControlFlow<()> {
            self.depth += 1;
            ControlFlow::Continue(())
        }

        fn post_visit_query(&mut self, _: &Query) -> ControlFlow<()> {
            self.depth -= 1;
            ControlFlow::Continue(())
        }

        fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<()> {
            if self.depth == 0 {
                self.found.extend((self.choose)(expr));
            }
            ControlFlow::Continue(())
        }
    }
    let mut parts = Parts { depth: 0, choose, found: Vec::new() };
    let _ = part.visit(&mut parts);
    parts.found
}
