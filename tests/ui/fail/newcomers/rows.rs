//! A row is written with a field too few, too many, or of another type.

mod a_create_without_a_field {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub name: String,
        pub amount: Decimal,
    }

    pub async fn used(db: &Db, budgets: &BudgetRepository, id: Uuid) -> Result<(), Error> {
        budgets.create(db, BudgetCreate { name: "Food".to_owned() }).await?;
        Ok(())
    }
}

mod a_create_with_an_id {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub name: String,
        pub amount: Decimal,
    }

    pub async fn used(db: &Db, budgets: &BudgetRepository, id: Uuid) -> Result<(), Error> {
        budgets.create(db, BudgetCreate { id, name: "Food".to_owned(), amount: Decimal::ONE }).await?;
        Ok(())
    }
}

mod a_create_with_a_literal {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub name: String,
        pub amount: Decimal,
    }

    pub async fn used(db: &Db, budgets: &BudgetRepository, id: Uuid) -> Result<(), Error> {
        budgets.create(db, BudgetCreate { name: "Food", amount: Decimal::ONE }).await?;
        Ok(())
    }
}

mod a_create_with_a_float {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub name: String,
        pub amount: Decimal,
    }

    pub async fn used(db: &Db, budgets: &BudgetRepository, id: Uuid) -> Result<(), Error> {
        budgets.create(db, BudgetCreate { name: "Food".to_owned(), amount: 5.5 }).await?;
        Ok(())
    }
}

mod a_new_without_an_argument {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub name: String,
        pub amount: Decimal,
    }

    pub async fn used(db: &Db, budgets: &BudgetRepository, id: Uuid) -> Result<(), Error> {
        budgets.create(db, BudgetCreate::new("Food".to_owned())).await?;
        Ok(())
    }
}

mod an_update_without_the_rest {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub name: String,
        pub amount: Decimal,
    }

    pub async fn used(db: &Db, budgets: &BudgetRepository, id: Uuid) -> Result<(), Error> {
        budgets.update(db, id, BudgetUpdate { name: Some("Food".to_owned()) }).await?;
        Ok(())
    }
}

mod an_update_without_some {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub name: String,
        pub amount: Decimal,
    }

    pub async fn used(db: &Db, budgets: &BudgetRepository, id: Uuid) -> Result<(), Error> {
        budgets.update(db, id, BudgetUpdate { name: "Food".to_owned(), ..Default::default() }).await?;
        Ok(())
    }
}

mod an_update_of_an_optional_field {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub name: String,
        pub note: Option<String>,
    }

    pub async fn used(db: &Db, budgets: &BudgetRepository, id: Uuid) -> Result<(), Error> {
        budgets.update(db, id, BudgetUpdate { note: Some("new".to_owned()), ..Default::default() }).await?;
        Ok(())
    }
}

mod an_update_of_a_readonly_field {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        #[fin(readonly)]
        pub name: String,
        pub amount: Decimal,
    }

    pub async fn used(db: &Db, budgets: &BudgetRepository, id: Uuid) -> Result<(), Error> {
        budgets.update(db, id, BudgetUpdate { name: Some("Food".to_owned()), ..Default::default() }).await?;
        Ok(())
    }
}

fn main() {}
