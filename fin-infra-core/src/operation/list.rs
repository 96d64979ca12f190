//! Listing rows in pages.

use std::cell::OnceCell;

use super::count::count;
use super::read::fetch_all;
use super::{Operation, reads};
use crate::access::Access;
use crate::backend::{Backend, Nulls};
use crate::column::{Cell, InMemory, Medium};
use crate::error::Result;
use crate::memory::Tables;
use crate::predicate::{Conditions, Order, Term};
use crate::query::{Fingerprint, NullPartition, Page, Position, Query, Rows, Segment, Start};
use crate::resource::{Resource, SqlTable, StoredIn};
use crate::sql::statement::Statement;
use crate::statements::Selection;
use crate::tenant::Scope;
use crate::value::Scalar;

/// Reads a page.
pub(crate) struct List<R: Resource> {
    pub(crate) query: Query<R>,
}

impl<R: Resource> List<R> {
    /// Writes a query for the rows that match the scope, filter and search.
    pub(super) fn select<DB: Backend>(
        &self,
        statement: &mut Statement<DB>,
        scope: &Scope<R>,
        selection: &Selection,
    ) -> Result<()>
    where
        R: SqlTable<DB>,
    {
        statement.scoped(selection.of(self.query.rows), scope)?;
        let mut conditions = Conditions::<DB>::behind(std::mem::take(&mut statement.arguments));
        R::filter::<DB>(R::COLUMNS, &self.query.filter, &mut conditions)?;
        statement.arguments = conditions.arguments;
        statement.terms(R::TABLE, &conditions.terms);
        self.query.folded_searches()?.try_for_each(|text| statement.search(R::TABLE, &text))
    }

    /// Counts the rows that match the scope, filter and search.
    pub(super) async fn count<DB: Backend>(
        &self,
        connection: &mut DB::Connection,
        scope: &Scope<R>,
    ) -> Result<u64>
    where
        R: SqlTable<DB>,
    {
        let mut statement = Statement::new();
        self.select::<DB>(&mut statement, scope, &reads::<R, DB>(scope)?.count)?;
        count::<R, DB>(connection, statement).await
    }

    fn offset(&self) -> u64 {
        match self.query.start {
            Start::Page(number) => u64::from(number.saturating_sub(1)) * u64::from(self.query.page_size),
            Start::After(_) => 0,
        }
    }
}

/// The plan for reading a page. It is created once per call.
struct ListPlan<'list, R: Resource> {
    list: &'list List<R>,
    scope: &'list Scope<R>,
    order: Order,
    /// The position of the query's cursor.
    position: Option<Position>,
    /// The fingerprint of the list, which seals its cursors, and the conditions of its filter. Both are computed on
    /// first use.
    fingerprint: OnceCell<(Fingerprint, Vec<Term>)>,
}

impl<'list, R: StoredIn<InMemory>> ListPlan<'list, R> {
    fn new(list: &'list List<R>, scope: &'list Scope<R>) -> Result<Self> {
        list.query.check()?;
        let order = list.query.order(scope);
        let mut plan = Self { list, scope, order, position: None, fingerprint: OnceCell::new() };
        if let Start::After(cursor) = &list.query.start {
            let (fingerprint, _) = plan.fingerprint()?;
            plan.position = Some(Position::unseal(cursor, *fingerprint, &plan.order, R::TABLE)?);
        }
        Ok(plan)
    }

    fn fingerprint(&self) -> Result<&(Fingerprint, Vec<Term>)> {
        if let Some(fingerprint) = self.fingerprint.get() {
            return Ok(fingerprint);
        }
        let fingerprint = Fingerprint::of(self.scope, &self.list.query, &self.order)?;
        Ok(self.fingerprint.get_or_init(|| fingerprint))
    }

    /// Returns the statement that reads the page and one more row, which shows whether there is a next page; `None` if
    /// the filter and the cursor exclude all rows.
    fn statement<DB: Backend>(&self) -> Result<Option<Statement<DB>>>
    where
        R: SqlTable<DB>,
    {
        let segments = self.segments::<DB>()?;
        if segments.is_empty() {
            return Ok(None);
        }
        let reads = reads::<R, DB>(self.scope)?;
        let is_by_id = self.order.keys.first().is_some_and(|key| key.ordinal == R::TABLE.id);
        let is_by_keys = !is_by_id || self.list.query.rows == Rows::Deleted;
        let by_keys = reads.by_keys.as_ref().filter(|_| is_by_keys);
        let mut statement = Statement::<DB>::new();
        statement.push(by_keys.map_or("", |by_keys| by_keys.begin));
        let selection = by_keys.map_or(&reads.select, |by_keys| &by_keys.select);
        self.union(&mut statement, selection, &segments)?;
        if let Some(by_keys) = by_keys {
            statement.push(by_keys.end);
        }
        let is_union = segments.len() > 1;
        if is_union || by_keys.is_some() {
            statement.order(R::TABLE, &self.order, NullPartition::All);
        }
        if is_union {
            self.limit(&mut statement);
        }
        Ok(Some(statement))
    }

