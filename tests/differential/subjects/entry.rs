//! A child of two parents, with a version.

use std::collections::BTreeMap;

use fin_infra::prelude::*;
use fin_infra::query::{Ordering, Query};
use fin_infra::{AllTenants, Repository};

use super::{Changing, Goal, Kept, Owned, Result, Rows, Subject, Tag, Upserting, apply, groups};
use crate::act::Maker;
use crate::acts;
use crate::contents::Fields;
use crate::dice::Rng;
use crate::ids::{self, Tenant};
use crate::values;

/// Money that was put aside.
#[derive(FinResource, Clone, Debug)]
#[fin(
    table = "entries",
    tenant,
    soft_delete,
    version,
    search = "label",
    unique("goal_id", "label"),
    filter(derive(Debug))
)]
pub(crate) struct Entry {
    #[fin(belongs_to = "Goal", filter, order)]
    pub(crate) goal_id: Uuid,
    #[fin(belongs_to = "Tag", filter)]
    pub(crate) tag_id: Option<Uuid>,
    #[fin(filter, order, length(max = 12))]
    pub(crate) label: String,
    #[fin(filter, order, default)]
    pub(crate) done: bool,
    #[fin(json)]
    pub(crate) parts: BTreeMap<String, Option<Decimal>>,
}

fn label(dice: &mut Rng) -> String {
    if dice.chance(60) { dice.pick(&["one", "One", "two"]).to_owned() } else { values::text(dice, 12) }
}

fn parts(dice: &mut Rng) -> BTreeMap<String, Option<Decimal>> {
    let key = |dice: &mut Rng| dice.pick(&["a", "\\u0000", "\"", "\u{1f34e}", "", "z"]).to_owned();
    let mut parts: BTreeMap<_, _> =
        dice.several(4, |dice| (key(dice), dice.maybe(70, values::money))).into_iter().collect();
    if dice.goes_wrong(4) {
        parts.insert("\0".to_owned(), None);
    }
    parts
}

impl Subject for Entry {
    fn rows(tenant: Tenant) -> Repository<Self> {
        (*Self::repository().tenant(tenant.id())).clone()
    }

    fn draft(dice: &mut Rng) -> EntryCreate {
        EntryCreate {
            goal_id: ids::reference(dice),
            tag_id: dice.maybe(40, ids::reference),
            label: label(dice),
            done: dice.chance(50),
            parts: parts(dice),
        }
    }

    fn condition(dice: &mut Rng, filter: EntryFilter) -> EntryFilter {
        match dice.below(4) {
            0 => filter.goal_id(values::condition(dice, ids::reference)),
            1 => filter.tag_id(values::condition(dice, ids::reference)),
            2 => filter.done(values::condition(dice, |dice| dice.chance(50))),
            _ => filter.label(values::text_condition(dice, 12)),
        }
    }

    fn since(filter: EntryFilter, condition: Condition<DateTime<Utc>>) -> EntryFilter {
        filter.created_at(condition)
    }

    groups!(EntryFilter);

    fn order(dice: &mut Rng) -> Ordering<EntryOrder> {
        let column = dice.pick(&[
            EntryOrder::GoalId,
            EntryOrder::Label,
            EntryOrder::Done,
            EntryOrder::CreatedAt,
            EntryOrder::Id,
        ]);
        if dice.chance(50) { column.asc() } else { column.desc() }
    }

    fn target(id: Uuid, version: i64) -> impl fin_infra::Target<Self> {
        (id, version)
    }

    fn searched(query: EntryQuery, text: &str) -> EntryQuery {
        query.search(text)
    }

    fn among(query: Query<Self>, rows: Rows) -> Query<Self> {
        rows.of(query)
    }
}

impl Changing for Entry {
    fn change(dice: &mut Rng) -> EntryUpdate {
        EntryUpdate {
            goal_id: dice.maybe(30, ids::reference),
            tag_id: dice.maybe(30, |dice| dice.maybe(60, ids::reference)),
            label: dice.maybe(40, label),
            done: dice.maybe(30, |dice| dice.chance(50)),
            parts: dice.maybe(20, parts),
        }
    }

    fn apply(update: &EntryUpdate, row: &mut Fields) {
        apply!(update to row: goal_id, tag_id, label, done, parts);
    }
}

impl Upserting for Entry {
    const WAYS: usize = 1;

    async fn upsert(
        store: impl Store<Self>,
        tenant: Tenant,
        _way: usize,
        create: EntryCreate,
    ) -> Result<EntryRead> {
        Self::repository().tenant(tenant.id()).upsert_by_goal_id_and_label(store, create).await
    }
}

impl Kept for Entry {}

impl Owned for Entry {
    fn everyone() -> AllTenants<Self> {
        Self::repository().all_tenants()
    }
}

pub(super) fn makers() -> Vec<(usize, Maker)> {
    [
        acts::of_any::<Entry>(),
        acts::of_changing::<Entry>(),
        acts::of_upserting::<Entry>(),
        acts::of_kept::<Entry>(),
        acts::of_owned::<Entry>(),
    ]
    .concat()
}
