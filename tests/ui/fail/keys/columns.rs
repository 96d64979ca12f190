mod a_column_twice_in_one_key {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(unique("name", "name"))]
    pub struct Budget {
        pub name: String,
    }
}

mod an_unknown_column {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(unique("user_id", "name"))]
    pub struct Budget {
        pub name: String,
    }
}

mod unique_among_the_deleted {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(soft_delete, unique("name", "deleted_at"))]
    pub struct Budget {
        pub name: String,
    }
}

mod unique_on_the_id {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(unique("id"))]
    pub struct Budget {
        pub name: String,
    }
}

fn main() {}
