//! Columns that are named after their table.
//!
//! PostgreSQL reads `t.f` as the call `f(t)` if `t` has no column `f`, whatever function `f` is. So the name has to be that
//! of a column. The derive knows the columns of queries, and the core compares the others with those of the resources.

use std::ops::ControlFlow;

use sqlparser::ast::{Expr, Ident, Query, Visit as _, Visitor};
use sqlparser::tokenizer::Span;

use super::origins::{Names, Of};
use crate::scoped::template::Template;

/// A column that has to be a resource's.
pub(crate) struct Qualified {
    /// The index of the resource's piece in the template. `None` accepts a column of any resource.
    pub(crate) resource: Option<usize>,
    pub(crate) name: String,
    pub(crate) span: Span,
}

/// A column that no query has: its table and its name.
pub(crate) struct Unknown {
    pub(crate) table: String,
    pub(crate) name: String,
    pub(crate) span: Span,
}

/// Finds the columns that resources have to have.
pub(crate) fn qualified(query: &Query, template: &Template) -> Result<Vec<Qualified>, Unknown> {
    let names = Names::of(query, template);
    let mut walk = Walk { names: &names, found: Vec::new() };
    match query.visit(&mut walk) {
        ControlFlow::Continue(()) => Ok(walk.found),
        ControlFlow::Break(unknown) => Err(unknown),
    }
}

impl Names<'_> {
    /// The resources and queries that a name is given to.
    fn tables_of(&self, name: &Ident) -> Vec<Of> {
        let tables = self.tables.get(&name.value.to_ascii_lowercase());
        tables.into_iter().flatten().cloned().collect()
    }

    /// Whether a query returns a column, unless it selects `*`.
    fn has_column(&self, of: &Of, name: &Ident) -> Option<bool> {
        let has = |name: &str| self.columns.contains_key(&(of.clone(), name.to_owned()));
        match has(&name.value.to_ascii_lowercase()) {
            true => Some(true),
            false if has("*") => None,
            false => Some(false),
        }
    }
}

struct Walk<'a> {
    names: &'a Names<'a>,
    found: Vec<Qualified>,
}

impl Walk<'_> {
    fn column(&mut self, table: &Ident, name: &Ident) -> ControlFlow<Unknown> {
        let (written, span) = (name.value.clone(), name.span);
        let resource = match self.names.tables_of(table).as_slice() {
            [Of::Resource(resource)] => Some(*resource),
            [Of::Query(query)] => match self.names.has_column(&Of::Query(query.clone()), name) {
                Some(true) => return ControlFlow::Continue(()),
                Some(false) => {
                    return ControlFlow::Break(Unknown { table: table.value.clone(), name: written, span });
                }
                // It selects `*`.
                None => None,
            },
            // A resource that has the name of its table.
            [] => None,
            // Several tables have the same name in different parts of the text.
            all if all.iter().any(|of| self.names.has_column(of, name) == Some(true)) => {
                return ControlFlow::Continue(());
            }
            _ => None,
        };
        self.found.push(Qualified { resource, name: written, span });
        ControlFlow::Continue(())
    }
}

impl Visitor for Walk<'_> {
    type Break = Unknown;

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<Unknown> {
        match expr {
            Expr::CompoundIdentifier(names) => match names.as_slice() {
                [.., table, name] => self.column(table, name),
                _ => ControlFlow::Continue(()),
            },
            _ => ControlFlow::Continue(()),
        }
    }
}
