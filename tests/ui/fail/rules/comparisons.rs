mod a_chain {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(check(amount < paid < 100))]
    pub struct Budget {
        pub amount: Decimal,
        pub paid: Decimal,
    }
}

mod a_comparison_compared {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(check((amount < paid) == true))]
    pub struct Budget {
        pub amount: Decimal,
        pub paid: Decimal,
    }
}

mod an_assignment {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(check(amount = paid))]
    pub struct Budget {
        pub amount: Decimal,
        pub paid: Decimal,
    }
}

mod an_empty_column {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(check(paid == None))]
    pub struct Budget {
        pub paid: Option<Decimal>,
    }
}

fn main() {}
