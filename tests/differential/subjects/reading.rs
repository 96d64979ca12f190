//! A column of each type, with and without nulls.

use fin_infra::prelude::*;
use fin_infra::query::{Ordering, Query};
use fin_infra::{AllTenants, Repository, sqlx};
use serde::{Deserialize, Serialize};

use super::{Adjusting, Changing, Kept, Owned, Rate, Rows, Subject, apply, groups};
use crate::act::Maker;
use crate::acts;
use crate::contents::Fields;
use crate::dice::Rng;
use crate::ids::{self, Tenant};
use crate::values;

/// An app's own type, stored as a text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, sqlx::Type)]
#[sqlx(transparent)]
pub(crate) struct Iban(String);

/// An app's own type, stored as a number.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, sqlx::Type)]
#[repr(i16)]
pub(crate) enum Level {
    Low = -1,
    Middle = 0,
    High = 300,
}

/// A meter reading.
#[derive(FinResource, Clone, Debug)]
#[fin(tenant, soft_delete, filter(derive(Debug)))]
pub(crate) struct Reading {
    #[fin(number(per = "tenant"), filter, order)]
    pub(crate) number: i64,
    #[fin(belongs_to = "Rate", filter)]
    pub(crate) rate_id: Option<Uuid>,
    #[fin(filter, order)]
    pub(crate) moment: Option<DateTime<Utc>>,
    #[fin(filter, order)]
    pub(crate) ratio: f64,
    #[fin(filter, order)]
    pub(crate) share: Option<f32>,
    #[fin(adjust, filter, order)]
    pub(crate) count: i64,
    #[fin(filter, order)]
    pub(crate) small: Option<u16>,
    #[fin(filter, order, length(max = 16))]
    pub(crate) bytes: Option<Vec<u8>>,
    #[fin(filter, order)]
    pub(crate) flag: Option<bool>,
    #[fin(filter, order, length(max = 34))]
    pub(crate) iban: Option<Iban>,
    #[fin(filter, order)]
    pub(crate) level: Level,
    #[fin(filter, order)]
    pub(crate) source: Uuid,
}

#[allow(clippy::cast_possible_truncation, reason = "the numbers are made to fit, or to be infinite")]
fn share(dice: &mut Rng) -> f32 {
    values::float(dice) as f32
}

fn small(dice: &mut Rng) -> u16 {
    dice.pick(&[0, 1, 255, 256, u16::MAX])
}

fn iban(dice: &mut Rng) -> Iban {
    if dice.goes_wrong(5) {
        return Iban(dice.pick(&["no\0".to_owned(), "x".repeat(35)]));
    }
    Iban(dice.pick(&["DE02", "de02", "", "it's", "\\", "ä"]).to_owned())
}

fn level(dice: &mut Rng) -> Level {
    dice.pick(&[Level::Low, Level::Middle, Level::High])
}

impl Subject for Reading {
    fn rows(tenant: Tenant) -> Repository<Self> {
        (*Self::repository().tenant(tenant.id())).clone()
    }

    fn draft(dice: &mut Rng) -> ReadingCreate {
        ReadingCreate {
            rate_id: Some(ids::reference(dice)).filter(|_| dice.goes_wrong(20)),
            moment: dice.maybe(80, values::time),
            ratio: values::wide_float(dice),
            share: dice.maybe(80, share),
            count: values::integer(dice),
            small: dice.maybe(80, small),
            bytes: dice.maybe(80, values::bytes),
            flag: dice.maybe(70, |dice| dice.chance(50)),
            iban: dice.maybe(70, iban),
            level: level(dice),
            source: ids::reference(dice),
        }
    }

    fn condition(dice: &mut Rng, filter: ReadingFilter) -> ReadingFilter {
        match dice.below(12) {
            0 => filter.rate_id(values::condition(dice, ids::reference)),
            1 => filter.moment(values::condition(dice, values::time)),
            2 => filter.ratio(values::condition(dice, values::wide_float)),
            3 => filter.share(values::condition(dice, share)),
            4 => filter.count(values::condition(dice, values::integer)),
            5 => filter.small(values::condition(dice, small)),
            6 => filter.bytes(values::condition(dice, values::bytes)),
            7 => filter.flag(values::condition(dice, |dice| dice.chance(50))),
            8 => filter.iban(values::condition(dice, iban)),
            9 => filter.level(values::condition(dice, level)),
            10 => filter.number(values::condition(dice, |dice| dice.pick(&[0, 1, 2, 3, 5, 9]))),
            _ => filter.source(values::condition(dice, ids::reference)),
        }
    }

    fn since(filter: ReadingFilter, condition: Condition<DateTime<Utc>>) -> ReadingFilter {
        filter.created_at(condition)
    }

    groups!(ReadingFilter);

    fn order(dice: &mut Rng) -> Ordering<ReadingOrder> {
        let column = dice.pick(&[
            ReadingOrder::Number,
            ReadingOrder::Moment,
            ReadingOrder::Ratio,
            ReadingOrder::Share,
            ReadingOrder::Count,
            ReadingOrder::Small,
            ReadingOrder::Bytes,
            ReadingOrder::Flag,
            ReadingOrder::Iban,
            ReadingOrder::Level,
            ReadingOrder::Source,
            ReadingOrder::CreatedAt,
        ]);
        if dice.chance(50) { column.asc() } else { column.desc() }
    }

    fn target(id: Uuid, _version: i64) -> impl fin_infra::Target<Self> {
        id
    }

    fn among(query: Query<Self>, rows: Rows) -> Query<Self> {
        rows.of(query)
    }
}

impl Changing for Reading {
    fn change(dice: &mut Rng) -> ReadingUpdate {
        ReadingUpdate {
            rate_id: dice.maybe(10, |dice| dice.maybe(50, ids::reference)),
            moment: dice.maybe(30, |dice| dice.maybe(70, values::time)),
            ratio: dice.maybe(30, values::wide_float),
            share: dice.maybe(20, |dice| dice.maybe(70, share)),
            count: dice.maybe(30, values::integer),
            small: dice.maybe(20, |dice| dice.maybe(70, small)),
            bytes: dice.maybe(30, |dice| dice.maybe(70, values::bytes)),
            flag: dice.maybe(30, |dice| dice.maybe(70, |dice| dice.chance(50))),
            iban: dice.maybe(20, |dice| dice.maybe(70, iban)),
            level: dice.maybe(20, level),
            source: dice.maybe(20, ids::reference),
        }
    }

    fn apply(update: &ReadingUpdate, row: &mut Fields) {
        apply!(update to row: rate_id, moment, ratio, share, count, small, bytes, flag, iban, level, source);
    }
}

impl Kept for Reading {}

impl Owned for Reading {
    fn everyone() -> AllTenants<Self> {
        Self::repository().all_tenants()
    }
}

impl Adjusting for Reading {
    fn adjustment(dice: &mut Rng) -> ReadingAdjust {
        ReadingAdjust { count: dice.maybe(90, values::integer) }
    }

    fn adjusted(id: Uuid, _version: Option<i64>) -> impl fin_infra::AdjustTarget<Self> {
        id
    }
}

pub(super) fn makers() -> Vec<(usize, Maker)> {
    [
        acts::of_any::<Reading>(),
        acts::of_changing::<Reading>(),
        acts::of_changing_without_uniques::<Reading>(),
        acts::of_adjusting::<Reading>(),
        acts::of_kept::<Reading>(),
        acts::of_owned::<Reading>(),
    ]
    .concat()
}
