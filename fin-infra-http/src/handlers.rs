//! The handlers of the routes.
//!
//! The generic functions only name the resource. What they call is compiled once for all resources.

mod reading;

use std::time::Duration;

use axum::extract::OriginalUri;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use fin_infra_core::{Adjustable, Creatable, Db, Deletable, Error, SoftDelete, Updatable};

use self::reading::{aggregate_rows, get_row, list_rows};
use super::api::Api;
use super::conditional::{self, Precondition};
use super::endpoint::{HandlerFuture, RequestContext, repository};
use super::idempotency::{Once, RowsOfRequest, Work};
use super::input::{FromBody, InputBody};
use super::nested::Family;
use super::problem::{FieldError, Kind, Problem};
use super::reply::{Created, with_json};
use super::rows::{
    AdjustableRows, AggregatableRows, CreatableRows, DeletableRows, ReadRow, RestorableRows, Rows, RowsOf,
    UpdatableRows,
};
use super::{HttpResource, body, idempotency, nested};

/// The rows of the request's tenant, as a handler uses them.
type TenantRows<T> = Result<Box<T>, Problem>;

fn rows<R: HttpResource>(context: &RequestContext) -> TenantRows<RowsOf<R>> {
    repository(&context.api, &context.tenant).map(|repository| Box::new(RowsOf(repository)))
}

pub(super) fn list<R: HttpResource>(context: RequestContext) -> HandlerFuture {
    let rows: TenantRows<dyn Rows> = rows::<R>(&context).map(|rows| rows as _);
    Box::pin(list_rows(context, rows))
}

/// A list that requires `q`.
pub(super) fn search<R: HttpResource>(mut context: RequestContext) -> HandlerFuture {
    if !context.parameters.has_name("q") {
        context.parameters.reject("q", "is required: it is the text to search for");
    }
    list::<R>(context)
}

pub(super) fn aggregate<R: HttpResource>(context: RequestContext) -> HandlerFuture {
    let rows: TenantRows<dyn AggregatableRows> = rows::<R>(&context).map(|rows| rows as _);
    Box::pin(aggregate_rows(context, rows))
}

pub(super) fn get<R: HttpResource>(context: RequestContext) -> HandlerFuture {
    let rows: TenantRows<dyn Rows> = rows::<R>(&context).map(|rows| rows as _);
    Box::pin(get_row(context, rows))
}

pub(super) fn create<R>(context: RequestContext) -> HandlerFuture
where
    R: HttpResource + Creatable<Create: for<'de> FromBody<'de>>,
{
    let rows: TenantRows<dyn CreatableRows> = rows::<R>(&context).map(|rows| rows as _);
    Box::pin(create_row(context, rows))
}

pub(super) fn update<R>(context: RequestContext) -> HandlerFuture
where
    R: HttpResource + Updatable<Update: for<'de> FromBody<'de>>,
{
    let rows: TenantRows<dyn UpdatableRows> = rows::<R>(&context).map(|rows| rows as _);
    Box::pin(update_row(context, rows))
}

pub(super) fn adjust<R>(context: RequestContext) -> HandlerFuture
where
    R: HttpResource + Adjustable<Adjust: for<'de> FromBody<'de>>,
{
    let rows: TenantRows<dyn AdjustableRows> = rows::<R>(&context).map(|rows| rows as _);
    Box::pin(adjust_row(context, rows))
}

pub(super) fn delete<R: HttpResource + Deletable>(context: RequestContext) -> HandlerFuture {
    let rows: TenantRows<dyn DeletableRows> = rows::<R>(&context).map(|rows| rows as _);
    Box::pin(delete_row(context, rows))
}

pub(super) fn restore<R: HttpResource + SoftDelete>(context: RequestContext) -> HandlerFuture {
    let rows: TenantRows<dyn RestorableRows> = rows::<R>(&context).map(|rows| rows as _);
    Box::pin(restore_row(context, rows))
}

