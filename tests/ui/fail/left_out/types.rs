//! What is left out is not generated.

mod create {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(create = false)]
    pub struct Budget {
        pub name: String,
    }

    pub fn created(_: BudgetCreate) {}
}

mod update {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(update = false)]
    pub struct Budget {
        pub name: String,
    }

    pub fn updated(_: BudgetUpdate) {}
}

mod immutable {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(immutable)]
    pub struct Budget {
        pub name: String,
    }

    pub fn updated(_: BudgetUpdate) {}
}

mod repository {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(repository = false)]
    pub struct Budget {
        pub name: String,
    }

    pub fn asked(_: BudgetRepository) {}
}

fn main() {}
