mod a_column_without_quotes {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(unique(name))]
    pub struct Budget {
        pub name: String,
    }
}

mod a_number_in_a_list {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(index("name", 1))]
    pub struct Budget {
        pub name: String,
    }
}

mod an_empty_list {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(search())]
    pub struct Budget {
        pub name: String,
    }
}

fn main() {}
