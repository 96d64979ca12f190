//! A budget on the page.

use fin_infra::prelude::*;
use fin_infra_domains::budgets::{BudgetProgress, BudgetRead, Progress, Usage};
use maud::{Markup, html};

/// A budget with its progress bars.
pub(super) fn card(progress: &BudgetProgress, may_delete: bool) -> Markup {
    let budget = &progress.budget;
    html! {
        article id={ "budget-" (budget.id) } {
            div.head {
                div {
                    h2 { (budget.name) }
                    span.quiet { (budget.starts_on) " – " (budget.ends_on) }
                }
                @if may_delete {
                    button hx-post={ "/budgets/" (budget.id) "/delete" } hx-vals={ "{\"version\":" (budget.version) "}" }
                        hx-target="closest article" hx-swap="outerHTML" { "Delete" }
                }
            }
            @for (currency, in_currency) in &progress.currencies { (table(progress, *currency, in_currency)) }
        }
    }
}

fn table(progress: &BudgetProgress, currency: Currency, in_currency: &Progress) -> Markup {
    let thresholds = progress.thresholds();
    let threshold = |name: &String| thresholds.by_category.get(name).copied().unwrap_or(thresholds.usual);
    html! {
        table {
            @for (name, usage) in &in_currency.categories { (row(name, usage, currency, threshold(name), "")) }
            (row("Total", &in_currency.total, currency, thresholds.usual, "total"))
        }
    }
}

fn row(name: &str, usage: &Usage, currency: Currency, near: Decimal, class: &str) -> Markup {
    let state = match usage.percent {
        _ if usage.remaining < Decimal::ZERO => "over",
        Some(percent) if percent >= near => "near",
        _ => "",
    };
    let amount = |amount: Decimal| format!("{amount:.*}", currency.decimal_places().unwrap_or(2) as usize);
    html! {
        tr class={ (class) " " (state) } {
            th scope="row" { (name) }
            td.bar { progress max="100" value=(bar(usage)) aria-label={ (name) ", spent" } {} }
            td.amount { (usage.percent.map_or_else(|| "not planned".to_owned(), |percent| format!("{percent} %"))) }
            td.amount { (amount(usage.spent)) " of " (amount(usage.planned + usage.carried)) " " (currency.code()) }
        }
    }
}

/// The length of a bar, in percent.
fn bar(usage: &Usage) -> Decimal {
    match usage.percent {
        Some(percent) => percent.clamp(Decimal::ZERO, dec!(100)),
        // Nothing was planned, so that anything is too much.
        None if usage.spent > Decimal::ZERO => dec!(100),
        None => Decimal::ZERO,
    }
}

/// What is left of a budget that was deleted.
pub(super) fn deleted(budget: &BudgetRead) -> Markup {
    html! {
        article id={ "budget-" (budget.id) } {
            div.head {
                span role="status" { "Deleted " (budget.name) "." }
                button hx-post={ "/budgets/" (budget.id) "/restore" } hx-target="closest article" hx-swap="outerHTML" { "Undo" }
            }
        }
    }
}
