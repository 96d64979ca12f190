//! A parent with two unique values, one of which ignores case, and rules over the columns that an upsert keeps and
//! changes.

use fin_infra::prelude::*;
use fin_infra::query::{Ordering, Query};
use fin_infra::{AllTenants, Repository};

use super::{Adjusting, Changing, Kept, Owned, Result, Rows, Subject, Upserting, apply, groups};
use crate::act::Maker;
use crate::acts::{self, family, own, select};
use crate::contents::Fields;
use crate::dice::Rng;
use crate::ids::{self, Tenant};
use crate::values;

/// Money to be saved.
#[derive(FinResource, Clone, Debug)]
#[fin(
    tenant,
    soft_delete,
    search("name", "notes", "origin"),
    unique_ci("name"),
    unique("code"),
    check(saved <= wanted),
    check(priority >= 0 && priority < 1000),
    check(fee >= 0),
    children("super::Entry"),
    filter(derive(Debug))
)]
pub(crate) struct Goal {
    #[fin(filter, order, max, length(max = 24))]
    pub(crate) name: String,
    #[fin(filter, order, group, length(max = 8))]
    pub(crate) code: Option<String>,
    #[fin(length(max = 400))]
    pub(crate) notes: Option<String>,
    #[fin(readonly, length(max = 24))]
    pub(crate) origin: Option<String>,
    #[fin(readonly, adjust, filter, order, sum, decimal(precision = 12, scale = 2))]
    pub(crate) wanted: Decimal,
    #[fin(filter, order, sum, decimal(precision = 12, scale = 2))]
    pub(crate) saved: Option<Decimal>,
    #[fin(adjust, filter, order, sum, count_distinct)]
    pub(crate) priority: i32,
    #[fin(adjust, filter, order, sum, max, decimal(precision = 12, scale = 3))]
    pub(crate) cost: Money,
    #[fin(filter, sum, decimal(precision = 12, scale = 2))]
    pub(crate) fee: Option<Money>,
    #[fin(created_at, group(year))]
    pub(crate) created_at: DateTime<Utc>,
    #[fin(order)]
    pub(crate) updated_at: DateTime<Utc>,
}

fn code(dice: &mut Rng) -> String {
    if dice.chance(5) {
        "toolongcode".to_owned()
    } else {
        dice.pick(&["a", "A", "b", "c", "", "straße"]).to_owned()
    }
}

fn priority(dice: &mut Rng) -> i32 {
    if dice.goes_wrong(4) { dice.pick(&[-1, 1000]) } else { dice.pick(&[0, 1, 2, 999]) }
}

fn wanted(dice: &mut Rng) -> Decimal {
    if dice.chance(70) {
        "9999999999.99".parse().expect("the literal is a decimal")
    } else {
        values::money(dice)
    }
}

impl Subject for Goal {
    fn rows(tenant: Tenant) -> Repository<Self> {
        (*Self::repository().tenant(tenant.id())).clone()
    }

    fn draft(dice: &mut Rng) -> GoalCreate {
        GoalCreate {
            name: values::text(dice, 24),
            code: dice.maybe(60, code),
            notes: dice.maybe(40, |dice| values::text(dice, 400)),
            origin: dice.maybe(30, |dice| values::text(dice, 24)),
            wanted: wanted(dice),
            saved: dice.maybe(60, values::money),
            priority: priority(dice),
            cost: values::priced(dice),
            fee: dice.maybe(40, values::priced),
        }
    }

    fn condition(dice: &mut Rng, filter: GoalFilter) -> GoalFilter {
        match dice.below(10) {
            0 | 1 => filter.name(values::text_condition(dice, 24)),
            2 => filter.code(values::text_condition(dice, 8)),
            3 => filter.wanted(values::condition(dice, values::money)),
            4 => filter.saved(values::condition(dice, values::money)),
            5 => filter.id(values::condition(dice, ids::reference)),
            6 => filter.cost(values::condition(dice, values::priced)),
            7 => filter.fee(values::condition(dice, values::priced)),
            8 => filter.cost_currency(values::condition(dice, values::currency)),
            _ => filter.priority(values::condition(dice, priority)),
        }
    }

