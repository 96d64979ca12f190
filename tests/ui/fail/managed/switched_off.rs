mod a_time_that_is_switched_off {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(timestamps = false)]
    pub struct Budget {
        #[fin(created_at)]
        pub made: DateTime<Utc>,
        pub name: String,
    }
}

mod an_updated_at_on_an_immutable_resource {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(immutable)]
    pub struct Budget {
        #[fin(updated_at)]
        pub changed: DateTime<Utc>,
        pub name: String,
    }
}

fn main() {}
