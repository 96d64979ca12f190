//! What has to be true of the tables of a query. The derive does not know them, so the core checks it in a constant.

use std::ops::ControlFlow;

use sqlparser::ast::{Ident, Query, Visit as _, Visitor};

use super::parsed::Parsed;
use crate::scoped::units::{self, Has, Place, Qualified, Together};

/// A fact, and the error if it is not one.
pub(crate) struct Fact {
    pub(crate) kind: FactKind,
    pub(crate) message: String,
}

pub(crate) enum FactKind {
    /// Tables have a column.
    HasColumn(Has, String),
    /// No table has a name.
    NoTable(String),
    /// The table of the resource of a piece of the template does not have a name.
    IsNotNamed(usize, String),
    /// If a column has amounts whose currency is in each row, that is one of the keys.
    HasOneCurrency(Place, Vec<Place>),
}

/// The facts of a query.
pub(super) fn facts(parsed: &Parsed<'_>, query: &Query) -> syn::Result<Vec<Fact>> {
    let mut facts = Vec::new();
    for Qualified { has, table, name, span } in units::qualified(query, parsed.template) {
        if has == Has::Any(Vec::new()) {
            let message = format!(
                "`{table}` has no column `{name}`: select it there under that name, as in `SELECT .. AS {name}`"
            );
            return Err(parsed.error(span, &message));
        }
        let message = parsed.marked(span, &format!("`{table}` has no column `{name}`"));
        facts.push(Fact { message, kind: FactKind::HasColumn(has, name) });
    }
    for (unnamed, name) in units::hiding(query, parsed.template) {
        let message = format!(
            "`{name}` is also the name of a resource's table in this query: give that one another name, as in `{{Budget}} b`"
        );
        let message = parsed.marked_piece(unnamed, &message);
        facts.push(Fact { message, kind: FactKind::IsNotNamed(unnamed, name) });
    }
    for Together { amount, keys, span } in units::together(query, parsed.template) {
        let message = format!(
            "the amounts of `{}` may be in several currencies here: add the column of their currency to `GROUP BY`, or compare it \
             with one in `WHERE`",
            amount.1
        );
        let message = parsed.marked(span, &message);
        facts.push(Fact { message, kind: FactKind::HasOneCurrency(amount, keys) });
    }
    let mut with = With(Vec::new());
    let _ = query.visit(&mut with);
    facts.extend(with.0.into_iter().map(|name| {
        let message =
            "this query of `WITH` has the name of a table, whose rows it would replace: give it another name";
        Fact { message: parsed.marked(name.span, message), kind: FactKind::NoTable(name.value) }
    }));
    Ok(facts)
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
