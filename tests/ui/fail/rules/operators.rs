mod a_product {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(check(amount == paid * 2))]
    pub struct Budget {
        pub amount: Decimal,
        pub paid: Decimal,
    }
}

mod not {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(check(!active))]
    pub struct Budget {
        pub active: bool,
    }
}

mod or {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(check(amount > 0 || paid > 0))]
    pub struct Budget {
        pub amount: Decimal,
        pub paid: Decimal,
    }
}

mod a_sum_of_texts {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(check(first + last == "ab"))]
    pub struct Budget {
        pub first: String,
        pub last: String,
    }
}

fn main() {}
