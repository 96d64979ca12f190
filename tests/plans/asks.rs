//! The calls of a resource's repository.

use std::collections::BTreeSet;

use fin_infra::NoTenant;
use fin_infra::prelude::*;
use fin_infra::query::{Cursor, Direction, OrderColumn, Ordering, Query};
use fin_infra::schema::{self, Table};
use fin_infra::{DbResource, Repository, Searchable, SoftDelete};
use futures_util::future::LocalBoxFuture;

use crate::fill;

/// One call, and the limit of what it may read.
pub(crate) struct Ask {
    pub(crate) what: String,
    pub(crate) reads: Reads,
    /// Whether it compares a decimal.
    pub(crate) compares_a_decimal: bool,
    pub(crate) call: Box<Call>,
}

/// Calls a repository, whatever its resource is.
type Call = dyn for<'db> Fn(&'db Db) -> LocalBoxFuture<'db, Result<(), Error>>;

/// The limit of what a call may read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reads {
    /// About the rows of a page, in the order of an index.
    PageInOrder,
    /// A few rows, which it may sort.
    Few,
    /// The rows of a page and those that are equal to them in the first column of the order, which it sorts. A database that
    /// cannot sort a part of an order sorts every row of the tenant.
    Ties,
    /// Every row of the tenant.
    TenantsRows,
    /// Like the above, and it may sort them.
    SortedTenantsRows,
    /// Every row there is.
    Table,
}

impl Reads {
    pub(crate) fn may_not_sort(self) -> bool {
        !matches!(self, Self::Few | Self::Ties | Self::SortedTenantsRows)
    }
}

/// A tenant with a fifth of all rows, or none.
pub(crate) trait Large: Clone {
    fn large() -> Self;
    /// How many of so many rows it has.
    fn share(rows: u64) -> u64;
}

impl Large for Uuid {
    fn large() -> Self {
        fill::uuid(1)
    }

    fn share(rows: u64) -> u64 {
        rows / 5
    }
}

impl Large for NoTenant {
    fn large() -> Self {
        Self
    }

    fn share(rows: u64) -> u64 {
        rows
    }
}

/// The calls that are made of one resource.
pub(crate) struct Asks<'db, R: DbResource> {
    db: &'db Db,
    rows: u64,
    pub(crate) asks: Vec<Ask>,
    orders: Vec<(&'static str, R::Order)>,
    filtered: BTreeSet<&'static str>,
    searched: bool,
}

impl<'db, R: DbResource<Tenant: Large>> Asks<'db, R> {
    pub(crate) fn new(db: &'db Db, rows: u64) -> Self {
        let (filtered, searched) = (BTreeSet::new(), false);
        Self { db, rows, asks: Vec::new(), orders: Vec::new(), filtered, searched }
    }

    pub(crate) fn repository() -> Repository<R> {
        Repository::of(R::Tenant::large())
    }

    /// A row of the tenant, in the middle of them.
    pub(crate) async fn row(&self) -> R::Read {
        let query = Query::new().page_size(1).page(u32::try_from(R::Tenant::share(self.rows) / 2).unwrap());
        Self::repository().list(self.db, query).await.unwrap().items.pop().expect("there are rows")
    }

    pub(crate) fn get(&mut self, id: R::Id) {
        self.call("get", Reads::PageInOrder, move |db| {
            let id = id.clone();
            Box::pin(async move { Self::repository().get(db, id).await.map(drop) })
        });
    }

    /// A list in an order: its first page and pages after cursors, in both directions.
    pub(crate) async fn order(&mut self, column: &'static str, order: R::Order) {
        self.orders.push((column, order));
        for direction in [Direction::Ascending, Direction::Descending] {
            let ordering = Ordering { column: order, direction };
            let query = Query::new().order_by(ordering);
            self.list(format!("by {column} {direction:?}"), Reads::PageInOrder, query.clone());
            // Three pages of nulls and three of values may be read for it.
            let reads =
                if R::TABLE.columns[order.ordinal()].nullable { Reads::Few } else { Reads::PageInOrder };
            self.list(format!("by {column} {direction:?}, page 3"), reads, query.clone().page(3));
            for (part, of) in [(1, 10), (1, 2), (3, 4)] {
                let cursor = self.cursor(query.clone(), R::Tenant::share(self.rows) * part / of).await;
                let what = format!("by {column} {direction:?} behind {part}/{of} of the rows");
                self.list(what, Reads::PageInOrder, query.clone().after(cursor));
                self.compares(column);
            }
        }
    }

