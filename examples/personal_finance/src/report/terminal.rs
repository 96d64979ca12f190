//! The report of a month on a terminal.

use anyhow::Result;
use fin_infra::prelude::*;

use super::MonthReport;
use super::budgets::BudgetReport;
use super::goals::GoalReport;
use crate::output::{self, Align, Table, bar, line};

/// How long a bar is at most.
const BAR: u16 = 24;

/// Prints a report.
pub(crate) fn print(report: &MonthReport) -> Result<()> {
    let amount = |amount| output::amount(amount, report.shown_in);
    line(format!("{}, {}, as of {}", report.title, report.currency, report.as_of))?;
    line("")?;
    let mut table = Table::new([Align::Left, Align::Right]);
    for (name, value) in [("Income", report.income), ("Spent", report.spent), ("Left", report.left)] {
        table.row([name.to_owned(), amount(value)]);
    }
    table.print()?;
    spending(report)?;
    for budget in &report.budgets {
        print_budget(budget, report.shown_in)?;
    }
    alerts(report)?;
    goals(&report.goals, report.shown_in)?;
    net_worth(report)
}

fn heading(text: &str) -> Result<()> {
    line(format!("\n{text}"))
}

fn spending(report: &MonthReport) -> Result<()> {
    let Some(most) = report.categories.first().map(|category| category.spent) else { return Ok(()) };
    heading("Spending by category")?;
    let mut table = Table::new([Align::Left, Align::Right, Align::Right, Align::Left]);
    for category in &report.categories {
        table.row([
            category.category.clone(),
            output::amount(category.spent, report.shown_in),
            format!("{} %", category.percent),
            bar(category.spent, most, BAR),
        ]);
    }
    table.print()
}

fn print_budget(budget: &BudgetReport, currency: Currency) -> Result<()> {
    let BudgetReport { name, start, end, days_elapsed, days, .. } = budget;
    heading(&format!("Budget {name}, {start} to {end}, day {days_elapsed} of {days}"))?;
    let mut table = Table::with_header(
        [Align::Left, Align::Right, Align::Right, Align::Right, Align::Right, Align::Left],
        ["category", "planned", "spent", "left", "", ""],
    );
    let total = ("Total".to_owned(), &budget.total);
    let categories = budget.categories.iter().map(|(name, usage)| (name.clone(), usage));
    for (name, usage) in categories.chain([total]) {
        let amount = |amount| output::amount(amount, currency);
        table.row([
            name,
            amount(usage.planned),
            amount(usage.spent),
            amount(usage.remaining),
            usage.percent.map(|percent| format!("{percent} %")).unwrap_or_default(),
            bar(usage.spent, usage.planned, BAR),
        ]);
    }
    table.print()?;
    let projected = budget.projected.map(|amount| output::amount(amount, currency));
    line(format!(
        "  At an even pace, {} would be spent by now.{}",
        output::amount(budget.expected, currency),
        projected
            .map(|amount| format!(" If spending goes on like this, {amount} will be spent by the end."))
            .unwrap_or_default()
    ))
}

fn alerts(report: &MonthReport) -> Result<()> {
    let alerts =
        report.budgets.iter().flat_map(|budget| budget.alerts.iter().map(move |alert| (budget, alert)));
    let mut lines =
        alerts.map(|(budget, alert)| format!("  ! {}, {}: {}", budget.name, alert.category, alert.message));
    let Some(first) = lines.next() else { return Ok(()) };
    heading("Alerts")?;
    line(first)?;
    lines.try_for_each(line)
}

fn goals(goals: &[GoalReport], currency: Currency) -> Result<()> {
    if goals.is_empty() {
        return Ok(());
    }
    heading("Goals")?;
    let mut table = Table::new([Align::Left, Align::Right, Align::Right, Align::Left, Align::Left]);
    for goal in goals {
        table.row([
            goal.name.clone(),
            format!("{} of {}", output::amount(goal.saved, currency), output::amount(goal.target, currency)),
            format!("{} %", goal.percent),
            bar(goal.saved, goal.target, BAR / 2),
            outlook(goal, currency),
        ]);
    }
    table.print()
}

/// What can be said about the end of a goal.
fn outlook(goal: &GoalReport, currency: Currency) -> String {
    let missing = || output::amount(goal.target - goal.saved, currency);
    match (goal.due, goal.completion, goal.monthly) {
        _ if goal.saved >= goal.target => "reached".to_owned(),
        (Some(due), ..) if goal.is_overdue => format!("overdue since {due}: {} missing", missing()),
        (_, _, Some(monthly)) if goal.is_on_track == Some(false) => {
            format!("late: needs {} a month", output::amount(monthly, currency))
        }
        (_, Some(day), _) => format!("reached on {day} at this pace"),
        _ => goal.status.to_string(),
    }
}

fn net_worth(report: &MonthReport) -> Result<()> {
    let worth = &report.net_worth;
    let amount = |amount| output::amount(amount, report.shown_in);
    heading("Net worth")?;
    let mut table = Table::new([Align::Left, Align::Right]);
    for (name, value) in [("Assets", worth.assets), ("Liabilities", worth.liabilities), ("Net", worth.net)] {
        table.row([name.to_owned(), amount(value)]);
    }
    table.print()?;
    if let Some(change) = &worth.change {
        let percent = change.percent.map(|percent| format!(" ({percent} %)")).unwrap_or_default();
        line(format!("  {}{percent} since {}", amount(change.amount), change.since))?;
    }
    Ok(())
}
