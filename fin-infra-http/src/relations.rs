//! The relations of the exposed resources, and which of them requests may include.

use std::collections::BTreeSet;

use fin_infra_core::Repository;
use fin_infra_core::internal::{ReferringColumn, Relation};
use fin_infra_core::schema::Table;

use super::rows::{RELATED, Rows, RowsOf};
use super::{Action, HttpResource};

/// A resource whose rows can be included.
pub(super) struct RelatedResource {
    pub(super) table: &'static Table,
    /// The actions that have routes.
    routes: Vec<Action>,
    /// The actions that are left out.
    pub(super) without: BTreeSet<Action>,
    relations: Vec<Relation>,
    /// Returns the canonical text of a tenant.
    pub(super) tenant_of: fn(&str) -> Option<String>,
    /// The rows of a tenant.
    pub(super) rows: fn(&str) -> Option<Box<dyn Rows>>,
}

impl RelatedResource {
    pub(super) fn of<R: HttpResource>(without: &BTreeSet<Action>, routes: Vec<Action>) -> Self {
        Self {
            table: R::TABLE,
            routes,
            without: without.clone(),
            relations: R::relations(),
            tenant_of: |text| R::tenant_of(text).map(|(_, text)| text),
            rows: |tenant| Some(Box::new(RowsOf(Repository::<R>::of(R::tenant_of(tenant)?.0)))),
        }
    }
}

/// A relation that requests may include.
#[derive(Clone, Copy)]
pub(super) struct Offered<'a> {
    pub(super) relation: Relation,
    /// The resource of the related rows.
    pub(super) to: &'a RelatedResource,
}

impl Offered<'_> {
    /// The action on the related rows that has to be granted.
    pub(super) fn action(&self) -> Action {
        match self.relation.reference {
            ReferringColumn::OfRow(_) => Action::Get,
            ReferringColumn::OfRelated(_) => Action::List,
        }
    }
}

/// The relations of a resource that requests may include: those to exposed resources. None if a field of its own has the name
/// under which related rows would be.
pub(super) fn offered<'a>(all: &'a [RelatedResource], table: &Table) -> Vec<Offered<'a>> {
    let Some(from) = all.iter().find(|resource| resource.table.name == table.name) else { return Vec::new() };
    if from.table.columns.iter().any(|column| column.field == RELATED) {
        return Vec::new();
    }
    let relations = from.relations.iter();
    let offered = relations.filter_map(|&relation| {
        let mut resources = all.iter().filter(|to| to.table.name == relation.table.name);
        let has_route = |to: &&RelatedResource| to.routes.contains(&Offered { relation, to }.action());
        resources.find(has_route).map(|to| Offered { relation, to })
    });
    offered.collect()
}

/// Returns the resource of a table, if requests may create its rows.
pub(super) fn creatable<'a>(all: &'a [RelatedResource], table: &Table) -> Option<&'a RelatedResource> {
    all.iter().find(|to| to.table.name == table.name && to.routes.contains(&Action::Create))
}
