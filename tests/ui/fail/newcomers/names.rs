//! The type of a field, or a parent, is not in scope.

mod a_misspelt_type {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(filter("name"), order("name"))]
    pub struct Budget {
        pub name: Strng,
    }
}

mod a_type_that_is_not_imported {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(filter("day"), order("day"))]
    pub struct Budget {
        pub day: NaiveDate,
        pub name: String,
    }
}

mod an_optional_type_that_is_not_imported {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(filter("end"))]
    pub struct Budget {
        pub end: Option<NaiveDate>,
    }
}

mod a_misspelt_zone {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(filter("due"))]
    pub struct Budget {
        pub due: Option<DateTime<UTC>>,
    }
}

mod a_misspelt_parent {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Goal {
        pub name: String,
    }

    #[derive(FinResource)]
    pub struct Deposit {
        #[fin(belongs_to = "Gaol")]
        pub goal_id: Uuid,
    }
}

mod a_variant {
    use fin_infra::prelude::*;

    pub enum Kind {
        Food,
    }

    #[derive(FinResource)]
    pub struct Budget {
        pub kind: Kind::Food,
    }
}

mod a_field_twice {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(filter("name"))]
    pub struct Budget {
        pub name: String,
        pub name: String,
    }
}

fn main() {}
