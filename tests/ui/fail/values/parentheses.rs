mod a_default_in_parentheses {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        #[fin(default(1))]
        pub priority: i32,
    }
}

mod rules_without_parentheses {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        #[fin(validate = "email")]
        pub name: String,
    }
}

fn main() {}
