//! The types that columns can have.

use fin_infra::prelude::*;

use super::column;

/// Has no `Debug`, no `PartialEq` and no serde traits.
#[derive(Clone, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum Period {
    Weekly,
    Monthly,
}

/// Wraps another type.
#[derive(Debug, Clone, PartialEq, sqlx::Type, serde::Serialize, serde::Deserialize)]
#[sqlx(transparent)]
pub struct Email(pub String);

/// An alias of a native type.
type Cash = Decimal;

#[derive(FinResource)]
pub struct Everything {
    pub truth: bool,
    pub small: i16,
    pub number: i32,
    pub large: i64,
    pub unsigned: u32,
    pub ratio: f64,
    pub text: String,
    pub bytes: Vec<u8>,
    pub uuid: Uuid,
    pub time: DateTime<Utc>,
    pub day: chrono::NaiveDate,
    pub clock: chrono::NaiveTime,
    pub local: chrono::NaiveDateTime,
    pub decimal: Decimal,
    #[fin(filter, order)]
    pub alias: Cash,
    pub wrapped: Option<Email>,
    pub spelled_out: ::std::option::Option<::std::string::String>,
}

#[derive(FinResource)]
pub struct Plan {
    pub period: Period,
    pub next: Option<Period>,
}

#[test]
fn a_nullable_column_is_any_spelling_of_option() {
    assert!(column::<Everything>("wrapped").nullable && column::<Everything>("spelled_out").nullable);
    assert!(!column::<Everything>("alias").nullable);
}

#[tokio::test]
async fn a_column_type_needs_only_storage_and_clone() {
    let db = Db::connect("sqlite::memory:").await.expect("SQLite");
    schema::create_all(&db, &[schema::of::<Plan>()]).await.expect("a table");
    let plans = Plan::repository();
    let plan = PlanCreate { period: Period::Weekly, next: Some(Period::Monthly) };
    let plan = plans.create(&db, plan.clone()).await.map(|row| row.id);
    let plan = plans.get(&db, plan.expect("created")).await.map(|row| row.next);
    assert!(matches!(plan, Ok(Some(Period::Monthly))));
}
