//! Sums, counts and extremes of goals, in groups.

use std::sync::Arc;

use fin_infra::prelude::*;
use fin_infra::private::ByCurrency;
use fin_infra::query::{Average, TimeZone};
use futures_util::future::LocalBoxFuture;

use crate::act::{Act, Answer, Source, on};
use crate::ids::Tenant;
use crate::player::Executor;
use crate::scribe::Generator;
use crate::subjects::goal::{GoalAggregate, GoalAggregateOrder};
use crate::subjects::{Goal, Subject as _};
use crate::values;

/// The values of a group.
type Row = (Option<String>, Decimal, Average<Decimal>, u64, Option<String>, u64, i64);

/// The values of a group in one currency.
type Priced = (Currency, Money, Average<Money>, Option<Money>, u64);

#[derive(Debug)]
struct Aggregate {
    tenant: Tenant,
    asked: GoalAggregate<Row>,
    by_year: bool,
}

/// An aggregate of the money of goals.
#[derive(Debug)]
struct OfMoney {
    tenant: Tenant,
    asked: GoalAggregate<Priced, ByCurrency>,
}

pub(crate) fn maker(scribe: &mut Generator) -> Arc<dyn Act> {
    let tenant = scribe.tenant();
    let dice = &mut scribe.dice;
    let mut asked = GoalAggregate::new()
        .by_code()
        .sum_wanted()
        .average_saved()
        .count()
        .max_name()
        .count_distinct_priority()
        .sum_priority();
    if dice.chance(50) {
        asked = asked.filter(Goal::condition(dice, <Goal as Resource>::Filter::new()));
    }
    if dice.chance(25) {
        asked = asked.having_sum_wanted(values::condition(dice, values::money));
    }
    if dice.chance(20) {
        asked = asked.having_count(Condition::gt(dice.pick(&[0, 1, 2])));
    }
    if dice.chance(50) {
        let by = [GoalAggregateOrder::SumWanted, GoalAggregateOrder::Count, GoalAggregateOrder::MaxName];
        let column = dice.pick(&by);
        asked = asked.order_by(if dice.chance(50) { column.asc() } else { column.desc() });
    }
    if dice.chance(30) {
        asked = asked.page_size(dice.pick(&[1, 2, 3])).page(dice.pick(&[1, 2]));
    }
    Arc::new(Aggregate { tenant, asked, by_year: dice.chance(30) })
}

pub(crate) fn maker_of_money(scribe: &mut Generator) -> Arc<dyn Act> {
    let tenant = scribe.tenant();
    let dice = &mut scribe.dice;
    let mut asked = GoalAggregate::new().by_cost_currency().sum_cost().average_cost().max_cost().count();
    if dice.chance(50) {
        asked = asked.filter(Goal::condition(dice, <Goal as Resource>::Filter::new()));
    }
    if dice.chance(40) {
        asked = asked.having_sum_cost(values::condition(dice, values::priced));
    }
    if dice.chance(50) {
        let column = dice.pick(&[GoalAggregateOrder::SumCost, GoalAggregateOrder::Count]);
        asked = asked.order_by(if dice.chance(50) { column.asc() } else { column.desc() });
    }
    Arc::new(OfMoney { tenant, asked })
}

impl Act for OfMoney {
    fn play<'a>(
        &'a self,
        player: &'a mut Executor,
        source: &'a mut Source<'_>,
    ) -> LocalBoxFuture<'a, Answer> {
        Box::pin(async move {
            let rows = Goal::rows(self.tenant);
            let asked = self.asked.clone();
            let result = on!(source, store => rows.aggregate(store, asked.clone()).await);
            player.answer(result, |_, rows| format!("{rows:?}"))
        })
    }
}

impl Act for Aggregate {
    fn play<'a>(
        &'a self,
        player: &'a mut Executor,
        source: &'a mut Source<'_>,
    ) -> LocalBoxFuture<'a, Answer> {
        Box::pin(async move {
            let rows = Goal::rows(self.tenant);
            let asked = self.asked.clone();
            if self.by_year {
                // Every row is of this year or of the one before.
                let zone = TimeZone::get("America/New_York").expect("there is such a time zone");
                let result =
                    on!(source, store => rows.aggregate(store, asked.clone().by_year(zone.clone())).await);
                return player.answer(result, |_, rows| {
                    let sums = rows.iter().map(|(code, sum, .., year)| {
                        assert!(chrono::Datelike::year(year) > 2020, "{year}");
                        format!("{code:?}: {sum}")
                    });
                    sums.collect::<Vec<_>>().join(", ")
                });
            }
            let result = on!(source, store => rows.aggregate(store, asked.clone()).await);
            player.answer(result, |_, rows| format!("{rows:?}"))
        })
    }
}
