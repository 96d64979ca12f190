//! Reports as text.

use anyhow::Result;
use fin_infra::prelude::*;

use super::client::{Change, ClientReport, Part};
use super::overview::Overview;
use crate::output::{Align, Table, amount, bar, line, words};

/// The characters of the longest bar.
const BAR: u16 = 24;

impl ClientReport {
    /// Writes the report to standard output.
    pub(crate) fn print(&self) -> Result<()> {
        let currency = self.net.currency();
        line(format!("{} {}, as of {}, {}", self.reference, self.name, self.day, currency.code()))?;
        line("")?;
        let mut totals = Table::new([Align::Left, Align::Right]);
        for (name, money) in
            [("Net worth", self.net), ("Assets", self.assets), ("Liabilities", self.liabilities)]
        {
            totals.row([name.to_owned(), amount(money.amount(), currency)]);
        }
        totals.print()?;
        if let Some(change) = &self.change {
            line(format!("  Since the snapshot before: {}", change.text(currency)))?;
        }
        self.print_growth(currency)?;
        self.print_trend(currency)?;
        print_parts("Allocation", &self.allocation, currency)?;
        print_parts("Liabilities", &self.breakdown, currency)?;
        self.print_goals()
    }

    fn print_growth(&self, currency: Currency) -> Result<()> {
        if self.growth.is_empty() {
            return Ok(());
        }
        heading("Growth")?;
        let right = Align::Right;
        let mut table = Table::with_header([right; 4], ["months", "amount", "percent", "a year"]);
        for growth in &self.growth {
            table.row([
                growth.months.to_string(),
                signed(growth.absolute, currency),
                percent(growth.percent),
                percent(growth.annualized),
            ]);
        }
        table.print()
    }

    fn print_trend(&self, currency: Currency) -> Result<()> {
        heading("Trend")?;
        let most = self.trend.values().copied().max().unwrap_or_default();
        let mut table = Table::new([Align::Left, Align::Right, Align::Left]);
        for (month, net) in &self.trend {
            table.row([month.format("%Y-%m").to_string(), amount(*net, currency), bar(*net, most, BAR)]);
        }
        table.print()
    }

    fn print_goals(&self) -> Result<()> {
        if self.goals.is_empty() {
            return Ok(());
        }
        heading("Goals")?;
        let mut table = Table::new([Align::Left, Align::Right, Align::Left, Align::Left, Align::Left]);
        for goal in &self.goals {
            let track = match (goal.is_on_track, goal.completion) {
                (Some(true), _) => "on track".to_owned(),
                (Some(false), Some(day)) => format!("late, on {day}"),
                (None, Some(day)) => format!("on {day}"),
                (_, None) => String::new(),
            };
            let currency = goal.target.currency();
            table.row([
                goal.name.clone(),
                format!("{} of {}", amount(goal.current.amount(), currency), goal.target),
                format!("{} %", goal.percent),
                goal.status.to_string(),
                track,
            ]);
        }
        table.print()
    }
}

impl Overview {
    /// Writes the overview to standard output.
    pub(crate) fn print(&self) -> Result<()> {
        let Self { advisor, month, today, clients } = self;
        line(format!("{advisor}, the largest changes of {}, as of {today}", month.format("%B %Y")))?;
        line("")?;
        let (left, right) = (Align::Left, Align::Right);
        let mut table = Table::new([left, left, right, left]);
        for client in clients {
            table.row([
                client.reference.clone(),
                client.name.clone(),
                client.net.to_string(),
                client.change.text(client.net.currency()),
            ]);
        }
        table.print()
    }
}

impl Change {
    fn text(&self, currency: Currency) -> String {
        let note = if self.is_significant { ", significant" } else { "" };
        format!("{} ({}{note})", signed(self.amount, currency), percent(self.percent))
    }
}

fn print_parts(title: &str, parts: &[Part], currency: Currency) -> Result<()> {
    if parts.is_empty() {
        return Ok(());
    }
    heading(title)?;
    let mut table = Table::new([Align::Left, Align::Right, Align::Right, Align::Left]);
    for part in parts {
        table.row([
            words(&part.kind),
            amount(part.amount, currency),
            format!("{} %", part.percent),
            bar(part.percent, Decimal::ONE_HUNDRED, BAR),
        ]);
    }
    table.print()
}

fn heading(text: &str) -> Result<()> {
    line("")?;
    line(text)
}

fn signed(value: Decimal, currency: Currency) -> String {
    let sign = if value > Decimal::ZERO { "+" } else { "" };
    format!("{sign}{}", amount(value, currency))
}

fn percent(percent: Option<Decimal>) -> String {
    percent.map_or_else(|| "-".to_owned(), |percent| format!("{percent:+} %"))
}
