//! `json`, `decimal` and `length`.

use std::collections::BTreeMap;

use fin_infra::prelude::*;

use super::column;

/// A type of the application.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Settings {
    pub dark: bool,
}

#[derive(FinResource)]
#[fin(search = "name")]
pub struct Budget {
    #[fin(length(max = 40))]
    pub name: String,
    pub notes: String,
    #[fin(length(max = 8))]
    pub logo: Vec<u8>,
    pub amount: Decimal,
    #[fin(decimal(precision = 6, scale = 3))]
    pub rate: Decimal,
    #[fin(decimal(precision = 12), json = false)]
    pub total: Decimal,
    #[fin(json)]
    pub categories: BTreeMap<String, Decimal>,
    #[fin(json)]
    pub settings: Option<Settings>,
}

#[test]
fn a_column_has_its_sizes() {
    let sizes = |name| {
        let limits = column::<Budget>(name).limits;
        (limits.precision, limits.scale)
    };
    assert_eq!([sizes("amount"), sizes("rate"), sizes("total")], [(18, 4), (6, 3), (12, 4)]);
    let length = |name| column::<Budget>(name).limits.length;
    assert_eq!([length("name"), length("notes"), length("logo")], [Some(40), None, Some(8)]);
    assert!(column::<Budget>("settings").nullable && column::<Budget>("categories").limits.json);
}

#[tokio::test]
async fn a_value_that_fits_is_read_back_and_others_are_errors() {
    let db = Db::memory();
    let budgets = Budget::repository();
    let draft = BudgetCreate {
        name: "Food".to_owned(),
        notes: "n".repeat(1_000),
        logo: vec![0; 8],
        amount: Decimal::ONE,
        rate: Decimal::new(12_345, 3),
        total: Decimal::TEN,
        categories: BTreeMap::from([("bread".to_owned(), Decimal::ONE)]),
        settings: Some(Settings { dark: true }),
    };
    let budget = budgets.create(&db, draft.clone()).await.expect("created");
    assert_eq!((budget.rate, budget.settings), (Decimal::new(12_345, 3), Some(Settings { dark: true })));
    for wrong in [
        BudgetCreate { name: "n".repeat(41), ..draft.clone() },
        BudgetCreate { logo: vec![0; 9], ..draft.clone() },
        BudgetCreate { rate: Decimal::new(1, 4), ..draft.clone() },
        BudgetCreate { rate: Decimal::from(1_000), ..draft.clone() },
    ] {
        assert!(budgets.create(&db, wrong).await.is_err());
    }
}
