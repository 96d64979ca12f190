mod a_filter_on_json {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        #[fin(json, filter)]
        pub tags: Vec<String>,
    }
}

mod a_filter_that_is_a_parameter {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        #[fin(filter)]
        pub page: i32,
    }
}

mod a_filter_that_is_a_parameter_of_aggregates {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        #[fin(filter)]
        pub average: i32,
        #[fin(sum)]
        pub amount: Decimal,
    }
}

fn main() {}
