mod a_float {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(check(rate > 0))]
    pub struct Budget {
        pub rate: f64,
    }
}

mod json {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(check(tags == "a"))]
    pub struct Budget {
        #[fin(json)]
        pub tags: Vec<String>,
    }
}

mod a_type_of_its_own {
    use fin_infra::prelude::*;

    #[derive(Clone, sqlx::Type)]
    pub enum Kind {
        Open,
        Closed,
    }

    #[derive(FinResource)]
    #[fin(check(kind == "open"))]
    pub struct Budget {
        pub kind: Kind,
    }
}

mod a_number_and_a_decimal {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(check(amount > count))]
    pub struct Budget {
        pub amount: Decimal,
        pub count: i64,
    }
}

mod different_kinds {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(check(amount == name))]
    pub struct Budget {
        pub amount: Decimal,
        pub name: String,
    }
}

fn main() {}
