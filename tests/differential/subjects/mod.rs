//! The resources of the operations, and what the test must know about each.

mod entry;
pub(crate) mod goal;
mod rate;
mod reading;
mod tag;

use std::fmt::Debug;

use fin_infra::prelude::*;
use fin_infra::query::{Ordering, Query};
use fin_infra::schema::Definition;
use fin_infra::{
    Adjustable, AllTenants, Creatable, DbResource, Deletable, Repository, SoftDelete, Updatable,
};
use serde::Serialize;

pub(crate) use self::entry::{Entry, EntryCreate, EntryFilter, EntryOrder};
pub(crate) use self::goal::{Goal, GoalCreate};
pub(crate) use self::rate::Rate;
pub(crate) use self::reading::Reading;
pub(crate) use self::tag::Tag;
use crate::act::Maker;
use crate::contents::Fields;
use crate::dice::Rng;
use crate::ids::Tenant;

/// The result of a call.
pub(crate) type Result<T> = fin_infra::Result<T>;

/// A resource that the test is about.
pub(crate) trait Subject:
    DbResource
    + Creatable<Create: Clone + Debug + Sync>
    + Deletable
    + Resource<Id = Uuid, Read: Serialize + Debug, Filter: Debug, Order: Debug>
    + Debug
    + Clone
    + Send
    + Sync
{
    /// A tenant's rows; all rows of a resource without tenants.
    fn rows(tenant: Tenant) -> Repository<Self>;

    /// The input of a create.
    fn draft(dice: &mut Rng) -> Self::Create;

    /// Removes the values that differ between stores from a row with this id.
    fn fit(create: Self::Create, _id: Option<Uuid>) -> Self::Create {
        create
    }

    /// Adds a condition.
    fn condition(dice: &mut Rng, filter: Self::Filter) -> Self::Filter;

    /// Adds a condition on the time that a row was created at, where it is known.
    fn since(filter: Self::Filter, _condition: Condition<DateTime<Utc>>) -> Self::Filter {
        filter
    }

    /// A filter that one of these has to match.
    fn any_of(filters: Vec<Self::Filter>) -> Self::Filter;

    /// A filter that another one must not match.
    fn not(filter: Self::Filter, other: Self::Filter) -> Self::Filter;

    /// An order.
    fn order(dice: &mut Rng) -> Ordering<Self::Order>;

    /// The target of a delete or an update.
    fn target(id: Uuid, version: i64) -> impl fin_infra::Target<Self>;

    /// Asks for a text, where the resource can be searched.
    fn searched(query: Query<Self>, _text: &str) -> Query<Self> {
        query
    }

    /// Asks for other rows than live ones, where the resource keeps deleted ones.
    fn among(query: Query<Self>, _rows: Rows) -> Query<Self> {
        query
    }
}

/// Which rows a list is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rows {
    Live,
    Deleted,
    All,
}

impl Rows {
    /// Asks for these rows.
    fn of<R: SoftDelete>(self, query: Query<R>) -> Query<R> {
        match self {
            Self::Live => query,
            Self::Deleted => query.only_deleted(),
            Self::All => query.include_deleted(),
        }
    }
}

/// A resource whose rows change.
pub(crate) trait Changing:
    Subject + Updatable<Update: Clone + Debug + Default + PartialEq + Sync>
{
    /// A change.
    fn change(dice: &mut Rng) -> Self::Update;

    /// Makes the change to a row's fields, whatever would be in its way.
    fn apply(update: &Self::Update, row: &mut Fields);
}

/// A resource with numbers that are adjusted.
pub(crate) trait Adjusting:
    Subject + Adjustable<Adjust: Clone + Debug + Default + PartialEq + Sync>
{
    /// The amounts.
    fn adjustment(dice: &mut Rng) -> Self::Adjust;

    /// Identifies a row, with its version if `version` has one.
    fn adjusted(id: Uuid, version: Option<i64>) -> impl fin_infra::AdjustTarget<Self>;
}

/// A resource with unique values, by which rows are created or changed.
pub(crate) trait Upserting: Changing {
    /// How many ways there are.
    const WAYS: usize;

    /// Creates a row or changes it, one way or another.
    async fn upsert(
        store: impl Store<Self>,
        tenant: Tenant,
        way: usize,
        create: Self::Create,
    ) -> Result<Self::Read>;
}

/// A resource whose deleted rows are kept.
pub(crate) trait Kept: Owned + SoftDelete {}

/// A resource with tenants.
pub(crate) trait Owned: Subject {
    /// The rows of all of them.
    fn everyone() -> AllTenants<Self>;
}

/// The groups of a filter.
macro_rules! groups {
    ($Filter:ident) => {
        fn any_of(filters: Vec<$Filter>) -> $Filter {
            $Filter::any_of(filters)
        }

        fn not(filter: $Filter, other: $Filter) -> $Filter {
            filter.not(other)
        }
    };
}
use groups;

/// Takes those of the fields that an update has.
macro_rules! apply {
    ($update:ident to $row:ident: $($field:ident),*) => {
        $(if let Some(value) = &$update.$field { $row.insert(stringify!($field).to_owned(), serde_json::json!(value)); })*
    };
}
use apply;

/// The tables.
pub(crate) fn definitions() -> [Definition; 5] {
    [
        schema::of::<Rate>(),
        schema::of::<Tag>(),
        schema::of::<Goal>(),
        schema::of::<Entry>(),
        schema::of::<Reading>(),
    ]
}

/// Everything that can be done, with how often it is.
pub(crate) fn makers() -> Vec<(usize, Maker)> {
    let mut all = Vec::new();
    for (weight, makers) in [
        (4, goal::makers()),
        (4, entry::makers()),
        (2, tag::makers()),
        (1, rate::makers()),
        (3, reading::makers()),
    ] {
        all.extend(makers.into_iter().map(|(often, maker)| (often * weight, maker)));
    }
    all
}
