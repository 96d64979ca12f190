//! The report of one client: calculations of the domain, with the snapshots and goals that are stored.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use chrono::{Months, NaiveDate};
use fin_infra::prelude::*;
use fin_infra_domains::calendar::DateRange;
use fin_infra_domains::goals::{GoalFilter, GoalOrder, GoalQuery, GoalStatus};
use fin_infra_domains::net_worth::{NetWorthSnapshotRead, Significance, change, monthly_trend};
use serde::Serialize;

use crate::resources::{ClientRead, Goal, NetWorthSnapshot};

/// The months of a trend: a year, and the month that it is compared with.
const MONTHS: u32 = 12;

/// The months between today and the days that it is compared with.
const PERIODS: [u32; 3] = [1, 3, 12];

/// The most goals of a report.
const MAX_GOALS: u32 = 100;

/// What a client has on a day.
#[derive(Debug, Serialize)]
pub(crate) struct ClientReport {
    pub(crate) reference: String,
    pub(crate) name: String,
    /// The day of the last snapshot that is not after the day of the report.
    pub(crate) day: NaiveDate,
    pub(crate) net: Money,
    pub(crate) assets: Money,
    pub(crate) liabilities: Money,
    /// What changed since the previous snapshot. `None` if there is none, or if it is in another currency.
    pub(crate) change: Option<Change>,
    pub(crate) growth: Vec<Growth>,
    /// The net worth at the end of each month, by its first day.
    pub(crate) trend: BTreeMap<NaiveDate, Decimal>,
    /// The assets by their kinds, each with its part in percent, the largest first.
    pub(crate) allocation: Vec<Part>,
    /// The liabilities by their kinds.
    pub(crate) breakdown: Vec<Part>,
    pub(crate) goals: Vec<GoalReport>,
}

/// The change of net worth between two snapshots.
#[derive(Debug, Serialize)]
pub(crate) struct Change {
    pub(crate) amount: Decimal,
    pub(crate) percent: Option<Decimal>,
    pub(crate) is_significant: bool,
}

/// The growth of net worth over some months.
#[derive(Debug, Serialize)]
pub(crate) struct Growth {
    pub(crate) months: u32,
    pub(crate) absolute: Decimal,
    pub(crate) percent: Option<Decimal>,
    pub(crate) annualized: Option<Decimal>,
}

/// A kind of assets or liabilities.
#[derive(Debug, Serialize)]
pub(crate) struct Part {
    pub(crate) kind: String,
    pub(crate) amount: Decimal,
    pub(crate) percent: Decimal,
}

/// How far a goal is.
#[derive(Debug, Serialize)]
pub(crate) struct GoalReport {
    pub(crate) name: String,
    pub(crate) current: Money,
    pub(crate) target: Money,
    pub(crate) status: GoalStatus,
    pub(crate) percent: Decimal,
    pub(crate) completion: Option<NaiveDate>,
    pub(crate) is_on_track: Option<bool>,
}

impl ClientReport {
    /// Reports a client as of a day.
    ///
    /// # Errors
    ///
    /// If there is no snapshot until then.
    pub(crate) async fn new(db: &Db, client: &ClientRead, today: NaiveDate) -> Result<Self> {
        let snapshots = NetWorthSnapshot::repository().tenant(client.tenant_id);
        let last = snapshots.as_of(db, client.id, today).await?;
        let last =
            last.with_context(|| format!("there is no snapshot of {} until {today}", client.reference))?;
        let yesterday = last.day.pred_opt().context("the day is the first one of the calendar")?;
        let before = snapshots.as_of(db, client.id, yesterday).await?;
        let before = before.filter(|before| before.net.currency() == last.net.currency());
        let change = before
            .map(|before| change(before.net.amount(), last.net.amount(), Significance::default()))
            .transpose()?
            .map(|change| Change {
                amount: change.amount,
                percent: change.percent,
                is_significant: change.is_significant,
            });
        Ok(Self {
            reference: client.reference.clone(),
            name: client.name.clone(),
            day: last.day,
            net: last.net,
            assets: last.assets,
            liabilities: last.liabilities,
            change,
            growth: growth(db, client, today).await?,
            trend: trend(db, client, today, last.net.currency()).await?,
            allocation: parts(&last.assets_by_kind, &last.allocation()?),
            breakdown: parts(&last.liabilities_by_kind, &last.breakdown()?),
            goals: goals(db, client, today).await?,
        })
    }
}

/// The net worth at the end of each month of a year, and of the month before it. Snapshots in another currency are left out.
async fn trend(
    db: &Db,
    client: &ClientRead,
    today: NaiveDate,
    currency: Currency,
) -> Result<BTreeMap<NaiveDate, Decimal>> {
    let first = today.checked_sub_months(Months::new(MONTHS)).context("the calendar begins later")?;
    let snapshots = NetWorthSnapshot::repository().tenant(client.tenant_id);
    let days = snapshots.range(db, client.id, DateRange::new(first, today)?).await?;
    let days = days.iter().filter(|day| day.net.currency() == currency);
    Ok(monthly_trend(days.map(NetWorthSnapshotRead::snapshot)))
}

async fn growth(db: &Db, client: &ClientRead, today: NaiveDate) -> Result<Vec<Growth>> {
    let snapshots = NetWorthSnapshot::repository().tenant(client.tenant_id);
    let mut all = Vec::new();
    for months in PERIODS {
        let Some(from) = today.checked_sub_months(Months::new(months)) else { continue };
        match snapshots.growth(db, client.id, from, today).await {
            Ok(growth) => all.push(Growth {
                months,
                absolute: growth.absolute,
                percent: growth.percent,
                annualized: growth.annualized,
            }),
            // No snapshot is that old, or none is later.
            Err(error) if error.is_not_found() || error.is_invalid() => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(all)
}

fn parts(amounts: &BTreeMap<String, Decimal>, percentages: &BTreeMap<String, Decimal>) -> Vec<Part> {
    let part = |(kind, amount): (&String, &Decimal)| {
        let percent = percentages.get(kind).copied().unwrap_or_default();
        Part { kind: kind.clone(), amount: *amount, percent }
    };
    let mut parts: Vec<Part> = amounts.iter().map(part).collect();
    parts.sort_by_key(|part| std::cmp::Reverse(part.amount));
    parts
}

async fn goals(db: &Db, client: &ClientRead, today: NaiveDate) -> Result<Vec<GoalReport>> {
    let goals = Goal::repository().tenant(client.tenant_id);
    let begun = GoalFilter::new().user_id(client.id).starts_on(Condition::le(today));
    let query = GoalQuery::new().filter(begun).order_by(GoalOrder::Name.asc()).page_size(MAX_GOALS);
    let mut all = Vec::new();
    for goal in goals.list(db, query).await? {
        let progress = goals.progress(db, goal.id, today).await?;
        all.push(GoalReport {
            name: goal.name,
            current: goal.current,
            target: goal.target,
            status: goal.status,
            percent: progress.percent,
            completion: progress.completion,
            is_on_track: progress.is_on_track,
        });
    }
    Ok(all)
}
