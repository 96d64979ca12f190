mod a_decimal_that_nothing_can_hold {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(backends("postgres"))]
    pub struct Budget {
        #[fin(decimal(precision = 40, scale = 4))]
        pub amount: Decimal,
    }
}

mod a_decimal_that_sqlite_cannot_hold {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        #[fin(decimal(precision = 20, scale = 4))]
        pub amount: Decimal,
    }
}

mod a_decimal_without_digits {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        #[fin(decimal(precision = 0, scale = 0))]
        pub amount: Decimal,
    }
}

mod a_scale_beyond_the_precision {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        #[fin(decimal(precision = 6, scale = 8))]
        pub amount: Decimal,
    }
}

fn main() {}
