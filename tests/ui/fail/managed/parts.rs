mod one_field_for_two_parts {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        #[fin(id, tenant)]
        pub code: Uuid,
        pub name: String,
    }
}

mod two_ids {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        #[fin(id)]
        pub code: String,
        #[fin(id)]
        pub number: i64,
        pub name: String,
    }
}

mod an_id_beside_the_marked_one {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        #[fin(id)]
        pub code: String,
        pub id: Uuid,
        pub name: String,
    }
}

fn main() {}
