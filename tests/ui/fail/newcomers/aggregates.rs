//! Mistakes with aggregates.

use fin_infra::prelude::*;

#[derive(FinResource)]
#[fin(tenant, soft_delete)]
pub struct Expense {
    #[fin(filter, group)]
    pub category: String,
    pub note: String,
    #[fin(sum)]
    pub amount: Decimal,
    pub tip: Decimal,
    #[fin(group(month))]
    pub booked_at: DateTime<Utc>,
}

#[derive(FinResource)]
#[fin(tenant)]
pub struct Note {
    pub text: String,
}

mod a_sum_that_is_not_declared {
    use super::*;

    pub fn asked() {
        let _ = ExpenseAggregate::new().sum_tip();
    }
}

mod a_group_that_is_not_declared {
    use super::*;

    pub fn asked() {
        let _ = ExpenseAggregate::new().by_note();
    }
}

mod a_group_by_a_time_itself {
    use super::*;

    pub fn asked() {
        let _ = ExpenseAggregate::new().by_booked_at();
    }
}

mod an_order_that_is_not_declared {
    use super::*;

    pub fn asked() {
        let _ = ExpenseAggregate::new().order_by(ExpenseAggregateOrder::SumTip.desc());
    }
}

mod no_time_zone {
    use super::*;

    pub fn asked() {
        let _ = ExpenseAggregate::new().by_month();
    }
}

mod a_time_zone_by_name {
    use super::*;

    pub fn asked() {
        let _ = ExpenseAggregate::new().by_month("Europe/Berlin");
    }
}

mod no_tenant {
    use super::*;

    pub async fn asked(db: &Db) {
        let _ = Expense::repository().aggregate(db, ExpenseAggregate::new().sum_amount()).await;
    }
}

mod an_aggregate_of_another_resource {
    use super::*;

    pub async fn asked(db: &Db, notes: &NoteRepository) {
        let _ = notes.aggregate(db, ExpenseAggregate::new().sum_amount()).await;
    }
}

mod a_query_instead_of_an_aggregate {
    use super::*;

    pub async fn asked(db: &Db, expenses: &ExpenseRepository) {
        let _ = expenses.aggregate(db, ExpenseQuery::new()).await;
    }
}

mod a_row_of_other_values {
    use super::*;

    pub async fn asked(db: &Db, expenses: &ExpenseRepository) -> Result<Vec<(String, u64)>, Error> {
        expenses.aggregate(db, ExpenseAggregate::new().by_category().sum_amount()).await
    }
}

mod a_condition_of_another_type {
    use super::*;

    pub fn asked() {
        let _ = ExpenseAggregate::new().having_sum_amount(Condition::gt(100));
    }
}

mod nothing_to_compute {
    pub fn asked() {
        let _ = NoteAggregate::new().count();
    }
}

mod too_many_values {
    use super::*;

    pub fn asked() {
        let six = ExpenseAggregate::new().count().count().count().count().count().count();
        let _ = six.count().count().count().count().count().count().sum_amount();
    }
}

mod a_calendar_of_numbers {
    use super::*;

    type Day = i32;

    #[derive(FinResource)]
    pub struct Entry {
        #[fin(group(month))]
        pub day: Day,
    }
}

fn main() {}
