mod a_least_length {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        #[fin(length(min = 1, max = 20))]
        pub name: String,
    }
}

mod a_length_beyond_every_store {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        #[fin(length(max = 99999999999))]
        pub name: String,
    }
}

mod a_length_of_nothing {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        #[fin(length(max = 0))]
        pub name: String,
    }
}

fn main() {}
