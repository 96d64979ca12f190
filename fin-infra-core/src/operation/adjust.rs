//! Adding to the numbers of a row.

use chrono::{DateTime, Utc};

use super::change::change_one;
use super::found::One;
use super::read::found_in_memory;
use super::target::Target;
use super::{Operation, Plan as AnyPlan, statements};
use crate::backend::Backend;
use crate::column::{InMemory, Medium};
use crate::error::{Error, Result};
use crate::memory::Tables;
use crate::predicate::{Adjustment, Adjustments, check_sums};
use crate::query::Rows;
use crate::resource::{Adjustable, StoredIn};
use crate::sql::{Bound, Statement};
use crate::stored::{RowSink, StoredTable};
use crate::tenant::ErasedScope;
use crate::value::{Native as _, Scalar};

/// How often the statement runs if the row always fits by the time that it is read to find out why it did not.
const ATTEMPTS: u32 = 8;

/// Adds amounts to columns of a live row, and returns the adjusted row.
pub(crate) struct Adjust<R: Adjustable> {
    id: R::Id,
    version: Option<i64>,
    adjustments: Adjustments,
    now: DateTime<Utc>,
    pub(super) found: One<R>,
}

impl<R: Adjustable> Adjust<R> {
    /// Prepares the input and checks the amounts.
    pub(crate) fn new(
        (id, version): (R::Id, Option<i64>),
        mut adjust: R::Adjust,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let mut adjustments = Adjustments::new(R::TABLE);
        let adjustments = R::prepare(&mut adjust).and_then(|()| {
            R::amounts(&adjust, &mut adjustments);
            adjustments.checked()
        });
        let adjustments = adjustments.map_err(|error| error.of(R::TABLE.name))?;
        Ok(Self { id, version, adjustments, now, found: One::default() })
    }

    pub(super) fn typed_plan<M: Medium>(&mut self) -> Plan<'_, M>
    where
        R: StoredIn<M>,
    {
        Plan {
            target: Target { id: &self.id, version: self.version, now: self.now },
            adjustments: &self.adjustments.list,
            found: &mut self.found,
        }
    }
}

impl<R: Adjustable> Operation<R> for Adjust<R> {
    type Output = R::Read;

    fn plan<M: Medium>(&mut self) -> AnyPlan<'_, M>
    where
        R: StoredIn<M>,
    {
        AnyPlan::Adjust(self.typed_plan())
    }

    fn output(self) -> Result<R::Read> {
        self.found.row.ok_or_else(Error::not_found)
    }
}

pub struct Plan<'a, M: Medium> {
    target: Target<'a>,
    adjustments: &'a [Adjustment],
    found: &'a mut dyn RowSink<M>,
}

impl<M: Medium> Plan<'_, M> {
    /// The form in which the id compares.
    pub(super) fn id(&self, stored: &StoredTable<M>) -> Scalar {
        stored.id_scalar(self.target.id)
    }
}

impl Plan<'_, InMemory> {
    pub(super) fn run_in_memory(self, tables: &mut Tables, scope: ErasedScope<'_, InMemory>) -> Result<()> {
        let Target { id, version, now } = self.target;
        let key = tables.target(scope, id, Rows::Live, version)?;
        let row = tables.adjust(scope.stored, &key, self.adjustments, now)?;
        found_in_memory(Some(row), self.found)
    }
}

impl<DB: Backend> Plan<'_, DB> {
    pub(super) async fn run(
        &mut self,
        connection: &mut DB::Connection,
        scope: ErasedScope<'_, DB>,
    ) -> Result<()> {
        if self.adjustments.is_empty() {
            return self.target.unchanged(connection, scope, self.found).await;
        }
        for _ in 0..ATTEMPTS {
            let adjust = self.statement(scope)?;
            if change_one(connection, adjust, scope, self.target.id, self.found).await? {
                return Ok(());
            }
            // Boxed, since it is rare: otherwise the future of every call would reserve space for it.
            Box::pin(self.check(connection, scope)).await?;
        }
        Err(Error::unavailable("other calls keep changing the row; try again"))
    }

    /// Returns the reason why no row was adjusted: it does not exist, has another version, or a sum would be out of
    /// range. There may be none, because the row is read after the statement.
    async fn check(&mut self, connection: &mut DB::Connection, scope: ErasedScope<'_, DB>) -> Result<()> {
        let row = self.target.lock(connection, scope).await?;
        let value = |ordinal| scope.stored.scalar(ordinal, &*row);
        check_sums(scope.stored.table, self.adjustments, value)
    }

    fn statement(&self, scope: ErasedScope<'_, DB>) -> Result<Bound<DB>> {
        let columns = scope.stored.table.columns;
        let mut statement = Statement::with(statements(scope)?.update, DB::Arguments::default());
        for (number, Adjustment { ordinal, addend, .. }) in self.adjustments.iter().enumerate() {
            let column = &columns[*ordinal];
            statement.push(if number == 0 { "" } else { ", " });
            statement.name(column.name).push(" = ").name(column.name).push(" + ");
            statement.amount(&addend.amount, &column.limits);
            statement.bind(scope, |args| args.amount(*ordinal, &addend.amount))?;
        }
        self.target.complete(statement, scope, |statement| {
            // No database checks the range of every type, and MySQL reduces a sum to it in some modes.
            self.adjustments.iter().try_for_each(|Adjustment { ordinal, addend, currency }| {
                statement.push(" AND ").name(columns[*ordinal].name);
                statement.push(if addend.lowers { " >= " } else { " <= " }).placeholder();
                statement.bind(scope, |args| args.scalars(*ordinal, [&addend.last]))?;
                let Some((ordinal, currency)) = currency else { return Ok(()) };
                statement.push(" AND ").name(columns[*ordinal].name).push(" = ").placeholder();
                statement.bind(scope, |args| args.scalars(*ordinal, [&currency.scalar()])).map(drop)
            })
        })
    }
}