    /// A list in an order of several columns.
    pub(crate) async fn orders(&mut self, reads: Reads, orders: &[Ordering<R::Order>]) {
        let names = orders.iter().map(|order| R::TABLE.columns[order.column.ordinal()].name);
        let what = names.collect::<Vec<_>>().join(" and ");
        let query = orders.iter().fold(Query::new(), |query, order| query.order_by(*order));
        self.list(format!("by {what}"), reads, query.clone());
        self.list(format!("by {what}, page 3"), reads, query.clone().page(3));
        let cursor = self.cursor(query.clone(), R::Tenant::share(self.rows) / 2).await;
        self.list(format!("by {what} behind half of the rows"), reads, query.after(cursor));
        self.compares(R::TABLE.columns[orders[0].column.ordinal()].name);
    }

    /// A list of the rows with one value in a column, by their ids.
    pub(crate) fn equal(&mut self, column: &'static str, filter: R::Filter) {
        self.filtered.insert(column);
        self.list(format!("where {column} is equal"), Reads::Few, Query::new().filter(filter));
        self.compares(column);
    }

    /// A list of the rows from a value on, in the order of the column.
    pub(crate) fn range(&mut self, column: &'static str, filter: R::Filter, order: R::Order) {
        self.filtered.insert(column);
        for direction in [Direction::Ascending, Direction::Descending] {
            let query = Query::new().filter(filter.clone()).order_by(Ordering { column: order, direction });
            self.list(format!("where {column} is larger, {direction:?}"), Reads::PageInOrder, query);
            self.compares(column);
        }
    }

    /// Searches for a text that no row contains and for one that few rows contain.
    pub(crate) fn search(&mut self)
    where
        R: Searchable,
    {
        self.searched = true;
        for (what, text) in [("that nothing has", "nothing"), ("that few rows have", "ROW 000012")] {
            let query = Query::new().search(text);
            self.list(format!("with a text {what}"), Reads::TenantsRows, query);
        }
    }

    /// Lists of deleted rows, in every order that was used before, and of live and deleted rows together.
    pub(crate) async fn deleted(&mut self)
    where
        R: SoftDelete,
    {
        let orders = std::mem::take(&mut self.orders);
        for &(column, order) in &orders {
            for direction in [Direction::Ascending, Direction::Descending] {
                let query = Query::new().only_deleted().order_by(Ordering { column: order, direction });
                self.list(format!("of deleted rows by {column} {direction:?}"), Reads::Few, query.clone());
                let cursor = self.cursor(query.clone(), 10).await;
                let what = format!("of deleted rows by {column} {direction:?} behind ten of them");
                self.list(what, Reads::Few, query.after(cursor));
            }
        }
        self.list("with deleted rows".to_owned(), Reads::PageInOrder, Query::new().include_deleted());
        self.orders = orders;
    }

    pub(crate) fn list(&mut self, what: String, reads: Reads, query: Query<R>) {
        self.call(&what, reads, move |db| {
            let query = query.clone();
            Box::pin(async move { Self::repository().list(db, query).await.map(drop) })
        });
    }

    pub(crate) fn call(
        &mut self,
        what: &str,
        reads: Reads,
        call: impl for<'call> Fn(&'call Db) -> LocalBoxFuture<'call, Result<(), Error>> + 'static,
    ) {
        let what = format!("{} {what}", R::TABLE.name);
        self.asks.push(Ask { what, reads, compares_a_decimal: false, call: Box::new(call) });
    }

    /// The last call compares a value of this column.
    fn compares(&mut self, column: &str) {
        let definition = schema::of::<R>();
        let types = definition.types(schema::Database::Postgres).expect("the resource is on PostgreSQL");
        let env = definition.table.columns.iter().position(|other| other.name == column);
        let is_decimal = types[env.expect("the column is there")].starts_with("NUMERIC");
        self.asks.last_mut().expect("there was a call").compares_a_decimal = is_decimal;
    }

    /// The position after so many rows.
    async fn cursor(&self, query: Query<R>, rows: u64) -> Cursor {
        let query = query.page_size(1).page(u32::try_from(rows).unwrap());
        Self::repository().list(self.db, query).await.unwrap().next.expect("there are more rows")
    }

    /// Compares the calls with the declarations of the struct.
    pub(crate) fn check_is_complete(&self) {
        let table: &Table = R::TABLE;
        let declared = |is: fn(&fin_infra::schema::Column) -> bool| -> BTreeSet<&str> {
            table.columns.iter().filter(|column| is(column)).map(|column| column.name).collect()
        };
        let ordered: BTreeSet<&str> = self.orders.iter().map(|(column, _)| *column).collect();
        for (name, order) in &self.orders {
            assert_eq!(table.columns[order.ordinal()].name, *name);
        }
        assert_eq!(ordered, declared(|column| column.order), "orders of {}", table.name);
        assert_eq!(self.filtered, declared(|column| column.filter), "filters of {}", table.name);
        assert_eq!(self.searched, !table.search.is_empty(), "search of {}", table.name);
    }
}
