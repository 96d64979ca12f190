mod a_letter {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(check(name != 'a'))]
    pub struct Budget {
        pub name: String,
    }
}

mod a_text_for_a_number {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(check(count == "one"))]
    pub struct Budget {
        pub count: i64,
    }
}

mod a_time_and_a_literal {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(check(due > "2020-01-01"))]
    pub struct Budget {
        pub due: DateTime<Utc>,
    }
}

fn main() {}
