//! What each part of a query may be.

use std::ops::ControlFlow;

use sqlparser::ast::{
    AccessExpr, BinaryOperator, Expr, Function, Ident, InTarget, ObjectName, ObjectNamePart, Query, Select,
    SelectFlavor, SetExpr, Spanned as _, TableFactor, TypedString, Visit, Visitor,
};

use super::catalogue::{is_of_a_catalogue, is_of_the_session};
use super::parsed::{Parsed, STANDS_FOR};
use crate::attr::{nearest, suggestion};
use crate::scoped::input::Database;
use crate::scoped::{functions, lengths};

/// The names of `WITH` queries.
#[derive(Default)]
pub(super) struct Names {
    known: Vec<String>,
    /// How many of them, from the first, a database may look for among its tables.
    hidden: usize,
}

impl Names {
    fn visible(&self) -> &[String] {
        &self.known[self.hidden..]
    }
}

impl Parsed<'_> {
    /// Checks a query, in which the names of earlier `WITH` queries are visible.
    pub(super) fn check_query(&self, query: &Query, names: &mut Names) -> syn::Result<()> {
        let (known, hidden) = (names.known.len(), names.hidden);
        if let Some(with) = &query.with {
            // In a query within another one, MariaDB looks for the names of outer `WITH` queries among the tables.
            if self.text.is_for(Database::MySql) {
                names.hidden = known;
            }
            for cte in &with.cte_tables {
                let name = &cte.alias.name;
                // The databases compare quoted names with others in their own ways.
                if name.quote_style.is_some() || !is_unquoted(&name.value) {
                    return Err(self.error(name.span, "write the name of a query of `WITH` without quotes"));
                }
                // Some databases see a query under its own name, or under that of a later one, and others a table.
                if with.recursive {
                    names.known.push(name.value.clone());
                    self.check_query(&cte.query, names)?;
                } else {
                    self.check_query(&cte.query, names)?;
                    names.known.push(name.value.clone());
                }
            }
            names.hidden = hidden;
        }
        self.check_clauses(query)?;
        self.check_set(&query.body)?;
        let mut walk = Walk { parsed: self, names, depth: 0, error: None };
        let mut rest = query.clone();
        // Its queries are checked: each saw what is visible to it.
        rest.with = None;
        let _ = rest.visit(&mut walk);
        let error = walk.error;
        names.known.truncate(known);
        error.map_or(Ok(()), Err)
    }

    /// Clauses of a query that are not standard, or that lock rows.
    fn check_clauses(&self, query: &Query) -> syn::Result<()> {
        let is_plain = query.for_clause.is_none()
            && query.settings.is_none()
            && query.format_clause.is_none()
            && query.pipe_operators.is_empty();
        if !query.locks.is_empty() {
            let message = "a query only reads: lock rows with `get_for_update` or `lock_many`";
            return Err(self.error(query.span(), message));
        }
        if is_plain { Ok(()) } else { Err(self.error(query.span(), "this clause is not accepted")) }
    }

    /// What a query or a part of a `UNION` is.
    fn check_set(&self, set: &SetExpr) -> syn::Result<()> {
        match set {
            SetExpr::Select(select) => self.check_select(select),
            // The walk visits nested queries.
            SetExpr::Query(_) | SetExpr::Values(_) => Ok(()),
            SetExpr::SetOperation { left, right, .. } => {
                self.check_set(left)?;
                self.check_set(right)
            }
            SetExpr::Insert(_) | SetExpr::Update(_) | SetExpr::Delete(_) | SetExpr::Merge(_) => {
                Err(self.error(set.span(), "a query only reads: rows are written by a repository"))
            }
            SetExpr::Table(_) => {
                Err(self.error(set.span(), "`TABLE` names a table: write `SELECT .. FROM {Budget}`"))
            }
        }
    }

    fn check_select(&self, select: &Select) -> syn::Result<()> {
        if select.into.is_some() {
            return Err(self.error(select.span(), "a query only reads: remove `INTO`"));
        }
        let is_plain = select.lateral_views.is_empty()
            && select.prewhere.is_none()
            && select.connect_by.is_empty()
            && select.cluster_by.is_empty()
            && select.distribute_by.is_empty()
            && select.sort_by.is_empty()
            && select.qualify.is_none()
            && select.optimizer_hints.is_empty()
            && select.select_modifiers.is_none()
            && select.top.is_none()
            && select.value_table_mode.is_none()
            && select.flavor == SelectFlavor::Standard;
        if is_plain {
            Ok(())
        } else {
            Err(self.error(select.span(), "a clause of this `SELECT` is not accepted"))
        }
    }

    /// Checks the name of a table.
    fn check_relation(&self, name: &ObjectName, names: &Names) -> syn::Result<()> {
        let written = name.to_string();
        if let [ObjectNamePart::Identifier(Ident { value, quote_style: None, .. })] = name.0.as_slice()
            && value.starts_with(STANDS_FOR)
        {
            let index: Option<usize> =
                value.strip_prefix(STANDS_FOR).and_then(|name| name.strip_prefix("table")?.parse().ok());
            return match index.and_then(|index| self.template.pieces.get(index)) {
                Some(_) => Ok(()),
                None => Err(self.error(name.span(), "a value is no table")),
            };
        }
        if let [ObjectNamePart::Identifier(Ident { value, quote_style: None, .. })] = name.0.as_slice()
            && names.visible().contains(value)
        {
            return Ok(());
        }
        if names.known.contains(&written) {
            let message = format!(
                "MariaDB looks for `{written}` among the tables, since this is a query of a `WITH` in another query: move this \
                 `WITH` to where that of `{written}` is"
            );
            return Err(self.error(name.span(), &message));
        }
        let message = match names.visible().iter().find(|known| known.eq_ignore_ascii_case(&written)) {
            Some(known) => format!("write the name as `WITH` does: `{known}`"),
            None => format!(
                "`{written}` is no resource: name tables by their structs, as in `{{Budget}}`, so that the tenant is part of \
                 each; a name of `WITH` is known after its query"
            ),
        };
        Err(self.error(name.span(), &message))
    }

    fn check_table_factor(&self, factor: &TableFactor) -> syn::Result<()> {
        let message = match factor {
            TableFactor::Table { alias: Some(alias), .. } if !alias.columns.is_empty() => {
                "name the columns where they are selected, as in `SELECT name AS title`, without a list after the table"
            }
            TableFactor::Table {
                args: None,
                sample: None,
                version: None,
                partitions,
                json_path: None,
                index_directives,
                ..
            } if partitions.is_empty() && index_directives.is_empty() => {
                return Ok(());
            }
            TableFactor::Derived { sample: None, .. } | TableFactor::NestedJoin { .. } => return Ok(()),
            _ => {
                "only resources, queries of `WITH` and sub-queries can be read: functions that return rows are not accepted"
            }
        };
        Err(self.error(factor.span(), message))
    }

    fn check_function(&self, function: &Function) -> syn::Result<()> {
        let name = function.name.to_string();
        if functions::is_known(&name) {
            return match lengths::unbounded(function, self.text.database) {
                Some(message) => Err(self.error(function.name.span(), &message)),
                None => Ok(()),
            };
        }
        let suggestion = match nearest(&name, functions::known()) {
            Some(_) => suggestion(&name, functions::known()),
            None => "only functions that compute a value from their arguments are accepted".to_owned(),
        };
        Err(self.error(function.name.span(), &format!("the function `{name}` is not accepted: {suggestion}")))
    }
}

