mod an_index_on_the_id {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        #[fin(index)]
        pub id: Uuid,
        pub name: String,
    }
}

mod an_index_that_unique_is_already {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(unique("user_id", "name"), index("user_id"))]
    pub struct Budget {
        pub user_id: Uuid,
        pub name: String,
    }
}

mod an_index_twice {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(index("name"))]
    pub struct Budget {
        #[fin(index)]
        pub name: String,
    }
}

mod the_same_key_twice {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(unique("user_id", "name"), unique("name", "user_id"))]
    pub struct Budget {
        pub user_id: Uuid,
        pub name: String,
    }
}

mod unique_with_and_without_case {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(unique("name"), unique_ci("name"))]
    pub struct Budget {
        pub name: String,
    }
}

fn main() {}
