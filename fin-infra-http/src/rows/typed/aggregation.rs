//! Aggregates of a resource, with its types.

use std::any::Any;
use std::io::Write;
use std::mem::replace;

use fin_infra_core::query::{Aggregate, Direction, Ordering, Sort, TimeZone, Untyped};
use fin_infra_core::{Db, Repository, internal};
use futures_util::future::TryFutureExt as _;

use super::RowsOf;
use crate::HttpResource;
use crate::computed::{Computed, Output};
use crate::field::WriteValue;
use crate::rows::{AggregatableRows, Aggregation, DbFuture, Filtered, Groups, Items};
use crate::value::ConditionText;

impl<R: HttpResource> AggregatableRows for RowsOf<R> {
    fn aggregation(&self) -> Box<dyn Aggregation> {
        let (repository, aggregate) = (self.0.clone(), Aggregate::untyped());
        Box::new(AggregationOf { repository, aggregate, values: Vec::new() })
    }
}

struct AggregationOf<R: HttpResource> {
    repository: Repository<R>,
    aggregate: Aggregate<R, Untyped>,
    /// The name of each value of a group, and how it is written.
    values: Vec<(String, WriteValue)>,
}

impl<R: HttpResource> AggregationOf<R> {
    /// Replaces the aggregate by one that asks for more.
    fn extend(&mut self, extended: impl FnOnce(Aggregate<R, Untyped>) -> Aggregate<R, Untyped>) {
        let aggregate = replace(&mut self.aggregate, Aggregate::untyped());
        self.aggregate = extended(aggregate);
    }
}

impl<R: HttpResource> Filtered for AggregationOf<R> {
    fn filter_by(&mut self, ordinal: usize, condition: &ConditionText) -> Result<(), String> {
        R::filter_by(self.aggregate.filter_mut(), ordinal, condition)
    }
}

impl<R: HttpResource> Aggregation for AggregationOf<R> {
    fn outputs(&self) -> Vec<Output> {
        R::AGGREGATES.iter().map(|computed| computed.output).collect()
    }

    fn add(&mut self, index: usize, zone: TimeZone) {
        let Computed { output, add, write, .. } = &R::AGGREGATES[index];
        self.values.push((output.property(R::TABLE), *write));
        self.extend(|aggregate| add(aggregate, zone));
    }

    fn having(&mut self, index: usize, condition: &ConditionText) -> Result<(), String> {
        let having = R::AGGREGATES[index].having.ok_or("cannot be compared")?;
        let aggregate = having(self.aggregate.clone(), condition)?;
        self.aggregate = aggregate;
        Ok(())
    }

    fn order_by(&mut self, sort: Sort, direction: Direction) {
        self.extend(|aggregate| aggregate.order_by(Ordering { column: sort, direction }));
    }

    fn select(&mut self, search: Option<String>, page: u32, page_size: u32) {
        if let Some(search) = search {
            self.aggregate.add_search(search);
        }
        self.extend(|aggregate| aggregate.page(page).page_size(page_size));
    }

    fn read(self: Box<Self>, db: &Db) -> DbFuture<'_, Groups> {
        let Self { repository, aggregate, values } = *self;
        let page = internal::aggregate_page(&repository, db, aggregate);
        Box::pin(
            page.map_ok(|(groups, has_more)| Groups {
                items: Box::new(GroupItems { values, groups }),
                has_more,
            }),
        )
    }
}

/// The groups of a page, and how their values are written.
struct GroupItems {
    values: Vec<(String, WriteValue)>,
    groups: Vec<Untyped>,
}

impl Items for GroupItems {
    fn len(&self) -> usize {
        self.groups.len()
    }

    fn write(&self, index: usize, to: &mut dyn Write) -> serde_json::Result<()> {
        let Some(Untyped(group)) = self.groups.get(index) else { return Ok(()) };
        for (position, ((name, write), value)) in self.values.iter().zip(group).enumerate() {
            to.write_all(if position == 0 { b"{" } else { b"," }).map_err(serde_json::Error::io)?;
            serde_json::to_writer(&mut *to, name)?;
            to.write_all(b":").map_err(serde_json::Error::io)?;
            let value: &(dyn Any + Send + Sync) = &**value;
            write(value, to)?;
        }
        to.write_all(b"}").map_err(serde_json::Error::io)
    }
}
