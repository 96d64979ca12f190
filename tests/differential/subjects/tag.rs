//! A tree whose rows are removed permanently when they are deleted.
//!
//! MySQL and MariaDB check a foreign key for each row, the others at the end of the statement. So no tag here is its
//! own parent, and none is deleted in one statement with its children.

use fin_infra::prelude::*;
use fin_infra::query::Ordering;
use fin_infra::{AllTenants, Repository};

use super::{Changing, Owned, Result, Subject, Upserting, apply, groups};
use crate::act::Maker;
use crate::acts;
use crate::contents::Fields;
use crate::dice::Rng;
use crate::ids::{self, Tenant};
use crate::values;

/// A tag.
#[derive(FinResource, Clone, Debug)]
#[fin(tenant, version, unique("word"), filter(derive(Debug)))]
pub(crate) struct Tag {
    #[fin(filter, order, length(max = 16))]
    pub(crate) word: String,
    #[fin(belongs_to = "Tag", readonly, filter, order)]
    pub(crate) parent_id: Option<Uuid>,
    #[fin(filter, order)]
    pub(crate) weight: Option<i64>,
}

impl Subject for Tag {
    fn rows(tenant: Tenant) -> Repository<Self> {
        (*Self::repository().tenant(tenant.id())).clone()
    }

    fn draft(dice: &mut Rng) -> TagCreate {
        TagCreate {
            word: values::text(dice, 16),
            parent_id: dice.maybe(40, ids::reference),
            weight: dice.maybe(60, values::integer),
        }
    }

    fn fit(create: TagCreate, id: Option<Uuid>) -> TagCreate {
        let parent_id = create.parent_id.filter(|parent| Some(*parent) != id);
        TagCreate { parent_id, ..create }
    }

    fn condition(dice: &mut Rng, filter: TagFilter) -> TagFilter {
        match dice.below(3) {
            0 => filter.word(values::text_condition(dice, 16)),
            1 => filter.parent_id(values::condition(dice, ids::reference)),
            _ => filter.weight(values::condition(dice, values::integer)),
        }
    }

    fn since(filter: TagFilter, condition: Condition<DateTime<Utc>>) -> TagFilter {
        filter.created_at(condition)
    }

    groups!(TagFilter);

    fn order(dice: &mut Rng) -> Ordering<TagOrder> {
        let column = dice.pick(&[TagOrder::Word, TagOrder::ParentId, TagOrder::Weight]);
        if dice.chance(50) { column.asc() } else { column.desc() }
    }

    fn target(id: Uuid, version: i64) -> impl fin_infra::Target<Self> {
        (id, version)
    }
}

impl Changing for Tag {
    fn change(dice: &mut Rng) -> TagUpdate {
        TagUpdate {
            word: dice.maybe(50, |dice| values::text(dice, 16)),
            weight: dice.maybe(40, |dice| dice.maybe(70, values::integer)),
        }
    }

    fn apply(update: &TagUpdate, row: &mut Fields) {
        apply!(update to row: word, weight);
    }
}

impl Upserting for Tag {
    const WAYS: usize = 1;

    async fn upsert(
        store: impl Store<Self>,
        tenant: Tenant,
        _way: usize,
        create: TagCreate,
    ) -> Result<TagRead> {
        Self::repository().tenant(tenant.id()).upsert_by_word(store, create).await
    }
}

impl Owned for Tag {
    fn everyone() -> AllTenants<Self> {
        Self::repository().all_tenants()
    }
}

pub(super) fn makers() -> Vec<(usize, Maker)> {
    [
        acts::of_any_row::<Tag>(),
        acts::of_changing::<Tag>(),
        acts::of_upserting::<Tag>(),
        acts::of_owned::<Tag>(),
    ]
    .concat()
}
