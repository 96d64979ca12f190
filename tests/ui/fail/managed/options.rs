mod a_default_on_the_id {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        #[fin(default)]
        pub id: Uuid,
        pub name: String,
    }
}

mod a_length_on_a_time {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        #[fin(length(max = 20))]
        pub created_at: DateTime<Utc>,
        pub name: String,
    }
}

mod a_secret_id {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        #[fin(secret)]
        pub id: Uuid,
        pub name: String,
    }
}

mod a_skipped_id {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        #[fin(skip)]
        pub id: Uuid,
        pub name: String,
    }
}

fn main() {}
