//! Pages of rows, and how many there are.

use super::count::count;
use super::read::fetch_all;
use super::{Operation, reads};
use crate::access::Access;
use crate::backend::{Backend, Nulls};
use crate::column::InMemory;
use crate::column::{Cell, Medium};
use crate::error::Result;
use crate::memory::Tables;
use crate::predicate::{Conditions, Order, Term};
use crate::query::{Cursor, Fingerprint, NullPartition, Page, Position, Query, Rows, Segment, Start};
use crate::resource::{Resource, SqlTable, StoredIn};
use crate::sql::statement::Statement;
use crate::statements::Selection;
use crate::tenant::Scope;
use crate::value::Scalar;

/// Reads a page.
pub(crate) struct List<R: Resource> {
    pub(crate) scope: Scope<R>,
    pub(crate) query: Query<R>,
}

impl<R: Resource> List<R> {
    /// A statement of the rows that the scope, filter and search of the query choose.
    pub(super) fn statement<DB: Backend>(&self, selection: &Selection) -> Result<Statement<DB>>
    where
        R: SqlTable<DB>,
    {
        let mut statement = Statement::new();
        self.select(&mut statement, selection)?;
        Ok(statement)
    }

    /// Writes a query of the rows that the scope, filter and search of the query choose.
    fn select<DB: Backend>(&self, statement: &mut Statement<DB>, selection: &Selection) -> Result<()>
    where
        R: SqlTable<DB>,
    {
        let sql = match self.query.rows {
            Rows::Live => selection.live,
            Rows::Deleted => selection.deleted,
            Rows::All => selection.all,
        };
        statement.scoped(sql, &self.scope)?;
        let mut conditions = Conditions::<DB>::behind(std::mem::take(&mut statement.arguments));
        R::filter::<DB>(R::COLUMNS, &self.query.filter, &mut conditions)?;
        statement.arguments = conditions.arguments;
        statement.terms(R::TABLE, &conditions.terms);
        self.query.folded_searches()?.try_for_each(|text| statement.search(R::TABLE, &text))
    }

    /// The rows of the page, and one behind it that says that there are more.
    async fn rows<DB: Backend>(&self, connection: &mut DB::Connection, order: &Order) -> Result<Vec<R::Read>>
    where
        R: SqlTable<DB> + StoredIn<InMemory>,
    {
        let position = self.position(order)?;
        let segments = self.segments::<DB>(order, position.as_ref())?;
        if segments.is_empty() {
            return Ok(Vec::new());
        }
        let reads = reads::<R, DB>(&self.scope)?;
        let is_by_id = order.keys.first().is_some_and(|key| key.ordinal == R::TABLE.id);
        let by_keys = reads.by_keys.as_ref().filter(|_| !is_by_id || self.query.rows == Rows::Deleted);
        let mut statement = Statement::<DB>::new();
        statement.push(by_keys.map_or("", |by_keys| by_keys.begin));
        let selection = by_keys.map_or(&reads.select, |by_keys| &by_keys.select);
        self.union(&mut statement, selection, order, &segments)?;
        if let Some(by_keys) = by_keys {
            statement.push(by_keys.end);
        }
        let is_union = segments.len() > 1;
        if is_union || by_keys.is_some() {
            statement.order(R::TABLE, order, NullPartition::All);
        }
        if is_union {
            self.limit(&mut statement);
        }
        fetch_all::<R, DB>(connection, statement, self.query.page_size.min(100) as usize + 1).await
    }

