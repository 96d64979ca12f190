//! Net worth as rows: the resource, and what its repository does beyond the generated methods (feature `net-worth`).
//!
//! ```
//! use std::collections::BTreeMap;
//!
//! use chrono::NaiveDate;
//! use fin_infra::prelude::*;
//! use fin_infra_domains::net_worth::{NetWorthSnapshot, NetWorthSnapshotCreate};
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), Error> {
//! # let db = Db::memory();
//! let (snapshots, user) = (NetWorthSnapshot::repository().tenant(Uuid::now_v7()), Uuid::now_v7());
//! let day = |year| NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
//! let amounts = |parts: &[(&str, Decimal)]| parts.iter().map(|(kind, amount)| ((*kind).to_owned(), *amount)).collect();
//! for (year, cash) in [(2025, dec!(110_000)), (2027, dec!(131_000))] {
//!     let assets = amounts(&[("cash", cash), ("house", dec!(200_000))]);
//!     let debts = amounts(&[("mortgage", dec!(210_000))]);
//!     snapshots.create(&db, NetWorthSnapshotCreate::of(user, day(year), Currency::EUR, assets, debts)?).await?;
//! }
//! let latest = snapshots.latest(&db, user).await?.unwrap();
//! assert_eq!((latest.net, latest.allocation()?["house"]), (money!(121_000 EUR), dec!(60.42)));
//! let growth = snapshots.growth(&db, user, day(2025), day(2027)).await?;
//! assert_eq!((growth.percent, growth.annualized), (Some(dec!(21.00)), Some(dec!(10.00))));
//! # Ok(())
//! # }
//! ```

mod reads;
mod snapshot;

pub use self::snapshot::*;
