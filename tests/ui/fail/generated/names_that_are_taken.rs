mod one_name_for_two {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(create(name = "BudgetRead"))]
    pub struct Budget {
        pub name: String,
    }
}

mod the_name_of_the_struct {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(create(name = "Budget"))]
    pub struct Budget {
        pub name: String,
    }
}

fn main() {}
