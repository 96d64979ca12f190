//! `check`.

use fin_infra::Resource;
use fin_infra::prelude::*;

#[derive(FinResource)]
#[fin(check(net_worth == assets - debts), check(debts >= 0 && assets >= -0.5), check(0 < count), check(active))]
#[fin(check(kind != "none"), check(from <= until), check(closed == false))]
pub struct Sheet {
    pub net_worth: Decimal,
    pub assets: Decimal,
    pub debts: Decimal,
    pub count: i32,
    pub active: bool,
    #[fin(default)]
    pub closed: Option<bool>,
    pub kind: String,
    pub from: DateTime<Utc>,
    pub until: DateTime<Utc>,
}

fn sound() -> SheetCreate {
    SheetCreate {
        net_worth: Decimal::from(70),
        assets: Decimal::from(100),
        debts: Decimal::from(30),
        count: 1,
        active: true,
        closed: None,
        kind: "monthly".to_owned(),
        from: DateTime::UNIX_EPOCH,
        until: DateTime::UNIX_EPOCH,
    }
}

#[tokio::test]
async fn a_row_that_violates_a_rule_is_an_error_with_the_rule() {
    let db = Db::memory();
    let sheets = Sheet::repository();
    sheets.create(&db, sound()).await.expect("created");
    let wrong = SheetCreate { net_worth: Decimal::from(71), ..sound() };
    let error = sheets.create(&db, wrong).await.expect_err("refused");
    assert!(error.to_string().contains("net_worth == assets - debts"), "{error}");
    for wrong in [
        SheetCreate { count: 0, ..sound() },
        SheetCreate { active: false, ..sound() },
        SheetCreate { closed: Some(true), ..sound() },
        SheetCreate { kind: "none".to_owned(), ..sound() },
        SheetCreate { until: DateTime::UNIX_EPOCH - chrono::TimeDelta::days(1), ..sound() },
    ] {
        assert!(sheets.create(&db, wrong).await.is_err());
    }
    assert_eq!(Sheet::TABLE.checks.len(), 7);
}
