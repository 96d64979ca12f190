//! An aggregate in memory.

use super::request::{OrderedBy, Request};
use crate::column::InMemory;
use crate::error::Result;
use crate::memory::{Grouping, Row};
use crate::query::Having;
use crate::stored::{RowSink, StoredTable};
use crate::value::Scalar;

impl Request<'_, InMemory> {
    /// Passes on the groups among some rows.
    pub(super) fn run(
        &self,
        stored: &'static StoredTable<InMemory>,
        rows: &[Row],
        found: &mut dyn RowSink<InMemory>,
    ) -> Result<()> {
        let grouping = Grouping { offsets: self.offsets_of(stored, rows)?, measures: &self.measures };
        let mut groups = grouping.groups(rows);
        groups.retain(|group| {
            let meets = |having: &Having| {
                having.operator.holds(&grouping.value(&having.measure, None, group).scalar, &having.values)
            };
            self.having.iter().all(meets)
        });
        let order = self.order(stored)?;
        let sort_key = |group: &Vec<Row>| -> Vec<Scalar> {
            let value = |by: &OrderedBy| match by {
                OrderedBy::Key(index) => grouping.value(self.measures[*index], Some(*index), group).scalar,
                OrderedBy::Computed(measure) => grouping.value(measure, None, group).scalar,
            };
            order.iter().map(|(by, _)| value(by)).collect()
        };
        let mut groups: Vec<_> = groups.into_iter().map(|group| (sort_key(&group), group)).collect();
        groups.sort_by(|(left, _), (right, _)| {
            let mut compared = order
                .iter()
                .zip(left.iter().zip(right))
                .map(|((_, direction), (left, right))| direction.of(left.cmp(right)));
            compared.find(|ordering| ordering.is_ne()).unwrap_or(std::cmp::Ordering::Equal)
        });
        found.start(0);
        let skipped = usize::try_from(self.page.offset()).unwrap_or(usize::MAX);
        let limit = usize::try_from(self.page.limit()).unwrap_or(usize::MAX);
        for (_, group) in groups.iter().skip(skipped).take(limit) {
            let cells = self
                .measures
                .iter()
                .enumerate()
                .map(|(index, measure)| grouping.value(measure, Some(index), group));
            found.push(&cells.collect::<Vec<_>>())?;
        }
        Ok(())
    }
}
