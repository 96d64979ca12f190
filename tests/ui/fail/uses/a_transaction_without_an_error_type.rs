//! The closure of a transaction does not say which error it returns.

use fin_infra::prelude::*;

#[derive(FinResource)]
pub struct Account {
    pub balance: Decimal,
}

pub async fn used(db: &Db, accounts: &AccountRepository, id: Uuid) -> Result<(), Error> {
    db.transaction(async |tx| {
        accounts.get_for_update(&tx, id).await?;
        Ok(())
    })
    .await?;
    Ok(())
}

fn main() {}
