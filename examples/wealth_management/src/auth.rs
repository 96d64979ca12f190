//! API tokens: who may use the API, and for which advisor.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use chrono::Days;
use fin_infra::http::{Problem, Tenant};
use fin_infra::prelude::*;
use sha2::{Digest, Sha256};

use crate::resources::{ApiToken, ApiTokenCreate, ApiTokenFilter, ApiTokenQuery, ApiTokenRead};

/// What a token begins with, so that a program that looks for secrets recognizes one.
const PREFIX: &str = "wealth_";

/// Creates a token for a person who works for an advisor. Returns it with its row; only its digest is stored.
pub(crate) async fn create(
    db: &Db,
    advisor: Uuid,
    person: &str,
    days: u64,
) -> Result<(String, ApiTokenRead), Error> {
    let expires_at = Utc::now().checked_add_days(Days::new(days));
    let expires_at = expires_at.ok_or_else(|| Error::invalid("days", "must be fewer"))?;
    // Two UUIDs of version 4 have 244 random bits.
    let token = format!("{PREFIX}{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple());
    let row = ApiTokenCreate::new(advisor, person.to_owned(), digest(&token), expires_at);
    Ok((token, ApiToken::repository().create(db, row).await?))
}

/// Puts the advisor of a valid token into the request. A request without one goes on: the API rejects it where it needs a
/// tenant.
pub(crate) async fn authenticate(State(db): State<Db>, mut request: Request, next: Next) -> Response {
    if let Some(token) = bearer(request.headers()) {
        match advisor(&db, token).await {
            Ok(Some(advisor)) => {
                request.extensions_mut().insert(Tenant(advisor.to_string()));
            }
            Ok(None) => {}
            Err(error) => return Problem::from(error).into_response(),
        }
    }
    let mut response = next.run(request).await;
    if response.status() == StatusCode::UNAUTHORIZED {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim_start())
}

/// The advisor of a token that has not expired. Digests are compared, so the time that it takes says nothing about tokens.
async fn advisor(db: &Db, token: &str) -> Result<Option<Uuid>, Error> {
    let filter = ApiTokenFilter::new().digest(digest(token));
    let found = ApiToken::repository().list(db, ApiTokenQuery::new().filter(filter).page_size(1)).await?;
    let valid = found.items.into_iter().find(|token| token.expires_at > Utc::now());
    Ok(valid.map(|token| token.advisor_id))
}

fn digest(token: &str) -> String {
    hex::encode(Sha256::digest(token))
}
