//! What all pages have.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use fin_infra::{Error, ErrorKind};
use maud::{DOCTYPE, Markup, html};

use crate::access::Actor;

/// htmx evaluates no scripts in attributes, keeps no pages of a company in the browser's storage, and shows what a response
/// with an error says.
const HTMX: &str = r#"{"allowEval":false,"historyEnabled":false,"historyCacheSize":0,"includeIndicatorStyles":false,"responseHandling":[{"code":"...","swap":true}]}"#;

/// A page.
pub(super) fn page(title: &str, actor: Option<&Actor>, company: &str, content: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="htmx-config" content=(HTMX);
                title { (title) }
                link rel="icon" href="data:,";
                link rel="stylesheet" href="/assets/style.css";
                script src="/assets/htmx.js" defer {}
            }
            body {
                header {
                    h1 { (company) }
                    @if let Some(actor) = actor {
                        span.quiet { (actor.member.name) " · " (actor.member.role.name()) }
                        form method="post" action="/sign-out" { button type="submit" { "Sign out" } }
                    }
                }
                main { (content) }
            }
        }
    }
}

/// The page for a path that no other one has.
pub(super) async fn not_found() -> Response {
    let content = html! { p { "There is no such page. " a href="/budgets" { "Go to the budgets" } } };
    (StatusCode::NOT_FOUND, page("Not found", None, "SaaS budgeting", &content)).into_response()
}

/// What went wrong, shown above the budgets.
pub(super) fn problem(error: &Error) -> Response {
    let (status, text) = match error.kind() {
        ErrorKind::NotFound => (StatusCode::NOT_FOUND, "There is no such budget.".to_owned()),
        ErrorKind::StaleVersion => {
            (StatusCode::CONFLICT, "Somebody else changed it: load the page again.".to_owned())
        }
        // The only key that a form can break.
        ErrorKind::Conflict => (StatusCode::CONFLICT, "You have a budget of this name already.".to_owned()),
        ErrorKind::Invalid => (StatusCode::UNPROCESSABLE_ENTITY, sentences(error)),
        _ => {
            tracing::error!(%error, "a page failed");
            (StatusCode::SERVICE_UNAVAILABLE, "That failed. Try again later.".to_owned())
        }
    };
    told(status, &text)
}

/// A message in the place for problems.
pub(super) fn told(status: StatusCode, text: &str) -> Response {
    let to = [("hx-retarget", "#problem"), ("hx-reswap", "textContent")];
    (status, to, text.to_owned()).into_response()
}

fn sentences(error: &Error) -> String {
    let fields: Vec<String> = error
        .field_errors()
        .map(|(field, reason)| format!("{}: {reason}", field.replace('_', " ")))
        .collect();
    match fields.is_empty() {
        true => error.reason().to_owned(),
        false => fields.join("; "),
    }
}
