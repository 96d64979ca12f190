//! Budgets: what was planned for each category, and what was spent.

mod alerts;
mod progress;
#[cfg(feature = "budgets")]
pub mod resources;
mod rollover;
mod templates;
mod unusual;

use std::collections::BTreeMap;

use rust_decimal::Decimal;

pub use self::alerts::{Alert, CategoryAlert, Thresholds, alerts};
pub use self::progress::{Pace, Progress, Usage, progress, progress_with};
#[cfg(feature = "budgets")]
#[doc(inline)]
pub use self::resources::*;
pub use self::rollover::{Rollover, carried, rollover};
pub use self::templates::{Filled, Template, fill_envelopes, zero_based};
pub use self::unusual::{Comparison, UNUSUAL_SCORE, USUAL_COUNT, compare_with_history};

/// An amount for each category.
pub type Amounts = BTreeMap<String, Decimal>;
