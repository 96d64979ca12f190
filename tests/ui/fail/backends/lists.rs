mod a_store_twice {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(backends("sqlite", "sqlite"))]
    pub struct Budget {
        pub name: String,
    }
}

mod no_store {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(backends())]
    pub struct Budget {
        pub name: String,
    }
}

fn main() {}
