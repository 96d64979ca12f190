//! Amounts on the way to a target.

use chrono::NaiveDate;
use fin_infra::{Error, Result};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// An amount on the way to a target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Milestone {
    /// The amount.
    pub amount: Decimal,
    /// What is celebrated.
    pub name: String,
    /// The day on which the amount was reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reached_on: Option<NaiveDate>,
}

impl Milestone {
    /// A milestone that is not reached.
    pub fn new(amount: Decimal, name: impl Into<String>) -> Self {
        Self { amount, name: name.into(), reached_on: None }
    }
}

/// The milestones of a goal: sorted by their amounts, which are unique, above zero and not above the target.
///
/// ```
/// use chrono::NaiveDate;
/// use fin_infra_domains::goals::{Milestone, Milestones};
/// use fin_infra::dec;
///
/// let halves = vec![Milestone::new(dec!(1000), "done"), Milestone::new(dec!(500), "half")];
/// let mut milestones = Milestones::new(halves, dec!(1000))?;
/// assert_eq!(milestones.next().map(|next| &*next.name), Some("half"));
///
/// let today = NaiveDate::from_ymd_opt(2026, 11, 28).unwrap();
/// assert_eq!(milestones.reach(dec!(700), today), ["half"]);
/// assert_eq!(milestones.reach(dec!(800), today), [""; 0]);
/// assert_eq!(milestones.next().map(|next| next.amount), Some(dec!(1000)));
/// # Ok::<(), fin_infra::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(transparent)]
pub struct Milestones(Vec<Milestone>);

impl Milestones {
    /// Sorts the milestones of a goal.
    ///
    /// # Errors
    ///
    /// If an amount is zero or negative, above the target, or occurs twice. The field of the error has the index in the list:
    /// `milestones[1].amount`.
    pub fn new(mut milestones: Vec<Milestone>, target: Decimal) -> Result<Self> {
        for (index, Milestone { amount, .. }) in milestones.iter().enumerate() {
            let reason = if *amount <= Decimal::ZERO {
                "must be above zero"
            } else if *amount > target {
                "must not be above the target"
            } else if milestones[..index].iter().any(|earlier| earlier.amount == *amount) {
                "must not occur twice"
            } else {
                continue;
            };
            return Err(Error::invalid(format!("milestones[{index}].amount"), reason));
        }
        milestones.sort_by_key(|milestone| milestone.amount);
        Ok(Self(milestones))
    }

    /// The milestones, the smallest amount first.
    #[must_use]
    pub fn as_slice(&self) -> &[Milestone] {
        &self.0
    }

    /// The milestones, the smallest amount first.
    #[must_use]
    pub fn into_vec(self) -> Vec<Milestone> {
        self.0
    }

    /// Marks the milestones that `current` reaches, and returns the names of those that were not reached before. A milestone
    /// that was reached keeps its day, also if money is taken out later.
    pub fn reach(&mut self, current: Decimal, today: NaiveDate) -> Vec<&str> {
        let reached = self.0.iter_mut().filter(|next| next.reached_on.is_none() && next.amount <= current);
        reached
            .map(|milestone| {
                milestone.reached_on = Some(today);
                &*milestone.name
            })
            .collect()
    }

    /// The smallest milestone that is not reached.
    #[must_use]
    pub fn next(&self) -> Option<&Milestone> {
        self.0.iter().find(|milestone| milestone.reached_on.is_none())
    }
}

#[cfg(test)]
mod tests {
    use fin_infra::dec;

    use super::*;

    fn milestones(amounts: &[Decimal]) -> Result<Milestones> {
        Milestones::new(amounts.iter().map(|amount| Milestone::new(*amount, "")).collect(), dec!(100))
    }

    #[test]
    fn an_amount_that_is_no_step_to_the_target_is_an_error() {
        let reason = |amounts: &[Decimal]| milestones(amounts).unwrap_err().to_string();
        assert_eq!(reason(&[dec!(1), dec!(0)]), "milestones[1].amount: must be above zero");
        assert_eq!(reason(&[dec!(-1)]), "milestones[0].amount: must be above zero");
        assert_eq!(reason(&[dec!(100.01)]), "milestones[0].amount: must not be above the target");
        assert_eq!(reason(&[dec!(50), dec!(20), dec!(50.0)]), "milestones[2].amount: must not occur twice");
    }

    #[test]
    fn a_reached_milestone_keeps_its_day() {
        let day = |day| NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
        let mut milestones = milestones(&[dec!(10), dec!(100)]).unwrap();
        assert_eq!(milestones.reach(dec!(10), day(1)).len(), 1);
        assert!(milestones.reach(dec!(9.99), day(2)).is_empty());
        assert_eq!(milestones.reach(dec!(100), day(3)).len(), 1);
        let days: Vec<_> = milestones.as_slice().iter().map(|milestone| milestone.reached_on).collect();
        assert_eq!(days, [Some(day(1)), Some(day(3))]);
        assert_eq!(milestones.next(), None);
    }
}
