//! Listing rows in pages.

use std::cell::OnceCell;

use super::count::count_selected;
use super::found::{Form, Many, Whole};
use super::page_rows::PageRows;
use super::read::fetch_all;
use super::select::{filter, of_columns, select, select_columns};
use super::{Operation, Plan as AnyPlan, reads};
use crate::backend::{Backend, Nulls};
use crate::column::{InMemory, Medium};
use crate::error::Result;
use crate::memory::Tables;
use crate::predicate::{Clause, Order};
use crate::query::{
    Cursor, Fingerprint, NullPartition, Page, Paging, Position, Query, Rows, Segment, Selected, Start,
};
use crate::resource::{Resource, StoredIn};
use crate::row::Columns;
use crate::sql::Statement;
use crate::statements::Selection;
use crate::stored::{RowSink, StoredTable};
use crate::tenant::ErasedScope;

/// Reads a page.
pub(crate) struct List<R: Resource, F: Form<R> = Whole> {
    query: Query<R>,
    found: Many<R, F>,
    next: Option<Cursor>,
    total: Option<u64>,
}

impl<R: Resource> List<R> {
    pub(crate) fn new(query: Query<R>) -> Self {
        Self::of(query, Whole)
    }
}

impl<R: Resource, F: Form<R>> List<R, F> {
    pub(crate) fn of(query: Query<R>, form: F) -> Self {
        Self { query, found: Many::of(form), next: None, total: None }
    }
}

impl<R: StoredIn<InMemory>, F: Form<R>> Operation<R> for List<R, F> {
    type Output = Page<F::Row>;
    const WRITES: bool = false;

    fn plan<M: Medium>(&mut self) -> AnyPlan<'_, M>
    where
        R: StoredIn<M>,
    {
        AnyPlan::List(Plan {
            selected: self.query.selected(),
            in_memory: (<R as StoredIn<InMemory>>::STORED, self.query.selected()),
            paging: self.query.paging(),
            columns: self.found.columns(),
            found: &mut self.found,
            next: &mut self.next,
            total: &mut self.total,
        })
    }

    fn output(self) -> Result<Page<F::Row>> {
        Ok(Page { items: self.found.rows, next: self.next, total: self.total })
    }
}

pub struct Plan<'a, M: Medium> {
    selected: Selected<'a, M>,
    /// The same query for the memory store. The fingerprint is computed from it, so that it is the same on every store.
    in_memory: (&'static StoredTable<InMemory>, Selected<'a, InMemory>),
    paging: Paging<'a>,
    columns: Option<Columns>,
    found: &'a mut dyn RowSink<M>,
    next: &'a mut Option<Cursor>,
    total: &'a mut Option<u64>,
}

impl<DB: Backend> Plan<'_, DB> {
    pub(super) async fn run(
        &mut self,
        connection: &mut DB::Connection,
        scope: ErasedScope<'_, DB>,
    ) -> Result<()> {
        let listing = self.listing(scope)?;
        let mut page = listing.page(self.found);
        page.start(self.paging.size.min(100) as usize);
        if let Some(statement) = listing.statement()? {
            fetch_all(connection, statement, scope, &mut page).await?;
        }
        *self.next = listing.end(page.last_of_more())?;
        if self.paging.with_total {
            *self.total = Some(count_selected(connection, scope, self.selected).await?);
        }
        Ok(())
    }
}

impl Plan<'_, InMemory> {
    pub(super) fn run_in_memory(
        mut self,
        tables: &mut Tables,
        scope: ErasedScope<'_, InMemory>,
    ) -> Result<()> {
        let listing = self.listing(scope)?;
        let order = &listing.order;
        let mut rows = tables.select(scope, self.selected)?;
        *self.total = self.paging.with_total.then_some(rows.len() as u64);
        rows.sort_by(|a, b| order.compare(order.values(a), order.values(b)));
        if let Some(position) = &listing.position {
            rows.retain(|row| order.compare(order.values(row), position.keys.iter()).is_gt());
        }
        let start = usize::try_from(self.paging.offset()).unwrap_or(usize::MAX);
        let rows = rows.into_iter().skip(start).take(self.paging.size as usize + 1);
        let mut page = listing.page(self.found);
        page.start(0);
        for row in rows {
            page.push(&of_columns(row, listing.columns.as_ref()))?;
        }
        *self.next = listing.end(page.last_of_more())?;
        Ok(())
    }
}

impl<'a, M: Medium> Plan<'a, M> {
    fn listing<'s>(&mut self, scope: ErasedScope<'s, M>) -> Result<Listing<'s, M>>
    where
        'a: 's,
    {
        self.paging.check()?;
        let (stored, in_memory) = self.in_memory;
        let order = self.paging.order(scope.stored.table, scope.tenant.is_none());
        let mut columns = self.columns.take();
        if let Some(columns) = &mut columns {
            order.keys.iter().for_each(|key| columns.add(key.ordinal));
        }
        let mut listing = Listing {
            scope,
            selected: self.selected,
            in_memory: (ErasedScope { stored, tenant: scope.tenant }, in_memory),
            paging: self.paging,
            columns,
            order,
            position: None,
            fingerprint: OnceCell::new(),
        };
        if let Start::After(cursor) = self.paging.start {
            let (fingerprint, _) = listing.fingerprint()?;
            let position = Position::unseal(cursor, *fingerprint, &listing.order, scope.stored.table)?;
            listing.position = Some(position);
        }
        Ok(listing)
    }
}

