mod a_column_of_the_folded_copy {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(search = "name")]
    pub struct Budget {
        pub name: String,
        pub name_folded: String,
    }
}

mod a_column_that_marks_live_rows {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(soft_delete)]
    pub struct Budget {
        pub fin_live: bool,
    }
}

mod a_column_that_postgresql_has_itself {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub xmin: i64,
    }
}

mod a_column_that_the_library_keeps {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub name: String,
        #[fin(column = "created_at")]
        pub since: DateTime<Utc>,
    }
}

fn main() {}
