//! Net worth by the month.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::Snapshot;
use crate::calendar::first_of_month;

/// Returns the last net worth of each month of the calendar, by the first day of the month. A month without a snapshot is not
/// in the result, and the snapshots need no order.
///
/// ```
/// use chrono::NaiveDate;
/// use fin_infra_domains::net_worth::{Snapshot, monthly_trend};
/// use fin_infra::dec;
///
/// let day = |month, day| NaiveDate::from_ymd_opt(2026, month, day).unwrap();
/// let snapshot = |day, net| Snapshot { day, net };
/// let trend = monthly_trend([
///     snapshot(day(1, 31), dec!(110)),
///     snapshot(day(1, 1), dec!(100)),
///     snapshot(day(3, 15), dec!(90)),
/// ]);
/// assert!(trend.into_iter().eq([(day(1, 1), dec!(110)), (day(3, 1), dec!(90))]));
/// ```
pub fn monthly_trend(snapshots: impl IntoIterator<Item = Snapshot>) -> BTreeMap<NaiveDate, Decimal> {
    let mut last: BTreeMap<NaiveDate, Snapshot> = BTreeMap::new();
    for snapshot in snapshots {
        let kept = last.entry(first_of_month(snapshot.day)).or_insert(snapshot);
        if snapshot.day >= kept.day {
            *kept = snapshot;
        }
    }
    last.into_iter().map(|(month, snapshot)| (month, snapshot.net)).collect()
}
