mod a_column_that_is_no_truth_value {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(check(amount))]
    pub struct Budget {
        pub amount: Decimal,
        pub paid: Decimal,
    }
}

mod a_literal_alone {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(check(true))]
    pub struct Budget {
        pub amount: Decimal,
        pub paid: Decimal,
    }
}

mod a_sum_alone {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(check(amount + paid))]
    pub struct Budget {
        pub amount: Decimal,
        pub paid: Decimal,
    }
}

mod literals_only {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(check(1 < 2))]
    pub struct Budget {
        pub amount: Decimal,
        pub paid: Decimal,
    }
}

fn main() {}
