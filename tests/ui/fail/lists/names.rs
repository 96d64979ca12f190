mod a_column_by_its_name_in_the_table {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(filter("total"))]
    pub struct Budget {
        #[fin(column = "total")]
        pub amount: i64,
    }
}

mod a_column_by_the_librarys_name {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(order("created_at"))]
    pub struct Budget {
        #[fin(created_at)]
        pub made: DateTime<Utc>,
        pub name: String,
    }
}

mod a_misspelled_column {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(order("nmae"))]
    pub struct Budget {
        pub name: String,
    }
}

mod an_unknown_column {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(filter("colour"))]
    pub struct Budget {
        pub name: String,
    }
}

fn main() {}
