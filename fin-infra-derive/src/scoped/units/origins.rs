//! Where values come from: through aliases, sub-queries and the queries of `WITH`.
//!
//! Names are resolved without regard to where they are visible. So a value may have more origins than it has, never fewer.

use std::collections::{BTreeMap, BTreeSet};

use sqlparser::ast::{
    BinaryOperator, Cte, Expr, Function, FunctionArguments, Ident, Query, UnaryOperator, Value,
};
use sqlparser::tokenizer::Location;

use super::collect;
use super::functions::{self, Result};
use crate::scoped::template::{Kind, STANDS_FOR, Template};

/// In whose units a value is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Origin {
    /// A column, with its name in lower case.
    Column(Of, String),
    /// A value `{name: ..}`, by the place of its piece in the template.
    Value(usize),
    /// One of the columns of the resources, since the text selects `*`.
    Every,
    /// A number that is in no units.
    Number,
    /// A date or a time as a database prints it.
    Calendar,
    /// A text in quotes.
    Text,
    /// A number, a text, or a date as a database prints it.
    Unknown,
    /// What is added or subtracted.
    Summand,
}

/// Whose column it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Of {
    /// A resource's, by the place of its piece in the template.
    Resource(usize),
    /// A sub-query's or one of `WITH`, by its name and where that is: queries in different parts of a text may have the same
    /// name.
    Query(String),
    /// Any that has a column with the name.
    Any,
}

impl Of {
    /// The query with this name.
    pub(super) fn query(name: &Ident) -> Self {
        let Location { line, column } = name.span.start;
        Self::Query(format!("{} {line}:{column}", name.value.to_ascii_lowercase()))
    }
}

pub(crate) type Origins = BTreeSet<Origin>;

/// The names of the tables and queries of a text, and the origins of the columns of its queries.
pub(super) struct Names<'a> {
    template: &'a Template,
    /// By alias. A name may be that of several tables in different parts of the text.
    pub(super) tables: BTreeMap<String, BTreeSet<Of>>,
    /// The resources without an alias, by the places of their pieces in the template.
    pub(super) unnamed: Vec<usize>,
    /// By the query, if it has a name, and the name of the column.
    pub(super) columns: BTreeMap<(Of, String), Origins>,
    /// The queries of `WITH`, by their names.
    pub(super) queries: BTreeMap<String, Vec<Cte>>,
    /// What the windows with a name are ordered by.
    pub(super) windows: Vec<Expr>,
}

impl<'a> Names<'a> {
    pub(super) fn of(query: &Query, template: &'a Template) -> Self {
        let mut names = Self {
            template,
            tables: BTreeMap::new(),
            unnamed: Vec::new(),
            columns: BTreeMap::new(),
            queries: BTreeMap::new(),
            windows: Vec::new(),
        };
        collect::tables(query, &mut names);
        names.columns = collect::columns(query, &names);
        names
    }

    /// The origins of an expression, in which names are not resolved yet.
    pub(super) fn origins(&self, expr: &Expr) -> Origins {
        match expr {
            Expr::Identifier(name) => self.column(None, name),
            Expr::CompoundIdentifier(names) => match names.as_slice() {
                [.., table, name] => self.column(Some(table), name),
                _ => unknown(),
            },
            Expr::Nested(expr) | Expr::Collate { expr, .. } => self.origins(expr),
            Expr::UnaryOp { op, expr } => match op {
                UnaryOperator::Minus | UnaryOperator::Plus => self.origins(expr),
                _ => unknown(),
            },
            Expr::BinaryOp { left, op, right } => self.of_operation(left, op, right),
            Expr::Value(value) => of_literal(&value.value),
            Expr::Case { conditions, else_result, .. } => {
                let results = conditions.iter().map(|when| &when.result).chain(else_result.as_deref());
                results.flat_map(|result| self.origins(result)).collect()
            }
            Expr::Subquery(_) | Expr::Tuple(_) => self.row(expr).into_iter().flatten().collect(),
            Expr::Function(function) => self.of_function(function),
            Expr::IsFalse(_)
            | Expr::IsNotFalse(_)
            | Expr::IsTrue(_)
            | Expr::IsNotTrue(_)
            | Expr::IsNull(_)
            | Expr::IsNotNull(_)
            | Expr::IsUnknown(_)
            | Expr::IsNotUnknown(_)
            | Expr::IsDistinctFrom(..)
            | Expr::IsNotDistinctFrom(..)
            | Expr::IsJson { .. }
            | Expr::IsNormalized { .. }
            | Expr::In { .. }
            | Expr::Between { .. }
            | Expr::Like { .. }
            | Expr::ILike { .. }
            | Expr::SimilarTo { .. }
            | Expr::RLike { .. }
            | Expr::AnyOp { .. }
            | Expr::AllOp { .. }
            | Expr::Exists { .. }
            | Expr::MemberOf(_)
            | Expr::MatchAgainst { .. } => [Origin::Number].into(),
            Expr::Cast { .. }
            | Expr::Convert { .. }
            | Expr::Ceil { .. }
            | Expr::Floor { .. }
            | Expr::Extract { .. }
            | Expr::AtTimeZone { .. }
            | Expr::Position { .. }
            | Expr::Substring { .. }
            | Expr::Trim { .. }
            | Expr::Overlay { .. }
            | Expr::CompoundFieldAccess { .. }
            | Expr::JsonAccess { .. }
            | Expr::Prefixed { .. }
            | Expr::TypedString(_)
            | Expr::GroupingSets(_)
            | Expr::Cube(_)
            | Expr::Rollup(_)
            | Expr::Struct { .. }
            | Expr::Named { .. }
            | Expr::Dictionary(_)
            | Expr::Map(_)
            | Expr::Array(_)
            | Expr::Interval(_)
            | Expr::Wildcard(_)
            | Expr::QualifiedWildcard(..)
            | Expr::OuterJoin(_)
            | Expr::Prior(_)
            | Expr::Lambda(_) => unknown(),
        }
    }

