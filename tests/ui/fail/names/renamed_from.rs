mod renamed_from_a_column_that_is_there {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub title: String,
        #[fin(renamed_from = "title")]
        pub name: String,
    }
}

mod renamed_from_by_two {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        #[fin(renamed_from = "title")]
        pub long: String,
        #[fin(renamed_from = "title")]
        pub short: String,
    }
}

mod renamed_from_its_own_name {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        #[fin(renamed_from = "name")]
        pub name: String,
    }
}

fn main() {}
