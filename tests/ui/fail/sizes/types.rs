mod a_length_on_a_number {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        #[fin(length(max = 10))]
        pub amount: i64,
    }
}

mod a_size_of_json {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        #[fin(json, length(max = 20))]
        pub names: Vec<String>,
    }
}

mod digits_of_a_float {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        #[fin(decimal(precision = 6, scale = 2))]
        pub amount: f64,
    }
}

mod digits_of_a_text {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        #[fin(decimal(precision = 6, scale = 2))]
        pub amount: String,
    }
}

fn main() {}
