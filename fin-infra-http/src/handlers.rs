//! The handlers of the routes.

use axum::body::Bytes;
use axum::extract::OriginalUri;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use fin_infra_core::{Creatable, Db, Deletable, Error, Repository, SoftDelete, Updatable, internal};
use serde::Serialize;

use super::body;
use super::conditional::{self, Precondition};
use super::endpoint::{HandlerFuture, RequestContext};
use super::input::{FromBody, InputBody};
use super::problem::{FieldError, Kind, Problem};
use super::reply::{Created, with_json};
use super::{HttpResource, idempotency, list, page, value};

pub(super) fn list<R: HttpResource>(context: RequestContext<R>) -> HandlerFuture {
    Box::pin(async move {
        let names = context.parameters.names();
        let query = list::query::<R>(context.parameters)?;
        let (start, page_size) = (query.start.clone(), query.page_size);
        let _making = context.api.page_memory.make(page_size).await;
        let page = context.repository.list(&context.api.db, query).await;
        let page = page.map_err(|error| Problem::of_query(error, &names))?;
        page::respond(&context.api, &page, &start, page_size).await
    })
}

/// A list that requires `q`.
pub(super) fn search<R: HttpResource>(mut context: RequestContext<R>) -> HandlerFuture {
    Box::pin(async move {
        if !context.parameters.has_name("q") {
            context.parameters.reject("q", "is required: it is the text to search for");
        }
        list::<R>(context).await
    })
}

pub(super) fn get<R: HttpResource>(mut context: RequestContext<R>) -> HandlerFuture {
    Box::pin(async move {
        let id = context.id().await?;
        context.no_more_parameters(&[])?;
        let row = context.repository.get(&context.api.db, id).await?;
        let mut response = if conditional::is_known::<R>(&context.parts.headers, &row)? {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            with_json(StatusCode::OK, context.api.page_memory.hold(encoded(&row)?)?)
        };
        conditional::tag::<R>(&row, &mut response);
        Ok(response)
    })
}

pub(super) fn create<R>(mut context: RequestContext<R>) -> HandlerFuture
where
    R: HttpResource + Creatable<Create: for<'de> FromBody<'de>>,
{
    Box::pin(async move {
        context.no_more_parameters(&[])?;
        let key = idempotency::key(&context.parts.headers)?;
        let bytes =
            body::read(&context.parts.headers, &["application/json"], context.body, context.api.body_limit)
                .await?;
        let create: R::Create = FromBody::from_body(&InputBody::new(&bytes, R::TABLE)?)?;
        let path =
            location(context.parts.extensions.get::<OriginalUri>().map_or(&context.parts.uri, |uri| &uri.0));
        let respond = |row: &R::Read| created::<R>(row, &path);
        match (key, context.api.idempotency) {
            (None, _) => {
                let row = context.repository.create(&context.api.db, create).await?;
                Ok(respond(&row)?.into_response())
            }
            (Some(key), Some(lifetime)) => {
                let create_once =
                    idempotency::IdempotentCreate::new::<R>(&context.tenant, key, &bytes, lifetime);
                create_once.create(&context.api.db, &context.repository, create, respond).await
            }
            (Some(_), None) => Err(Problem::of(
                Kind::InvalidHeader,
                vec![FieldError::new(
                    idempotency::HEADER.as_str(),
                    "idempotency keys are not enabled; omit the header",
                )],
            )),
        }
    })
}

fn created<R: HttpResource>(row: &R::Read, path: &str) -> Result<Created, Problem> {
    Ok(Created {
        body: serialize(row)?,
        location: value::text_of(R::id(row)).map(|id| format!("{path}/{id}")),
        version: R::version(row),
    })
}

/// The path of the resource, to which the id of a row is appended.
fn location(uri: &axum::http::Uri) -> String {
    uri.path().trim_end_matches('/').to_owned()
}

