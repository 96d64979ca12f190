//! The web page. The browser keeps the token in a cookie that scripts cannot read and other sites cannot send.

mod budgets;
mod cards;
mod form;
mod page;
mod session;
mod sign_in;
mod submitted;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};

use crate::access::Access;

/// Nothing but the program's own script and style is loaded, and no other page embeds this one.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The largest form.
const MAX_FORM: usize = 16 * 1024;

/// All pages.
pub(crate) fn router(access: Access) -> Router {
    let members = Router::new()
        .route("/budgets", get(budgets::list).post(budgets::add))
        .route("/budgets/{id}/delete", post(budgets::delete))
        .route("/budgets/{id}/restore", post(budgets::restore))
        .route("/sign-out", post(sign_in::sign_out))
        .route_layer(middleware::from_fn_with_state(access.clone(), session::require));
    Router::new()
        .route("/", get(async || Redirect::to("/budgets")))
        .route("/sign-in", get(sign_in::page).post(sign_in::sign_in))
        .merge(members)
        // Only around the routes: an unknown path is not found, wherever the request comes from.
        .route_layer(middleware::from_fn(session::only_own_pages))
        .fallback(page::not_found)
        .layer(DefaultBodyLimit::max(MAX_FORM))
        .layer(middleware::map_response(headers))
        .route(
            "/assets/htmx.js",
            get(async || asset("text/javascript", include_str!("../../assets/htmx.min.js"))),
        )
        .route("/assets/style.css", get(async || asset("text/css", include_str!("../../assets/style.css"))))
        .with_state(access)
}

fn asset(kind: &'static str, text: &'static str) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "public, max-age=3600")], text)
}

async fn headers(mut response: Response) -> Response {
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (HeaderName::from_static("referrer-policy"), "same-origin"),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}
