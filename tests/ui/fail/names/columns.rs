mod a_column_with_a_hyphen {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        #[fin(column = "full-name")]
        pub name: String,
    }
}

mod a_field_that_cannot_name_a_column {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub größe: i64,
    }
}

mod two_columns_of_one_name {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub name: String,
        #[fin(column = "Name")]
        pub title: String,
    }
}

fn main() {}
