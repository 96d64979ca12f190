mod a_path_without_http {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(http = false, path = "/plans")]
    pub struct Budget {
        pub name: String,
    }
}

mod http_without_a_repository {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(repository = false, http)]
    pub struct Budget {
        pub name: String,
    }
}

fn main() {}
