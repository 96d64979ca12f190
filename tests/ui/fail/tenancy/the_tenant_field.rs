mod a_tenant_beside_the_marked_one {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(tenant)]
    pub struct Budget {
        #[fin(tenant)]
        pub org_id: Uuid,
        pub tenant_id: Uuid,
        pub name: String,
    }
}

mod a_tenant_that_may_be_missing {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(tenant)]
    pub struct Budget {
        pub tenant_id: Option<Uuid>,
        pub name: String,
    }
}

mod two_tenants {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        #[fin(tenant)]
        pub org_id: Uuid,
        #[fin(tenant)]
        pub team_id: Uuid,
        pub name: String,
    }
}

fn main() {}
