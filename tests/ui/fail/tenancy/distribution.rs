mod a_distribution_that_is_misspelt {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(tenant, distribution = "cytus")]
    pub struct Budget {
        pub name: String,
    }
}

mod a_distribution_that_nobody_knows {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(tenant, distribution = "vitess")]
    pub struct Budget {
        pub name: String,
    }
}

mod a_distribution_that_is_a_switch {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(tenant, distribution)]
    pub struct Budget {
        pub name: String,
    }
}

mod a_distribution_without_a_tenant {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(distribution = "citus")]
    pub struct Budget {
        pub name: String,
    }
}

mod a_distribution_without_postgresql {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(tenant, distribution = "citus", backends("mysql", "memory"))]
    pub struct Budget {
        pub name: String,
    }
}

mod a_distribution_with_policies {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(tenant, rls, distribution = "citus")]
    pub struct Budget {
        pub name: String,
    }
}

fn main() {}
