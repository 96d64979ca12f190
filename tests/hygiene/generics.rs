//! Types with the names of generic parameters and items in generated code.

use fin_infra::prelude::*;

macro_rules! columns {
    ($($name:ident)*) => {$(
        /// A column.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, sqlx::Type, serde::Serialize, serde::Deserialize)]
        #[sqlx(transparent)]
        pub struct $name(i64);
    )*};
}

columns! { M V S T R C Columns Column Medium Memory Table Input Create Read Update Filter Order Store }

const TABLE: i64 = 7;

/// Each type stands somewhere in generated code.
#[derive(FinResource)]
#[fin(soft_delete, unique("v"), filter("m", "t"), order("m", "columns"))]
pub struct Generic {
    pub m: M,
    pub v: V,
    pub s: Option<S>,
    #[fin(json)]
    pub t_of_json: T,
    pub t: T,
    pub r: R,
    pub c: C,
    pub columns: Columns,
    pub column: Column,
    pub medium: Medium,
    pub memory: Memory,
    pub table: Table,
    pub input: Input,
    pub create: Create,
    pub read: Read,
    pub update: Update,
    pub filter: Filter,
    pub order: Order,
    pub store: Store,
    #[fin(default = TABLE)]
    pub number: i64,
    #[fin(skip, default = TABLE)]
    pub skipped: i64,
}

/// A child whose type has the name of a generic parameter.
#[derive(FinResource)]
#[fin(children("FinChild"))]
pub struct Parent {
    pub name: String,
}

#[derive(FinResource)]
pub struct FinChild {
    #[fin(belongs_to = "Parent")]
    pub parent_id: Uuid,
}

#[tokio::test]
async fn types_with_these_names_are_columns() {
    let db = super::store::<Generic>().await;
    let json = serde_json::json!({
        "m": 1, "v": 2, "s": 3, "t_of_json": 4, "t": 5, "r": 6, "c": 7, "columns": 9, "column": 10,
        "medium": 11, "memory": 12, "table": 13, "input": 14, "create": 15, "read": 16, "update": 17, "filter": 18,
        "order": 19, "store": 20,
    });
    let draft: GenericCreate = serde_json::from_value(json).expect("a draft");
    let row = Generic::repository().create(&db, draft).await.expect("created");
    assert_eq!((row.m, row.table, row.number), (M(1), Table(13), 7));
    assert_eq!(Generic::from(row).skipped, 7);
}
