mod a_tuple_struct {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget(pub String);
}

mod a_union {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub union Budget {
        pub cents: i64,
    }
}

mod a_unit_struct {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget;
}

mod an_enum {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub enum Budget {
        Food,
    }
}

fn main() {}
