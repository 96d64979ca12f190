mod internal_without_a_default {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        #[fin(internal)]
        pub score: i64,
    }
}

mod readonly_on_an_immutable_resource {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(immutable)]
    pub struct Budget {
        #[fin(readonly)]
        pub name: String,
    }
}

mod a_schema_that_nobody_sees {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        #[fin(internal, secret, default, schema(example = "x"))]
        pub pin: String,
    }
}

fn main() {}
