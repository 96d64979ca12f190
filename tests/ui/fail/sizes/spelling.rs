mod a_length_without_its_name {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        #[fin(length(255))]
        pub name: String,
    }
}

mod a_length_without_parentheses {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        #[fin(length = 255)]
        pub name: String,
    }
}

mod a_misspelled_size {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        #[fin(decimal(precison = 6, scale = 2))]
        pub amount: Decimal,
    }
}

mod a_size_that_is_no_number {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        #[fin(decimal(precision = "six"))]
        pub amount: Decimal,
    }
}

fn main() {}
