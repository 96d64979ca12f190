mod a_field_of_self {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(check(self.amount > 0))]
    pub struct Budget {
        pub amount: Decimal,
        pub paid: Decimal,
    }
}

mod a_managed_column {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(check(created_at < due))]
    pub struct Budget {
        pub due: DateTime<Utc>,
    }
}

mod an_unknown_column {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(check(amunt > 0))]
    pub struct Budget {
        pub amount: Decimal,
        pub paid: Decimal,
    }
}

fn main() {}
