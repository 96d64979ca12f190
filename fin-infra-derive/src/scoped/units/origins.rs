//! Where values come from: through aliases, sub-queries and the queries of `WITH`.
//!
//! Names are resolved without regard to where they are visible. So a value may have more origins than it has, never fewer.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use sqlparser::ast::{
    BinaryOperator, Expr, Function, Ident, Query, SelectItem, SetExpr, TableAlias, TableFactor,
    UnaryOperator, Value, Visit as _, Visitor,
};

use super::functions::{self, Result};
use crate::scoped::template::{Kind, STANDS_FOR, Template, ValueType};

/// In whose units a value is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Origin {
    /// A column, with its name in lower case.
    Column(Of, String),
    /// A value `{name: Resource::field}`, by the place of its piece in the template.
    Value(usize),
    /// One of the columns of the resources, since the text selects `*`.
    Every,
    /// A number that is in no units.
    Number,
    /// A date or a time as a database prints it.
    Calendar,
}

/// Whose column it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Of {
    /// A resource's, by the place of its piece in the template.
    Resource(usize),
    /// A sub-query's or one of `WITH`.
    Query(String),
    /// Any that has a column with the name.
    Any,
}

pub(crate) type Origins = BTreeSet<Origin>;

/// The names of the tables and queries of a text, and the origins of the columns of its queries.
pub(super) struct Names<'a> {
    template: &'a Template,
    /// By alias.
    pub(super) tables: BTreeMap<String, BTreeSet<Of>>,
    /// By the name of the query, if it has one, and that of the column.
    pub(super) columns: BTreeMap<(Of, String), Origins>,
}

impl<'a> Names<'a> {
    pub(super) fn of(query: &Query, template: &'a Template) -> Self {
        let mut names = Self { template, tables: BTreeMap::new(), columns: BTreeMap::new() };
        let _ = query.visit(&mut Tables(&mut names));
        let mut columns = BTreeMap::new();
        let _ = query.visit(&mut Columns { names: &names, columns: &mut columns });
        names.columns = columns;
        names
    }

    /// The origins of an expression, in which names are not resolved yet.
    pub(super) fn origins(&self, expr: &Expr) -> Origins {
        let both =
            |left, right| -> Origins { self.origins(left).into_iter().chain(self.origins(right)).collect() };
        match expr {
            Expr::Identifier(name) => self.column(None, name),
            Expr::CompoundIdentifier(names) => match names.as_slice() {
                [.., table, name] => self.column(Some(table), name),
                _ => Origins::new(),
            },
            Expr::Nested(expr)
            | Expr::UnaryOp { op: UnaryOperator::Minus | UnaryOperator::Plus, expr }
            | Expr::Collate { expr, .. } => self.origins(expr),
            Expr::BinaryOp { left, op: BinaryOperator::Plus | BinaryOperator::Minus, right } => {
                both(left, right)
            }
            Expr::BinaryOp {
                op: BinaryOperator::Multiply | BinaryOperator::Divide | BinaryOperator::Modulo,
                ..
            }
            | Expr::Cast { .. }
            | Expr::Convert { .. }
            | Expr::Ceil { .. }
            | Expr::Floor { .. }
            | Expr::Extract { .. } => [Origin::Number].into(),
            Expr::Value(value) => of_literal(&value.value),
            Expr::Case { conditions, else_result, .. } => {
                let results = conditions.iter().map(|when| &when.result).chain(else_result.as_deref());
                results.flat_map(|result| self.origins(result)).collect()
            }
            Expr::Subquery(query) => {
                self.outputs(&query.body).into_iter().next().map_or_else(Origins::new, |(_, origins)| origins)
            }
            Expr::Function(function) => self.of_function(function),
            _ => Origins::new(),
        }
    }

    fn of_function(&self, function: &Function) -> Origins {
        let arguments = functions::arguments(function);
        let all = |from: usize| -> Origins {
            arguments.iter().skip(from).flat_map(|&expr| self.origins(expr)).collect()
        };
        match functions::result(&functions::name(function)) {
            Result::All(from) => all(from),
            Result::First | Result::NullIf => {
                arguments.first().map_or_else(Origins::new, |expr| self.origins(expr))
            }
            Result::Count | Result::Other => [Origin::Number].into(),
            Result::Calendar => [Origin::Calendar].into(),
        }
    }

