//! A method is looked for where it is not, or what it returns is taken for another thing.

mod on_the_struct {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub name: String,
        pub amount: Decimal,
    }

    pub async fn used(db: &Db, draft: BudgetCreate) -> Result<(), Error> {
        Budget::create(db, draft).await?;
        Ok(())
    }
}

mod on_a_value {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub name: String,
        pub amount: Decimal,
    }

    pub async fn used(db: &Db, budget: Budget) -> Result<(), Error> {
        budget.save(db).await?;
        Ok(())
    }
}

mod an_upsert_by_what_is_not_unique {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub name: String,
        pub amount: Decimal,
    }

    pub async fn used(db: &Db, budgets: &BudgetRepository, draft: BudgetCreate) -> Result<(), Error> {
        budgets.upsert_by_name(db, draft).await?;
        Ok(())
    }
}

mod a_question_mark_without_await {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub name: String,
        pub amount: Decimal,
    }

    pub async fn used(db: &Db, budgets: &BudgetRepository, id: Uuid) -> Result<(), Error> {
        let row = budgets.get(db, id)?;
        println!("{}", row.name);
        Ok(())
    }
}

mod a_field_without_await {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub name: String,
        pub amount: Decimal,
    }

    pub async fn used(db: &Db, budgets: &BudgetRepository, id: Uuid) -> Result<(), Error> {
        let row = budgets.get(db, id);
        println!("{}", row.name);
        Ok(())
    }
}

mod a_loop_without_await {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub name: String,
        pub amount: Decimal,
    }

    pub async fn used(db: &Db, budgets: &BudgetRepository) -> Result<(), Error> {
        for row in budgets.list(db, BudgetQuery::new()) {
            println!("{}", row.name);
        }
        Ok(())
    }
}

mod an_index_into_a_page {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub name: String,
        pub amount: Decimal,
    }

    pub async fn used(db: &Db, budgets: &BudgetRepository) -> Result<(), Error> {
        let page = budgets.list(db, BudgetQuery::new()).await?;
        println!("{}", page[0].name);
        Ok(())
    }
}

mod the_length_of_a_page {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub name: String,
        pub amount: Decimal,
    }

    pub async fn used(db: &Db, budgets: &BudgetRepository) -> Result<(), Error> {
        let page = budgets.list(db, BudgetQuery::new()).await?;
        println!("{}", page.len());
        Ok(())
    }
}

mod a_row_compared_with_its_draft {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub name: String,
    }

    pub fn is_equal(row: BudgetRead, draft: BudgetCreate) -> bool {
        row == draft
    }
}

fn main() {}
