//! `default`, with and without a value.

use fin_infra::prelude::*;

const MOST: i64 = 100;

#[derive(FinResource)]
pub struct Budget {
    pub name: String,
    #[fin(default)]
    pub rollover: bool,
    #[fin(default)]
    pub note: Option<String>,
    #[fin(default = MOST / 2)]
    pub limit: i64,
    #[fin(default = "EUR".to_owned())]
    pub currency: String,
    #[fin(default = Some(Decimal::ONE))]
    pub share: Option<Decimal>,
    #[fin(default = { let year = 2030; year + 1 })]
    pub year: i32,
}

#[test]
fn a_field_missing_in_json_has_its_default() {
    let budget: BudgetCreate = serde_json::from_str(r#"{ "name": "Food" }"#).expect("a draft");
    assert_eq!((budget.rollover, budget.note, budget.limit), (false, None, 50));
    assert_eq!((budget.currency.as_str(), budget.share, budget.year), ("EUR", Some(Decimal::ONE), 2031));
}

#[test]
fn a_field_without_a_default_is_required() {
    let error = serde_json::from_str::<BudgetCreate>("{}").expect_err("incomplete");
    assert!(error.to_string().contains("missing field `name`"), "{error}");
}
