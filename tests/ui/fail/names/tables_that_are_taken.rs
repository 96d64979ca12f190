mod a_table_of_sqlite {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(table = "sqlite_budgets")]
    pub struct Budget {
        pub name: String,
    }
}

mod a_table_of_the_migrator {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(table = "_sqlx_migrations")]
    pub struct Budget {
        pub name: String,
    }
}

fn main() {}
