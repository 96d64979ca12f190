mod a_struct_that_cannot_name_a_table {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Größe {
        pub name: String,
    }
}

mod a_table_that_begins_with_a_digit {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(table = "2budgets")]
    pub struct Budget {
        pub name: String,
    }
}

mod a_table_that_is_too_long {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(table = "a_table_name_that_goes_on_for_much_longer_than_postgresql_can_keep")]
    pub struct Budget {
        pub name: String,
    }
}

mod a_table_with_a_space {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(table = "my budgets")]
    pub struct Budget {
        pub name: String,
    }
}

mod an_empty_table {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(table = "")]
    pub struct Budget {
        pub name: String,
    }
}

fn main() {}
