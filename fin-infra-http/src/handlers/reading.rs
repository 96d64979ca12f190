//! The handlers of the routes that read, for all resources.

use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use fin_infra_core::schema::Table;

use super::{TenantRows, id, json};
use crate::api::Api;
use crate::conditional;
use crate::endpoint::RequestContext;
use crate::include::{self, Included};
use crate::problem::Problem;
use crate::relations::offered;
use crate::reply::with_json;
use crate::rows::{AggregatableRows, Page, Rows, Selection};
use crate::{aggregates, list, page, selection};

pub(super) async fn list_rows(
    mut context: RequestContext,
    rows: TenantRows<dyn Rows>,
) -> Result<Response, Problem> {
    let rows = rows?;
    let (table, api) = (rows.table(), context.api.clone());
    let Shape { included, selection } = shape(&mut context, &*rows)?;
    let names = context.parameters.names();
    let mut listing = rows.listing();
    let further = further_parameters(&context, table);
    let (start, page_size) = list::read(context.parameters, table, rows.fields(), &mut *listing, &further)?;
    let _permit = api.page_memory.make(include::rows_in_memory(page_size, &included)).await;
    let page = listing.read(&api.db, selection).await;
    let page = page.map_err(|error| Problem::of_query(error, &names))?;
    let Page { rows, next, total } = page;
    let items = include::load(&api.db, rows, &included).await?;
    page::respond(&api, &items, page::PageFields::of(&start, page_size, next.as_deref(), total)).await
}

/// What the rows of a response have.
struct Shape {
    /// The related rows.
    included: Vec<Included>,
    /// The columns; `None` for all.
    selection: Option<Selection>,
}

/// Takes the parameters that determine what the rows of a response have. Errors in them are left to
/// [`Parameters::finish`](crate::parameters::Parameters::finish).
fn shape(context: &mut RequestContext, rows: &dyn Rows) -> Result<Shape, Problem> {
    let included = include::read(context, rows.table())?;
    let mut selection = match context.extras.selectable {
        true => selection::read(&mut context.parameters, rows.table(), rows.fields()),
        false => None,
    };
    if let Some(selection) = &mut selection {
        include::referring_columns(&included).for_each(|ordinal| selection.also_read(ordinal));
    }
    Ok(Shape { included, selection })
}

/// The parameters of an operation that reads rows, apart from its own.
fn further_parameters(context: &RequestContext, table: &Table) -> Vec<&'static str> {
    let includes = !offered(&context.api.related, table).is_empty();
    let further = [(includes, include::INCLUDE), (context.extras.selectable, selection::FIELDS)];
    further.into_iter().filter(|(is_allowed, _)| *is_allowed).map(|(_, name)| name).collect()
}

pub(super) async fn aggregate_rows(
    context: RequestContext,
    rows: TenantRows<dyn AggregatableRows>,
) -> Result<Response, Problem> {
    let rows = rows?;
    let names = context.parameters.names();
    let mut aggregation = rows.aggregation();
    let page_size = aggregates::read(context.parameters, rows.table(), rows.fields(), &mut *aggregation)?;
    let _permit = context.api.page_memory.make(page_size).await;
    let groups = aggregation.read(&context.api.db).await;
    let groups = groups.map_err(|error| Problem::of_query(error, &names))?;
    page::respond_with_groups(&context.api, &groups).await
}

pub(super) async fn get_row(
    mut context: RequestContext,
    rows: TenantRows<dyn Rows>,
) -> Result<Response, Problem> {
    let rows = rows?;
    let id = id(&mut context, &*rows).await?;
    let Shape { included, selection } = shape(&mut context, &*rows)?;
    let further = further_parameters(&context, rows.table());
    context.no_more_parameters(&further)?;
    let (api, headers) = (&context.api, &context.parts.headers);
    if !included.is_empty() {
        // It does not apply, and is rejected if it is malformed.
        conditional::is_known(headers, None)?;
        return get_with_related(api, (&*rows, &id), selection, &included).await;
    }
    if let Some(selection) = selection {
        return get_selected(api, headers, (&*rows, &id), selection).await;
    }
    let row = rows.get(&api.db, &id).await?;
    respond_unless_known(headers, row.version(), || api.page_memory.hold(json(&*row)?))
}

/// Responds with some fields of a row. The tag is that of the whole row: it identifies the version, and so also what these
/// fields are in it. Caches keep the response apart by the query of its URL.
async fn get_selected(
    api: &Api,
    headers: &HeaderMap,
    (rows, id): (&dyn Rows, &str),
    mut selection: Selection,
) -> Result<Response, Problem> {
    let version = rows.table().version;
    if let Some(ordinal) = version {
        selection.also_read(ordinal);
    }
    let row = rows.get_rows(&api.db, id, Some(selection)).await?;
    let version = version.and_then(|ordinal| row.value(0, ordinal)?.downcast_ref::<i64>().copied());
    respond_unless_known(headers, version, || page::one(api, &*row))
}

/// Responds with a row and its tag, or with 304 if the client has the version already.
fn respond_unless_known(
    headers: &HeaderMap,
    version: Option<i64>,
    body: impl FnOnce() -> Result<Bytes, Problem>,
) -> Result<Response, Problem> {
    let mut response = if conditional::is_known(headers, version)? {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        with_json(StatusCode::OK, body()?)
    };
    conditional::tag(version, response.headers_mut());
    Ok(response)
}

/// Responds with a row and its related rows. It has no tag, since the version of the row is not that of the related ones.
async fn get_with_related(
    api: &Api,
    (rows, id): (&dyn Rows, &str),
    selection: Option<Selection>,
    included: &[Included],
) -> Result<Response, Problem> {
    let _permit = api.page_memory.make(include::rows_in_memory(1, included)).await;
    let row = rows.get_rows(&api.db, id, selection).await?;
    page::respond_with_one(api, &include::load(&api.db, row, included).await?)
}
