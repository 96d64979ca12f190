//! A function of the program's has another signature, or an attribute is another derive's.

mod a_hook_that_returns_nothing {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(prepare = tidy)]
    pub struct Budget {
        pub name: String,
    }

    fn tidy(_budget: &mut BudgetCreate) {}
}

mod a_hook_that_returns_a_bool {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(validate = check)]
    pub struct Budget {
        pub name: String,
    }

    fn check(_input: Input<'_, Budget>) -> bool {
        true
    }
}

mod an_asynchronous_hook {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(validate = check)]
    pub struct Budget {
        pub name: String,
    }

    async fn check(_input: Input<'_, Budget>) -> Result<(), Error> {
        Ok(())
    }
}

mod serde_on_the_struct {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[serde(rename_all = "camelCase")]
    pub struct Budget {
        pub name: String,
    }
}

mod serde_on_a_field {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        #[serde(rename = "title")]
        pub name: String,
    }
}

mod half_a_rule {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(check(amount > ))]
    pub struct Budget {
        pub amount: i64,
    }
}

mod a_whole_number_for_money {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        #[fin(filter)]
        pub amount: Decimal,
    }

    pub fn large() -> BudgetFilter {
        BudgetFilter::new().amount(Condition::ge(500))
    }
}

fn main() {}
