//! Rules and groups that mix currencies.

mod a_rule_with_two_currencies {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(check(fee <= price))]
    pub struct Invoice {
        #[fin(fixed = "EUR")]
        pub price: Money,
        #[fin(fixed = "USD")]
        pub fee: Money,
    }
}

mod a_group_by_amounts {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Invoice {
        #[fin(group)]
        pub price: Money,
    }
}

mod a_count_of_different_amounts {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Invoice {
        #[fin(count_distinct)]
        pub price: Money,
    }
}

mod an_adjustment_of_money_that_may_be_null {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Invoice {
        #[fin(adjust)]
        pub price: Option<Money>,
    }
}

fn main() {}
