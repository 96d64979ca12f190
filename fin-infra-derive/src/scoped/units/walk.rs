//! The parts of a text that treat values alike.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use sqlparser::ast::{
    BinaryOperator, Expr, InTarget, LimitClause, NamedWindowDefinition, NamedWindowExpr, Query, Select,
    SetExpr, TableFactor, UnaryOperator, Visitor,
};

use super::origins::{Names, Of, Origin, Origins};

/// Collects the values that a text treats alike.
pub(super) struct Walk<'a> {
    pub(super) names: &'a Names<'a>,
    pub(super) amounts: bool,
    pub(super) times: bool,
    pub(super) alike: BTreeSet<Origins>,
}

impl Walk<'_> {
    /// These values are treated as if they were stored alike.
    fn alike(&mut self, origins: &Origins, are_several: bool) {
        if self.amounts {
            self.group(origins, are_several);
        }
    }

    /// A column without a table may be another one where it occurs again. So it is compared with itself.
    fn group(&mut self, origins: &Origins, are_several: bool) {
        let origins = self.names.resolve(origins);
        let may_differ = |origin: &Origin| match origin {
            Origin::Every => true,
            Origin::Column(of, _) => are_several && *of == Of::Any,
            _ => false,
        };
        let is_checked = origins.iter().any(Origin::is_stored) || origins.contains(&Origin::Text);
        if is_checked && (origins.len() > 1 || origins.iter().any(may_differ)) {
            self.alike.insert(origins);
        }
    }

    pub(super) fn meet(&mut self, all: impl IntoIterator<Item = Origins>) {
        let all: Vec<Origins> = all.into_iter().filter(|origins| !origins.is_empty()).collect();
        let are_several = all.len() > 1;
        self.alike(&all.into_iter().flatten().collect(), are_several);
    }

    pub(super) fn all<'e>(&mut self, exprs: impl IntoIterator<Item = &'e Expr>) {
        let names = self.names;
        self.meet(exprs.into_iter().map(|expr| names.origins(expr)));
    }

    fn compare(&mut self, left: &Expr, right: &Expr) {
        self.rows(self.names.row(left), self.names.row(right));
    }

    /// The values of two rows meet, each with that in its place. Places are not known after a `*` of unknown columns.
    pub(super) fn rows(&mut self, left: Vec<Origins>, right: Vec<Origins>) {
        let has_places = |row: &[Origins]| row.iter().all(|origins| !origins.contains(&Origin::Every));
        if left.len() == right.len() && has_places(&left) && has_places(&right) {
            left.into_iter().zip(right).for_each(|(left, right)| self.meet([left, right]));
        } else {
            self.meet(left.into_iter().chain(right).chain([[Origin::Every].into()]));
        }
    }

    /// The value is used as what it is not in units.
    pub(super) fn converted(&mut self, expr: &Expr) {
        self.used_as(expr, Origin::Unknown);
    }

    fn used_as(&mut self, expr: &Expr, origin: Origin) {
        let mut origins = self.names.origins(expr);
        origins.insert(origin);
        self.alike(&origins, false);
    }

    /// The value is used as a date or a time in the form that a database prints.
    pub(super) fn dated(&mut self, expr: &Expr) {
        if self.times {
            let mut origins = self.names.origins(expr);
            origins.retain(|origin| !matches!(origin, Origin::Number | Origin::Unknown));
            origins.insert(Origin::Calendar);
            self.group(&origins, false);
        }
    }

    fn operation(&mut self, left: &Expr, op: &BinaryOperator, right: &Expr) {
        use BinaryOperator as Op;
        match op {
            Op::And | Op::Or | Op::Xor => {}
            Op::Plus | Op::Minus => {
                self.compare(left, right);
                self.used_as(left, Origin::Summand);
                self.used_as(right, Origin::Summand);
            }
            Op::Eq
            | Op::NotEq
            | Op::Lt
            | Op::LtEq
            | Op::Gt
            | Op::GtEq
            | Op::Spaceship
            | Op::Is
            | Op::IsNot => self.compare(left, right),
            _ => {
                self.converted(left);
                self.converted(right);
            }
        }
    }

    fn contained(&mut self, expr: &Expr, target: &InTarget) {
        match target {
            InTarget::List(list) => list.iter().for_each(|item| self.compare(expr, item)),
            InTarget::Subquery(query) => self.rows(self.names.row(expr), self.names.values(&query.body)),
            _ => self.converted(expr),
        }
    }

    /// The branches of a `UNION` and the like, and the rows of `VALUES`.
    fn branches(&mut self, set: &SetExpr) {
        match set {
            SetExpr::SetOperation { left, right, .. } => {
                self.branches(left);
                self.branches(right);
                self.rows(self.names.values(left), self.names.values(right));
            }
            SetExpr::Values(values) => {
                let columns = values.rows.first().map_or(0, |row| row.content.len());
                for index in 0..columns {
                    self.all(values.rows.iter().filter_map(|row| row.content.get(index)));
                }
            }
            _ => {}
        }
    }
}

