//! An adjustment is asked for that the struct does not have.

mod no_column_to_adjust {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Account {
        pub balance: Decimal,
    }

    pub async fn used(db: &Db, accounts: &AccountRepository, id: Uuid) -> Result<(), Error> {
        accounts.adjust(db, id, ()).await?;
        Ok(())
    }
}

mod many_without_a_column {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Account {
        pub balance: Decimal,
    }

    pub async fn used(db: &Db, accounts: &AccountRepository, id: Uuid) -> Result<(), Error> {
        accounts.adjust_many(db, [(id, ())]).await?;
        Ok(())
    }
}

mod another_column {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Account {
        #[fin(adjust)]
        pub balance: Decimal,
        pub limit: Decimal,
    }

    pub fn used() -> AccountAdjust {
        AccountAdjust::new().limit(dec!(5))
    }
}

mod an_amount_as_a_float {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Account {
        #[fin(adjust)]
        pub balance: Decimal,
    }

    pub fn used() -> AccountAdjust {
        AccountAdjust::new().balance(1.5)
    }
}

mod a_version_of_a_resource_without {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Account {
        #[fin(adjust)]
        pub balance: Decimal,
    }

    pub async fn used(db: &Db, accounts: &AccountRepository, id: Uuid) -> Result<(), Error> {
        accounts.adjust(db, (id, 1), AccountAdjust::new().balance(dec!(1))).await?;
        Ok(())
    }
}

mod a_readonly_column_by_an_update {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Account {
        #[fin(adjust, readonly)]
        pub balance: Decimal,
        pub name: String,
    }

    pub fn used() -> AccountUpdate {
        AccountUpdate { balance: Some(dec!(5)), ..AccountUpdate::default() }
    }
}

mod no_tenant {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(tenant)]
    pub struct Account {
        #[fin(adjust)]
        pub balance: Decimal,
    }

    pub async fn used(db: &Db, id: Uuid) -> Result<(), Error> {
        Account::repository().adjust(db, id, AccountAdjust::new().balance(dec!(1))).await?;
        Ok(())
    }
}

mod all_tenants {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(tenant)]
    pub struct Account {
        #[fin(adjust)]
        pub balance: Decimal,
    }

    pub async fn used(db: &Db, id: Uuid) -> Result<(), Error> {
        Account::repository().all_tenants().adjust(db, id, AccountAdjust::new().balance(dec!(1))).await?;
        Ok(())
    }
}

mod another_name_for_a_decimal {
    use fin_infra::prelude::*;

    #[derive(Clone, Copy, Debug, PartialEq, sqlx::Type)]
    #[sqlx(transparent)]
    pub struct Cash(Decimal);

    #[derive(FinResource)]
    #[fin(backends("postgres"))]
    pub struct Account {
        #[fin(adjust)]
        pub balance: Cash,
    }
}

fn main() {}