    /// Writes the query of one segment, or of several that are added up. Each of those ends where the page would end if
    /// there were no other, so that none is read further.
    fn union<DB: Backend>(
        &self,
        statement: &mut Statement<DB>,
        selection: &Selection,
        order: &Order,
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
            self.select(statement, selection)?;
            statement.segment::<R>(order, segment)?;
            statement.order(R::TABLE, order, segment.part);
            if is_union {
                statement.push(" LIMIT ").push_number(self.offset() + u64::from(self.query.page_size) + 1);
                statement.push(") AS fin_stretch");
            } else {
                self.limit(statement);
            }
        }
        Ok(())
    }

    /// Writes which rows are the page, and the one behind it.
    fn limit<DB: Backend>(&self, statement: &mut Statement<DB>) {
        statement.push(" LIMIT ").push_number(u64::from(self.query.page_size) + 1);
        if self.offset() > 0 {
            statement.push(" OFFSET ").push_number(self.offset());
        }
    }

    /// The segments of the page that can have rows.
    fn segments<'position, DB: Backend>(
        &self,
        order: &Order,
        position: Option<&'position Position>,
    ) -> Result<Vec<Segment<'position>>>
    where
        R: SqlTable<DB>,
    {
        let mut segments = order.segments(R::TABLE, position, DB::NULLS == Nulls::First);
        if segments.iter().any(|segment| segment.part != NullPartition::All) {
            let terms = self.terms::<DB>()?;
            let first = order.keys.first().map(|key| key.ordinal);
            let on_first = terms.iter().filter(|term| first == Some(term.ordinal));
            segments
                .retain(|segment| on_first.clone().all(|term| !segment.part.is_empty_where(term.operator)));
        }
        Ok(segments)
    }

    /// The conditions of the filter.
    fn terms<DB: Backend>(&self) -> Result<Vec<Term>>
    where
        R: SqlTable<DB>,
    {
        let mut conditions = Conditions::<DB>::behind(DB::Arguments::default());
        R::filter::<DB>(R::COLUMNS, &self.query.filter, &mut conditions)?;
        Ok(conditions.terms)
    }

    pub(super) async fn count<DB: Backend>(&self, connection: &mut DB::Connection) -> Result<u64>
    where
        R: SqlTable<DB>,
    {
        count::<R, DB>(connection, self.statement::<DB>(&reads::<R, DB>(&self.scope)?.count)?).await
    }

    /// The place that the query's cursor holds.
    fn position(&self, order: &Order) -> Result<Option<Position>>
    where
        R: StoredIn<InMemory>,
    {
        match &self.query.start {
            Start::Page(_) => Ok(None),
            Start::After(cursor) => {
                Position::unseal(cursor, self.fingerprint(order)?, order, R::TABLE).map(Some)
            }
        }
    }

    fn fingerprint(&self, order: &Order) -> Result<Fingerprint>
    where
        R: StoredIn<InMemory>,
    {
        Fingerprint::of(&self.scope, &self.query, order)
    }

    fn offset(&self) -> u64 {
        match self.query.start {
            Start::Page(number) => u64::from(number.saturating_sub(1)) * u64::from(self.query.page_size),
            Start::After(_) => 0,
        }
    }

    /// Cuts the rows too many off that say that there are more.
    fn page(
        &self,
        mut items: Vec<R::Read>,
        seal: impl FnOnce(&R::Read) -> Result<Cursor>,
    ) -> Result<Page<R::Read>> {
        let size = self.query.page_size as usize;
        let more = items.len() > size;
        items.truncate(size);
        let next = items.last().filter(|_| more).map(seal).transpose()?;
        Ok(Page { items, next, total: None })
    }

    fn seal<M: Medium>(&self, columns: &R::Columns<M>, order: &Order, last: &R::Read) -> Result<Cursor>
    where
        R: StoredIn<InMemory>,
    {
        let keys = order.keys.iter().map(|key| R::scalar(columns, key.ordinal, last)).collect();
        Ok(Position { keys }.seal(self.fingerprint(order)?))
    }
}

impl<R: Resource + StoredIn<InMemory>> Operation<R> for List<R> {
    type Output = Page<R::Read>;

    fn scope(&self) -> &Scope<R> {
        &self.scope
    }

    async fn sql<DB: Backend>(&mut self, connection: &mut DB::Connection) -> Result<Page<R::Read>>
    where
        R: SqlTable<DB>,
    {
        self.query.check()?;
        let order = self.query.order(&self.scope);
        let rows = self.rows::<DB>(connection, &order).await?;
        let mut page = self.page(rows, |last| self.seal::<DB>(R::COLUMNS, &order, last))?;
        if self.query.with_total {
            page.total = Some(self.count::<DB>(connection).await?);
        }
        Ok(page)
    }

    fn memory(self, tables: &mut Tables) -> Result<Page<R::Read>>
    where
        R: StoredIn<InMemory>,
    {
        self.query.check()?;
        let order = self.query.order(&self.scope);
        let mut rows = tables.select::<R>(&self.scope, &self.query)?;
        let total = self.query.with_total.then_some(rows.len() as u64);
        rows.sort_by(|a, b| order.compare(keys(a, &order), keys(b, &order)));
        if let Some(position) = self.position(&order)? {
            rows.retain(|row| order.compare(keys(row, &order), position.keys.iter()).is_gt());
        }
        let start = usize::try_from(self.offset()).unwrap_or(usize::MAX);
        let rows = rows.iter().skip(start).take(self.query.page_size as usize + 1);
        let items =
            rows.map(|row| R::get_row(<R as StoredIn<InMemory>>::COLUMNS, row)).collect::<Result<_>>()?;
        let columns = <R as StoredIn<InMemory>>::COLUMNS;
        let page = self.page(items, |last| self.seal::<InMemory>(columns, &order, last))?;
        Ok(Page { total, ..page })
    }
}

/// A row's values of the columns of an order.
fn keys<'a>(row: &'a [Cell], order: &'a Order) -> impl Iterator<Item = &'a Scalar> {
    order.keys.iter().map(|key| &row[key.ordinal].scalar)
}
