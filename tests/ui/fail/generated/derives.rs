mod twice {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(read(derive(Hash, Hash)))]
    pub struct Budget {
        pub name: String,
    }
}

mod there_already {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(create(derive("std::fmt::Debug", Eq)), order(derive(Copy)))]
    pub struct Budget {
        pub name: String,
    }
}

fn main() {}
