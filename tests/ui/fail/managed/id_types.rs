mod an_id_that_is_no_key {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub id: f64,
        pub name: String,
    }
}

mod an_id_that_may_be_missing {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub id: Option<Uuid>,
        pub name: String,
    }
}

fn main() {}
