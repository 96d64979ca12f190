//! Related rows in responses: `?include=deposits,deposits.account`.
//!
//! Each level is read by one query, through the rows of its own resource and of the request's tenant for that resource, after
//! the permission for them was checked.

use std::any::Any;

use fin_infra_core::Db;
use fin_infra_core::internal::{ReferringColumn, Relation, Values, at_most, with_commas};
use fin_infra_core::query::DEFAULT_PAGE_SIZE;
use fin_infra_core::schema::Table;
use futures_util::future::BoxFuture;

use super::endpoint::{RequestContext, granted_rows};
use super::problem::{FieldError, Kind, Problem};
use super::relations::{RelatedResource, offered};
use super::rows::{Link, ReadRows, Related, RelatedLimits, Rows, RowsWithRelated};

/// The name of the parameter.
pub(super) const INCLUDE: &str = "include";

/// The maximum number of levels.
pub(super) const MAX_LEVELS: usize = 3;

/// The maximum number of relations that one request names.
pub(super) const MAX_RELATIONS: usize = 10;

/// The maximum number of rows that are included for each row of a relation to many.
pub(super) const MAX_OF_EACH: u32 = DEFAULT_PAGE_SIZE;

/// The maximum number of rows that one request reads for all relations.
pub(super) const MAX_OF_ALL: u32 = 1_000;

/// A relation to be included, and those of its rows.
pub(super) struct Included {
    relation: Relation,
    rows: Box<dyn Rows>,
    nested: Vec<Self>,
}

/// A relation by its names, before anything was checked.
struct Named<'a> {
    relation: Relation,
    to: &'a RelatedResource,
    nested: Vec<Self>,
}

/// Takes the parameter, and checks each relation and the permission for its rows. Errors in the parameter are left to
/// [`Parameters::finish`](super::parameters::Parameters::finish).
pub(super) fn read(context: &mut RequestContext, table: &Table) -> Result<Vec<Included>, Problem> {
    let api = context.api.clone();
    if offered(&api.related, table).is_empty() {
        return Ok(Vec::new());
    }
    let texts = context.parameters.take_all(INCLUDE);
    if texts.is_empty() {
        return Ok(Vec::new());
    }
    match named(&texts.join(","), &api.related, table) {
        Ok(named) => named.into_iter().map(|named| granted(context, named)).collect(),
        Err(reason) => {
            context.parameters.reject(INCLUDE, reason);
            Ok(Vec::new())
        }
    }
}

/// Finds the relations of paths that are separated by commas.
fn named<'a>(text: &str, all: &'a [RelatedResource], table: &Table) -> Result<Vec<Named<'a>>, String> {
    if text.split(',').count() > MAX_RELATIONS {
        return Err(at_most("relations", MAX_RELATIONS));
    }
    let mut named = Vec::new();
    for path in text.split(',') {
        let path: Vec<&str> = path.split('.').take(MAX_LEVELS + 1).collect();
        if path.len() > MAX_LEVELS {
            return Err(at_most("levels", MAX_LEVELS));
        }
        add(&mut named, &path, all, table)?;
    }
    Ok(named)
}

/// Adds the relations of a path that are not there yet.
fn add<'a>(
    to: &mut Vec<Named<'a>>,
    path: &[&str],
    all: &'a [RelatedResource],
    table: &Table,
) -> Result<(), String> {
    let [name, rest @ ..] = path else { return Ok(()) };
    let index = match to.iter().position(|named| named.relation.name == *name) {
        Some(index) => index,
        None => {
            let offered = offered(all, table);
            let Some(found) = offered.iter().find(|offered| offered.relation.name == *name) else {
                let names: Vec<_> = offered.iter().map(|offered| offered.relation.name).collect();
                let names = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
                return Err(format!(
                    "must be a comma-separated list of relations; those of {}: {names}",
                    table.name
                ));
            };
            to.push(Named { relation: found.relation, to: found.to, nested: Vec::new() });
            to.len() - 1
        }
    };
    let named = &mut to[index];
    add(&mut named.nested, rest, all, named.to.table)
}

/// Checks the permission for the rows of a relation, and resolves their tenant.
fn granted(context: &RequestContext, named: Named<'_>) -> Result<Included, Problem> {
    let Named { relation, to, nested } = named;
    let action = super::relations::Offered { relation, to }.action();
    let rows = granted_rows(&context.api, &context.parts, to, action)?;
    let nested = nested.into_iter().map(|named| granted(context, named)).collect::<Result<_, _>>()?;
    Ok(Included { relation, rows, nested })
}

