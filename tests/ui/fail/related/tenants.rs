//! Rows of different tenants.

use fin_infra::prelude::*;

/// A shared row.
#[derive(FinResource)]
pub struct Currency {
    pub code: String,
}

#[derive(FinResource)]
#[fin(children("Price"))]
pub struct Market {
    pub name: String,
}

/// Its prices would be those of nobody, or of everybody.
#[derive(FinResource)]
#[fin(tenant)]
pub struct Price {
    #[fin(belongs_to = "Market")]
    pub market_id: Uuid,
}

#[derive(FinResource)]
pub struct Company {
    #[fin(tenant)]
    pub country: String,
    pub name: String,
}

#[derive(FinResource)]
#[fin(tenant)]
pub struct Contract {
    #[fin(belongs_to = "Company")]
    pub company_id: Uuid,
}

async fn another_kind_of_tenant(db: &Db, contracts: &ContractRepository, rows: Vec<ContractRead>) {
    let _ = contracts.load(db, rows, Contract::company()).await;
}

fn main() {}
