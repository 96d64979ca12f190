mod a_secret_to_filter_by {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        #[fin(secret, filter)]
        pub pin: String,
    }
}

mod a_secret_to_search {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(search = "pin")]
    pub struct Budget {
        #[fin(secret)]
        pub pin: String,
    }
}

mod a_unique_secret {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        #[fin(secret, unique)]
        pub pin: String,
    }
}

fn main() {}
