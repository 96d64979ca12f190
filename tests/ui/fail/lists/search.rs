mod a_search_in_a_number {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        #[fin(search)]
        pub amount: i64,
    }
}

mod a_search_in_an_unknown_type {
    use fin_infra::prelude::*;

    #[derive(Clone, sqlx::Type)]
    pub enum Kind {
        Open,
        Closed,
    }

    #[derive(FinResource)]
    #[fin(search("kind"))]
    pub struct Budget {
        pub kind: Kind,
    }
}

mod a_search_in_the_id {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(search("id"))]
    pub struct Budget {
        pub id: String,
        pub name: String,
    }
}

fn main() {}
