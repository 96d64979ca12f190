//! Mistakes in fields that hold money.

mod a_type_of_ones_own {
    use fin_infra::prelude::*;

    #[derive(Clone, Debug, PartialEq)]
    pub struct Money {
        pub cents: i64,
    }

    #[derive(FinResource)]
    pub struct Invoice {
        pub price: Money,
    }
}

mod an_alias {
    use fin_infra::prelude::*;

    type Money = Decimal;

    #[derive(FinResource)]
    pub struct Invoice {
        pub price: Option<Money>,
    }
}

mod a_currency_that_does_not_exist {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Invoice {
        #[fin(fixed = "EUX")]
        pub price: Money,
    }
}

mod a_name_of_a_currency {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Invoice {
        #[fin(fixed = "Euro")]
        pub price: Money,
    }
}

mod a_currency_without_quotes {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Invoice {
        #[fin(fixed = EUR)]
        pub price: Money,
    }
}

mod a_fixed_decimal {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Invoice {
        #[fin(fixed = "EUR")]
        pub price: Decimal,
    }
}

mod a_fixed_document {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Invoice {
        #[fin(json, fixed = "EUR")]
        pub price: Money,
    }
}

mod a_field_for_the_currency {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Invoice {
        pub price: Money,
        pub price_currency: String,
    }
}

mod a_default_without_a_currency {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Invoice {
        #[fin(default)]
        pub price: Money,
    }
}

mod a_default_in_another_currency {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Invoice {
        #[fin(fixed = "EUR", default = money!(0 USD))]
        pub price: Money,
    }
}

mod a_key_that_ignores_case {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(unique_ci("price"))]
    pub struct Invoice {
        pub price: Money,
    }
}

mod a_search {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(search = "price")]
    pub struct Invoice {
        pub price: Money,
    }
}

mod an_order_with_nulls {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Invoice {
        #[fin(order)]
        pub price: Option<Money>,
    }
}

mod too_many_decimal_places_for_sqlite {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Invoice {
        #[fin(decimal(precision = 20, scale = 4))]
        pub price: Money,
    }
}

fn main() {}
