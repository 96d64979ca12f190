//! The query of a list.

use fin_infra::query::{Condition, Ordering, Query};

use crate::dice::Rng;
use crate::ids::Tenant;
use crate::player::Executor;
use crate::scribe::Generator;
use crate::subjects::{Rows, Subject};
use crate::values;

/// The query of a list, in a form that can be printed and repeated.
#[derive(Clone, Debug)]
pub(super) struct Spec<R: Subject> {
    pub(super) tenant: Tenant,
    /// All of which hold.
    pub(super) filters: Vec<R::Filter>,
    /// Only rows that were created before or since this act began.
    pub(super) since: Option<Since>,
    /// All of which are found.
    pub(super) searches: Vec<String>,
    pub(super) orders: Vec<Ordering<R::Order>>,
    pub(super) rows: Rows,
    pub(super) page: Option<u32>,
    pub(super) page_size: Option<u32>,
    pub(super) with_total: bool,
}

/// Before or since an act began.
#[derive(Clone, Copy, Debug)]
pub(super) struct Since {
    act: usize,
    is_before: bool,
}

/// A filter with groups, of filters and of one more condition.
fn grouped<R: Subject>(dice: &mut Rng, mut filters: Vec<R::Filter>) -> R::Filter {
    filters.push(R::condition(dice, R::Filter::default()));
    match dice.below(4) {
        0 => R::any_of(filters),
        1 => R::not(R::Filter::default(), R::any_of(filters)),
        2 => filters.into_iter().fold(R::Filter::default(), R::not),
        _ => {
            let last = filters.pop().unwrap_or_default();
            R::any_of(vec![R::not(R::any_of(filters), last.clone()), last])
        }
    }
}

impl<R: Subject> Spec<R> {
    /// Any list.
    pub(super) fn any(scribe: &mut Generator) -> Self {
        let (tenant, last) = (scribe.tenant(), scribe.number());
        let dice = &mut scribe.dice;
        let mut filters = Vec::new();
        for _ in 0..dice.pick(&[0, 0, 0, 1, 1, 2]) {
            // One more condition, in the same filter or in a separate one.
            let filter = if dice.chance(50) { filters.pop() } else { None };
            filters.push(R::condition(dice, filter.unwrap_or_default()));
        }
        if dice.chance(25) {
            filters = vec![grouped::<R>(dice, filters)];
        }
        Self {
            tenant,
            filters,
            since: dice.maybe(10, |dice| Since { act: dice.below(last), is_before: dice.chance(50) }),
            searches: (0..dice.pick(&[0, 0, 0, 0, 0, 0, 1, 1, 2])).map(|_| values::part(dice)).collect(),
            orders: (0..dice.pick(&[0, 0, 1, 1, 1, 2, 2, 3, 4])).map(|_| R::order(dice)).collect(),
            rows: dice.pick(&[Rows::Live, Rows::Live, Rows::Deleted, Rows::All]),
            page: dice.maybe(10, |dice| dice.pick(&[0, 1, 2, 3, 1_000, u32::MAX])),
            page_size: dice.maybe(40, |dice| dice.pick(&[0, 1, 2, 3, 7, 10_000, 10_001, u32::MAX])),
            with_total: dice.chance(30),
        }
    }

    /// A query with several pages.
    pub(super) fn of_many_pages(scribe: &mut Generator) -> Self {
        let mut spec = Self::any(scribe);
        if scribe.dice.chance(70) {
            spec.filters.clear();
            spec.since = None;
            spec.searches.clear();
        }
        spec.page = None;
        spec.page_size = Some(scribe.dice.pick(&[1, 1, 2, 3]));
        spec
    }

    /// One filter for the same rows, whether or not they are deleted.
    pub(super) fn filter(&self, player: &Executor) -> R::Filter {
        let none = |filter| R::not(R::Filter::default(), filter);
        let others = self.filters(player).into_iter().map(none).collect();
        none(R::any_of(others))
    }

    fn filters(&self, player: &Executor) -> Vec<R::Filter> {
        let since = self.since.map(|Since { act, is_before }| {
            let time = player.time_of(act);
            let condition = if is_before { Condition::lt(time) } else { Condition::ge(time) };
            R::since(R::Filter::default(), condition)
        });
        self.filters.iter().cloned().chain(since).collect()
    }

    /// The query.
    pub(super) fn query(&self, player: &Executor) -> Query<R> {
        let mut query = R::among(Query::new(), self.rows);
        for filter in self.filters(player) {
            query = query.filter(filter);
        }
        for search in &self.searches {
            query = R::searched(query, search);
        }
        for order in &self.orders {
            query = query.order_by(*order);
        }
        if let Some(page) = self.page {
            query = query.page(page);
        }
        if let Some(size) = self.page_size {
            query = query.page_size(size);
        }
        if self.with_total { query.with_total() } else { query }
    }
}
