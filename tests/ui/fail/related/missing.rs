//! A row that may be missing is an `Option`.

use fin_infra::prelude::*;

#[derive(FinResource)]
#[fin(tenant, soft_delete)]
pub struct Goal {
    pub name: String,
}

#[derive(FinResource)]
#[fin(tenant)]
pub struct Deposit {
    #[fin(belongs_to = "Goal")]
    pub goal_id: Uuid,
}

async fn a_row_that_may_be_deleted(
    db: &Db,
    deposits: &DepositRepository,
    rows: Vec<DepositRead>,
) -> Result<String, Error> {
    let mut loaded = deposits.load(db, rows, Deposit::goal()).await?;
    Ok(loaded.remove(0).related.name)
}

fn main() {}
