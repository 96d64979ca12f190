mod a_table_in_parentheses {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(table("budgets"))]
    pub struct Budget {
        pub name: String,
    }
}

mod a_table_that_is_no_string {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(table = budgets)]
    pub struct Budget {
        pub name: String,
    }
}

fn main() {}