/// The list that a page belongs to.
struct Listing<'a, M: Medium> {
    scope: ErasedScope<'a, M>,
    selected: Selected<'a, M>,
    in_memory: (ErasedScope<'a, InMemory>, Selected<'a, InMemory>),
    paging: Paging<'a>,
    /// The columns to select, with those of the order; `None` for all.
    columns: Option<Columns>,
    order: Order,
    /// The position of the query's cursor.
    position: Option<Position>,
    /// The fingerprint, to which the cursors are bound, and the conditions of the filter. Both are computed on first use.
    fingerprint: OnceCell<(Fingerprint, Vec<Clause>)>,
}

impl<M: Medium> Listing<'_, M> {
    fn fingerprint(&self) -> Result<&(Fingerprint, Vec<Clause>)> {
        if let Some(fingerprint) = self.fingerprint.get() {
            return Ok(fingerprint);
        }
        let (scope, selected) = self.in_memory;
        let fingerprint = Fingerprint::of(scope, selected, &self.order)?;
        Ok(self.fingerprint.get_or_init(|| fingerprint))
    }

    /// Passes on the rows of the page.
    fn page<'p>(&'p self, found: &'p mut dyn RowSink<M>) -> PageRows<'p, M> {
        let size = self.paging.size as usize;
        PageRows::new(found, self.scope.stored, (&self.order, self.columns.as_ref()), size)
    }

    /// Returns the cursor of the page after a row.
    fn end(&self, last: Option<Position>) -> Result<Option<Cursor>> {
        let Some(last) = last else { return Ok(None) };
        let (fingerprint, _) = self.fingerprint()?;
        Ok(Some(last.seal(*fingerprint)))
    }
}

impl<DB: Backend> Listing<'_, DB> {
    /// Returns the statement that reads the page and one more row, which shows whether there is a next page; `None` if
    /// the filter and the cursor exclude all rows.
    fn statement(&self) -> Result<Option<Statement<DB>>> {
        let segments = self.segments()?;
        if segments.is_empty() {
            return Ok(None);
        }
        let (table, reads) = (self.scope.stored.table, reads(self.scope)?);
        let is_by_id = self.order.keys.first().is_some_and(|key| key.ordinal == table.id);
        let is_by_keys = !is_by_id || self.selected.rows == Rows::Deleted;
        let by_keys = reads.by_keys.as_ref().filter(|_| is_by_keys);
        let mut statement = Statement::<DB>::new();
        match (by_keys, &self.columns) {
            (Some(by_keys), None) => drop(statement.push(by_keys.begin)),
            (Some(_), Some(columns)) => drop(statement.select(table, columns).push(" FROM (")),
            (None, _) => {}
        }
        self.union(&mut statement, by_keys.map(|by_keys| &by_keys.select), &segments)?;
        if let Some(by_keys) = by_keys {
            statement.push(by_keys.end);
        }
        let is_union = segments.len() > 1;
        if is_union || by_keys.is_some() {
            statement.order(table, &self.order, NullPartition::All);
        }
        if is_union {
            self.limit(&mut statement);
        }
        Ok(Some(statement))
    }

    /// Returns the segments of the page that can contain rows.
    fn segments(&self) -> Result<Vec<Segment<'_>>> {
        let nulls_first = DB::NULLS == Nulls::First;
        let table = self.scope.stored.table;
        let mut segments = self.order.segments(table, self.position.as_ref(), nulls_first);
        if segments.iter().any(|segment| segment.part != NullPartition::All) {
            let (_, clauses) = self.fingerprint()?;
            let first = self.order.keys.first().map(|key| key.ordinal);
            // A condition in a group need not hold.
            let terms = clauses.iter().filter_map(Clause::term);
            let on_first = terms.filter(|term| first == Some(term.ordinal));
            segments
                .retain(|segment| on_first.clone().all(|term| !segment.part.is_empty_where(term.operator)));
        }
        Ok(segments)
    }

    /// Writes the query for the rows of one segment, or for their keys, or the union of several. Each part of a union has
    /// the limit of the whole page, so that the database reads no further.
    fn union(
        &self,
        statement: &mut Statement<DB>,
        keys: Option<&Selection>,
        segments: &[Segment<'_>],
    ) -> Result<()> {
        let (stored, reads) = (self.scope.stored, reads(self.scope)?);
        let is_union = segments.len() > 1;
        for (number, segment) in segments.iter().enumerate() {
            if is_union {
                statement.push(if number == 0 { "" } else { " UNION ALL " }).push("SELECT * FROM (");
            }
            match keys {
                Some(keys) => select(statement, self.scope, self.selected, keys)?,
                None => {
                    select_columns(statement, self.scope, reads, self.selected.rows, self.columns.as_ref())?;
                    filter(statement, self.scope, self.selected)?;
                }
            }
            statement.segment(stored, &self.order, segment)?;
            statement.order(stored.table, &self.order, segment.part);
            if is_union {
                let rows = self.paging.offset() + u64::from(self.paging.size) + 1;
                statement.push(" LIMIT ").push_number(rows).push(") AS fin_segment");
            } else {
                self.limit(statement);
            }
        }
        Ok(())
    }

    /// Writes the limit and the offset of the page, including the row after it.
    fn limit(&self, statement: &mut Statement<DB>) {
        statement.push(" LIMIT ").push_number(u64::from(self.paging.size) + 1);
        if self.paging.offset() > 0 {
            statement.push(" OFFSET ").push_number(self.paging.offset());
        }
    }
}