async fn create_row(
    mut context: RequestContext,
    rows: TenantRows<dyn CreatableRows>,
) -> Result<Response, Problem> {
    let rows = rows?;
    context.no_more_parameters(&[])?;
    let key = idempotency::key(&context.parts.headers)?;
    let body = std::mem::take(&mut context.body);
    let bytes =
        body::read(&context.parts.headers, &["application/json"], body, context.api.body_limit).await?;
    let Family { creation, children } = creation(&context, &*rows, &bytes)?;
    let path =
        location(context.parts.extensions.get::<OriginalUri>().map_or(&context.parts.uri, |uri| &uri.0));
    let respond = |row: &dyn ReadRow| Ok(created(row, &path)?.into_response());
    let Some(key) = key else { return respond(&*creation.create(&context.api.db).await?) };
    let once = Once::new(rows.table().name, &context.tenant, key, &[&bytes], key_lifetime(&context.api)?);
    let work: Work<'_> = Box::new(move |tx| creation.create_within(tx));
    once.run(&context.api.db, RowsOfRequest { rows: &*rows, children: &children }, work, &respond).await
}

/// Reads a row, and its children if the body names any.
fn creation(context: &RequestContext, rows: &dyn CreatableRows, bytes: &[u8]) -> Result<Family, Problem> {
    let mut body = InputBody::new(bytes, rows.table())?;
    match nested::read(context, &mut body)? {
        Some(family) => Ok(family),
        None => Ok(Family { creation: rows.creation(&body)?, children: Vec::new() }),
    }
}

/// How long a key is stored.
fn key_lifetime(api: &Api) -> Result<Duration, Problem> {
    let detail = "idempotency keys are not enabled; omit the header";
    let refused = || {
        let error = FieldError::new(idempotency::HEADER.as_str(), detail);
        Problem::of(Kind::InvalidHeader, vec![error])
    };
    api.idempotency.ok_or_else(refused)
}

fn created(row: &dyn ReadRow, path: &str) -> Result<Created, Problem> {
    Ok(Created {
        body: json(row)?.into(),
        location: row.id().map(|id| format!("{path}/{id}")),
        version: row.version(),
    })
}

/// The path of the resource, to which the id of a row is appended.
fn location(uri: &axum::http::Uri) -> String {
    uri.path().trim_end_matches('/').to_owned()
}

async fn update_row(
    mut context: RequestContext,
    rows: TenantRows<dyn UpdatableRows>,
) -> Result<Response, Problem> {
    let rows = rows?;
    let id = id(&mut context, &*rows).await?;
    context.no_more_parameters(&[])?;
    let mut precondition = Precondition::of(rows.table(), &context.parts.headers)?;
    let accepted = ["application/json", "application/merge-patch+json"];
    let bytes = body::read(&context.parts.headers, &accepted, context.body, context.api.body_limit).await?;
    let body = InputBody::new(&bytes, rows.table())?;
    loop {
        // Each attempt consumes the changes.
        let changes = rows.changes(&body)?;
        let version = precondition.version(&context.api.db, &*rows, &id).await?;
        match changes.update(&context.api.db, &id, version).await {
            Err(error) if precondition.is_worth_another_attempt(&error) => {}
            row => return single(&*row?),
        }
    }
}

