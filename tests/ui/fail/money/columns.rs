//! Mistakes in the columns of money.

mod a_reference {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Goal {
        pub name: String,
    }

    #[derive(FinResource)]
    pub struct Deposit {
        #[fin(belongs_to = "Goal")]
        pub goal: Money,
    }
}

mod a_length {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Invoice {
        #[fin(length(max = 10))]
        pub price: Money,
    }
}

mod a_field_for_the_currency_before_the_amount {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Invoice {
        pub price_currency: String,
        pub price: Money,
    }
}

mod a_column_with_the_name_of_that_of_the_currency {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Invoice {
        pub price: Money,
        #[fin(column = "price_currency")]
        pub code: String,
    }
}

mod a_name_that_is_too_long_with_its_suffix {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Invoice {
        pub an_amount_whose_name_is_so_long_that_nothing_fits_behind_it: Money,
    }
}

mod a_name_that_is_too_long_by_itself {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Invoice {
        pub an_amount_whose_name_is_so_long_that_it_does_not_fit_into_a_catalogue: Money,
    }
}

mod a_column_of_no_currency {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Invoice {
        #[fin(currency_column = "ccy")]
        pub price: Decimal,
    }
}

mod a_column_of_a_fixed_currency {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Invoice {
        #[fin(fixed = "EUR", currency_column = "ccy")]
        pub price: Money,
        #[fin(fixed = "EUR", currency_renamed_from = "ccy")]
        pub tax: Money,
    }
}

mod a_column_of_a_managed_field {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Invoice {
        pub price: Money,
        #[fin(currency_column = "ccy")]
        pub created_at: DateTime<Utc>,
    }
}

mod one_column_of_two_currencies {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Invoice {
        #[fin(currency_column = "ccy")]
        pub price: Money,
        #[fin(currency_column = "ccy")]
        pub discount: Option<Money>,
    }
}

mod one_column_of_an_amount_and_its_currency {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Invoice {
        #[fin(currency_column = "price")]
        pub price: Money,
    }
}

mod a_name_that_no_column_can_have {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Invoice {
        #[fin(currency_column = "the currency")]
        pub price: Money,
        #[fin(currency_column = Ccy)]
        pub discount: Money,
    }
}

mod a_previous_name_that_is_the_current_one {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Invoice {
        #[fin(currency_column = "ccy", currency_renamed_from = "ccy")]
        pub price: Money,
    }
}

mod an_example {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Invoice {
        #[fin(schema(example = "1 EUR", deprecated))]
        pub price: Money,
    }
}

fn main() {}
