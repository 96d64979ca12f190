mod a_name_for_what_is_left_out {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(create = false, create(name = "NewBudget"))]
    pub struct Budget {
        pub name: String,
    }
}

mod read_switched_off {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(read = false)]
    pub struct Budget {
        pub name: String,
    }
}

mod switched_twice {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(create = false, create = true)]
    pub struct Budget {
        pub name: String,
    }
}

fn main() {}
