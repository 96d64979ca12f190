//! `repository`, `create`, `update`, `delete` and `http`, left out. `ui/fail` has the errors of using them.

use fin_infra::prelude::*;
use fin_infra::{Resource, SqlResource};

/// Rows that another program writes.
#[derive(FinResource)]
#[fin(create = false, update = false, delete = false, timestamps = false)]
pub struct Rate {
    pub currency: String,
    #[fin(order)]
    pub value: Decimal,
}

/// A table and nothing else.
#[derive(FinResource)]
#[fin(repository = false)]
pub struct Mark {
    pub text: String,
}

#[derive(FinResource)]
#[fin(http = false)]
pub struct Session {
    #[fin(filter)]
    pub page: i64,
}

#[derive(FinResource)]
#[fin(repository = true, create = true, update = true, delete = true, http = true)]
pub struct Everything {
    pub text: String,
}

/// The application can define a method that is left out.
impl RateRepository {
    /// A rate is never updated.
    #[must_use]
    pub fn update(&self, rate: RateRead) -> RateRead {
        rate
    }
}

#[tokio::test]
async fn a_resource_without_create_is_read() {
    let rates = Rate::repository();
    let page =
        rates.list(&Db::memory(), RateQuery::new().order_by(RateOrder::Value.asc())).await.expect("listed");
    assert!(page.items.is_empty());
    let rate = RateRead { id: Uuid::nil(), currency: "EUR".to_owned(), value: Decimal::ONE };
    assert_eq!(rates.update(rate.clone()), rate);
    assert_eq!(Rate::from(rate).currency, "EUR");
}

#[test]
fn a_resource_can_have_no_repository() {
    fn table<R: SqlResource<sqlx::Sqlite>>() -> &'static str {
        R::TABLE.name
    }
    assert_eq!(table::<Mark>(), "marks");
    assert_eq!(MarkCreate { text: "a".to_owned() }.text, "a");
    assert_eq!((Session::TABLE.name, Everything::TABLE.name), ("sessions", "everythings"));
}
