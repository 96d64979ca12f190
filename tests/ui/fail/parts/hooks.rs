mod a_hook_of_self {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(prepare = Self::tidy)]
    pub struct Budget {
        pub name: String,
    }

    impl Budget {
        fn tidy(_: Input<'_, Self>) -> Result<(), Error> {
            Ok(())
        }
    }
}

mod a_hook_without_work {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(create = false, update = false, validate = check)]
    pub struct Budget {
        pub name: String,
    }
}

fn main() {}
