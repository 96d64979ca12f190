//! Calls that need a transaction and have none, and transactions that are used incorrectly.

mod a_lock_on_a_db {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Account {
        pub balance: Decimal,
    }

    pub async fn used(db: &Db, accounts: &AccountRepository, id: Uuid) -> Result<(), Error> {
        let row = accounts.get_for_update(db, id).await?;
        println!("{}", row.balance);
        Ok(())
    }
}

mod locks_on_a_pool {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Account {
        pub balance: Decimal,
    }

    pub async fn used(pool: &sqlx::PgPool, accounts: &AccountRepository, id: Uuid) -> Result<(), Error> {
        for row in accounts.lock_many(pool, &[id]).await? {
            println!("{}", row.balance);
        }
        Ok(())
    }
}

mod a_queue_in_memory {
    use fin_infra::prelude::*;
    use fin_infra::query::LockWait;

    #[derive(FinResource)]
    pub struct Job {
        pub name: String,
    }

    pub async fn used(memory: &Memory, jobs: &JobRepository) -> Result<(), Error> {
        for row in jobs.list_for_update(memory, JobQuery::new(), LockWait::SkipLocked).await? {
            println!("{}", row.name);
        }
        Ok(())
    }
}

mod a_lock_on_a_connection {
    use fin_infra::prelude::*;
    use fin_infra::query::LockWait;

    #[derive(FinResource)]
    pub struct Account {
        pub balance: Decimal,
    }

    pub async fn used(connection: &mut sqlx::PgConnection, accounts: &AccountRepository, id: Uuid) -> Result<(), Error> {
        accounts.find_for_update(connection, id, LockWait::NoWait).await?;
        Ok(())
    }
}

mod an_error_type_that_takes_no_error {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Account {
        pub balance: Decimal,
    }

    pub async fn used(db: &Db, accounts: &AccountRepository) -> Result<(), String> {
        db.transaction(async |tx| {
            accounts.count(&tx, AccountQuery::new()).await.map_err(|error| error.to_string())?;
            Ok(())
        })
        .await
    }
}

mod a_commit_within {
    use fin_infra::prelude::*;

    pub async fn used(db: &Db) -> Result<(), Error> {
        db.transaction(async |tx| tx.commit().await).await
    }
}

mod a_transaction_by_value {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Account {
        pub balance: Decimal,
    }

    pub async fn used(db: &Db, accounts: &AccountRepository) -> Result<u64, Error> {
        db.transaction(async |tx| accounts.count(tx, AccountQuery::new()).await).await
    }
}

mod a_change_of_what_is_around {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Account {
        pub balance: Decimal,
    }

    pub async fn used(db: &Db, accounts: &AccountRepository) -> Result<u64, Error> {
        let mut total = 0;
        db.transaction(async |tx| {
            total += accounts.count(&tx, AccountQuery::new()).await?;
            Ok::<_, Error>(())
        })
        .await?;
        Ok(total)
    }
}

mod a_savepoint_after_its_release {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Account {
        pub balance: Decimal,
    }

    pub async fn used(db: &Db, accounts: &AccountRepository) -> Result<u64, Error> {
        let tx = db.begin().await?;
        let point = tx.savepoint().await?;
        point.release().await?;
        accounts.count(&point, AccountQuery::new()).await
    }
}

mod changes_of_what_never_changes {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(immutable, filter("amount"))]
    pub struct Transfer {
        pub amount: Decimal,
    }

    pub async fn used(db: &Db, transfers: &TransferRepository) -> Result<u64, Error> {
        transfers.update_where(db, TransferFilter::new().amount(dec!(1)), ()).await
    }
}

mod deletions_of_what_is_kept {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(delete = false, filter("amount"))]
    pub struct Transfer {
        pub amount: Decimal,
    }

    pub async fn used(db: &Db, transfers: &TransferRepository) -> Result<u64, Error> {
        transfers.delete_where(db, TransferFilter::new().amount(dec!(1))).await
    }
}

mod a_filter_of_another_resource {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(filter("amount"))]
    pub struct Transfer {
        pub amount: Decimal,
    }

    #[derive(FinResource)]
    #[fin(filter("name"))]
    pub struct Account {
        pub name: String,
    }

    pub fn used() -> AccountFilter {
        AccountFilter::new().not(TransferFilter::new().amount(dec!(1)))
    }
}

fn main() {}
