mod update_of_an_immutable_resource {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(immutable, update(name = "Change"))]
    pub struct Budget {
        pub name: String,
    }
}

mod update_switched_on_for_an_immutable_resource {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(immutable, update = true)]
    pub struct Budget {
        pub name: String,
    }
}

mod version_of_an_immutable_resource {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(immutable, version)]
    pub struct Budget {
        pub name: String,
    }
}

fn main() {}
