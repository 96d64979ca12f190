mod a_filter_on_the_tenant_field {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(tenant)]
    pub struct Budget {
        #[fin(filter)]
        pub tenant_id: Uuid,
        pub name: String,
    }
}

mod a_list_by_the_tenant {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(tenant, filter("tenant_id"))]
    pub struct Budget {
        pub name: String,
    }
}

mod a_unique_with_the_tenant {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(tenant, unique("tenant_id", "name"))]
    pub struct Budget {
        pub name: String,
    }
}

fn main() {}
