mod a_word_of_a_field_on_the_struct {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(readonly)]
    pub struct Budget {
        pub name: String,
    }
}

mod a_word_of_the_struct_on_a_field {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        #[fin(soft_delete)]
        pub name: String,
    }
}

fn main() {}
