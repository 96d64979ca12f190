mod soft_delete_without_delete {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(soft_delete, delete = false)]
    pub struct Budget {
        pub name: String,
    }
}

mod version_without_a_write {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(version, update = false, delete = false)]
    pub struct Budget {
        pub name: String,
    }
}

fn main() {}
