//! Budgets to begin with.

use std::borrow::Cow;

use fin_infra::{Error, Result};
use rust_decimal::Decimal;
use serde::Serialize;

use super::Amounts;
use crate::arithmetic::{difference, not_negative, sum};
use crate::split;

/// Categories with the weights by which an income is split among them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    parts: Vec<(Cow<'static, str>, Decimal)>,
}

impl Template {
    /// 50 percent for needs, 30 for wants, 20 for savings.
    ///
    /// Source: E. Warren and A. Warren Tyagi, *All Your Worth*, 2005.
    ///
    /// ```
    /// use fin_infra_domains::budgets::Template;
    /// use fin_infra::dec;
    ///
    /// let planned = Template::fifty_thirty_twenty().apply(dec!(2500.05), 2)?;
    /// assert_eq!((planned["Needs"], planned["Wants"], planned["Savings"]), (dec!(1250.03), dec!(750.01), dec!(500.01)));
    /// # Ok::<(), fin_infra::Error>(())
    /// ```
    #[must_use]
    pub fn fifty_thirty_twenty() -> Self {
        Self::fixed(&[("Needs", 50), ("Wants", 30), ("Savings", 20)])
    }

    /// The costs of a small business: 40 percent for staff, 20 for operations, 15 for marketing, 10 for premises, 10 for
    /// taxes and 5 as a reserve.
    #[must_use]
    pub fn business() -> Self {
        Self::fixed(&[
            ("Staff", 40),
            ("Operations", 20),
            ("Marketing", 15),
            ("Premises", 10),
            ("Taxes", 10),
            ("Reserve", 5),
        ])
    }

    /// The costs of a project: 50 percent for labour, 25 for materials, 10 for equipment and 15 for what nobody foresees.
    #[must_use]
    pub fn project() -> Self {
        Self::fixed(&[("Labour", 50), ("Materials", 25), ("Equipment", 10), ("Contingency", 15)])
    }

    /// The names of the templates above: `50-30-20`, `business` and `project`.
    pub const NAMES: [&str; 3] = ["50-30-20", "business", "project"];

    /// The template of one of [`NAMES`](Self::NAMES).
    ///
    /// ```
    /// use fin_infra_domains::budgets::Template;
    /// use fin_infra::dec;
    ///
    /// let project = Template::named("project")?;
    /// assert_eq!(project.weights().next(), Some(("Labour", dec!(50))));
    /// assert!(Template::named("holidays").is_err());
    /// # Ok::<(), fin_infra::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If there is no such template.
    pub fn named(name: &str) -> Result<Self> {
        match name {
            "50-30-20" => Ok(Self::fifty_thirty_twenty()),
            "business" => Ok(Self::business()),
            "project" => Ok(Self::project()),
            _ => Err(Error::invalid("template", format!("must be one of {}", Self::NAMES.join(", ")))),
        }
    }

    /// The categories with their weights, such as percentages.
    pub fn weights(&self) -> impl Iterator<Item = (&str, Decimal)> {
        self.parts.iter().map(|(name, weight)| (&**name, *weight))
    }

