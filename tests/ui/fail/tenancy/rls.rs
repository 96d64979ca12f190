mod rls_without_a_tenant {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(rls)]
    pub struct Budget {
        pub name: String,
    }
}

mod rls_without_postgresql {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(tenant, rls, backends("sqlite"))]
    pub struct Budget {
        pub name: String,
    }
}

fn main() {}
