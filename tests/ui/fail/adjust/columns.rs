//! Columns that no amount can be added to.

use fin_infra::prelude::*;

#[derive(Clone, Debug, PartialEq, sqlx::Type)]
#[sqlx(transparent)]
pub struct Points(i64);

#[derive(FinResource)]
#[fin(tenant, version)]
pub struct Account {
    #[fin(adjust)]
    pub text: String,
    #[fin(adjust)]
    pub flag: bool,
    #[fin(adjust)]
    pub float: f64,
    #[fin(adjust)]
    pub time: DateTime<Utc>,
    #[fin(adjust, json)]
    pub document: Vec<i64>,
    #[fin(adjust)]
    pub points: Points,
    #[fin(adjust)]
    pub limit: Option<Decimal>,
    #[fin(adjust, secret)]
    pub hidden: i64,
    #[fin(adjust, skip)]
    pub skipped: i64,
    #[fin(adjust)]
    pub new: i64,
    #[fin(adjust, validate(range(min = 0)))]
    pub stock: i64,
}

#[derive(FinResource)]
#[fin(immutable)]
pub struct Transfer {
    #[fin(adjust)]
    pub amount: Decimal,
}

#[derive(FinResource)]
#[fin(create = false)]
pub struct Counted {
    #[fin(id)]
    pub id: i64,
    #[fin(version, adjust)]
    pub revision: i64,
    #[fin(adjust, belongs_to = "Counted")]
    pub parent_id: i64,
}

fn main() {}
