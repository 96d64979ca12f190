mod a_filter_that_fits_no_index {
    use fin_infra_core::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        #[fin(filter, length(max = 2000))]
        pub name: String,
    }
}

mod a_key_that_fits_no_index {
    use fin_infra_core::prelude::*;

    #[derive(FinResource)]
    #[fin(unique("first", "middle", "last"))]
    pub struct Budget {
        pub first: String,
        pub middle: String,
        pub last: String,
    }
}

mod a_primary_key_that_fits_no_index {
    use fin_infra_core::prelude::*;

    #[derive(FinResource)]
    #[fin(tenant)]
    pub struct Budget {
        #[fin(length(max = 900))]
        pub tenant_id: String,
        #[fin(filter)]
        pub name: String,
    }
}

fn main() {}