    fn since(filter: GoalFilter, condition: Condition<DateTime<Utc>>) -> GoalFilter {
        filter.created_at(condition)
    }

    groups!(GoalFilter);

    fn order(dice: &mut Rng) -> Ordering<GoalOrder> {
        let column = dice.pick(&[
            GoalOrder::Name,
            GoalOrder::Code,
            GoalOrder::Wanted,
            GoalOrder::Saved,
            GoalOrder::Priority,
            GoalOrder::Cost,
            GoalOrder::CreatedAt,
            GoalOrder::UpdatedAt,
            GoalOrder::Id,
        ]);
        if dice.chance(50) { column.asc() } else { column.desc() }
    }

    fn target(id: Uuid, _version: i64) -> impl fin_infra::Target<Self> {
        id
    }

    fn searched(query: GoalQuery, text: &str) -> GoalQuery {
        query.search(text)
    }

    fn among(query: Query<Self>, rows: Rows) -> Query<Self> {
        rows.of(query)
    }
}

impl Changing for Goal {
    fn change(dice: &mut Rng) -> GoalUpdate {
        GoalUpdate {
            name: dice.maybe(40, |dice| values::text(dice, 24)),
            code: dice.maybe(30, |dice| dice.maybe(70, code)),
            notes: dice.maybe(20, |dice| dice.maybe(70, |dice| values::text(dice, 400))),
            saved: dice.maybe(40, |dice| dice.maybe(70, values::money)),
            priority: dice.maybe(20, priority),
            cost: dice.maybe(20, values::priced),
            fee: dice.maybe(20, |dice| dice.maybe(60, values::priced)),
        }
    }

    fn apply(update: &GoalUpdate, row: &mut Fields) {
        apply!(update to row: name, code, notes, saved, priority, cost, fee);
    }
}

impl Upserting for Goal {
    const WAYS: usize = 2;

    async fn upsert(
        store: impl Store<Self>,
        tenant: Tenant,
        way: usize,
        create: GoalCreate,
    ) -> Result<GoalRead> {
        let goals = Self::repository().tenant(tenant.id());
        match way {
            0 => goals.upsert_by_name(store, create).await,
            _ => goals.upsert_by_code(store, create).await,
        }
    }
}

impl Adjusting for Goal {
    fn adjustment(dice: &mut Rng) -> GoalAdjust {
        GoalAdjust {
            wanted: dice.maybe(60, values::money),
            priority: dice.maybe(40, |dice| dice.pick(&[0, 1, -1, 998, i64::MAX, i64::MIN, 4_294_967_295])),
            cost: dice.maybe(40, values::priced),
        }
    }

    fn adjusted(id: Uuid, _version: Option<i64>) -> impl fin_infra::AdjustTarget<Self> {
        id
    }
}

impl Kept for Goal {}

impl Owned for Goal {
    fn everyone() -> AllTenants<Self> {
        Self::repository().all_tenants()
    }
}

pub(super) fn makers() -> Vec<(usize, Maker)> {
    let mut makers = [
        acts::of_any::<Goal>(),
        acts::of_changing::<Goal>(),
        acts::of_upserting::<Goal>(),
        acts::of_adjusting::<Goal>(),
        acts::of_kept::<Goal>(),
        acts::of_owned::<Goal>(),
    ]
    .concat();
    makers.push((8, family::maker));
    makers.push((2, own::maker));
    makers.push((4, acts::scoped::maker));
    makers.push((6, select::maker));
    makers.push((8, acts::aggregate::maker));
    makers.push((6, acts::aggregate::maker_of_money));
    makers.push((2, acts::relation::maker));
    makers.push((3, acts::relation::related));
    makers
}
