mod an_unknown_word {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(colour)]
    pub struct Budget {
        pub name: String,
    }
}

mod an_unknown_word_on_a_field {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        #[fin(uniqe)]
        pub name: String,
    }
}

mod a_misspelled_word_still_counts {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(tenent)]
    pub struct Budget {
        pub tenant_id: Uuid,
        pub name: String,
    }
}

fn main() {}
