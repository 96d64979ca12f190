//! An application whose structs change.

/// What it has at first.
pub(crate) mod before {
    use fin_infra::prelude::*;

    /// What is to be done.
    #[derive(FinResource, Debug)]
    #[fin(tenant)]
    pub(crate) struct Plan {
        #[fin(length(max = 255))]
        pub(crate) name: String,
    }

    /// A part of it.
    #[derive(FinResource, Debug)]
    #[fin(tenant)]
    pub(crate) struct Step {
        pub(crate) plan_id: Uuid,
        pub(crate) number: i32,
    }
}

/// What it has later.
pub(crate) mod after {
    use fin_infra::prelude::*;

    /// What is to be done.
    #[derive(FinResource, Debug)]
    #[fin(tenant, soft_delete, version, unique_ci("name"), search = "name")]
    pub(crate) struct Plan {
        #[fin(order)]
        pub(crate) name: String,
        #[fin(unique, length(max = 10))]
        pub(crate) code: Option<String>,
    }

    /// A part of it.
    #[derive(FinResource, Debug)]
    #[fin(tenant, unique("plan_id", "number"))]
    pub(crate) struct Step {
        #[fin(belongs_to = "Plan")]
        pub(crate) plan_id: Uuid,
        #[fin(filter)]
        pub(crate) number: i32,
        #[fin(default, index)]
        pub(crate) done: bool,
    }
}
