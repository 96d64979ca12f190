mod no_parentheses {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin]
    pub struct Budget {
        pub name: String,
    }
}

mod an_equals_sign_instead_of_parentheses {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin = "tenant"]
    pub struct Budget {
        pub name: String,
    }
}

fn main() {}