pub(super) fn update<R>(mut context: RequestContext<R>) -> HandlerFuture
where
    R: HttpResource + Updatable<Update: for<'de> FromBody<'de>>,
{
    Box::pin(async move {
        let id = context.id().await?;
        context.no_more_parameters(&[])?;
        let mut precondition = Precondition::of::<R>(&context.parts.headers)?;
        let accepted = ["application/json", "application/merge-patch+json"];
        let bytes =
            body::read(&context.parts.headers, &accepted, context.body, context.api.body_limit).await?;
        let body = InputBody::new(&bytes, R::TABLE)?;
        let (db, repository) = (&context.api.db, &context.repository);
        loop {
            // Each attempt consumes the changes.
            let changes: R::Update = FromBody::from_body(&body)?;
            let version = precondition.version(db, repository, &id).await?;
            match internal::update_version(repository, db, id.clone(), version, changes).await {
                Err(error) if precondition.is_worth_another_attempt(&error) => {}
                row => return single::<R>(&row?),
            }
        }
    })
}

pub(super) fn delete<R: HttpResource + Deletable>(mut context: RequestContext<R>) -> HandlerFuture {
    Box::pin(async move {
        let id = context.id().await?;
        let (soft, hard) = (R::TABLE.deleted_at.is_some(), is_hard(&mut context));
        context.no_more_parameters(if soft { &["hard"] } else { &[] })?;
        body::read_none(context.body, context.api.body_limit).await?;
        let (db, repository) = (&context.api.db, &context.repository);
        if hard {
            internal::remove(repository, db, id).await?;
            return Ok(StatusCode::NO_CONTENT.into_response());
        }
        let mut precondition = Precondition::of::<R>(&context.parts.headers)?;
        loop {
            let version = precondition.version(db, repository, &id).await?;
            match remove(db, repository, &id, version).await {
                Err(error) if precondition.is_worth_another_attempt(&error) => {}
                result => break result?,
            }
        }
        Ok(StatusCode::NO_CONTENT.into_response())
    })
}

/// Deletes a row with a version, or with any.
async fn remove<R: HttpResource + Deletable>(
    db: &Db,
    repository: &Repository<R>,
    id: &R::Id,
    version: Option<i64>,
) -> Result<(), Error> {
    if version.is_some() || R::TABLE.version.is_none() {
        return internal::delete_version(repository, db, id.clone(), version).await;
    }
    match repository.delete_many(db, std::slice::from_ref(id)).await? {
        0 => Err(Error::not_found().of(R::TABLE.name)),
        _ => Ok(()),
    }
}

/// Whether to remove a row of a resource with soft delete permanently.
fn is_hard<R: HttpResource>(context: &mut RequestContext<R>) -> bool {
    R::TABLE.deleted_at.is_some() && context.parameters.flag("hard")
}

pub(super) fn restore<R: HttpResource + SoftDelete>(mut context: RequestContext<R>) -> HandlerFuture {
    Box::pin(async move {
        let id = context.id().await?;
        context.no_more_parameters(&[])?;
        body::read_none(context.body, context.api.body_limit).await?;
        let (db, repository) = (&context.api.db, &context.repository);
        match repository.restore(db, id.clone()).await {
            // The row is not deleted, or no longer: a retry after a lost response gets the same response.
            Err(error) if error.is_not_found() => single::<R>(&repository.get(db, id).await?),
            row => single::<R>(&row?),
        }
    })
}

/// Responds with a row and its tag.
fn single<R: HttpResource>(row: &R::Read) -> Result<Response, Problem> {
    let mut response = with_json(StatusCode::OK, serialize(row)?);
    conditional::tag::<R>(row, &mut response);
    Ok(response)
}

fn serialize<T: Serialize>(value: &T) -> Result<Bytes, Problem> {
    encoded(value).map(Bytes::from)
}

fn encoded<T: Serialize>(value: &T) -> Result<Vec<u8>, Problem> {
    serde_json::to_vec(value).map_err(|error| {
        tracing::error!(%error, "failed to serialize a row");
        Problem::new(Kind::Internal, "the row could not be serialized; the error is logged")
    })
}
