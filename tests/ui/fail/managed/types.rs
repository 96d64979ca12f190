mod a_created_at_that_is_no_time {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub created_at: i64,
        pub name: String,
    }
}

mod a_deleted_at_that_is_never_empty {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(soft_delete)]
    pub struct Budget {
        pub deleted_at: DateTime<Utc>,
        pub name: String,
    }
}

mod a_version_that_is_not_counted {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(version)]
    pub struct Budget {
        pub version: u32,
        pub name: String,
    }
}

fn main() {}
