mod a_tenant_column_without_tenancy {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub tenant_id: Uuid,
        pub name: String,
    }
}

mod a_tenant_field_and_no_tenancy {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(tenant = false)]
    pub struct Budget {
        #[fin(tenant)]
        pub org_id: Uuid,
        pub name: String,
    }
}

fn main() {}
