mod too_many_terms {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(check(amount == paid + paid + paid + paid + paid + paid + paid + paid + paid))]
    pub struct Budget {
        pub amount: Decimal,
        pub paid: Decimal,
    }
}

mod decimals_of_different_scale {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(check(amount == fee))]
    pub struct Budget {
        pub amount: Decimal,
        #[fin(decimal(scale = 2))]
        pub fee: Decimal,
    }
}

fn main() {}