impl Visitor for Walk<'_> {
    type Break = ();

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<()> {
        self.branches(&query.body);
        let (limit, offset) = match &query.limit_clause {
            Some(LimitClause::LimitOffset { limit, offset, .. }) => {
                (limit.as_ref(), offset.as_ref().map(|offset| &offset.value))
            }
            Some(LimitClause::OffsetCommaLimit { offset, limit }) => (Some(limit), Some(offset)),
            None => (None, None),
        };
        let fetch = query.fetch.as_ref().and_then(|fetch| fetch.quantity.as_ref());
        limit.into_iter().chain(offset).chain(fetch).for_each(|count| self.converted(count));
        ControlFlow::Continue(())
    }

    fn pre_visit_select(&mut self, select: &Select) -> ControlFlow<()> {
        select.from.iter().for_each(|from| self.joins(from));
        for NamedWindowDefinition(_, window) in &select.named_window {
            if let NamedWindowExpr::WindowSpec(window) = window {
                self.window(window);
            }
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_table_factor(&mut self, factor: &TableFactor) -> ControlFlow<()> {
        if let TableFactor::NestedJoin { table_with_joins, .. } = factor {
            self.joins(table_with_joins);
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<()> {
        match expr {
            Expr::BinaryOp { left, op, right } => self.operation(left, op, right),
            Expr::AnyOp { left, right, .. }
            | Expr::AllOp { left, right, .. }
            | Expr::IsDistinctFrom(left, right)
            | Expr::IsNotDistinctFrom(left, right) => self.compare(left, right),
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
            Expr::Function(function) => self.function(function),
            expr => texts(expr).into_iter().for_each(|part| self.converted(part)),
        }
        ControlFlow::Continue(())
    }
}

/// The parts of an expression that it takes for texts, dates or plain numbers.
fn texts(expr: &Expr) -> Vec<&Expr> {
    use UnaryOperator as Op;
    match expr {
        Expr::UnaryOp { op, expr } => match op {
            Op::Minus | Op::Plus | Op::Not | Op::BangNot => Vec::new(),
            _ => vec![expr],
        },
        Expr::Cast { expr, .. }
        | Expr::Ceil { expr, .. }
        | Expr::Floor { expr, .. }
        | Expr::Convert { expr, .. }
        | Expr::Extract { expr, .. }
        | Expr::IsJson { expr, .. }
        | Expr::IsNormalized { expr, .. }
        | Expr::JsonAccess { value: expr, .. }
        | Expr::CompoundFieldAccess { root: expr, .. }
        | Expr::Prefixed { value: expr, .. }
        | Expr::Named { expr, .. }
        | Expr::OuterJoin(expr)
        | Expr::Prior(expr) => vec![expr],
        Expr::AtTimeZone { timestamp: one, time_zone: other }
        | Expr::Like { expr: one, pattern: other, .. }
        | Expr::ILike { expr: one, pattern: other, .. }
        | Expr::SimilarTo { expr: one, pattern: other, .. }
        | Expr::RLike { expr: one, pattern: other, .. }
        | Expr::Position { expr: one, r#in: other } => vec![one, other],
        Expr::Substring { expr, substring_from, substring_for, .. } => {
            let rest = substring_from.as_deref().into_iter().chain(substring_for.as_deref());
            std::iter::once(&**expr).chain(rest).collect()
        }
        Expr::Trim { expr, trim_what, trim_characters, .. } => {
            let rest = trim_what.as_deref().into_iter().chain(trim_characters.iter().flatten());
            std::iter::once(&**expr).chain(rest).collect()
        }
        Expr::Overlay { expr, overlay_what, overlay_from, overlay_for } => {
            [expr, overlay_what, overlay_from].map(|part| &**part).into_iter().chain(overlay_for.as_deref()).collect()
        }
        Expr::Array(array) => array.elem.iter().collect(),
        Expr::Struct { values, .. } => values.iter().collect(),
        Expr::Dictionary(fields) => fields.iter().map(|field| &*field.value).collect(),
        Expr::Map(map) => map.entries.iter().flat_map(|entry| [&*entry.key, &*entry.value]).collect(),
        Expr::Interval(interval) => vec![&interval.value],
        Expr::Lambda(lambda) => vec![&lambda.body],
        Expr::MemberOf(member) => vec![&member.value, &member.array],
        // What the walk looks at by itself.
        Expr::BinaryOp { .. }
        | Expr::AnyOp { .. }
        | Expr::AllOp { .. }
        | Expr::IsDistinctFrom(..)
        | Expr::IsNotDistinctFrom(..)
        | Expr::Between { .. }
        | Expr::In { .. }
        | Expr::Case { .. }
        | Expr::Function(_)
        // What means the same in units.
        | Expr::Identifier(_)
        | Expr::CompoundIdentifier(_)
        | Expr::IsFalse(_)
        | Expr::IsNotFalse(_)
        | Expr::IsTrue(_)
        | Expr::IsNotTrue(_)
        | Expr::IsNull(_)
        | Expr::IsNotNull(_)
        | Expr::IsUnknown(_)
        | Expr::IsNotUnknown(_)
        | Expr::Collate { .. }
        | Expr::Nested(_)
        | Expr::Value(_)
        | Expr::TypedString(_)
        | Expr::Exists { .. }
        | Expr::Subquery(_)
        | Expr::GroupingSets(_)
        | Expr::Cube(_)
        | Expr::Rollup(_)
        | Expr::Tuple(_)
        | Expr::MatchAgainst { .. }
        | Expr::Wildcard(_)
        | Expr::QualifiedWildcard(..) => Vec::new(),
    }
}
