//! What has to be true of the tables of a query. The derive does not know them, so the core checks it in a constant.

use std::ops::ControlFlow;

use sqlparser::ast::{Ident, Query, Visit as _, Visitor};

use super::parsed::Parsed;
use crate::scoped::units::{self, Qualified};

/// A fact, and the error if it is not one.
pub(crate) struct Fact {
    pub(crate) kind: FactKind,
    pub(crate) message: String,
}

pub(crate) enum FactKind {
    /// A resource has a column: the one of this piece of the template, or any.
    HasColumn(Option<usize>, String),
    /// No table has a name.
    NoTable(String),
}

/// The facts of a query.
pub(super) fn facts(parsed: &Parsed<'_>, query: &Query) -> syn::Result<Vec<Fact>> {
    let columns = units::qualified(query, parsed.template).map_err(|unknown| {
        let message = format!(
            "`{}` has no column `{}`: select it there under that name, as in `SELECT .. AS {1}`",
            unknown.table, unknown.name
        );
        parsed.error(unknown.span, &message)
    })?;
    let mut with = With(Vec::new());
    let _ = query.visit(&mut with);
    let columns = columns.into_iter().map(|Qualified { resource, name, span }| {
        let message = match resource {
            Some(_) => format!("the resource has no column `{name}`"),
            None => format!("no resource of this query has a column `{name}`"),
        };
        Fact { message: parsed.marked(span, &message), kind: FactKind::HasColumn(resource, name) }
    });
    let with = with.0.into_iter().map(|name| {
        let message =
            "this query of `WITH` has the name of a table, whose rows it would replace: give it another name";
        Fact { message: parsed.marked(name.span, message), kind: FactKind::NoTable(name.value) }
    });
    Ok(columns.chain(with).collect())
}

/// The names of all `WITH` queries.
struct With(Vec<Ident>);

impl Visitor for With {
    type Break = ();

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<()> {
        let with = query.with.iter().flat_map(|with| &with.cte_tables);
        self.0.extend(with.map(|cte| cte.alias.name.clone()));
        ControlFlow::Continue(())
    }
}
