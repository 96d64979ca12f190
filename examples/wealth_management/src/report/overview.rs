//! What changed this month, for all clients of an advisor, in one statement.

use anyhow::{Context, Result};
use chrono::{Datelike, Months, NaiveDate};
use fin_infra::prelude::*;
use fin_infra_domains::net_worth::{Significance, change};
use serde::Serialize;

use super::client::Change;
use crate::resources::{AdvisorRead, Client, NetWorthSnapshot};

/// The most clients of an overview.
const MAX_CLIENTS: i64 = 20;

/// The clients whose net worth changed most this month.
#[derive(Debug, Serialize)]
pub(crate) struct Overview {
    pub(crate) advisor: String,
    pub(crate) month: NaiveDate,
    pub(crate) today: NaiveDate,
    /// The largest change first. Amounts in different currencies are compared as numbers.
    pub(crate) clients: Vec<ClientChange>,
}

/// A client, and what changed since the last snapshot before the month.
#[derive(Debug, Serialize)]
pub(crate) struct ClientChange {
    pub(crate) reference: String,
    pub(crate) name: String,
    pub(crate) net: Money,
    pub(crate) change: Change,
}

/// A row of the statement.
#[derive(FinRow)]
struct Row {
    reference: String,
    name: String,
    #[fin(like = "NetWorthSnapshot::net")]
    earlier: Decimal,
    #[fin(like = "NetWorthSnapshot::net")]
    later: Decimal,
    currency: String,
}

impl Overview {
    /// Reports the month of a day, until that day. A client without a snapshot in the month, or in the year before it, is not
    /// part of it.
    pub(crate) async fn new(db: &Db, advisor: &AdvisorRead, today: NaiveDate) -> Result<Self> {
        let month = today.with_day(1).context("the month has no first day")?;
        let rows = rows(db, advisor.id, month, today).await?;
        let clients = rows.into_iter().map(|row| {
            let Row { reference, name, earlier, later, currency } = row;
            let change = change(earlier, later, Significance::default())?;
            let currency = Currency::from_code(&currency).context("a currency is unknown")?;
            Ok(ClientChange {
                reference,
                name,
                net: Money::new(later, currency)?,
                change: Change {
                    amount: change.amount,
                    percent: change.percent,
                    is_significant: change.is_significant,
                },
            })
        });
        let clients = clients.collect::<Result<_>>()?;
        Ok(Self { advisor: advisor.name.clone(), month, today, clients })
    }
}

async fn rows(db: &Db, advisor: Uuid, month: NaiveDate, today: NaiveDate) -> Result<Vec<Row>, Error> {
    let year_before = month.checked_sub_months(Months::new(12)).unwrap_or(NaiveDate::MIN);
    scoped_sql!(advisor, Row, "
        SELECT c.reference, c.name, e.net AS earlier, l.net AS later, l.net_currency AS currency
        FROM {Client} c
        JOIN (SELECT user_id, MAX(day) AS day FROM {NetWorthSnapshot}
              WHERE day >= {year_before: NetWorthSnapshot::day} AND day < {month: NetWorthSnapshot::day}
              GROUP BY user_id) b ON b.user_id = c.id
        JOIN (SELECT user_id, MAX(day) AS day FROM {NetWorthSnapshot}
              WHERE day >= {month: NetWorthSnapshot::day} AND day <= {today: NetWorthSnapshot::day}
              GROUP BY user_id) a ON a.user_id = c.id
        JOIN {NetWorthSnapshot} e ON e.user_id = b.user_id AND e.day = b.day
        JOIN {NetWorthSnapshot} l ON l.user_id = a.user_id AND l.day = a.day AND l.net_currency = e.net_currency
        WHERE l.net <> e.net
        ORDER BY ABS(l.net - e.net) DESC, c.reference LIMIT {MAX_CLIENTS: i64}")
    .fetch_all(db)
    .await
}
