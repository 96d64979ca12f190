//! Orders by several columns that no index serves.

mod a_direction {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(order("-amount, name"))]
    pub struct Budget {
        pub name: String,
        pub amount: Decimal,
    }
}

mod a_direction_in_sql {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(order("amount desc, name"))]
    pub struct Budget {
        pub name: String,
        pub amount: Decimal,
    }
}

mod a_comma_too_many {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(order("amount,"))]
    pub struct Budget {
        pub amount: Decimal,
    }
}

mod an_unknown_column {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(order("amuont, name"))]
    pub struct Budget {
        pub name: String,
        pub amount: Decimal,
    }
}

mod a_column_twice {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(order("amount, amount"))]
    pub struct Budget {
        pub amount: Decimal,
    }
}

mod the_same_order_twice {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(order("amount, name", "amount,name"))]
    pub struct Budget {
        pub name: String,
        pub amount: Decimal,
    }
}

mod the_id {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(order("amount, id"))]
    pub struct Budget {
        pub amount: Decimal,
    }
}

mod a_null_after_another_column {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(order("amount, due"))]
    pub struct Bill {
        pub amount: Decimal,
        pub due: Option<Date>,
    }
}

mod deletion_in_an_order {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(soft_delete, order("deleted_at, amount"))]
    pub struct Budget {
        pub amount: Decimal,
    }
}

mod more_columns_than_a_list_takes {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(order("a, b, c, d, e, f, g, h, i"))]
    pub struct Numbers {
        pub a: i64,
        pub b: i64,
        pub c: i64,
        pub d: i64,
        pub e: i64,
        pub f: i64,
        pub g: i64,
        pub h: i64,
        pub i: i64,
    }
}

mod json_in_an_order {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(order("amount, tags"))]
    pub struct Budget {
        pub amount: Decimal,
        #[fin(json)]
        pub tags: Vec<String>,
    }
}

fn main() {}
