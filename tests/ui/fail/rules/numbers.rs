mod a_fraction_of_a_whole_number {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(check(count > 0.5))]
    pub struct Budget {
        pub count: i64,
    }
}

mod a_number_that_is_too_large {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(check(amount < 1000000000000000))]
    pub struct Budget {
        pub amount: Decimal,
        pub paid: Decimal,
    }
}

mod a_suffix {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(check(count > 1i64))]
    pub struct Budget {
        pub count: i64,
    }
}

mod an_exponent {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(check(amount > 1e3))]
    pub struct Budget {
        pub amount: Decimal,
        pub paid: Decimal,
    }
}

mod too_many_decimals {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(check(amount > 0.00001))]
    pub struct Budget {
        pub amount: Decimal,
        pub paid: Decimal,
    }
}

fn main() {}
