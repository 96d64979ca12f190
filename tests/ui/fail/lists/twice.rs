mod a_column_on_the_struct_and_on_the_field {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(filter("name"))]
    pub struct Budget {
        #[fin(filter)]
        pub name: String,
    }
}

mod a_column_twice {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(search("name", "name"))]
    pub struct Budget {
        pub name: String,
    }
}

fn main() {}
