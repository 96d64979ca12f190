mod a_parent_that_is_missing {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        #[fin(belongs_to)]
        pub goal_id: Uuid,
    }
}

mod a_parent_that_is_no_path {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        #[fin(belongs_to = "my goal")]
        pub goal_id: Uuid,
    }
}

fn main() {}
