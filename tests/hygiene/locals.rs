//! Fields with the names of local variables in generated code.

use fin_infra::prelude::*;

/// Generated code uses each of these names.
#[expect(non_snake_case, reason = "the names of generic parameters")]
#[derive(FinResource)]
#[fin(soft_delete, unique("row", "columns"), check(to > 0 && place == visitor))]
pub struct Local {
    #[fin(filter, order)]
    pub row: i64,
    #[fin(filter, order)]
    pub columns: i64,
    #[fin(filter)]
    pub column: i64,
    pub to: i64,
    pub place: i64,
    pub visitor: i64,
    pub create: i64,
    pub update: i64,
    #[fin(filter)]
    pub filter: i64,
    pub tenant: i64,
    pub now: i64,
    pub table: String,
    pub store: String,
    pub formatter: Option<String>,
    #[fin(filter)]
    pub condition: Option<i64>,
    pub other: i64,
    pub query: i64,
    pub input: i64,
    #[fin(json)]
    pub value: Vec<i64>,
    pub self_: i64,
    pub M: i64,
    pub V: i64,
    pub FIN_TABLE: i64,
    #[fin(secret)]
    pub FinColumns: i64,
    #[fin(skip)]
    pub read: i64,
}

fn local() -> LocalCreate {
    LocalCreate {
        row: 1,
        columns: 2,
        column: 3,
        to: 4,
        place: 5,
        visitor: 5,
        create: 6,
        update: 7,
        filter: 8,
        tenant: 9,
        now: 10,
        table: String::new(),
        store: String::new(),
        formatter: None,
        condition: None,
        other: 11,
        query: 12,
        input: 13,
        value: vec![14],
        self_: 15,
        M: 16,
        V: 17,
        FIN_TABLE: 18,
        FinColumns: 19,
    }
}

#[tokio::test]
async fn fields_with_these_names_are_columns() {
    let db = super::store::<Local>().await;
    let locals = Local::repository();
    let stored = locals.upsert_by_row_and_columns(&db, local()).await.expect("created");
    let filter = LocalFilter::new().row(1).columns(2).column(3).filter(8).condition(Condition::is_null());
    let found = locals.list(&db, LocalQuery::new().filter(filter).order_by(LocalOrder::Row.asc())).await;
    assert_eq!(found.expect("listed").items, [stored.clone()]);
    let stored: LocalCreate = Local::from(stored).into();
    assert_eq!(stored, local());
}
