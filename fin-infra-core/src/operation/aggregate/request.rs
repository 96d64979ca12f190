//! What an aggregate asks for, without the types of its resource.

use crate::column::{InMemory, Medium};
use crate::error::{Error, Result};
use crate::limits::{MAX_GROUPS, with_commas};
use crate::predicate::{Conditions, Direction};
use crate::query::{Having, Measure, Selected, Sort, Sorted};
use crate::stored::StoredTable;
use crate::table::Table;
use crate::value::Scalar;

/// The rows, the measures of their groups, and which of the groups are returned in which order.
pub(super) struct Request<'a, M: Medium> {
    pub(super) selected: Selected<'a, M>,
    /// The same rows for the memory store, whose conditions have values that can be looked at.
    pub(super) in_memory: Selected<'a, InMemory>,
    pub(super) measures: Vec<&'a Measure>,
    pub(super) having: &'a [Having],
    pub(super) order: &'a [Sorted],
    pub(super) page: Page,
}

#[derive(Clone, Copy)]
pub(super) struct Page {
    pub(super) number: u32,
    pub(super) size: Option<u32>,
    /// Whether the first group of the next page is read as well.
    pub(super) peeks: bool,
}

impl Page {
    /// The number of groups to read, of which the last one is one too many if there is no page size.
    pub(super) fn limit(self) -> u64 {
        self.size.map_or(MAX_GROUPS as u64 + 1, |size| u64::from(size) + u64::from(self.peeks))
    }

    pub(super) fn offset(self) -> u64 {
        u64::from(self.number - 1) * self.size.map_or(0, u64::from)
    }

    pub(super) fn check(self, groups: usize) -> Result<()> {
        match self.size {
            None if groups > MAX_GROUPS => {
                let reason = format!("has more than {} groups: set a page size", with_commas(MAX_GROUPS));
                Err(Error::invalid("aggregate", reason))
            }
            _ => Ok(()),
        }
    }
}

/// What groups are ordered by.
pub(super) enum OrderedBy {
    /// The index of a key among the measures.
    Key(usize),
    Computed(Measure),
}

impl<M: Medium> Request<'_, M> {
    /// The chosen order, and then that of all keys, so that no two groups are equal in it.
    pub(super) fn order(&self, stored: &StoredTable<M>) -> Result<Vec<(OrderedBy, Direction)>> {
        let mut keys: Vec<usize> = self
            .measures
            .iter()
            .enumerate()
            .filter(|(_, measure)| measure.key().is_some())
            .map(|(index, _)| index)
            .collect();
        let mut order = Vec::new();
        for sorted in self.order {
            let by = match sorted.by.measure(stored.table) {
                Some(measure) => {
                    // Only amounts in the same currency have an order.
                    if let Some(currency) = self.currency_key(stored.table, &measure)
                        && keys.contains(&currency)
                    {
                        keys.retain(|key| *key != currency);
                        order.push((OrderedBy::Key(currency), sorted.direction));
                    }
                    OrderedBy::Computed(measure)
                }
                None => {
                    let index = self.measures.iter().position(|measure| measure.is(sorted.by));
                    let index = index.ok_or_else(|| {
                        let field =
                            sorted.by.key().map_or("order_by", |ordinal| stored.table.columns[ordinal].field);
                        Error::invalid(field, "orders groups only if they are grouped by it")
                    })?;
                    keys.retain(|key| *key != index);
                    OrderedBy::Key(index)
                }
            };
            order.push((by, sorted.direction));
        }
        order.extend(keys.into_iter().map(|key| (OrderedBy::Key(key), Direction::Ascending)));
        Ok(order)
    }

    /// Returns the index of the key by which the groups of a measure have one currency.
    fn currency_key(&self, table: &Table, measure: &Measure) -> Option<usize> {
        let currency = table.columns[measure.ordinal()?].currency_column()?;
        self.measures.iter().position(|measure| measure.is(Sort::Key(currency, None)))
    }

    /// Returns the first and the last instant that the filter allows in a column, as far as it says so.
    pub(super) fn bounds(&self, ordinal: usize) -> Result<(Option<i64>, Option<i64>)> {
        let mut conditions = Conditions::<InMemory>::after(Vec::new());
        self.in_memory.filter.conditions(&mut conditions)?;
        let (first, last) = conditions.bounds(ordinal);
        Ok((first.as_ref().and_then(micros), last.as_ref().and_then(micros)))
    }
}

/// Returns the microseconds of a time.
pub(super) fn micros(scalar: &Scalar) -> Option<i64> {
    match scalar {
        Scalar::Int(micros) => i64::try_from(*micros).ok(),
        _ => None,
    }
}
