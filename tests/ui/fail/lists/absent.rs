mod a_column_that_is_switched_off {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(order("deleted_at"))]
    pub struct Budget {
        pub name: String,
    }
}

mod a_skipped_column {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(filter("cached"))]
    pub struct Budget {
        pub name: String,
        #[fin(skip)]
        pub cached: String,
    }
}

fn main() {}
