//! Rows that are selected where they cannot be.

use fin_infra::prelude::*;

#[derive(FinResource)]
#[fin(tenant)]
pub struct Budget {
    pub name: String,
}

#[derive(FinResource)]
#[fin(tenant)]
pub struct Account {
    pub name: String,
}

#[derive(FinRow)]
#[fin(of = "Budget")]
pub struct BudgetName {
    pub id: Uuid,
    pub name: String,
}

/// A row of a query.
#[derive(FinRow)]
pub struct Name {
    pub name: String,
}

/// No row.
pub struct Plain {
    pub name: String,
}

async fn the_row_of_another_resource(db: &Db, accounts: &AccountRepository) {
    let _ = accounts.select::<BudgetName>().list(db, AccountQuery::new()).await;
}

async fn the_row_of_any_query(db: &Db, budgets: &BudgetRepository) {
    let _ = budgets.select::<Name>().list(db, BudgetQuery::new()).await;
}

async fn no_row(db: &Db, budgets: &BudgetRepository) {
    let _ = budgets.select::<Plain>().list(db, BudgetQuery::new()).await;
}

async fn without_a_tenant(db: &Db) {
    let _ = Budget::repository().select::<BudgetName>().list(db, BudgetQuery::new()).await;
}

async fn an_id_among_all_tenants(db: &Db, id: Uuid) {
    let _ = Budget::repository().all_tenants().select::<BudgetName>().get(db, id).await;
}

async fn a_column_that_is_not_selected(db: &Db, budgets: &BudgetRepository, id: Uuid) {
    let _ = budgets.select::<BudgetName>().get(db, id).await.map(|row| row.created_at);
}

fn main() {}
