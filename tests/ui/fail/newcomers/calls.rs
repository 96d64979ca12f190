//! A method is called with a wrong argument, and what it returns is used.

mod a_number_as_an_id {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub name: String,
        pub amount: Decimal,
    }

    pub async fn used(db: &Db, budgets: &BudgetRepository, id: Uuid) -> Result<(), Error> {
        let row = budgets.get(db, 5).await?;
        println!("{}", row.name);
        Ok(())
    }
}

mod a_text_as_an_id {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub name: String,
        pub amount: Decimal,
    }

    pub async fn used(db: &Db, budgets: &BudgetRepository, id: Uuid) -> Result<(), Error> {
        let row = budgets.update(db, "0191", BudgetUpdate::default()).await?;
        println!("{}", row.name);
        Ok(())
    }
}

mod a_reference_to_an_id {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub name: String,
        pub amount: Decimal,
    }

    pub async fn used(db: &Db, budgets: &BudgetRepository, id: Uuid) -> Result<(), Error> {
        budgets.delete(db, &id).await?;
        Ok(())
    }
}

mod a_version_where_there_is_none {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub name: String,
        pub amount: Decimal,
    }

    pub async fn used(db: &Db, budgets: &BudgetRepository, id: Uuid) -> Result<(), Error> {
        budgets.delete(db, (id, 1)).await?;
        Ok(())
    }
}

mod no_version_where_there_is_one {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(version)]
    pub struct Budget {
        pub name: String,
        pub amount: Decimal,
    }

    pub async fn used(db: &Db, budgets: &BudgetRepository, id: Uuid) -> Result<(), Error> {
        let row = budgets.update(db, id, BudgetUpdate::default()).await?;
        println!("{}", row.name);
        Ok(())
    }
}

mod an_update_to_create {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub name: String,
        pub amount: Decimal,
    }

    pub async fn used(db: &Db, budgets: &BudgetRepository, id: Uuid) -> Result<(), Error> {
        let row = budgets.create(db, BudgetUpdate::default()).await?;
        println!("{}", row.name);
        Ok(())
    }
}

mod one_row_to_create_many {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub name: String,
        pub amount: Decimal,
    }

    pub async fn used(db: &Db, budgets: &BudgetRepository, draft: BudgetCreate) -> Result<(), Error> {
        for row in budgets.create_many(db, draft).await? {
            println!("{}", row.name);
        }
        Ok(())
    }
}

mod ids_by_value {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub name: String,
        pub amount: Decimal,
    }

    pub async fn used(db: &Db, budgets: &BudgetRepository, ids: Vec<Uuid>) -> Result<(), Error> {
        for row in budgets.get_many(db, ids).await? {
            println!("{}", row.name);
        }
        Ok(())
    }
}

mod a_list_of_everything {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub name: String,
        pub amount: Decimal,
    }

    pub async fn used(db: &Db, budgets: &BudgetRepository) -> Result<(), Error> {
        for row in budgets.list(db).await? {
            println!("{}", row.name);
        }
        Ok(())
    }
}

mod a_search_in_nothing {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub name: String,
        pub amount: Decimal,
    }

    pub async fn used(db: &Db, budgets: &BudgetRepository) -> Result<(), Error> {
        for row in budgets.list(db, BudgetQuery::new().search("food")).await? {
            println!("{}", row.name);
        }
        Ok(())
    }
}

mod an_order_without_a_direction {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub name: String,
        pub amount: Decimal,
    }

    pub async fn used(db: &Db, budgets: &BudgetRepository) -> Result<(), Error> {
        budgets.list(db, BudgetQuery::new().order_by(BudgetOrder::Id)).await?;
        Ok(())
    }
}

mod an_order_as_text {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub name: String,
        pub amount: Decimal,
    }

    pub async fn used(db: &Db, budgets: &BudgetRepository) -> Result<(), Error> {
        budgets.list(db, BudgetQuery::new().order_by("name")).await?;
        Ok(())
    }
}

mod a_filter_as_text {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub name: String,
        pub amount: Decimal,
    }

    pub async fn used(db: &Db, budgets: &BudgetRepository) -> Result<(), Error> {
        budgets.list(db, BudgetQuery::new().filter("name = 1")).await?;
        Ok(())
    }
}

mod a_page_size_of_another_type {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub name: String,
        pub amount: Decimal,
    }

    pub async fn used(db: &Db, budgets: &BudgetRepository, size: usize) -> Result<(), Error> {
        budgets.list(db, BudgetQuery::new().page_size(size)).await?;
        Ok(())
    }
}

mod a_tenant_as_text {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(tenant, soft_delete)]
    pub struct Budget {
        pub name: String,
    }

    pub async fn used(db: &Db, id: Uuid) -> Result<(), Error> {
        let row = Budget::repository().tenant("acme").get(db, id).await?;
        println!("{}", row.name);
        Ok(())
    }
}

mod a_repository_of_no_tenant {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(tenant)]
    pub struct Budget {
        pub name: String,
    }

    fn used(_: &BudgetRepository) {}

    pub fn uses() {
        used(&Budget::repository());
    }
}

mod a_table_of_a_create {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub name: String,
        pub amount: Decimal,
    }

    pub async fn used(db: &Db) -> Result<(), Error> {
        schema::create_all(db, &[schema::of::<BudgetCreate>()]).await?;
        Ok(())
    }
}

fn main() {}
