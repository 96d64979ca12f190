//! A module without the standard prelude.

#![no_implicit_prelude]

/// A parent.
#[derive(::fin_infra::FinResource)]
#[fin(tenant, children("Budget"))]
pub struct Plan {
    /// Its name.
    pub name: ::std::string::String,
}

/// Everything that has code of its own.
#[derive(::fin_infra::FinResource)]
#[fin(tenant, soft_delete, version, search = "name", unique("name", "place"), unique_ci("name"))]
#[fin(check(total == part + 0.5 && place > 0), prepare = tidy, validate = tidy)]
pub struct Budget {
    /// Its name.
    #[fin(filter, order)]
    pub name: ::std::string::String,
    /// Its place.
    #[fin(filter, order, default = 1)]
    pub place: i64,
    /// All of it.
    pub total: ::fin_infra::prelude::Decimal,
    /// Some of it.
    pub part: ::fin_infra::prelude::Decimal,
    /// Its plan.
    #[fin(belongs_to = "Plan")]
    pub plan_id: ::std::option::Option<::fin_infra::prelude::Uuid>,
    /// Where it is.
    #[fin(json, default)]
    pub tags: ::std::vec::Vec<::std::string::String>,
    /// Nobody sees it.
    #[fin(secret, internal, default = <::std::string::String as ::std::convert::From<_>>::from("1234"))]
    pub pin: ::std::string::String,
    /// Nobody keeps it.
    #[fin(skip)]
    pub cached: bool,
}

/// Nothing happens.
///
/// # Errors
///
/// Never.
pub fn tidy(_: ::fin_infra::Input<'_, Budget>) -> ::std::result::Result<(), ::fin_infra::Error> {
    ::std::result::Result::Ok(())
}

/// Some of it.
#[derive(::fin_infra::FinRow)]
#[fin(of = "Budget")]
#[expect(dead_code, reason = "its code only has to compile")]
pub struct BudgetPart {
    /// Its name.
    pub name: ::std::string::String,
    /// Its plan.
    pub plan_id: ::std::option::Option<::fin_infra::prelude::Uuid>,
}

/// Never changes.
#[derive(::fin_infra::FinResource)]
#[fin(immutable, timestamps = false)]
pub struct Posting {
    /// What it says.
    pub text: ::std::string::String,
}
