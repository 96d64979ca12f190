mod a_role_switched_off {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        #[fin(id = false)]
        pub code: String,
    }
}

mod a_switch_with_a_string {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(tenant = "yes")]
    pub struct Budget {
        pub tenant_id: Uuid,
        pub name: String,
    }
}

mod a_switch_with_parentheses {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(soft_delete(true))]
    pub struct Budget {
        pub name: String,
    }
}

fn main() {}