fn is_unquoted(name: &str) -> bool {
    name.chars().all(|character| character.is_ascii_alphanumeric() || character == '_')
}

/// Visits what belongs to one query. A query within it is checked by itself, with the names that it sees.
struct Walk<'a, 'b> {
    parsed: &'a Parsed<'b>,
    names: &'a mut Names,
    depth: usize,
    error: Option<syn::Error>,
}

impl Walk<'_, '_> {
    fn check(&mut self, result: syn::Result<()>) -> ControlFlow<()> {
        match result {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                self.error = Some(error);
                ControlFlow::Break(())
            }
        }
    }

    /// Whether what is visited belongs to the query itself.
    fn is_own(&self) -> bool {
        self.depth == 1
    }
}

impl Visitor for Walk<'_, '_> {
    type Break = ();

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<()> {
        self.depth += 1;
        if self.depth != 2 {
            return ControlFlow::Continue(());
        }
        let checked = self.parsed.check_query(query, self.names);
        self.check(checked)
    }

    fn post_visit_query(&mut self, _query: &Query) -> ControlFlow<()> {
        self.depth -= 1;
        ControlFlow::Continue(())
    }

    fn pre_visit_relation(&mut self, relation: &ObjectName) -> ControlFlow<()> {
        if !self.is_own() {
            return ControlFlow::Continue(());
        }
        let checked = self.parsed.check_relation(relation, self.names);
        self.check(checked)
    }

    fn pre_visit_table_factor(&mut self, factor: &TableFactor) -> ControlFlow<()> {
        let checked = self.parsed.check_table_factor(factor);
        self.check(checked)
    }

    fn pre_visit_select(&mut self, select: &Select) -> ControlFlow<()> {
        let checked = self.parsed.check_select(select);
        self.check(checked)
    }

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<()> {
        let checked = match expr {
            Expr::Function(function) => self.parsed.check_function(function),
            Expr::Identifier(name) if name.quote_style.is_none() && is_of_the_session(&name.value) => {
                Err(self.parsed.error(name.span, "this is about the session, and not about rows"))
            }
            Expr::Cast { data_type, .. } | Expr::TypedString(TypedString { data_type, .. })
                if is_of_a_catalogue(data_type) =>
            {
                Err(self.parsed.error(expr.span(), "this type reads the database's catalogue"))
            }
            Expr::In { target: InTarget::Table { name, .. }, .. } => {
                let message = "write parentheses after `IN`, with a sub-query, as in `IN (SELECT id FROM {Budget})`, or with a \
                               list, as in `IN ({ids: [Budget::id]})`";
                Err(self.parsed.error(name.span(), message))
            }
            Expr::CompoundFieldAccess { access_chain, .. }
                if access_chain.iter().any(|access| matches!(access, AccessExpr::Dot(_))) =>
            {
                let message = "a column is named without parentheses, as in `b.name`: PostgreSQL reads `(b).name` as the call \
                               of a function if there is no such column";
                Err(self.parsed.error(expr.span(), message))
            }
            Expr::BinaryOp { op: BinaryOperator::PGCustomBinaryOperator(_), .. } => {
                Err(self.parsed.error(expr.span(), "an operator is written by its characters"))
            }
            _ => Ok(()),
        };
        self.check(checked)
    }
}
