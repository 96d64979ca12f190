mod a_filter_that_fits_no_index {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        #[fin(filter, length(max = 2000))]
        pub name: String,
    }
}

mod a_filter_beside_a_search_that_needs_none {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        #[fin(search, order, length(max = 2000))]
        pub name: String,
        #[fin(search, length(max = 2000))]
        pub notes: String,
    }
}

mod a_row_that_fits_no_table {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(search("a", "b", "c", "d", "e", "f", "g", "h"))]
    pub struct Budget {
        #[fin(length(max = 1024))]
        pub a: String,
        #[fin(length(max = 1024))]
        pub b: String,
        #[fin(length(max = 1024))]
        pub c: String,
        #[fin(length(max = 1024))]
        pub d: String,
        #[fin(length(max = 1024))]
        pub e: String,
        #[fin(length(max = 1024))]
        pub f: String,
        #[fin(length(max = 1024))]
        pub g: String,
        #[fin(length(max = 1024))]
        pub h: String,
    }
}

mod a_key_that_fits_no_index {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(unique("first", "middle", "last"))]
    pub struct Budget {
        pub first: String,
        pub middle: String,
        pub last: String,
    }
}

mod a_primary_key_that_fits_no_index {
    use fin_infra::prelude::*;

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