    /// Categories of your own. Only the ratio of the weights matters.
    ///
    /// ```
    /// use fin_infra_domains::budgets::Template;
    /// use fin_infra::dec;
    ///
    /// let family = Template::custom([("Home", dec!(2)), ("Children", dec!(1))])?;
    /// assert_eq!(family.apply(dec!(100), 2)?["Home"], dec!(66.67));
    /// # Ok::<(), fin_infra::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If there is no category, a name occurs twice, a weight is negative, or none is above zero.
    pub fn custom<N: Into<String>>(parts: impl IntoIterator<Item = (N, Decimal)>) -> Result<Self> {
        let parts: Vec<(Cow<'static, str>, Decimal)> =
            parts.into_iter().map(|(name, weight)| (Cow::Owned(name.into()), weight)).collect();
        for (index, (name, _)) in parts.iter().enumerate() {
            if parts[..index].iter().any(|(earlier, _)| earlier == name) {
                return Err(Error::invalid("parts", format!("`{name}` occurs twice")));
            }
        }
        let template = Self { parts };
        template.apply(Decimal::ZERO, 0)?;
        Ok(template)
    }

    fn fixed(parts: &[(&'static str, u32)]) -> Self {
        let parts = parts.iter().map(|&(name, percent)| (Cow::Borrowed(name), percent.into())).collect();
        Self { parts }
    }

    /// Splits an income, in units of `scale` decimal places. The amounts add up to the income: see [`split`](fn@split). An
    /// income of zero plans zero for each category.
    ///
    /// # Errors
    ///
    /// If the income is negative, has more decimal places, or is too large to calculate with.
    pub fn apply(&self, income: Decimal, scale: u32) -> Result<Amounts> {
        not_negative("income", income)?;
        let weights: Vec<Decimal> = self.parts.iter().map(|(_, weight)| *weight).collect();
        let amounts = split(income, &weights, scale)?;
        Ok(self.parts.iter().map(|(name, _)| name.clone().into_owned()).zip(amounts).collect())
    }
}

/// Plans every unit of an income: what is wanted for each category, and the rest for the category `rest`.
///
/// ```
/// use std::collections::BTreeMap;
///
/// use fin_infra_domains::budgets::zero_based;
/// use fin_infra::dec;
///
/// let wanted = BTreeMap::from([("Rent".to_owned(), dec!(800)), ("Food".to_owned(), dec!(350))]);
/// assert_eq!(zero_based(dec!(1500), &wanted, "Savings")?["Savings"], dec!(350));
/// # Ok::<(), fin_infra::Error>(())
/// ```
///
/// # Errors
///
/// If the income or an amount is negative, or the amounts are more than the income.
pub fn zero_based(income: Decimal, wanted: &Amounts, rest: &str) -> Result<Amounts> {
    not_negative("income", income)?;
    wanted.values().try_for_each(|amount| not_negative("wanted", *amount))?;
    let left = difference("wanted", income, sum("wanted", wanted.values().copied())?)?;
    if left < Decimal::ZERO {
        return Err(Error::invalid("wanted", format!("is {} more than the income", left.abs())));
    }
    let mut planned = wanted.clone();
    *planned.entry(rest.to_owned()).or_default() += left;
    Ok(planned)
}

/// Envelopes that were filled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Filled {
    /// What is in each envelope.
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::BTreeMap<String, Decimal>))]
    pub envelopes: Amounts,
    /// What is left of the income.
    pub left: Decimal,
}

