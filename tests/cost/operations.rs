//! The operations whose cost is counted.

use chrono::TimeDelta;
use fin_infra::prelude::*;
use fin_infra_tests::resources::{
    Budget, BudgetCreate, BudgetFilter, BudgetOrder, BudgetQuery, BudgetRead, BudgetRepository, BudgetUpdate,
};

use crate::meter::Stores;

/// An operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    Create,
    CreateMany,
    Find,
    GetMany,
    List,
    ListFiltered,
    ListFurther,
    ListWithNulls,
    ListWithTotal,
    Count,
    Exists,
    Update,
    UpdateNothing,
    UpsertNew,
    UpsertTaken,
    Delete,
    DeleteMany,
    Restore,
    HardDelete,
    Purge,
    ScopedQuery,
}

impl Operation {
    pub(crate) const ALL: [Self; 21] = [
        Self::Create,
        Self::CreateMany,
        Self::Find,
        Self::GetMany,
        Self::List,
        Self::ListFiltered,
        Self::ListFurther,
        Self::ListWithNulls,
        Self::ListWithTotal,
        Self::Count,
        Self::Exists,
        Self::Update,
        Self::UpdateNothing,
        Self::UpsertNew,
        Self::UpsertTaken,
        Self::Delete,
        Self::DeleteMany,
        Self::Restore,
        Self::HardDelete,
        Self::Purge,
        Self::ScopedQuery,
    ];
}

/// The calls, on the rows of a tenant.
pub(crate) struct Calls {
    budgets: BudgetRepository,
    named: usize,
}

impl Calls {
    pub(crate) fn new() -> Self {
        Self { budgets: Budget::repository().tenant(Uuid::now_v7()), named: 0 }
    }

    fn draft(&mut self) -> BudgetCreate {
        self.named += 1;
        BudgetCreate::named(format!("Budget {}", self.named))
    }

    /// Makes the row that an operation needs, in the state that it needs it in.
    pub(crate) async fn made_for(&mut self, operation: Operation, stores: &mut impl Stores) -> BudgetRead {
        let draft = self.draft();
        let row = self.budgets.create(stores.store(), draft).await.unwrap();
        if operation == Operation::Restore {
            self.budgets.delete(stores.store(), row.id).await.unwrap();
        }
        row
    }

    /// Does an operation once.
    pub(crate) async fn call(&mut self, operation: Operation, stores: &mut impl Stores, row: BudgetRead) {
        match operation {
            Operation::Create
            | Operation::CreateMany
            | Operation::Update
            | Operation::UpdateNothing
            | Operation::UpsertNew
            | Operation::UpsertTaken => self.write(operation, stores, row).await,
            Operation::Delete
            | Operation::DeleteMany
            | Operation::Restore
            | Operation::HardDelete
            | Operation::Purge => self.remove(operation, stores, row).await,
            _ => self.read(operation, stores, row).await,
        }
    }

    async fn write(&mut self, operation: Operation, stores: &mut impl Stores, row: BudgetRead) {
        let draft = self.draft();
        let budgets = &self.budgets;
        match operation {
            Operation::Create => drop(budgets.create(stores.store(), draft).await.unwrap()),
            Operation::CreateMany => {
                let drafts = (0..20)
                    .map(|number| BudgetCreate { name: format!("{} {number}", draft.name), ..draft.clone() });
                assert_eq!(budgets.create_many(stores.store(), drafts).await.unwrap().len(), 20);
            }
            Operation::Update => {
                let update = BudgetUpdate { name: Some(draft.name.clone()), ..Default::default() };
                assert_eq!(budgets.update(stores.store(), row.id, update).await.unwrap().name, draft.name);
            }
            Operation::UpdateNothing => {
                assert_eq!(
                    budgets.update(stores.store(), row.id, BudgetUpdate::default()).await.unwrap(),
                    row
                );
            }
            Operation::UpsertNew => {
                assert_ne!(
                    budgets.upsert_by_user_id_and_name(stores.store(), draft).await.unwrap().id,
                    row.id
                );
            }
            _ => {
                let same = BudgetCreate { name: row.name, ..draft };
                assert_eq!(
                    budgets.upsert_by_user_id_and_name(stores.store(), same).await.unwrap().id,
                    row.id
                );
            }
        }
    }

    async fn remove(&self, operation: Operation, stores: &mut impl Stores, row: BudgetRead) {
        let budgets = &self.budgets;
        match operation {
            Operation::Delete => budgets.delete(stores.store(), row.id).await.unwrap(),
            Operation::DeleteMany => {
                assert_eq!(budgets.delete_many(stores.store(), &[row.id, Uuid::nil()]).await.unwrap(), 1);
            }
            Operation::Restore => {
                assert_eq!(budgets.restore(stores.store(), row.id).await.unwrap().deleted_at, None);
            }
            Operation::HardDelete => budgets.hard_delete(stores.store(), row.id).await.unwrap(),
            _ => {
                let before = row.created_at - TimeDelta::days(1);
                assert_eq!(budgets.purge_deleted(stores.store(), before).await.unwrap().removed, 0);
            }
        }
    }

    async fn read(&self, operation: Operation, stores: &mut impl Stores, row: BudgetRead) {
        let budgets = &self.budgets;
        let query = BudgetQuery::new().order_by(BudgetOrder::Name.asc()).page_size(2);
        match operation {
            Operation::Find => assert_eq!(budgets.get(stores.store(), row.id).await.unwrap(), row),
            Operation::GetMany => {
                assert_eq!(budgets.get_many(stores.store(), &[row.id, Uuid::nil()]).await.unwrap(), [row]);
            }
            Operation::List
            | Operation::ListWithNulls
            | Operation::ListWithTotal
            | Operation::ListFiltered
            | Operation::ListFurther => {
                let query = match operation {
                    Operation::ListWithNulls => query.order_by(BudgetOrder::Amount.asc()),
                    Operation::ListWithTotal => query.with_total(),
                    Operation::ListFiltered => {
                        query.filter(BudgetFilter::new().user_id(row.user_id)).search("budg")
                    }
                    Operation::ListFurther => query.page(2),
                    _ => query,
                };
                assert_eq!(budgets.list(stores.store(), query).await.unwrap().items.len(), 2);
            }
            Operation::Count => assert!(budgets.count(stores.store(), query).await.unwrap() > 2),
            Operation::Exists => assert!(budgets.exists(stores.store(), query).await.unwrap()),
            _ => {
                let own = budgets.scoped_query().sql("name = ").bind("name", row.name.clone());
                assert_eq!(own.fetch_all(stores.store()).await.unwrap(), [row]);
            }
        }
    }
}
