//! Mistakes in the struct of a row with some columns of a resource.

use fin_infra::prelude::*;

#[derive(FinResource)]
#[fin(tenant)]
pub struct Budget {
    pub name: String,
    pub notes: Option<String>,
    pub planned: Decimal,
    #[fin(skip)]
    pub shown: bool,
}

/// No resource.
pub struct Page {
    pub name: String,
}

mod a_field_that_the_resource_lacks {
    use super::*;
    #[derive(FinRow)]
    #[fin(of = "Budget")]
    pub struct Name {
        pub id: Uuid,
        pub nmae: String,
    }
}

mod a_field_that_is_no_column {
    use super::*;
    #[derive(FinRow)]
    #[fin(of = "Budget")]
    pub struct Name {
        pub shown: bool,
    }
}

mod another_type {
    use super::*;
    #[derive(FinRow)]
    #[fin(of = "Budget")]
    pub struct Name {
        pub id: Uuid,
        pub planned: i64,
    }
}

mod a_column_that_may_be_null {
    use super::*;
    #[derive(FinRow)]
    #[fin(of = "Budget")]
    pub struct Name {
        pub id: Uuid,
        pub notes: String,
    }
}

mod a_column_that_is_never_null {
    use super::*;
    #[derive(FinRow)]
    #[fin(of = "Budget")]
    pub struct Name {
        pub id: Uuid,
        pub name: Option<String>,
    }
}

mod a_struct_that_is_no_resource {
    use super::*;
    #[derive(FinRow)]
    #[fin(of = "Page")]
    pub struct Name {
        pub name: String,
    }
}

mod an_unknown_struct {
    use super::*;
    #[derive(FinRow)]
    #[fin(of = "Bugdet")]
    pub struct Name {
        pub name: String,
    }
}

mod an_unknown_option {
    use super::*;
    #[derive(FinRow)]
    #[fin(off = "Budget")]
    pub struct Name {
        pub name: String,
    }
}

mod an_option_of_the_struct_on_a_field {
    use super::*;
    #[derive(FinRow)]
    pub struct Name {
        #[fin(of = "Budget")]
        pub name: String,
    }
}

mod of_without_a_path {
    use super::*;
    #[derive(FinRow)]
    #[fin(of)]
    pub struct Name {
        pub name: String,
    }
}

mod like_beside_of {
    use super::*;
    #[derive(FinRow)]
    #[fin(of = "Budget")]
    pub struct Name {
        #[fin(like = "Budget::name")]
        pub name: String,
    }
}

mod no_fields {
    use super::*;
    #[derive(FinRow)]
    #[fin(of = "Budget")]
    pub struct Name;
}

fn main() {}
