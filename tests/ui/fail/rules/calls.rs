mod a_function {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(check(max(amount, paid) > 0))]
    pub struct Budget {
        pub amount: Decimal,
        pub paid: Decimal,
    }
}

mod a_method {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(check(amount.abs() > 0))]
    pub struct Budget {
        pub amount: Decimal,
        pub paid: Decimal,
    }
}

fn main() {}
