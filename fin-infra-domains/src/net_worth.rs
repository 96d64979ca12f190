//! Net worth: what somebody owns less what they owe, day by day.

mod allocation;
mod change;
mod growth;
#[cfg(feature = "net-worth")]
pub mod resources;
mod trend;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use fin_infra::Result;
use rust_decimal::Decimal;
use serde::Serialize;

pub use self::allocation::allocation;
pub use self::change::{Change, Significance, change};
pub use self::growth::{Growth, growth};
#[cfg(feature = "net-worth")]
#[doc(inline)]
pub use self::resources::*;
pub use self::trend::monthly_trend;
use crate::arithmetic::difference;

/// An amount for each kind of assets or liabilities.
pub type Amounts = BTreeMap<String, Decimal>;

/// The net worth at the end of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Snapshot {
    /// The day.
    pub day: NaiveDate,
    /// What is owned less what is owed.
    pub net: Decimal,
}

impl Snapshot {
    /// The net worth of assets and liabilities. Liabilities are positive amounts.
    ///
    /// ```
    /// use chrono::NaiveDate;
    /// use fin_infra_domains::net_worth::Snapshot;
    /// use fin_infra::dec;
    ///
    /// let day = NaiveDate::from_ymd_opt(2026, 11, 1).unwrap();
    /// assert_eq!(Snapshot::new(day, dec!(1500), dec!(2000.50))?.net, dec!(-500.50));
    /// # Ok::<(), fin_infra::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the amounts are too large to calculate with.
    pub fn new(day: NaiveDate, assets: Decimal, liabilities: Decimal) -> Result<Self> {
        Ok(Self { day, net: difference("liabilities", assets, liabilities)? })
    }
}
