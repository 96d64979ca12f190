//! A resource of no tenant, whose rows never change.

use fin_infra::Repository;
use fin_infra::prelude::*;
use fin_infra::query::Ordering;

use super::{Subject, groups};
use crate::act::Maker;
use crate::acts;
use crate::dice::Rng;
use crate::ids::Tenant;
use crate::values;

/// The rate of a currency.
#[derive(FinResource, Clone, Debug)]
#[fin(immutable, timestamps = false, unique("currency", "moment"), filter(derive(Debug)))]
pub(crate) struct Rate {
    #[fin(filter, order, length(max = 3))]
    pub(crate) currency: String,
    #[fin(filter, order)]
    pub(crate) moment: DateTime<Utc>,
    #[fin(filter, order, decimal(precision = 18, scale = 6))]
    pub(crate) worth: Decimal,
}

fn currency(dice: &mut Rng) -> String {
    if dice.goes_wrong(5) { "EURO".to_owned() } else { dice.pick(&["EUR", "eur", "USD", ""]).to_owned() }
}

impl Subject for Rate {
    fn rows(_tenant: Tenant) -> Repository<Self> {
        (*Self::repository()).clone()
    }

    fn draft(dice: &mut Rng) -> RateCreate {
        RateCreate { currency: currency(dice), moment: values::time(dice), worth: values::money(dice) }
    }

    fn condition(dice: &mut Rng, filter: RateFilter) -> RateFilter {
        match dice.below(3) {
            0 => filter.currency(values::condition(dice, currency)),
            1 => filter.moment(values::condition(dice, values::time)),
            _ => filter.worth(values::condition(dice, values::money)),
        }
    }

    groups!(RateFilter);

    fn order(dice: &mut Rng) -> Ordering<RateOrder> {
        let column = dice.pick(&[RateOrder::Currency, RateOrder::Moment, RateOrder::Worth, RateOrder::Id]);
        if dice.chance(50) { column.asc() } else { column.desc() }
    }

    fn target(id: Uuid, _version: i64) -> impl fin_infra::Target<Self> {
        id
    }
}

pub(super) fn makers() -> Vec<(usize, Maker)> {
    acts::of_any::<Rate>()
}
