//! The names of a text: those of its tables, and those of the columns of its queries.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use sqlparser::ast::{
    NamedWindowDefinition, NamedWindowExpr, Query, Select, TableAlias, TableFactor, Visit as _, Visitor,
};

use super::origins::{Names, Of, Origin, Origins};

pub(super) fn tables(query: &Query, names: &mut Names<'_>) {
    let _ = query.visit(&mut Queries(names));
    let _ = query.visit(&mut Tables(names));
}

pub(super) fn columns(query: &Query, names: &Names<'_>) -> BTreeMap<(Of, String), Origins> {
    let mut columns = BTreeMap::new();
    let _ = query.visit(&mut Columns { names, columns: &mut columns });
    columns
}

impl Names<'_> {
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
            } else if columns.is_none() || self.columns.contains_key(&(of.clone(), "*".to_owned())) {
                // The query selects `*`.
                open.push(Origin::Column(Of::Any, name.clone()));
            }
        }
        resolved
    }
}

/// Collects the queries of `WITH` and the windows.
struct Queries<'a, 'b>(&'a mut Names<'b>);

impl Visitor for Queries<'_, '_> {
    type Break = ();

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<()> {
        for cte in query.with.iter().flat_map(|with| &with.cte_tables) {
            let name = cte.alias.name.value.to_ascii_lowercase();
            self.0.queries.entry(name).or_default().push(cte.clone());
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_select(&mut self, select: &Select) -> ControlFlow<()> {
        for NamedWindowDefinition(_, window) in &select.named_window {
            if let NamedWindowExpr::WindowSpec(window) = window {
                self.0.windows.extend(window.order_by.iter().map(|order| order.expr.clone()));
            }
        }
        ControlFlow::Continue(())
    }
}

/// Collects the names of tables.
struct Tables<'a, 'b>(&'a mut Names<'b>);

impl Tables<'_, '_> {
    fn add(&mut self, name: &str, all: impl IntoIterator<Item = Of>) {
        self.0.tables.entry(name.to_ascii_lowercase()).or_default().extend(all);
    }
}

impl Visitor for Tables<'_, '_> {
    type Break = ();

    fn pre_visit_table_factor(&mut self, factor: &TableFactor) -> ControlFlow<()> {
        match factor {
            TableFactor::Table { name, alias, .. } => {
                let name = name.to_string();
                let given = alias.as_ref().map(|alias| alias.name.value.as_str());
                match (self.0.piece(&name), given) {
                    (Some((_, index)), Some(alias)) => self.add(alias, [Of::Resource(index)]),
                    // It has the name of its table, which is not known here.
                    (Some((_, index)), None) => self.0.unnamed.push(index),
                    (None, alias) => {
                        let queries = self.0.queries_of(&name);
                        self.add(alias.unwrap_or(&name), queries);
                    }
                }
            }
            TableFactor::Derived { alias: Some(alias), .. }
            | TableFactor::NestedJoin { alias: Some(alias), .. } => {
                self.add(&alias.name.value, [Of::query(&alias.name)]);
            }
            _ => {}
        }
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
        let of = alias.map(|alias| Of::query(&alias.name));
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
