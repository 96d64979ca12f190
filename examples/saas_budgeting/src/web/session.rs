//! The session of a browser: a cookie with the token.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};

use super::page;
use crate::access::Access;

/// Browsers accept this name only for a secure cookie of this host, so that no other host can set it.
const NAME: &str = "__Host-session";

/// The cookie with a token. The browser forgets it when it is closed.
pub(super) fn cookie(token: String) -> Cookie<'static> {
    Cookie::build((NAME, token)).path("/").secure(true).http_only(true).same_site(SameSite::Strict).build()
}

/// The cookie that removes the session.
pub(super) fn removal() -> Cookie<'static> {
    Cookie::build(NAME).path("/").secure(true).build()
}

/// Lets only members through. Others get the form to sign in.
pub(super) async fn require(
    State(access): State<Access>,
    jar: CookieJar,
    mut request: Request,
    next: Next,
) -> Response {
    let Some(token) = jar.get(NAME) else { return to_sign_in(request.headers()) };
    match access.actor(token.value()).await {
        Ok(Some(actor)) => {
            request.extensions_mut().insert(actor);
            next.run(request).await
        }
        Ok(None) => to_sign_in(request.headers()),
        Err(error) => page::problem(&error),
    }
}

fn to_sign_in(headers: &HeaderMap) -> Response {
    match headers.contains_key("hx-request") {
        // A redirect would put the form into the place of a budget.
        true => (StatusCode::UNAUTHORIZED, [("hx-redirect", "/sign-in")]).into_response(),
        false => Redirect::to("/sign-in").into_response(),
    }
}

/// Refuses forms that a page of another site makes a browser send.
pub(super) async fn only_own_pages(request: Request, next: Next) -> Response {
    match request.method() == Method::GET || request.method() == Method::HEAD || is_own(request.headers()) {
        true => next.run(request).await,
        false => (StatusCode::FORBIDDEN, "the form is not from this site\n").into_response(),
    }
}

/// Whether a form is from a page of this site: all current browsers say so in `Sec-Fetch-Site`, and older ones at least send
/// the origin. Behind a gateway, `Host` has to be the one that the browser asked for.
fn is_own(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return site == "same-origin";
    }
    let origin = text(header::ORIGIN.as_str()).and_then(|origin| origin.split_once("://"));
    origin.is_some_and(|(_, host)| text(header::HOST.as_str()) == Some(host))
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    fn is_own_with(pairs: &[(&'static str, &'static str)]) -> bool {
        let pair = |(name, value): &(&'static str, &'static str)| {
            (HeaderName::from_static(name), HeaderValue::from_static(value))
        };
        is_own(&pairs.iter().map(pair).collect())
    }

    #[test]
    fn only_forms_of_this_site_are_its_own() {
        let host = ("host", "budgets.example");
        assert!(is_own_with(&[host, ("sec-fetch-site", "same-origin")]));
        assert!(is_own_with(&[host, ("origin", "https://budgets.example")]));
        for foreign in [
            &[host][..],
            &[host, ("sec-fetch-site", "same-site"), ("origin", "https://budgets.example")],
            &[host, ("sec-fetch-site", "cross-site")],
            &[host, ("sec-fetch-site", "none")],
            &[host, ("origin", "https://evil.example")],
            &[host, ("origin", "null")],
        ] {
            assert!(!is_own_with(foreign), "{foreign:?}");
        }
    }
}
