mod a_parent_of_the_wrong_type {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Goal {
        pub name: String,
    }

    #[derive(FinResource)]
    pub struct Budget {
        #[fin(belongs_to = "Goal")]
        pub goal_id: Decimal,
    }
}

mod a_secret_parent {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Goal {
        pub name: String,
    }

    #[derive(FinResource)]
    pub struct Budget {
        #[fin(secret, belongs_to = "Goal")]
        pub goal_id: Uuid,
    }
}

fn main() {}