/// Fills envelopes with an income, one after the other, until it is used up.
///
/// ```
/// use fin_infra_domains::budgets::fill_envelopes;
/// use fin_infra::dec;
///
/// let filled = fill_envelopes(dec!(1000), [("Rent", dec!(800)), ("Food", dec!(350)), ("Fun", dec!(100))])?;
/// assert_eq!((filled.envelopes["Food"], filled.envelopes["Fun"]), (dec!(200), dec!(0)));
/// assert_eq!(serde_json::to_value(&filled).unwrap()["left"], "0");
/// # Ok::<(), fin_infra::Error>(())
/// ```
///
/// # Errors
///
/// If the income or an amount is negative, or a name occurs twice.
pub fn fill_envelopes<N: Into<String>>(
    income: Decimal,
    envelopes: impl IntoIterator<Item = (N, Decimal)>,
) -> Result<Filled> {
    not_negative("income", income)?;
    let mut filled = Filled { envelopes: Amounts::new(), left: income };
    for (name, wanted) in envelopes {
        not_negative("envelopes", wanted)?;
        let (name, amount) = (name.into(), wanted.min(filled.left));
        filled.left -= amount;
        if filled.envelopes.insert(name.clone(), amount).is_some() {
            return Err(Error::invalid("envelopes", format!("`{name}` occurs twice")));
        }
    }
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use fin_infra::dec;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_template_that_splits_nothing_is_an_error() {
        let reason =
            |parts: &[(&str, Decimal)]| Template::custom(parts.iter().copied()).unwrap_err().to_string();
        assert_eq!(reason(&[]), "weights: one must be above zero");
        assert_eq!(reason(&[("a", dec!(0))]), "weights: one must be above zero");
        assert_eq!(reason(&[("a", dec!(1)), ("a", dec!(1))]), "parts: `a` occurs twice");
        assert_eq!(reason(&[("a", dec!(-1))]), "weights: must not be negative");
    }

    #[test]
    fn each_template_with_a_name_has_its_weights() {
        let planned = |name: &str, income| {
            let planned = Template::named(name).unwrap().apply(income, 2).unwrap();
            planned.into_iter().collect::<Vec<_>>()
        };
        let amounts = |amounts: &[(&str, i64)]| {
            let amounts = amounts.iter().map(|(name, amount)| ((*name).to_owned(), Decimal::from(*amount)));
            amounts.collect::<Vec<_>>()
        };
        assert_eq!(
            planned("50-30-20", dec!(1000)),
            amounts(&[("Needs", 500), ("Savings", 200), ("Wants", 300)])
        );
        assert_eq!(
            planned("business", dec!(1000)),
            amounts(&[
                ("Marketing", 150),
                ("Operations", 200),
                ("Premises", 100),
                ("Reserve", 50),
                ("Staff", 400),
                ("Taxes", 100)
            ])
        );
        assert_eq!(
            planned("project", dec!(1000)),
            amounts(&[("Contingency", 150), ("Equipment", 100), ("Labour", 500), ("Materials", 250)])
        );
        assert_eq!(planned("50-30-20", dec!(0)), amounts(&[("Needs", 0), ("Savings", 0), ("Wants", 0)]));
        assert!(Template::NAMES.iter().all(|name| Template::named(name).is_ok()));
        let error = Template::named("Business").unwrap_err();
        assert_eq!(error.to_string(), "template: must be one of 50-30-20, business, project");
    }

    #[test]
    fn a_negative_income_is_an_error() {
        let reason = |error: Error| error.to_string();
        let template = Template::business();
        assert_eq!(
            template.apply(dec!(-1), 2).map_err(reason),
            Err("income: must not be negative".to_owned())
        );
        assert!(zero_based(dec!(-1), &Amounts::new(), "Savings").is_err());
        assert!(fill_envelopes(dec!(-1), [("Rent", dec!(1))]).is_err());
    }

    #[test]
    fn what_is_wanted_is_not_more_than_the_income() {
        let wanted = Amounts::from([("Rent".to_owned(), dec!(800.01))]);
        let error = zero_based(dec!(800), &wanted, "Savings").unwrap_err();
        assert_eq!(error.to_string(), "wanted: is 0.01 more than the income");
    }

    #[test]
    fn the_rest_adds_to_what_is_wanted_for_it() {
        let wanted = Amounts::from([("Savings".to_owned(), dec!(100))]);
        assert_eq!(zero_based(dec!(150), &wanted, "Savings").unwrap()["Savings"], dec!(150));
    }

    proptest! {
        #[test]
        fn no_cent_is_lost(cents in 0_i64..1_000_000_000_000) {
            let income = Decimal::new(cents, 2);
            for template in [Template::fifty_thirty_twenty(), Template::business(), Template::project()] {
                prop_assert_eq!(template.apply(income, 2).unwrap().values().sum::<Decimal>(), income);
            }
            let filled = fill_envelopes(income, [("Rent", dec!(800)), ("Food", dec!(350.55))]).unwrap();
            prop_assert_eq!(filled.envelopes.values().sum::<Decimal>() + filled.left, income);
        }
    }
}
