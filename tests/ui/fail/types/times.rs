mod a_system_time {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub due: std::time::SystemTime,
    }
}

mod a_time_with_an_offset {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub due: DateTime<chrono::FixedOffset>,
    }
}

fn main() {}
