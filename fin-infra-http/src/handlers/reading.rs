//! The handlers of the routes that read, for all resources.

use axum::http::StatusCode;
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
use crate::rows::{AggregatableRows, Page, Rows};
use crate::{aggregates, list, page};

pub(super) async fn list_rows(
    mut context: RequestContext,
    rows: TenantRows<dyn Rows>,
) -> Result<Response, Problem> {
    let rows = rows?;
    let (table, api) = (rows.table(), context.api.clone());
    let included = include::read(&mut context, table)?;
    let names = context.parameters.names();
    let mut listing = rows.listing();
    let further = further_parameters(&api, table);
    let (start, page_size) = list::read(context.parameters, table, rows.fields(), &mut *listing, further)?;
    let _permit = api.page_memory.make(include::rows_in_memory(page_size, &included)).await;
    let page = listing.read(&api.db).await;
    let page = page.map_err(|error| Problem::of_query(error, &names))?;
    let Page { rows, next, total } = page;
    let items = include::load(&api.db, rows, &included).await?;
    page::respond(&api, &items, page::PageFields::of(&start, page_size, next.as_deref(), total)).await
}

/// The parameters of an operation that reads rows, apart from its own.
fn further_parameters(api: &Api, table: &Table) -> &'static [&'static str] {
    if offered(&api.related, table).is_empty() { &[] } else { &[include::INCLUDE] }
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
    let included = include::read(&mut context, rows.table())?;
    context.no_more_parameters(further_parameters(&context.api, rows.table()))?;
    if !included.is_empty() {
        return get_with_related(&context.api, &*rows, &id, &included).await;
    }
    let row = rows.get(&context.api.db, &id).await?;
    let mut response = if conditional::is_known(&context.parts.headers, row.version())? {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        with_json(StatusCode::OK, context.api.page_memory.hold(json(&*row)?)?)
    };
    conditional::tag(row.version(), response.headers_mut());
    Ok(response)
}

/// Responds with a row and its related rows. It has no tag, since the version of the row is not that of the related ones.
async fn get_with_related(
    api: &Api,
    rows: &dyn Rows,
    id: &str,
    included: &[Included],
) -> Result<Response, Problem> {
    let _permit = api.page_memory.make(include::rows_in_memory(1, included)).await;
    let row = rows.get_rows(&api.db, id).await?;
    page::respond_with_one(api, &include::load(&api.db, row, included).await?)
}
