mod a_keyword_for_a_name {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(filter(name = "struct"))]
    pub struct Budget {
        pub name: String,
    }
}

mod a_name_that_is_none {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(read(name = "my budget"))]
    pub struct Budget {
        pub name: String,
    }
}

mod a_name_twice {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(create(name = "A"), create(name = "B"))]
    pub struct Budget {
        pub name: String,
    }
}

fn main() {}
