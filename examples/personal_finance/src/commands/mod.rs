//! One file for each command.

pub(crate) mod add;
pub(crate) mod chart;
pub(crate) mod delete;
pub(crate) mod export;
pub(crate) mod goal;
pub(crate) mod import;
pub(crate) mod init;
pub(crate) mod list;
pub(crate) mod plan;
pub(crate) mod report;
pub(crate) mod serve;
pub(crate) mod snapshot;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use chrono::{Datelike, NaiveDate};
use fin_infra::prelude::*;
use futures_util::TryStreamExt;
use serde::Serialize;

use crate::output;
use crate::resources::{
    Account, AccountFilter, AccountQuery, AccountRead, Goal, GoalFilter, GoalQuery, GoalRead,
};

/// What every command needs.
pub(crate) struct App {
    pub(crate) db: Db,
    /// The file of the database.
    pub(crate) database: PathBuf,
    pub(crate) json: bool,
    pub(crate) today: NaiveDate,
}

impl App {
    /// Prints a value as JSON or as a sentence.
    pub(crate) fn say(&self, value: &impl Serialize, sentence: impl AsRef<str>) -> Result<()> {
        if self.json { output::json(value) } else { output::line(sentence) }
    }

    /// Checks that writing a file would not overwrite the database, or a file that is read.
    pub(crate) fn check_output(&self, path: &Path, read: Option<&Path>) -> Result<()> {
        let Ok(file) = path.canonicalize() else { return Ok(()) };
        // SQLite keeps what is not in the database yet in files beside it.
        let of_database = ["", "-wal", "-shm", "-journal"].map(|ending| {
            let mut name = self.database.clone().into_os_string();
            name.push(ending);
            PathBuf::from(name)
        });
        let needed = of_database.iter().map(PathBuf::as_path).chain(read);
        match needed.into_iter().any(|needed| needed.canonicalize().is_ok_and(|needed| needed == file)) {
            true => bail!("{} is needed, and would be overwritten: name another file", path.display()),
            false => Ok(()),
        }
    }

    /// The account with a name.
    pub(crate) async fn account(&self, name: &str) -> Result<AccountRead> {
        let query = AccountQuery::new().filter(AccountFilter::new().name(name));
        let found = Account::repository().list(&self.db, query).await?.items.pop();
        found.with_context(|| format!("there is no account `{name}`: see `list accounts`"))
    }

    /// The goal with a name.
    pub(crate) async fn goal(&self, name: &str) -> Result<GoalRead> {
        let query = GoalQuery::new().filter(GoalFilter::new().name(name));
        let found = Goal::repository().list(&self.db, query).await?.items.pop();
        found.with_context(|| format!("there is no goal `{name}`: see `list goals`"))
    }

    /// The currency of a report: the given one, or that of all accounts if they have the same one.
    pub(crate) async fn currency(&self, given: Option<Currency>) -> Result<Currency> {
        if let Some(currency) = given {
            return Ok(currency);
        }
        match self.currencies().await?[..] {
            [currency] => Ok(currency),
            [] => bail!("there is no account yet: add one with `add account`, or say `--currency`"),
            ref several => {
                let codes: Vec<&str> = several.iter().map(|currency| currency.code()).collect();
                bail!("the accounts are in {}: say `--currency`", codes.join(", "))
            }
        }
    }

    /// The currencies of all accounts, by their codes.
    pub(crate) async fn currencies(&self) -> Result<Vec<Currency>> {
        let accounts = Account::repository().stream(&self.db, AccountQuery::new());
        let currencies = accounts
            .map_ok(|account| account.opening.currency())
            .map_ok(|currency| (currency.code(), currency));
        Ok(currencies.try_collect::<BTreeMap<&str, Currency>>().await?.into_values().collect())
    }
}

/// Reads the code of a currency, in any case.
pub(crate) fn currency(code: &str) -> Result<Currency> {
    let currency = Currency::from_code(&code.to_uppercase());
    currency.with_context(|| format!("`{code}` is not the code of a currency, such as EUR"))
}

/// Amounts have at most 14 digits before the decimal point, as their columns have.
const MAX_AMOUNT: Decimal = dec!(100_000_000_000_000);

/// Reads an amount with a decimal point, exactly.
pub(crate) fn amount(text: &str) -> Result<Decimal> {
    let amount = Decimal::from_str_exact(text).ok();
    let amount = amount.with_context(|| format!("`{text}` is not an amount, such as 12.50"))?;
    if amount.abs() >= MAX_AMOUNT {
        bail!("`{text}` has more than 14 digits before the decimal point");
    }
    Ok(amount)
}

/// The years that a day may have.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2199;

/// Reads a day, such as `2026-11-28`.
pub(crate) fn day(text: &str) -> Result<NaiveDate> {
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|_| text.len() == 10);
    let day = day.with_context(|| format!("`{text}` is not a day, such as 2026-11-28"))?;
    if !YEARS.contains(&day.year()) {
        bail!("the year must be from {} to {}", YEARS.start(), YEARS.end());
    }
    Ok(day)
}

/// Reads the id of a transaction.
pub(crate) fn id(text: &str) -> Result<Uuid> {
    let id = text.parse().ok();
    id.with_context(|| format!("`{text}` is not the id of a transaction: see `list transactions`"))
}

/// Reads a name with an amount, such as `Rent=800`.
pub(crate) fn named_amount(text: &str) -> Result<(String, Decimal)> {
    let (name, value) = text.rsplit_once('=').context("write NAME=AMOUNT, such as `Rent=800`")?;
    let name = name.trim();
    if name.is_empty() {
        bail!("the name is missing in `{text}`");
    }
    Ok((name.to_owned(), amount(value.trim())?))
}
