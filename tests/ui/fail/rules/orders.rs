mod an_order_of_text {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(check(first < last))]
    pub struct Budget {
        pub first: String,
        pub last: String,
    }
}

mod an_order_of_truth_values {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(check(active < closed))]
    pub struct Budget {
        pub active: bool,
        pub closed: bool,
    }
}

mod an_order_of_uuids {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(check(first < last))]
    pub struct Budget {
        pub first: Uuid,
        pub last: Uuid,
    }
}

fn main() {}
