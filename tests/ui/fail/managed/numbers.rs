//! Rows that cannot be numbered.

use fin_infra::prelude::*;

#[derive(FinResource)]
pub struct Unshared {
    #[fin(number(per = "tenant"))]
    pub number: i64,
    pub text: String,
}

#[derive(FinResource)]
#[fin(tenant, create = false)]
pub struct Uncreated {
    #[fin(number(per = "tenant"))]
    pub number: i64,
    pub text: String,
}

#[derive(FinResource)]
#[fin(tenant)]
pub struct Twice {
    #[fin(number(per = "tenant"))]
    pub number: i64,
    #[fin(number(per = "tenant"))]
    pub other: i64,
    pub text: String,
}

#[derive(FinResource)]
#[fin(tenant)]
pub struct Bare {
    #[fin(number)]
    pub number: i64,
    pub text: String,
}

#[derive(FinResource)]
#[fin(tenant)]
pub struct Empty {
    #[fin(number())]
    pub number: i64,
    pub text: String,
}

#[derive(FinResource)]
#[fin(tenant)]
pub struct OfACustomer {
    #[fin(number(per = "customer_id"))]
    pub number: i64,
    pub customer_id: Uuid,
}

#[derive(FinResource)]
#[fin(tenant)]
pub struct Misspelled {
    #[fin(number(pre = "tenant"))]
    pub number: i64,
    pub text: String,
}

#[derive(FinResource)]
#[fin(tenant)]
pub struct Repeated {
    #[fin(number(per = "tenant", per = "tenant"), column = "last_number")]
    pub number: i64,
    pub text: String,
}

#[derive(FinResource)]
pub struct Homonymous {
    #[fin(tenant, column = "last_number")]
    pub tenant_id: Uuid,
    #[fin(number(per = "tenant"))]
    pub number: i64,
    pub text: String,
}

#[derive(FinResource)]
#[fin(tenant)]
pub struct Small {
    #[fin(number(per = "tenant"))]
    pub number: i32,
    pub text: String,
}

#[derive(FinResource)]
#[fin(tenant)]
pub struct Absent {
    #[fin(number(per = "tenant"))]
    pub number: Option<i64>,
    pub text: String,
}

#[derive(FinResource)]
#[fin(tenant, check(number > 0), unique("number"))]
pub struct Ruled {
    #[fin(number(per = "tenant"))]
    pub number: i64,
    pub text: String,
}

#[derive(FinResource)]
#[fin(tenant, adjust("number"))]
pub struct Adjusted {
    #[fin(number(per = "tenant"))]
    pub number: i64,
    pub text: String,
}

#[derive(FinResource)]
#[fin(tenant)]
pub struct Decorated {
    #[fin(number(per = "tenant"), unique, index, default = 1, readonly, secret, search)]
    pub number: i64,
    pub text: String,
}

#[derive(FinResource)]
#[fin(tenant)]
pub struct AlsoTheVersion {
    #[fin(number(per = "tenant"), version)]
    pub number: i64,
    pub text: String,
}

#[derive(FinResource)]
#[fin(tenant)]
pub struct Skipped {
    #[fin(number(per = "tenant"), skip)]
    pub number: i64,
    pub text: String,
}

#[derive(FinResource)]
#[fin(tenant, number("number"))]
pub struct OnTheStruct {
    pub number: i64,
}

fn main() {}
