//! The page of the budgets.

use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::{Datelike, Utc};
use fin_infra::http::Action;
use fin_infra::prelude::*;
use fin_infra::{Isolation, TransactionOptions};
use fin_infra_domains::budgets::{BudgetOrder, BudgetProgress, BudgetQuery};
use fin_infra_domains::calendar::Period;
use maud::{Markup, html};
use serde::Deserialize;

use super::form::NewBudget;
use super::submitted::Submitted;
use super::{cards, page};
use crate::access::{Access, Actor, may};
use crate::resources::{Budget, Company};

/// How many budgets a page has.
const PAGE: u32 = 10;

impl Actor {
    /// Whether the member may perform an action on budgets.
    fn may(&self, action: Action) -> bool {
        may(self.member.role, action, "budgets")
    }
}

/// Which page.
#[derive(Debug, Deserialize)]
pub(super) struct Position {
    /// The end of the page before.
    after: Option<String>,
}

/// `GET /budgets`
pub(super) async fn list(
    State(access): State<Access>,
    Extension(actor): Extension<Actor>,
    Query(position): Query<Position>,
) -> Response {
    match read(&access.db, &actor, position).await {
        Ok(page) => page.into_response(),
        Err(error) => page::problem(&error),
    }
}

async fn read(db: &Db, actor: &Actor, position: Position) -> Result<Markup, Error> {
    let company = Company::repository().get(db, actor.company()).await?;
    let budgets = Budget::repository().tenant(actor.company());
    let query = BudgetQuery::new().order_by(BudgetOrder::StartsOn.desc()).page_size(PAGE);
    let query = match position.after {
        Some(cursor) => query.after(cursor.parse()?),
        None => query,
    };
    // One state of all rows, and one round trip for each statement.
    let options = TransactionOptions::new().isolation(Isolation::RepeatableRead).read_only();
    let (shown, next) = db
        .transaction_for(actor.company(), options, async |tx| {
            let page = budgets.list(&tx, query.clone()).await?;
            let mut shown = Vec::new();
            for budget in page.items {
                shown.push(budgets.progress(&tx, budget.id, Utc::now().date_naive()).await?);
            }
            Ok::<_, Error>((shown, page.next))
        })
        .await?;
    Ok(page::page(
        "Budgets",
        Some(actor),
        &company.name,
        &content(actor, &shown, next.map(|cursor| cursor.to_string())),
    ))
}

fn content(actor: &Actor, shown: &[BudgetProgress], next: Option<String>) -> Markup {
    html! {
        p id="problem" role="alert" {}
        @if actor.may(Action::Create) { (form()) }
        div id="budgets" {
            @for progress in shown { (cards::card(progress, actor.may(Action::Delete))) }
        }
        @if let Some(cursor) = next { p { a href={ "/budgets?after=" (cursor) } { "Earlier budgets" } } }
    }
}

fn form() -> Markup {
    let today = Utc::now().date_naive();
    html! {
        form.panel hx-post="/budgets" hx-target="#budgets" hx-swap="afterbegin" {
            label { "Name" input name="name" required maxlength="128"; }
            label { "Period" select name="period" {
                @for period in Period::ALL {
                    @let name = period_name(period);
                    option value=(name) selected[period == Period::Monthly] { (name) }
                }
            } }
            label { "First day" input type="date" name="starts_on" required value=(today.with_day(1).unwrap_or(today)); }
            label { "Currency" input name="currency" required maxlength="3" value="EUR"; }
            label.wide { "Categories, one a line" textarea name="categories" rows="3" required placeholder="Travel 800.00" {} }
            button type="submit" { "Add budget" }
        }
    }
}

fn period_name(period: Period) -> &'static str {
    match period {
        Period::Weekly => "weekly",
        Period::Biweekly => "biweekly",
        Period::Monthly => "monthly",
        Period::Quarterly => "quarterly",
        Period::Yearly => "yearly",
    }
}

/// `POST /budgets`
pub(super) async fn add(
    State(access): State<Access>,
    Extension(actor): Extension<Actor>,
    Submitted(new): Submitted<NewBudget>,
) -> Response {
    if !actor.may(Action::Create) {
        return forbidden();
    }
    let budgets = Budget::repository().tenant(actor.company());
    let added = async {
        let plan = new.plan(actor.member.id)?;
        let budget = budgets.create_planned(&access.db, plan.budget, plan.planned, plan.currency).await?;
        card(&access.db, &actor, budget.row.id).await
    };
    respond(added.await)
}

/// The version that the page shows.
#[derive(Debug, Deserialize)]
pub(super) struct Shown {
    version: i64,
}

/// `POST /budgets/{id}/delete`
pub(super) async fn delete(
    State(access): State<Access>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<Uuid>,
    Submitted(shown): Submitted<Shown>,
) -> Response {
    if !actor.may(Action::Delete) {
        return forbidden();
    }
    let budgets = Budget::repository().tenant(actor.company());
    let deleted = async {
        let budget = budgets.get(&access.db, id).await?;
        budgets.delete(&access.db, (id, shown.version)).await?;
        Ok(cards::deleted(&budget))
    };
    respond(deleted.await)
}

/// `POST /budgets/{id}/restore`
pub(super) async fn restore(
    State(access): State<Access>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<Uuid>,
) -> Response {
    if !actor.may(Action::Restore) {
        return forbidden();
    }
    let restored = async {
        Budget::repository().tenant(actor.company()).restore(&access.db, id).await?;
        card(&access.db, &actor, id).await
    };
    respond(restored.await)
}

async fn card(db: &Db, actor: &Actor, id: Uuid) -> Result<Markup, Error> {
    let budgets = Budget::repository().tenant(actor.company());
    let progress = budgets.progress(db, id, Utc::now().date_naive()).await?;
    Ok(cards::card(&progress, actor.may(Action::Delete)))
}

fn respond(result: Result<Markup, Error>) -> Response {
    match result {
        Ok(markup) => markup.into_response(),
        Err(error) => page::problem(&error),
    }
}

fn forbidden() -> Response {
    page::told(StatusCode::FORBIDDEN, "Your role does not allow that.")
}
