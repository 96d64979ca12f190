//! A value is used when it is gone, or changed where it cannot be.

mod a_transaction_that_cannot_change {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub name: String,
        pub amount: Decimal,
    }

    pub async fn used(db: &Db, budgets: &BudgetRepository, id: Uuid) -> Result<(), Error> {
        let tx = db.begin().await?;
        budgets.get(&mut tx, id).await?;
        tx.commit().await?;
        Ok(())
    }
}

mod a_transaction_after_its_commit {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub name: String,
        pub amount: Decimal,
    }

    pub async fn used(db: &Db, budgets: &BudgetRepository, id: Uuid) -> Result<(), Error> {
        let mut tx = db.begin().await?;
        tx.commit().await?;
        budgets.get(&mut tx, id).await?;
        Ok(())
    }
}

mod a_draft_twice {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub name: String,
        pub amount: Decimal,
    }

    pub async fn used(db: &Db, budgets: &BudgetRepository, draft: BudgetCreate) -> Result<(), Error> {
        budgets.create(db, draft).await?;
        budgets.create(db, draft).await?;
        Ok(())
    }
}

mod a_borrowed_db_in_a_task {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub name: String,
    }

    pub fn started(db: &Db, id: Uuid) {
        tokio::spawn(async move { Budget::repository().get(db, id).await });
    }
}

fn main() {}
