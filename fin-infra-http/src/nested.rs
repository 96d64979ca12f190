//! Children in the body of a request that creates a row: `{"name": "Boat", "deposits": [{"amount": "20.00"}]}`.
//!
//! Each relation is an option of the parent ([`ResourceOptions::create_with`](super::ResourceOptions::create_with)), and needs
//! the permission to create its rows as their own route does.

use fin_infra_core::internal::at_most;
use serde_json::value::RawValue;

use super::Action;
use super::endpoint::{RequestContext, forbidden, granted_rows};
use super::input::{InputBody, list};
use super::problem::{FieldError, Problem};
use super::relations::creatable;
use super::rows::{ChildRows, Creation};

/// The maximum number of children that one request creates. As many rows are one statement.
pub(super) const MAX_CHILDREN: usize = 500;

/// A row to be created together with its children.
pub(super) struct Family {
    pub(super) creation: Box<dyn Creation>,
    pub(super) children: Vec<ChildRows>,
}

/// Takes the children from a body, after the permission for them was checked. `None` if it names none.
pub(super) fn read(context: &RequestContext, body: &mut InputBody<'_>) -> Result<Option<Family>, Problem> {
    let Some(parents) = &context.extras.parents else { return Ok(None) };
    let api = &context.api;
    let (mut children, mut values) = (Vec::new(), Vec::new());
    for relation in parents.relations() {
        let value = body.take(relation.name);
        if value.is_some() {
            let to = creatable(&api.related, relation.table).ok_or_else(|| forbidden(Action::Create))?;
            let rows = granted_rows(api, &context.parts, to, Action::Create)?;
            children.push(ChildRows { name: relation.name, rows });
        }
        values.push((relation.name, value));
    }
    if children.is_empty() {
        return Ok(None);
    }
    let (lists, errors) = lists(&values);
    let creation = parents.creation(&context.tenant, body, &lists, errors);
    let creation = creation.ok_or_else(|| api.tenant.rejection().problem())??;
    Ok(Some(Family { creation, children }))
}

type Lists<'de> = Vec<Option<Vec<&'de RawValue>>>;

/// Splits each list into its items. A list that is too long, or is none, is an error.
fn lists<'de>(values: &[(&'static str, Option<&'de RawValue>)]) -> (Lists<'de>, Vec<FieldError>) {
    let mut left = MAX_CHILDREN;
    let mut errors = Vec::new();
    let split = |&(name, value): &(&'static str, Option<&'de RawValue>)| {
        let items = list(value?).and_then(|items| {
            left = left
                .checked_sub(items.len())
                .ok_or_else(|| at_most("children in one request", MAX_CHILDREN))?;
            Ok(items)
        });
        items.map_err(|reason| errors.push(FieldError::new(name, reason))).ok()
    };
    (values.iter().map(split).collect(), errors)
}
