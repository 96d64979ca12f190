//! Options of aggregates that cannot be read.

use fin_infra::prelude::*;

#[derive(FinResource)]
pub struct Expense {
    #[fin(group(moth))]
    pub one: DateTime<Utc>,
    #[fin(group("month"))]
    pub two: DateTime<Utc>,
    #[fin(group())]
    pub three: DateTime<Utc>,
    #[fin(group = "month")]
    pub four: DateTime<Utc>,
    #[fin(group(week, day, week))]
    pub five: DateTime<Utc>,
    #[fin(sum = "yes")]
    pub six: Decimal,
    #[fin(sum, sum)]
    pub seven: Decimal,
    #[fin(average)]
    pub eight: Decimal,
    #[fin(group, skip)]
    pub nine: String,
}

#[derive(FinResource)]
#[fin(sum("amount"), group = "category")]
pub struct Listed {
    pub amount: Decimal,
    pub category: String,
}

#[derive(FinResource)]
#[fin(aggregate(name = "Sums"))]
pub struct Nothing {
    pub amount: Decimal,
}

#[derive(FinResource)]
pub struct Twice {
    #[fin(group)]
    pub month: i32,
    #[fin(group(month))]
    pub booked_at: DateTime<Utc>,
    #[fin(group)]
    pub count: i32,
}

fn main() {}