async fn adjust_row(
    mut context: RequestContext,
    rows: TenantRows<dyn AdjustableRows>,
) -> Result<Response, Problem> {
    let rows = rows?;
    let id = id(&mut context, &*rows).await?;
    context.no_more_parameters(&[])?;
    let key = idempotency::key(&context.parts.headers)?;
    let mut precondition = Precondition::optional(rows.table(), &context.parts.headers)?;
    let bytes =
        body::read(&context.parts.headers, &["application/json"], context.body, context.api.body_limit)
            .await?;
    let body = InputBody::new(&bytes, rows.table())?;
    if let Some(key) = key {
        let adjustment = rows.adjustment(&body)?;
        let parts: [&[u8]; 3] = [b"adjust", id.as_bytes(), &bytes];
        let once = Once::new(rows.table().name, &context.tenant, key, &parts, key_lifetime(&context.api)?);
        let of_request = RowsOfRequest { rows: &*rows, children: &[] };
        // The row of a request that was done has another version by now.
        if let Some(response) = once.done(&context.api.db, of_request, &single).await? {
            return Ok(response);
        }
        let version = precondition.version(&context.api.db, &*rows, &id).await?;
        let work: Work<'_> = Box::new(|tx| adjustment.adjust_within(tx, &id, version));
        return once.run(&context.api.db, of_request, work, &single).await;
    }
    loop {
        // Each attempt consumes the amounts.
        let adjustment = rows.adjustment(&body)?;
        let version = precondition.version(&context.api.db, &*rows, &id).await?;
        match adjustment.adjust(&context.api.db, &id, version).await {
            Err(error) if precondition.is_worth_another_attempt(&error) => {}
            row => return single(&*row?),
        }
    }
}

async fn delete_row(
    mut context: RequestContext,
    rows: TenantRows<dyn DeletableRows>,
) -> Result<Response, Problem> {
    let rows = rows?;
    let id = id(&mut context, &*rows).await?;
    let soft = rows.table().deleted_at.is_some();
    let hard = soft && context.parameters.flag("hard");
    context.no_more_parameters(if soft { &["hard"] } else { &[] })?;
    body::read_none(context.body, context.api.body_limit).await?;
    if hard {
        rows.hard_delete(&context.api.db, &id).await?;
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let mut precondition = Precondition::of(rows.table(), &context.parts.headers)?;
    loop {
        let version = precondition.version(&context.api.db, &*rows, &id).await?;
        match delete_version(&context.api.db, &*rows, &id, version).await {
            Err(error) if precondition.is_worth_another_attempt(&error) => {}
            result => break result?,
        }
    }
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Deletes a row if it has the expected version, or any if none is expected.
async fn delete_version(
    db: &Db,
    rows: &dyn DeletableRows,
    id: &str,
    version: Option<i64>,
) -> Result<(), Error> {
    if version.is_some() || rows.table().version.is_none() {
        return rows.delete(db, id, version).await;
    }
    match rows.delete_any(db, id).await? {
        0 => Err(Error::not_found().of(rows.table().name)),
        _ => Ok(()),
    }
}

async fn restore_row(
    mut context: RequestContext,
    rows: TenantRows<dyn RestorableRows>,
) -> Result<Response, Problem> {
    let rows = rows?;
    let id = id(&mut context, &*rows).await?;
    context.no_more_parameters(&[])?;
    body::read_none(context.body, context.api.body_limit).await?;
    match rows.restore(&context.api.db, &id).await {
        // The row is live, perhaps by an earlier request whose response was lost. A retry gets the same response.
        Err(error) if error.is_not_found() => single(&*rows.get(&context.api.db, &id).await?),
        row => single(&*row?),
    }
}

/// Reads the id in the path. A text that cannot be an id is reported as not found.
async fn id<T: Rows + ?Sized>(context: &mut RequestContext, rows: &T) -> Result<String, Problem> {
    let id = context.id().await?;
    if rows.is_id(&id) { Ok(id) } else { Err(Problem::not_found()) }
}

/// Responds with a row and its tag.
fn single(row: &dyn ReadRow) -> Result<Response, Problem> {
    let mut response = with_json(StatusCode::OK, json(row)?.into());
    conditional::tag(row.version(), response.headers_mut());
    Ok(response)
}

fn json(row: &dyn ReadRow) -> Result<Vec<u8>, Problem> {
    row.json().map_err(|error| {
        tracing::error!(%error, "failed to serialize a row");
        Problem::new(Kind::Internal, "the row could not be serialized; the error is logged")
    })
}
