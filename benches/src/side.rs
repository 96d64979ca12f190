//! The two sides of a race: the same operations, by hand and by repository.

use std::hint::black_box;
use std::marker::PhantomData;

use fin_infra::scoped_sql;
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::budget::{
    Budget, BudgetAdjust, BudgetAggregate, BudgetCreate, BudgetOrder, BudgetQuery, BudgetRepository,
    BudgetUpdate, Share, since,
};
use crate::hand_written::HandWritten;
use crate::handle::{Executors, Stores};

/// Something that does each operation on the rows of a tenant.
#[allow(async_fn_in_trait, reason = "measured on one thread")]
pub trait Side {
    /// Chooses the tenant.
    fn work_for(&mut self, tenant: Uuid);
    /// Creates a row.
    async fn create(&mut self, new: BudgetCreate);
    /// Creates many rows, and returns them.
    async fn create_many(&mut self, new: Vec<BudgetCreate>) -> Vec<Uuid>;
    /// Gets a row.
    async fn get(&mut self, id: Uuid);
    /// Lists the first fifty rows by name.
    async fn list(&mut self);
    /// Changes a row's name.
    async fn rename(&mut self, id: Uuid, name: String);
    /// Adds to a row's amount.
    async fn adjust(&mut self, id: Uuid, by: Decimal);
    /// Adds up the amounts of each user.
    async fn aggregate(&mut self);
    /// Reads fifty budgets of some days, each with the sum of its user's.
    async fn scoped(&mut self);
    /// Deletes a row softly.
    async fn delete(&mut self, id: Uuid);
}

/// By hand.
pub struct Theirs<DB, P> {
    handle: P,
    tenant: Uuid,
    database: PhantomData<DB>,
}

impl<DB: HandWritten, P: Executors<DB>> Theirs<DB, P> {
    /// Somewhere.
    pub fn new(handle: P) -> Self {
        Self { handle, tenant: Uuid::nil(), database: PhantomData }
    }
}

impl<DB: HandWritten, P: Executors<DB>> Side for Theirs<DB, P> {
    fn work_for(&mut self, tenant: Uuid) {
        self.tenant = tenant;
    }

    async fn create(&mut self, new: BudgetCreate) {
        black_box(DB::create(self.handle.executor(), self.tenant, new).await.expect("the row is created"));
    }

    async fn create_many(&mut self, new: Vec<BudgetCreate>) -> Vec<Uuid> {
        let mut connection = self.handle.connection().await;
        let rows = DB::create_many(&mut connection, self.tenant, new).await.expect("the rows are created");
        rows.iter().map(|row| row.id).collect()
    }

    async fn get(&mut self, id: Uuid) {
        black_box(DB::get(self.handle.executor(), self.tenant, id).await.expect("the row is there"));
    }

    async fn list(&mut self) {
        let page = DB::list(self.handle.executor(), self.tenant).await.expect("the rows can be listed");
        assert!(page.items.len() == 50 && page.next.is_some(), "there is a page, and another one behind it");
        black_box(page);
    }

    async fn rename(&mut self, id: Uuid, name: String) {
        black_box(DB::rename(self.handle.executor(), self.tenant, id, name).await.expect("the row is there"));
    }

    async fn adjust(&mut self, id: Uuid, by: Decimal) {
        black_box(DB::adjust(self.handle.executor(), self.tenant, id, by).await.expect("the row is there"));
    }

    async fn aggregate(&mut self) {
        let groups =
            DB::aggregate(self.handle.executor(), self.tenant).await.expect("the rows can be added up");
        assert!(groups.len() == 20, "there are as many users");
        black_box(groups);
    }

    async fn scoped(&mut self) {
        let shares = DB::scoped(self.handle.executor(), self.tenant).await.expect("the rows can be joined");
        assert!(shares.len() == 50, "there are more");
        black_box(shares);
    }

    async fn delete(&mut self, id: Uuid) {
        assert!(DB::delete(self.handle.executor(), self.tenant, id).await.expect("the row is there"));
    }
}

/// By repository.
pub struct Ours<P> {
    handle: P,
    tenant: Uuid,
    budgets: BudgetRepository,
}

impl<P: Stores> Ours<P> {
    /// Somewhere.
    pub fn new(handle: P) -> Self {
        Self { handle, tenant: Uuid::nil(), budgets: Budget::repository().tenant(Uuid::nil()) }
    }
}

impl<P: Stores> Side for Ours<P> {
    fn work_for(&mut self, tenant: Uuid) {
        self.tenant = tenant;
        self.budgets = Budget::repository().tenant(tenant);
    }

    async fn create(&mut self, new: BudgetCreate) {
        black_box(self.budgets.create(self.handle.store(), new).await.expect("the row is created"));
    }

    async fn create_many(&mut self, new: Vec<BudgetCreate>) -> Vec<Uuid> {
        let rows = self.budgets.create_many(self.handle.store(), new).await.expect("the rows are created");
        rows.iter().map(|row| row.id).collect()
    }

    async fn get(&mut self, id: Uuid) {
        black_box(self.budgets.get(self.handle.store(), id).await.expect("the row is there"));
    }

    async fn list(&mut self) {
        let query = BudgetQuery::new().order_by(BudgetOrder::Name.asc()).page_size(50);
        let page = self.budgets.list(self.handle.store(), query).await.expect("the rows can be listed");
        assert!(page.items.len() == 50 && page.next.is_some(), "there is a page, and another one behind it");
        black_box(page);
    }

    async fn rename(&mut self, id: Uuid, name: String) {
        let update = BudgetUpdate { name: Some(name), ..Default::default() };
        black_box(self.budgets.update(self.handle.store(), id, update).await.expect("the row is there"));
    }

    async fn adjust(&mut self, id: Uuid, by: Decimal) {
        let adjust = BudgetAdjust::new().amount(by);
        black_box(self.budgets.adjust(self.handle.store(), id, adjust).await.expect("the row is there"));
    }

    async fn aggregate(&mut self) {
        let asked = BudgetAggregate::new().by_user_id().sum_amount().count();
        let groups =
            self.budgets.aggregate(self.handle.store(), asked).await.expect("the rows can be added up");
        assert!(groups.len() == 20, "there are as many users");
        black_box(groups);
    }

    async fn scoped(&mut self) {
        let shares = scoped_sql!(
            self.tenant,
            Share,
            "SELECT b.name AS name, b.amount AS amount, u.total AS total
             FROM {Budget} b
             JOIN (SELECT user_id, SUM(amount) AS total FROM {Budget} GROUP BY user_id) u ON u.user_id = b.user_id
             WHERE b.period_start >= {since: Budget::period_start} ORDER BY b.name LIMIT 50",
            since = since()
        );
        let shares = shares.fetch_all(self.handle.store()).await.expect("the rows can be joined");
        assert!(shares.len() == 50, "there are more");
        black_box(shares);
    }

    async fn delete(&mut self, id: Uuid) {
        self.budgets.delete(self.handle.store(), id).await.expect("the row is there");
    }
}
