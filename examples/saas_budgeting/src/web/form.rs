//! The form that adds a budget.

use std::str::FromStr;

use chrono::NaiveDate;
use fin_infra::fold;
use fin_infra::prelude::*;
use fin_infra_domains::budgets::{Amounts, BudgetCreate, BudgetKind};
use fin_infra_domains::calendar::Period;
use serde::Deserialize;

/// How many categories the form takes.
const MAX_CATEGORIES: usize = 50;

/// The largest planned amount, so that sums stay exact.
const MAX_AMOUNT: Decimal = dec!(1_000_000_000);

/// What was filled in.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewBudget {
    pub(super) name: String,
    pub(super) period: Period,
    pub(super) starts_on: String,
    pub(super) currency: String,
    /// One line for each category: its name and its amount.
    pub(super) categories: String,
}

/// What the form asks for.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) budget: BudgetCreate,
    pub(super) planned: Amounts,
    pub(super) currency: Currency,
}

impl NewBudget {
    /// Reads the form, for a member.
    pub(super) fn plan(self, member: Uuid) -> Result<Plan, Error> {
        let starts_on = NaiveDate::from_str(&self.starts_on)
            .map_err(|_| Error::invalid("starts_on", "must be a day, such as 2026-11-01"))?;
        let currency = Currency::from_code(&self.currency)
            .ok_or_else(|| Error::invalid("currency", "must be the code of a currency, such as EUR"))?;
        let budget = BudgetCreate {
            kind: BudgetKind::Business,
            ..BudgetCreate::for_period(member, self.name, self.period, starts_on)?
        };
        Ok(Plan { budget, planned: planned(&self.categories)?, currency })
    }
}

fn planned(text: &str) -> Result<Amounts, Error> {
    let mut planned = Amounts::new();
    for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let refused = |reason: &str| Error::invalid("categories", format!("line {}: {reason}", index + 1));
        let (name, amount) = line
            .trim()
            .rsplit_once(char::is_whitespace)
            .ok_or_else(|| refused("write a name and an amount, such as `Travel 800.00`"))?;
        let amount = Decimal::from_str_exact(amount)
            .map_err(|_| refused("the amount must be a number with a decimal point, such as `800.00`"))?;
        if amount.is_sign_negative() || amount > MAX_AMOUNT {
            return Err(refused("the amount must be from 0 to 1000000000"));
        }
        let name = name.trim();
        if planned.keys().any(|known| fold(known) == fold(name)) {
            return Err(refused("the category occurs twice"));
        }
        planned.insert(name.to_owned(), amount);
    }
    match planned.len() {
        1..=MAX_CATEGORIES => Ok(planned),
        _ => Err(Error::invalid("categories", format!("write 1 to {MAX_CATEGORIES} lines"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_is_a_category() {
        let read = planned("Travel 800.00\n\n  Team events   120 \r\n").unwrap();
        assert_eq!(
            read,
            Amounts::from([("Team events".to_owned(), dec!(120)), ("Travel".to_owned(), dec!(800.00))])
        );
    }

    #[test]
    fn a_line_that_cannot_be_read_is_named() {
        for (text, reason) in [
            ("Travel", "line 1: write a name and an amount"),
            ("Travel 1\nRent 8,00", "line 2: the amount must be a number"),
            ("Travel -1", "line 1: the amount must be from 0"),
            ("Travel 1000000001", "line 1: the amount must be from 0"),
            ("Travel 1\nTravel 2", "line 2: the category occurs twice"),
            ("Travel 1\ntravel 2", "line 2: the category occurs twice"),
            ("\n", "write 1 to 50 lines"),
        ] {
            let error = planned(text).unwrap_err();
            assert!(error.reason().contains(reason), "{text}: {error}");
        }
    }
}
