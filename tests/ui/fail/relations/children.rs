mod children_that_are_no_path {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(children("my goals"))]
    pub struct Budget {
        pub name: String,
    }
}

mod children_twice {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(children("Goal", "Goal"))]
    pub struct Budget {
        pub name: String,
    }

    #[derive(FinResource)]
    pub struct Goal {
        #[fin(belongs_to = "Budget")]
        pub budget_id: Uuid,
    }
}

mod children_that_one_method_would_load {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(children("Saving", "Savings"))]
    pub struct Budget {
        pub name: String,
    }

    #[derive(FinResource)]
    #[fin(table = "some")]
    pub struct Saving {
        #[fin(belongs_to = "Budget")]
        pub budget_id: Uuid,
    }

    #[derive(FinResource)]
    pub struct Savings {
        #[fin(belongs_to = "Budget")]
        pub budget_id: Uuid,
    }
}

mod children_without_a_repository {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(repository = false, children("Goal"))]
    pub struct Budget {
        pub name: String,
    }
}

fn main() {}
