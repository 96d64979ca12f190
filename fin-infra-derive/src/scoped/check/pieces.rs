//! The resources and values of a text, as the parser saw them.

use std::ops::ControlFlow;

use proc_macro2::Ident;
use sqlparser::ast::{Expr, ObjectName, Query, Visit as _, Visitor};

use super::parsed::{Parsed, STANDS_FOR};
use crate::scoped::place;
use crate::scoped::template::{Kind, ValueType};

impl Parsed<'_> {
    /// Checks that the parser saw each resource once as a table, and each value once as a value: so the text has no part
    /// that the parser read as something else.
    pub(super) fn check_pieces(&self, query: &Query) -> syn::Result<()> {
        let mut seen = Seen::default();
        let _ = query.visit(&mut seen);
        for (index, piece) in self.template.pieces.iter().enumerate() {
            let (seen, name, message) = match piece.kind {
                Kind::Sql(_) => continue,
                Kind::Table(_) => (
                    &seen.tables,
                    format!("{STANDS_FOR}table{index}"),
                    "a resource is accepted in `FROM` and `JOIN` only: name its columns by its alias, or by its table",
                ),
                Kind::Value(..) => (
                    &seen.values,
                    format!("{STANDS_FOR}value{index}"),
                    "a value is accepted where a value can be: in `IN`, it needs parentheses",
                ),
            };
            if seen.iter().filter(|other| **other == name).count() != 1 {
                return Err(place::error(self.text, piece.at, piece.length, message));
            }
        }
        Ok(())
    }

    /// Checks that each name of a value has one type.
    pub(super) fn check_values(&self) -> syn::Result<()> {
        let mut known: Vec<(&Ident, &ValueType)> = Vec::new();
        for piece in &self.template.pieces {
            let Kind::Value(name, ty) = &piece.kind else { continue };
            match known.iter().find(|(other, _)| *other == name) {
                Some((_, other)) if **other != **ty => {
                    let message =
                        format!("`{name}` has another type above: give the two values different names");
                    return Err(place::error(self.text, piece.at, piece.length, &message));
                }
                Some(_) => {}
                None => known.push((name, ty)),
            }
        }
        Ok(())
    }
}

/// The names of all `WITH` queries.
pub(super) struct With(pub(super) Vec<String>);

impl Visitor for With {
    type Break = ();

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<()> {
        let with = query.with.iter().flat_map(|with| &with.cte_tables);
        self.0.extend(with.map(|cte| cte.alias.name.value.clone()));
        ControlFlow::Continue(())
    }
}

/// What the parser saw of the resources and values.
#[derive(Default)]
struct Seen {
    tables: Vec<String>,
    values: Vec<String>,
}

impl Visitor for Seen {
    type Break = ();

    fn pre_visit_relation(&mut self, relation: &ObjectName) -> ControlFlow<()> {
        self.tables.push(relation.to_string());
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<()> {
        if let Expr::Identifier(name) = expr {
            self.values.push(name.value.clone());
        }
        ControlFlow::Continue(())
    }
}