    fn of_operation(&self, left: &Expr, op: &BinaryOperator, right: &Expr) -> Origins {
        use BinaryOperator as Op;
        match op {
            Op::Plus | Op::Minus => self.origins(left).into_iter().chain(self.origins(right)).collect(),
            Op::Multiply
            | Op::Divide
            | Op::Modulo
            | Op::Eq
            | Op::NotEq
            | Op::Lt
            | Op::LtEq
            | Op::Gt
            | Op::GtEq
            | Op::Spaceship
            | Op::Is
            | Op::IsNot
            | Op::And
            | Op::Or
            | Op::Xor => [Origin::Number].into(),
            _ => unknown(),
        }
    }

    fn of_function(&self, function: &Function) -> Origins {
        if matches!(function.args, FunctionArguments::Subquery(_)) {
            return unknown();
        }
        let arguments = functions::arguments(function);
        let all = |from: usize| -> Origins {
            arguments.iter().skip(from).flat_map(|&expr| self.origins(expr)).collect()
        };
        match functions::result(&functions::name(function)) {
            Result::All(from) => all(from),
            Result::First | Result::NullIf => {
                arguments.first().map_or_else(Origins::new, |expr| self.origins(expr))
            }
            Result::Count => [Origin::Number].into(),
            Result::Other => unknown(),
            Result::Calendar => [Origin::Calendar].into(),
        }
    }

    fn column(&self, table: Option<&Ident>, name: &Ident) -> Origins {
        if let Some((kind, index)) = self.piece(&name.value) {
            return match kind {
                Kind::Value(..) => [Origin::Value(index)].into(),
                _ => Origins::new(),
            };
        }
        let name = name.value.to_ascii_lowercase();
        let of = table.and_then(|table| self.tables.get(&table.value.to_ascii_lowercase()));
        match of {
            Some(tables) => tables.iter().map(|of| Origin::Column(of.clone(), name.clone())).collect(),
            None => [Origin::Column(Of::Any, name)].into(),
        }
    }

    /// The queries of `WITH` with a name.
    pub(super) fn queries_of(&self, name: &str) -> BTreeSet<Of> {
        let queries = self.queries.get(&name.to_ascii_lowercase());
        queries.into_iter().flatten().map(|cte| Of::query(&cte.alias.name)).collect()
    }

    /// The resource or value that a name replaces.
    pub(super) fn piece(&self, name: &str) -> Option<(&'a Kind, usize)> {
        let index = name.strip_prefix(STANDS_FOR)?.get("table".len()..)?.parse::<usize>().ok()?;
        self.template.pieces.get(index).map(|piece| (&piece.kind, index))
    }
}

impl Origin {
    /// Whether it is stored in a column, or compared with one.
    pub(super) fn is_stored(&self) -> bool {
        matches!(self, Self::Column(..) | Self::Value(_) | Self::Every)
    }
}

fn unknown() -> Origins {
    [Origin::Unknown].into()
}

/// Zero is the same in all units, and null is no value. With decimal places, zero makes a sum inexact on SQLite.
fn of_literal(value: &Value) -> Origins {
    match value {
        Value::Null | Value::Boolean(false) => Origins::new(),
        Value::Number(digits, _) if digits.chars().all(|digit| digit == '0') => Origins::new(),
        Value::Number(..) | Value::Boolean(true) => [Origin::Number].into(),
        Value::SingleQuotedString(_) => [Origin::Text].into(),
        _ => unknown(),
    }
}
