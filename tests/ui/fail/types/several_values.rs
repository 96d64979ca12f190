mod a_list_that_is_not_json {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub tags: Vec<String>,
    }
}

mod a_map_that_is_not_json {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub limits: std::collections::BTreeMap<String, i64>,
    }
}

mod a_tuple {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub range: (i64, i64),
    }
}

fn main() {}
