mod a_missing_comma {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(tenant soft_delete)]
    pub struct Budget {
        pub name: String,
    }
}

mod a_missing_equals_sign {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(table "budgets", soft_delete)]
    pub struct Budget {
        pub name: String,
    }
}

mod an_equals_sign_without_a_value {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(table = , soft_delete)]
    pub struct Budget {
        pub name: String,
    }
}

mod a_word_in_quotes {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin("tenant")]
    pub struct Budget {
        pub name: String,
    }
}

fn main() {}
