mod a_core_that_is_no_path {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(crate = 5)]
    pub struct Budget {
        pub name: String,
    }
}

mod a_hook_called {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(prepare = tidy())]
    pub struct Budget {
        pub name: String,
    }
}

mod a_hook_that_is_no_path {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(validate = "check budget")]
    pub struct Budget {
        pub name: String,
    }
}

fn main() {}
