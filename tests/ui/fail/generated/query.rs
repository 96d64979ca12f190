mod derive {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(query(derive(Hash)))]
    pub struct Budget {
        pub name: String,
    }
}

mod attr {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(query(name = "BudgetList", attr(must_use)))]
    pub struct Budget {
        pub name: String,
    }
}

fn main() {}
