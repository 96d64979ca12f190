//! The resources and values of a text, as the parser saw them.

use std::ops::ControlFlow;

use proc_macro2::Ident;
use sqlparser::ast::{Expr, InTarget, ObjectName, Query, Visit as _, Visitor};

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
            let (seen, kind, message) = match &piece.kind {
                Kind::Sql(_) => continue,
                Kind::Table(_) => (
                    &seen.tables,
                    "table",
                    "a resource is accepted in `FROM` and `JOIN` only: name its columns by its alias, or by its table"
                        .to_owned(),
                ),
                Kind::Value(name, ty) if ty.is_list() => (
                    &seen.lists,
                    "value",
                    format!(
                        "a list is accepted alone in the parentheses after `IN`, for one value that is compared with it: write \
                         `column IN ({{{name}: ..}})` or `column NOT IN ({{{name}: ..}})`"
                    ),
                ),
                Kind::Value(..) => (
                    &seen.values,
                    "value",
                    "a value is accepted where a value can be: after `IN`, it needs parentheses".to_owned(),
                ),
            };
            let name = format!("{STANDS_FOR}{kind}{index}");
            if seen.iter().filter(|other| **other == name).count() != 1 {
                return Err(place::error(self.text, piece.at, piece.length, &message));
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

/// What the parser saw of the resources and values.
#[derive(Default)]
struct Seen {
    tables: Vec<String>,
    values: Vec<String>,
    /// What is alone in the parentheses after `IN`.
    lists: Vec<String>,
}

impl Visitor for Seen {
    type Break = ();

    fn pre_visit_relation(&mut self, relation: &ObjectName) -> ControlFlow<()> {
        self.tables.push(relation.to_string());
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<()> {
        match expr {
            Expr::Identifier(name) => self.values.push(name.value.clone()),
            Expr::In { expr, target: InTarget::List(items), .. } => {
                if let ([Expr::Identifier(name)], false) = (&items[..], matches!(**expr, Expr::Tuple(_))) {
                    self.lists.push(name.value.clone());
                }
            }
            _ => {}
        }
        ControlFlow::Continue(())
    }
}
