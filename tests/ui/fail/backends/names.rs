mod a_misspelled_store {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(backends("postgress"))]
    pub struct Budget {
        pub name: String,
    }
}

mod an_unknown_store {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(backends("oracle"))]
    pub struct Budget {
        pub name: String,
    }
}

mod mariadb {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(backends("mariadb"))]
    pub struct Budget {
        pub name: String,
    }
}

fn main() {}
