//! Signing in and out.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use maud::{Markup, html};

use super::page::page as whole;
use super::session;
use super::submitted::Submitted;
use crate::access::{Access, Credentials};

/// `GET /sign-in`
pub(super) async fn page() -> Markup {
    form("", "", None)
}

fn form(company: &str, email: &str, problem: Option<&str>) -> Markup {
    let content = html! {
        form.panel.narrow method="post" action="/sign-in" {
            @if let Some(problem) = problem { p.problem role="alert" { (problem) } }
            label { "Company" input name="company" value=(company) required maxlength="63" autocomplete="organization"; }
            label { "E-mail" input type="email" name="email" value=(email) required maxlength="254" autocomplete="username"; }
            label { "Password" input type="password" name="password" required maxlength="128" autocomplete="current-password"; }
            button type="submit" { "Sign in" }
        }
    };
    whole("Sign in", None, "SaaS budgeting", &content)
}

/// `POST /sign-in`
pub(super) async fn sign_in(
    State(access): State<Access>,
    jar: CookieJar,
    Submitted(credentials): Submitted<Credentials>,
) -> Response {
    let (company, email) = (credentials.company.clone(), credentials.email.clone());
    match access.issue(credentials).await {
        Ok(token) => (jar.add(session::cookie(token)), Redirect::to("/budgets")).into_response(),
        Err(error) => {
            let (status, problem) = error.response();
            (status, form(&company, &email, Some(problem))).into_response()
        }
    }
}

/// `POST /sign-out`
pub(super) async fn sign_out(jar: CookieJar) -> Response {
    (StatusCode::SEE_OTHER, jar.remove(session::removal()), Redirect::to("/sign-in")).into_response()
}
