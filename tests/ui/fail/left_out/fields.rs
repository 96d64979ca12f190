//! What is left out has no fields.

mod timestamps {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(timestamps = false)]
    pub struct Budget {
        pub name: String,
    }

    pub fn read(budget: &BudgetRead) -> DateTime<Utc> {
        budget.created_at
    }
}

mod immutable {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(immutable)]
    pub struct Budget {
        pub name: String,
    }

    pub fn read(budget: &BudgetRead) -> DateTime<Utc> {
        budget.updated_at
    }
}

mod tenant {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(tenant)]
    pub struct Budget {
        pub name: String,
    }

    pub fn created(tenant_id: Uuid) -> BudgetCreate {
        BudgetCreate { name: String::new(), tenant_id }
    }
}

mod readonly {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        #[fin(readonly)]
        pub name: String,
        pub notes: String,
    }

    pub fn updated() -> BudgetUpdate {
        BudgetUpdate { name: None, notes: None }
    }
}

mod skip {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub name: String,
        #[fin(skip)]
        pub cached: i64,
    }

    pub fn read(budget: &BudgetRead) -> i64 {
        budget.cached
    }
}

fn main() {}