/// The columns of the rows of the request that the relations need.
pub(super) fn referring_columns(included: &[Included]) -> impl Iterator<Item = usize> {
    included.iter().filter_map(|included| match included.relation.reference {
        ReferringColumn::OfRow(ordinal) => Some(ordinal),
        // It needs the id, which every selection has.
        ReferringColumn::OfRelated(_) => None,
    })
}

/// The number of rows for which memory is needed: some rows, and what is included with them.
pub(super) fn rows_in_memory(rows: u32, included: &[Included]) -> u32 {
    rows.saturating_add(related_in_memory(rows, included).min(MAX_OF_ALL))
}

fn related_in_memory(rows: u32, included: &[Included]) -> u32 {
    let of_relation = |Included { relation, nested, .. }: &Included| {
        let related = match relation.reference {
            ReferringColumn::OfRow(_) => rows,
            ReferringColumn::OfRelated(_) => rows.saturating_mul(MAX_OF_EACH + 1),
        };
        related.saturating_add(related_in_memory(related, nested))
    };
    included.iter().map(of_relation).fold(0, u32::saturating_add)
}

/// Reads everything that is related to some rows.
pub(super) async fn load(
    db: &Db,
    rows: Box<dyn ReadRows>,
    included: &[Included],
) -> Result<RowsWithRelated, Problem> {
    load_level(db, rows, included, &mut (MAX_OF_ALL as usize)).await
}

fn load_level<'a>(
    db: &'a Db,
    rows: Box<dyn ReadRows>,
    included: &'a [Included],
    left: &'a mut usize,
) -> BoxFuture<'a, Result<RowsWithRelated, Problem>> {
    Box::pin(async move {
        let mut related = Vec::with_capacity(included.len());
        for Included { relation, rows: of, nested } in included {
            let (ordinal, values, of_each) = match relation.reference {
                ReferringColumn::OfRow(ordinal) => {
                    let mut values = (0..rows.len()).filter_map(|index| rows.value(index, ordinal));
                    (of.table().id, of.ids_among(&mut values), None)
                }
                // One more shows whether there are more.
                ReferringColumn::OfRelated(ordinal) => (ordinal, rows.ids(), Some(MAX_OF_EACH + 1)),
            };
            let found =
                read_related(db, &**of, (ordinal, values), RelatedLimits { of_each, of_all: *left }).await?;
            *left = left.checked_sub(found.len()).ok_or_else(too_many)?;
            let links = links(&*rows, &*found, relation.reference);
            let rows = load_level(db, found, nested, left).await?;
            related.push(Related { name: relation.name, links, rows });
        }
        Ok(RowsWithRelated { rows, related })
    })
}

async fn read_related(
    db: &Db,
    of: &dyn Rows,
    (ordinal, values): (usize, Values),
    limits: RelatedLimits,
) -> Result<Box<dyn ReadRows>, Problem> {
    of.related(db, ordinal, values, limits).await.map_err(Problem::from)
}

fn too_many() -> Problem {
    let most = with_commas(MAX_OF_ALL);
    let detail =
        format!("there are more than {most} related rows; include fewer relations, or request fewer rows");
    Problem::of(Kind::InvalidQuery, vec![FieldError::new(INCLUDE, detail)])
}

/// Which of the related rows belong to each row.
fn links(rows: &dyn ReadRows, found: &dyn ReadRows, reference: ReferringColumn) -> Vec<Link> {
    match reference {
        ReferringColumn::OfRow(ordinal) => {
            let index = |id: &dyn Any| found.index_of(id);
            (0..rows.len()).map(|row| Link::One(rows.value(row, ordinal).and_then(index))).collect()
        }
        ReferringColumn::OfRelated(ordinal) => {
            let mut indexes = vec![Vec::new(); rows.len()];
            for related in 0..found.len() {
                let row = found.value(related, ordinal).and_then(|id| rows.index_of(id));
                if let Some(indexes) = row.and_then(|row| indexes.get_mut(row)) {
                    indexes.push(related);
                }
            }
            indexes.into_iter().map(first_of_each).collect()
        }
    }
}

/// The related rows of one row, of which one more than the limit may have been read.
fn first_of_each(mut rows: Vec<usize>) -> Link {
    let has_more = rows.len() > MAX_OF_EACH as usize;
    rows.truncate(MAX_OF_EACH as usize);
    Link::Many { rows, has_more }
}
