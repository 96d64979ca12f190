//! Mistakes in the struct of a row.

use fin_infra::prelude::*;

#[derive(FinResource)]
#[fin(tenant, soft_delete)]
pub struct Budget {
    pub name: String,
    #[fin(decimal(precision = 18, scale = 2))]
    pub planned: Decimal,
}

#[derive(FinResource)]
#[fin(tenant)]
pub struct Transaction {
    #[fin(belongs_to = "Budget")]
    pub budget_id: Uuid,
    pub amount: Decimal,
    pub booked_at: DateTime<Utc>,
}

mod a_decimal_without_like {
    use super::*;
    #[derive(FinRow)]
    pub struct Sum {
        pub total: Decimal,
    }
}

mod an_unknown_field {
    use super::*;
    #[derive(FinRow)]
    pub struct Sum {
        #[fin(like = "Transaction::amuont")]
        pub total: Decimal,
    }
}

mod another_type {
    use super::*;
    #[derive(FinRow)]
    pub struct Sum {
        #[fin(like = "Transaction::amount")]
        pub total: i64,
    }
}

mod an_unknown_resource {
    use super::*;
    #[derive(FinRow)]
    pub struct Sum {
        #[fin(like = "Transactoin::amount")]
        pub total: Decimal,
    }
}

pub struct Plain {
    pub amount: Decimal,
}

mod a_struct_that_is_no_resource {
    use super::*;
    #[derive(FinRow)]
    pub struct Sum {
        #[fin(like = "Plain::amount")]
        pub total: Decimal,
    }
}

mod like_without_a_field {
    use super::*;
    #[derive(FinRow)]
    pub struct Sum {
        #[fin(like = "amount")]
        pub total: Decimal,
    }
}

mod an_unknown_option {
    use super::*;
    #[derive(FinRow)]
    pub struct Sum {
        #[fin(liek = "Transaction::amount")]
        pub total: Decimal,
    }
}

mod a_tuple {
    use super::*;
    #[derive(FinRow)]
    pub struct Sum(i64);
}

mod an_enum {
    use super::*;
    #[derive(FinRow)]
    pub enum Sum {
        Total,
    }
}

mod a_borrowed_field {
    use super::*;
    #[derive(FinRow)]
    pub struct Sum<'a> {
        pub name: &'a str,
    }
}

mod a_type_that_no_column_has {
    use super::*;
    #[derive(FinRow)]
    pub struct Sum {
        pub tags: std::collections::HashMap<String, String>,
    }
}

fn main() {}
