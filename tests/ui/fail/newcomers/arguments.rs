//! The type of a field lacks its arguments, or has too many.

mod a_time_without_a_zone {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(filter("due"), order("due"))]
    pub struct Budget {
        pub due: DateTime,
        pub paid: Option<String>,
    }
}

mod a_list_without_items {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub tags: Vec,
        pub name: String,
    }
}

mod a_map_without_values {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        #[fin(json)]
        pub limits: std::collections::BTreeMap,
    }
}

mod an_option_of_nothing {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        #[fin(filter)]
        pub note: Option,
    }
}

mod a_type_of_the_programs_own {
    use fin_infra::prelude::*;

    #[derive(Clone)]
    pub struct Range<T>(pub T);

    #[derive(FinResource)]
    pub struct Budget {
        #[fin(default)]
        pub range: Range,
    }
}

mod a_decimal_with_a_scale {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub amount: Decimal<2>,
    }
}

fn main() {}
