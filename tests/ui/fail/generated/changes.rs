mod an_attribute_that_is_none {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(read(attr("x")))]
    pub struct Budget {
        pub name: String,
    }
}

mod an_unknown_change {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(update(rename = "Change"))]
    pub struct Budget {
        pub name: String,
    }
}

mod no_change {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(read())]
    pub struct Budget {
        pub name: String,
    }
}

fn main() {}
