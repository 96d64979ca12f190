mod a_path_that_ends_in_a_slash {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(path = "/budgets/")]
    pub struct Budget {
        pub name: String,
    }
}

mod a_path_with_a_parameter {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(path = "/budgets/{id}")]
    pub struct Budget {
        pub name: String,
    }
}

mod a_path_without_a_slash {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(path = "budgets")]
    pub struct Budget {
        pub name: String,
    }
}

fn main() {}