    /// Returns the segments of the page that can contain rows.
    fn segments<DB: Backend>(&self) -> Result<Vec<Segment<'_>>>
    where
        R: SqlTable<DB>,
    {
        let nulls_first = DB::NULLS == Nulls::First;
        let mut segments = self.order.segments(R::TABLE, self.position.as_ref(), nulls_first);
        if segments.iter().any(|segment| segment.part != NullPartition::All) {
            let (_, terms) = self.fingerprint()?;
            let first = self.order.keys.first().map(|key| key.ordinal);
            let on_first = terms.iter().filter(|term| first == Some(term.ordinal));
            segments
                .retain(|segment| on_first.clone().all(|term| !segment.part.is_empty_where(term.operator)));
        }
        Ok(segments)
    }

    /// Writes the query for one segment, or the union of several. Each part of a union has the limit of the whole page,
    /// so that the database reads no further.
    fn union<DB: Backend>(
        &self,
        statement: &mut Statement<DB>,
        selection: &Selection,
        segments: &[Segment<'_>],
    ) -> Result<()>
    where
        R: SqlTable<DB>,
    {
        let is_union = segments.len() > 1;
        for (number, segment) in segments.iter().enumerate() {
            if is_union {
                statement.push(if number == 0 { "" } else { " UNION ALL " }).push("SELECT * FROM (");
            }
            self.list.select(statement, self.scope, selection)?;
            statement.segment::<R>(&self.order, segment)?;
            statement.order(R::TABLE, &self.order, segment.part);
            if is_union {
                let rows = self.list.offset() + u64::from(self.list.query.page_size) + 1;
                statement.push(" LIMIT ").push_number(rows).push(") AS fin_stretch");
            } else {
                self.limit(statement);
            }
        }
        Ok(())
    }

    /// Writes the limit and the offset of the page, including the row after it.
    fn limit<DB: Backend>(&self, statement: &mut Statement<DB>) {
        statement.push(" LIMIT ").push_number(u64::from(self.list.query.page_size) + 1);
        if self.list.offset() > 0 {
            statement.push(" OFFSET ").push_number(self.list.offset());
        }
    }

    /// Builds the page from the rows that were read: without the row after it, and with a cursor if there is one.
    fn page<M: Medium>(&self, columns: &R::Columns<M>, mut items: Vec<R::Read>) -> Result<Page<R::Read>> {
        let size = self.list.query.page_size as usize;
        let has_more = items.len() > size;
        items.truncate(size);
        let seal = |last| -> Result<_> {
            let (fingerprint, _) = self.fingerprint()?;
            let keys = self.order.keys.iter().map(|key| R::scalar(columns, key.ordinal, last)).collect();
            Ok(Position { keys }.seal(*fingerprint))
        };
        let next = items.last().filter(|_| has_more).map(seal).transpose()?;
        Ok(Page { items, next, total: None })
    }
}

impl<R: StoredIn<InMemory>> Operation<R> for List<R> {
    type Output = Page<R::Read>;

    async fn sql<DB: Backend>(
        &mut self,
        connection: &mut DB::Connection,
        scope: &Scope<R>,
    ) -> Result<Page<R::Read>>
    where
        R: SqlTable<DB>,
    {
        let plan = ListPlan::new(self, scope)?;
        let rows = match plan.statement::<DB>()? {
            Some(statement) => {
                let expected = self.query.page_size.min(100) as usize + 1;
                fetch_all::<R, DB>(connection, statement, expected).await?
            }
            None => Vec::new(),
        };
        let mut page = plan.page::<DB>(R::COLUMNS, rows)?;
        if self.query.with_total {
            page.total = Some(self.count::<DB>(connection, scope).await?);
        }
        Ok(page)
    }

    fn memory(self, tables: &mut Tables, scope: &Scope<R>) -> Result<Page<R::Read>> {
        let plan = ListPlan::new(&self, scope)?;
        let order = &plan.order;
        let mut rows = tables.select::<R>(scope, &self.query)?;
        let total = self.query.with_total.then_some(rows.len() as u64);
        rows.sort_by(|a, b| order.compare(keys(a, order), keys(b, order)));
        if let Some(position) = &plan.position {
            rows.retain(|row| order.compare(keys(row, order), position.keys.iter()).is_gt());
        }
        let start = usize::try_from(self.offset()).unwrap_or(usize::MAX);
        let rows = rows.iter().skip(start).take(self.query.page_size as usize + 1);
        let columns = <R as StoredIn<InMemory>>::COLUMNS;
        let items = rows.map(|row| R::get_row(columns, row)).collect::<Result<_>>()?;
        Ok(Page { total, ..plan.page::<InMemory>(columns, items)? })
    }
}

/// Returns the values of a row in the columns of an order.
fn keys<'a>(row: &'a [Cell], order: &'a Order) -> impl Iterator<Item = &'a Scalar> {
    order.keys.iter().map(|key| &row[key.ordinal].scalar)
}
