//! No column can hold the type of a field.

mod a_function {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub changed: Box<dyn Fn()>,
        pub name: String,
    }
}

mod a_function_as_json {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        #[fin(json)]
        pub changed: Vec<Box<dyn Fn() + Send>>,
        pub name: String,
    }
}

mod a_counted_reference {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        #[fin(filter)]
        pub name: std::rc::Rc<String>,
    }
}

mod a_mutex {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub name: Option<std::sync::Mutex<String>>,
    }
}

mod text_without_a_size {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub amount: Decimal,
        pub name: str,
    }
}

mod the_struct_itself {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub parent: Option<Box<Self>>,
        pub name: String,
    }
}

mod the_parent_itself {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(children("Deposit"))]
    pub struct Goal {
        pub name: String,
    }

    #[derive(FinResource)]
    pub struct Deposit {
        #[fin(belongs_to = "Goal")]
        pub goal: Goal,
    }
}

mod a_result {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(filter("outcome"))]
    pub struct Budget {
        pub outcome: Result<String, Error>,
    }
}

mod a_duration {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub length: Option<std::time::Duration>,
    }
}

mod a_struct_in_three_fields {
    use fin_infra::prelude::*;

    pub struct Cash {
        pub cents: i64,
    }

    #[derive(FinResource)]
    #[fin(filter("amount"), order("amount"))]
    pub struct Budget {
        pub amount: Cash,
        pub limit: Option<Cash>,
        pub spent: Cash,
    }
}

mod an_enum_in_json {
    use fin_infra::prelude::*;

    pub enum Tag {
        Food,
    }

    #[derive(FinResource)]
    pub struct Budget {
        #[fin(json)]
        pub tags: Vec<Tag>,
    }
}

mod a_struct_without_transparent {
    use fin_infra::prelude::*;

    #[derive(Clone, sqlx::Type)]
    pub struct Cash(i64);

    #[derive(FinResource)]
    pub struct Budget {
        pub amount: Cash,
    }
}

mod a_struct_of_two_fields {
    use fin_infra::prelude::*;

    #[derive(Clone, sqlx::Type)]
    pub struct Cash {
        pub amount: Decimal,
        pub currency: String,
    }

    #[derive(FinResource)]
    pub struct Budget {
        pub amount: Cash,
    }
}

mod an_enum_of_bytes {
    use fin_infra::prelude::*;

    #[derive(Clone, sqlx::Type)]
    #[repr(u8)]
    pub enum Kind {
        Food = 1,
    }

    #[derive(FinResource)]
    pub struct Budget {
        pub kind: Kind,
    }
}

mod an_enum_without_clone {
    use fin_infra::prelude::*;

    #[derive(sqlx::Type)]
    #[sqlx(type_name = "text")]
    pub enum Kind {
        Food,
    }

    #[derive(FinResource)]
    #[fin(filter("kind"))]
    pub struct Budget {
        pub kind: Kind,
    }
}

mod a_skipped_field_without_a_default {
    use fin_infra::prelude::*;

    pub struct Cache;

    #[derive(FinResource)]
    pub struct Budget {
        pub name: String,
        #[fin(skip)]
        pub cache: Cache,
    }
}

fn main() {}
