mod a_constant_parameter {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget<const N: usize> {
        pub name: String,
    }
}

mod a_lifetime {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget<'a> {
        pub name: &'a str,
    }
}

mod a_type_parameter {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget<T> {
        pub detail: T,
    }
}

fn main() {}