    fn column(&self, table: Option<&Ident>, name: &Ident) -> Origins {
        if let Some((kind, index)) = self.piece(&name.value) {
            return match kind {
                Kind::Value(_, ty) => of_value(ty, index),
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

    /// The resource or value that a name replaces.
    fn piece(&self, name: &str) -> Option<(&'a Kind, usize)> {
        let index = name.strip_prefix(STANDS_FOR)?.get("table".len()..)?.parse::<usize>().ok()?;
        self.template.pieces.get(index).map(|piece| (&piece.kind, index))
    }

    /// The columns that a query returns: their names and origins.
    pub(super) fn outputs(&self, set: &SetExpr) -> Vec<(String, Origins)> {
        match set {
            SetExpr::Select(select) => select.projection.iter().map(|item| self.output(item)).collect(),
            SetExpr::Query(query) => self.outputs(&query.body),
            SetExpr::SetOperation { left, right, .. } => {
                let pairs = self.outputs(left).into_iter().zip(self.outputs(right));
                pairs
                    .map(|((name, left), (_, right))| (name, left.into_iter().chain(right).collect()))
                    .collect()
            }
            SetExpr::Values(values) => {
                let row = values.rows.first().map_or(&[][..], |row| row.content.as_slice());
                let columns = row.iter().enumerate();
                columns.map(|(index, expr)| (format!("column{}", index + 1), self.origins(expr))).collect()
            }
            _ => Vec::new(),
        }
    }

    fn output(&self, item: &SelectItem) -> (String, Origins) {
        match item {
            SelectItem::ExprWithAlias { expr, alias } => {
                (alias.value.to_ascii_lowercase(), self.origins(expr))
            }
            SelectItem::UnnamedExpr(expr) => {
                let name = match expr {
                    Expr::Identifier(name) => Some(name),
                    Expr::CompoundIdentifier(names) => names.last(),
                    _ => None,
                };
                let name = name.map_or_else(String::new, |name| name.value.to_ascii_lowercase());
                (name, self.origins(expr))
            }
            _ => ("*".to_owned(), [Origin::Every].into()),
        }
    }

    /// Follows the columns of queries to those of resources.
    pub(super) fn resolve(&self, origins: &Origins) -> Origins {
        let mut open: Vec<Origin> = origins.iter().cloned().collect();
        let (mut seen, mut resolved) = (Origins::new(), Origins::new());
        while let Some(origin) = open.pop() {
            if !seen.insert(origin.clone()) {
                continue;
            }
            let Origin::Column(of @ (Of::Query(_) | Of::Any), name) = &origin else {
                resolved.insert(origin);
                continue;
            };
            let columns = self.columns.get(&(of.clone(), name.clone()));
            open.extend(columns.into_iter().flatten().cloned());
            if *of == Of::Any {
                resolved.insert(origin);
            } else if columns.is_none() {
                // The query selects `*`.
                open.push(Origin::Column(Of::Any, name.clone()));
            }
        }
        resolved
    }
}

/// Zero is the same in all units.
fn of_literal(value: &Value) -> Origins {
    let is_zero = |digits: &str| !digits.chars().any(|digit| matches!(digit, '1'..='9'));
    match value {
        Value::Number(digits, _) if !is_zero(digits) => [Origin::Number].into(),
        Value::SingleQuotedString(text) if text.parse::<f64>().is_ok() && !is_zero(text) => {
            [Origin::Number, Origin::Calendar].into()
        }
        Value::SingleQuotedString(_) => [Origin::Calendar].into(),
        _ => Origins::new(),
    }
}

fn of_value(ty: &ValueType, index: usize) -> Origins {
    let ValueType::Plain(ty) = ty.item() else { return [Origin::Value(index)].into() };
    let written = quote::ToTokens::to_token_stream(ty).to_string();
    // The name of the type, also of that in an `Option`.
    let name = written.rsplit([':', '<', '&']).next().unwrap_or_default();
    match name.trim_matches([' ', '>']) {
        "i8" | "i16" | "i32" | "i64" | "u8" | "u16" | "u32" => [Origin::Number].into(),
        "String" | "str" | "NaiveDate" => [Origin::Calendar].into(),
        _ => Origins::new(),
    }
}

/// Collects the names of tables.
struct Tables<'a, 'b>(&'a mut Names<'b>);

impl Visitor for Tables<'_, '_> {
    type Break = ();

    fn pre_visit_table_factor(&mut self, factor: &TableFactor) -> ControlFlow<()> {
        let (alias, of) = match factor {
            TableFactor::Table { name, alias, .. } => {
                let name = name.to_string();
                match (self.0.piece(&name), alias) {
                    (Some((_, index)), Some(alias)) => (alias.name.value.clone(), Of::Resource(index)),
                    // It has the name of its table, which is not known here.
                    (Some(_), None) => return ControlFlow::Continue(()),
                    (None, alias) => {
                        let known =
                            alias.as_ref().map_or_else(|| name.clone(), |alias| alias.name.value.clone());
                        (known, Of::Query(name.to_ascii_lowercase()))
                    }
                }
            }
            TableFactor::Derived { alias: Some(TableAlias { name, .. }), .. } => {
                (name.value.clone(), Of::Query(name.value.to_ascii_lowercase()))
            }
            _ => return ControlFlow::Continue(()),
        };
        self.0.tables.entry(alias.to_ascii_lowercase()).or_default().insert(of);
        ControlFlow::Continue(())
    }
}

/// Collects the columns of queries.
struct Columns<'a, 'b> {
    names: &'a Names<'b>,
    columns: &'a mut BTreeMap<(Of, String), Origins>,
}

impl Columns<'_, '_> {
    fn add(&mut self, query: &Query, alias: Option<&TableAlias>) {
        let outputs = self.names.outputs(&query.body);
        let selects_all = outputs.iter().any(|(name, _)| name == "*");
        let renamed = alias.map_or(&[][..], |alias| alias.columns.as_slice());
        let of = alias.map(|alias| Of::Query(alias.name.value.to_ascii_lowercase()));
        let renamed = renamed.iter().enumerate().map(|(index, column)| {
            let origins = match outputs.get(index) {
                Some((_, origins)) if !selects_all => origins.clone(),
                _ => [Origin::Every].into(),
            };
            (column.name.value.to_ascii_lowercase(), origins)
        });
        for (name, origins) in renamed.chain(outputs.iter().cloned()) {
            for of in [Some(Of::Any), of.clone()].into_iter().flatten() {
                self.columns.entry((of, name.clone())).or_default().extend(origins.clone());
            }
        }
    }
}

impl Visitor for Columns<'_, '_> {
    type Break = ();

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<()> {
        self.add(query, None);
        for cte in query.with.iter().flat_map(|with| &with.cte_tables) {
            self.add(&cte.query, Some(&cte.alias));
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_table_factor(&mut self, factor: &TableFactor) -> ControlFlow<()> {
        if let TableFactor::Derived { subquery, alias, .. } = factor {
            self.add(subquery, alias.as_ref());
        }
        ControlFlow::Continue(())
    }
}
