mod in_quotes {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(check = "amount > 0")]
    pub struct Budget {
        pub amount: Decimal,
    }
}

mod none {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(check())]
    pub struct Budget {
        pub amount: Decimal,
        pub paid: Decimal,
    }
}

mod twice {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(check(amount > paid), check(amount>paid))]
    pub struct Budget {
        pub amount: Decimal,
        pub paid: Decimal,
    }
}

mod two_in_one {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(check(amount > 0, paid > 0))]
    pub struct Budget {
        pub amount: Decimal,
        pub paid: Decimal,
    }
}

fn main() {}
