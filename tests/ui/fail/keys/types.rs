mod a_unique_float {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(unique("rate"))]
    pub struct Budget {
        pub rate: f64,
    }
}

mod unique_json {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        #[fin(json, unique)]
        pub tags: Vec<String>,
    }
}

mod no_case_to_ignore {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(unique_ci("number"))]
    pub struct Budget {
        pub number: i64,
    }
}

mod case_on_a_field {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        #[fin(unique_ci)]
        pub name: String,
    }
}

fn main() {}
