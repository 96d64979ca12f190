//! What the user of a budget should hear about.

use std::collections::BTreeMap;

use fin_infra::{Result, dec};
use rust_decimal::Decimal;
use serde::Serialize;

use super::{Comparison, Progress, Usage, compare_with_history};
use crate::arithmetic::{reaches, sum};

/// The percentage from which on a category approaches its planned amount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thresholds {
    /// For categories without one of their own.
    pub usual: Decimal,
    /// For single categories.
    pub by_category: BTreeMap<String, Decimal>,
}

impl Default for Thresholds {
    /// 80 percent for each category.
    fn default() -> Self {
        Self { usual: dec!(80), by_category: BTreeMap::new() }
    }
}

/// What happened. The words for it, and how severe it is, are up to the application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Alert {
    /// More was spent than planned.
    Overspent {
        /// How much more.
        by: Decimal,
    },
    /// So much of the planned amount was spent that the threshold is reached.
    Approaching {
        /// The spent percentage.
        percent: Decimal,
    },
    /// More was spent than is usual for the user: see [`compare_with_history`].
    Unusual(Comparison),
}

/// An alert for a category.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CategoryAlert {
    /// The name of the category.
    pub category: String,
    /// What happened in it.
    #[serde(flatten)]
    pub alert: Alert,
}

/// Returns the alerts of a budget, by category. A category that is overspent does not also approach its planned amount, but
/// either may be unusual as well.
///
/// `history` has the amounts that were spent in each category in earlier periods of the same length.
///
/// ```
/// use std::collections::BTreeMap;
///
/// use fin_infra_domains::budgets::{Alert, Thresholds, alerts, progress};
/// use fin_infra::dec;
///
/// let planned = BTreeMap::from([("Food".to_owned(), dec!(400)), ("Fun".to_owned(), dec!(100))]);
/// let spent = BTreeMap::from([("Food".to_owned(), dec!(320)), ("Fun".to_owned(), dec!(120))]);
/// let found = alerts(&progress(&planned, &spent)?, &Thresholds::default(), &BTreeMap::new())?;
/// assert_eq!(found[0].alert, Alert::Approaching { percent: dec!(80.00) });
/// assert_eq!(found[1].alert, Alert::Overspent { by: dec!(20) });
/// # Ok::<(), fin_infra::Error>(())
/// ```
///
/// # Errors
///
/// If the amounts are too large to calculate with.
pub fn alerts(
    progress: &Progress,
    thresholds: &Thresholds,
    history: &BTreeMap<String, Vec<Decimal>>,
) -> Result<Vec<CategoryAlert>> {
    let mut alerts = Vec::new();
    for (name, usage) in &progress.categories {
        let threshold = thresholds.by_category.get(name).copied().unwrap_or(thresholds.usual);
        let compared = history.get(name).map(|history| compare_with_history(history, usage.spent));
        let unusual = compared.transpose()?.flatten().filter(|compared| compared.is_unusual());
        let found = [of_usage(*usage, threshold)?, unusual.map(Alert::Unusual)];
        alerts
            .extend(found.into_iter().flatten().map(|alert| CategoryAlert { category: name.clone(), alert }));
    }
    Ok(alerts)
}

fn of_usage(usage: Usage, threshold: Decimal) -> Result<Option<Alert>> {
    if usage.remaining < Decimal::ZERO {
        return Ok(Some(Alert::Overspent { by: usage.remaining.abs() }));
    }
    let Some(percent) = usage.percent else { return Ok(None) };
    let available = sum("carried", [usage.planned, usage.carried])?;
    let is_near = reaches("spent", usage.spent, available, threshold)?;
    Ok(is_near.then_some(Alert::Approaching { percent }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::budgets::{Amounts, progress};

    fn found(planned: Decimal, spent: Decimal, thresholds: &Thresholds, history: &[Decimal]) -> Vec<Alert> {
        let amounts = |amount| Amounts::from([("Food".to_owned(), amount)]);
        let history = BTreeMap::from([("Food".to_owned(), history.to_vec())]);
        let progress = progress(&amounts(planned), &amounts(spent)).unwrap();
        alerts(&progress, thresholds, &history).unwrap().into_iter().map(|found| found.alert).collect()
    }

    #[test]
    fn a_category_has_a_threshold_of_its_own() {
        let by_category = BTreeMap::from([("Food".to_owned(), dec!(99))]);
        let late = Thresholds { by_category, ..Thresholds::default() };
        assert_eq!(found(dec!(100), dec!(98.99), &late, &[]), []);
        assert_eq!(found(dec!(100), dec!(99), &late, &[]), [Alert::Approaching { percent: dec!(99) }]);
        assert_eq!(found(dec!(100), dec!(79.99), &Thresholds::default(), &[]), []);
    }

    #[test]
    fn a_threshold_is_compared_before_the_percentage_is_rounded() {
        let alerts = |spent| found(dec!(1000), spent, &Thresholds::default(), &[]);
        assert_eq!(alerts(dec!(799.95)), []);
        assert_eq!(alerts(dec!(800)), [Alert::Approaching { percent: dec!(80.00) }]);
    }

    #[test]
    fn an_alert_is_one_object_in_json() {
        let alert = CategoryAlert { category: "Food".to_owned(), alert: Alert::Overspent { by: dec!(0.10) } };
        let expected = r#"{"category":"Food","kind":"overspent","by":"0.10"}"#;
        assert_eq!(serde_json::to_string(&alert).unwrap(), expected);
    }

    #[test]
    fn all_of_a_budget_is_not_too_much() {
        let alerts = |spent| found(dec!(100), spent, &Thresholds::default(), &[]);
        assert_eq!(alerts(dec!(100)), [Alert::Approaching { percent: dec!(100) }]);
        assert_eq!(alerts(dec!(100.01)), [Alert::Overspent { by: dec!(0.01) }]);
    }

    #[test]
    fn spending_without_a_plan_is_too_much() {
        assert_eq!(found(dec!(0), dec!(5), &Thresholds::default(), &[]), [Alert::Overspent { by: dec!(5) }]);
        assert_eq!(found(dec!(0), dec!(0), &Thresholds::default(), &[]), []);
    }

    #[test]
    fn an_unusual_amount_is_reported_beside_the_rest() {
        let alerts = found(dec!(150), dec!(200), &Thresholds::default(), &[dec!(100); 6]);
        assert_eq!(alerts[0], Alert::Overspent { by: dec!(50) });
        assert!(matches!(alerts[1], Alert::Unusual(compared) if compared.usual == dec!(100)));
    }
}
