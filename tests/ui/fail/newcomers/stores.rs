//! The first argument of a call is not a store.

mod a_db_by_mut {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub name: String,
        pub amount: Decimal,
    }

    pub async fn used(mut db: Db, budgets: &BudgetRepository, id: Uuid) -> Result<(), Error> {
        let row = budgets.get(&mut db, id).await?;
        println!("{}", row.name);
        Ok(())
    }
}

mod a_db_by_value {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub name: String,
        pub amount: Decimal,
    }

    pub async fn used(db: Db, budgets: &BudgetRepository, id: Uuid) -> Result<(), Error> {
        let row = budgets.get(db, id).await?;
        println!("{}", row.name);
        Ok(())
    }
}

mod a_reference_to_a_reference {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub name: String,
        pub amount: Decimal,
    }

    pub async fn used(db: &Db, budgets: &BudgetRepository, id: Uuid) -> Result<(), Error> {
        if let Some(row) = budgets.find(&db, id).await? {
            println!("{}", row.name);
        }
        Ok(())
    }
}

mod a_db_in_an_arc {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub name: String,
        pub amount: Decimal,
    }

    pub async fn used(db: std::sync::Arc<Db>, budgets: &BudgetRepository, id: Uuid) -> Result<(), Error> {
        let row = budgets.update(&db, id, BudgetUpdate::default()).await?;
        println!("{}", row.name);
        Ok(())
    }
}

mod a_transaction_by_value {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub name: String,
        pub amount: Decimal,
    }

    pub async fn used(db: &Db, budgets: &BudgetRepository, id: Uuid) -> Result<(), Error> {
        let tx = db.begin().await?;
        let row = budgets.get(tx, id).await?;
        println!("{}", row.name);
        Ok(())
    }
}

mod a_pool_by_value {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub name: String,
        pub amount: Decimal,
    }

    pub async fn used(pool: sqlx::SqlitePool, budgets: &BudgetRepository) -> Result<(), Error> {
        for row in budgets.list(pool, BudgetQuery::new()).await? {
            println!("{}", row.name);
        }
        Ok(())
    }
}

mod a_transaction_of_sqlx_by_shared_reference {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub name: String,
        pub amount: Decimal,
    }

    pub async fn used(tx: &sqlx::Transaction<'_, sqlx::Postgres>, budgets: &BudgetRepository, id: Uuid) -> Result<(), Error> {
        budgets.delete(tx, id).await?;
        Ok(())
    }
}

mod a_stream {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub name: String,
        pub amount: Decimal,
    }

    pub async fn used(db: &Db, budgets: &BudgetRepository, id: Uuid) -> Result<(), Error> {
        let rows = budgets.stream(&db, BudgetQuery::new());
        drop(rows);
        Ok(())
    }
}

mod a_query_in_sql {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub name: String,
        pub amount: Decimal,
    }

    pub async fn used(db: &Db, budgets: &BudgetRepository, id: Uuid) -> Result<(), Error> {
        let rows = budgets.scoped_query().fetch_all(&db).await?;
        for row in rows {
            println!("{}", row.name);
        }
        Ok(())
    }
}

mod an_upsert {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        #[fin(unique)]
        pub name: String,
        pub amount: Decimal,
    }

    pub async fn used(db: &Db, budgets: &BudgetRepository, draft: BudgetCreate) -> Result<(), Error> {
        let row = budgets.upsert_by_name(&db, draft).await?;
        println!("{}", row.name);
        Ok(())
    }
}

fn main() {}
