//! `repository`, `create`, `update`, `delete` and `http`, left out. That nothing of them is there is told in `ui/fail`.

use fin_infra::prelude::*;
use fin_infra::{Resource, SqlResource};

/// Something that another program writes.
#[derive(FinResource)]
#[fin(create = false, update = false, delete = false, timestamps = false)]
pub struct Rate {
    pub currency: String,
    #[fin(order)]
    pub value: Decimal,
}

/// Something whose table is wanted, and nothing else.
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

/// Read by hand in another crate: the application may give the method that is left out.
impl RateRepository {
    /// There is nothing to update in a rate.
    #[must_use]
    pub fn update(&self, rate: RateRead) -> RateRead {
        rate
    }
}

#[tokio::test]
async fn what_is_left_is_read() {
    let rates = Rate::repository();
    let page =
        rates.list(&Db::memory(), RateQuery::new().order_by(RateOrder::Value.asc())).await.expect("listed");
    assert!(page.items.is_empty());
    let rate = RateRead { id: Uuid::nil(), currency: "EUR".to_owned(), value: Decimal::ONE };
    assert_eq!(rates.update(rate.clone()), rate);
    assert_eq!(Rate::from(rate).currency, "EUR");
}

#[test]
fn a_resource_without_a_repository_is_a_resource() {
    fn table<R: SqlResource<sqlx::Sqlite>>() -> &'static str {
        R::TABLE.name
    }
    assert_eq!(table::<Mark>(), "marks");
    assert_eq!(MarkCreate { text: "a".to_owned() }.text, "a");
    assert_eq!((Session::TABLE.name, Everything::TABLE.name), ("sessions", "everythings"));
}
