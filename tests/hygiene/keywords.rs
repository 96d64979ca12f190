//! Fields and structs with the names of keywords, Rust's and SQL's.

use fin_infra::Resource;
use fin_infra::prelude::*;

/// A struct and fields with the names of Rust's keywords.
#[derive(FinResource)]
#[fin(tenant, soft_delete, search("type", "fn"), unique("type", "move"), unique_ci("fn"))]
#[fin(check(r#type != "none" && r#move > 0), filter("type"), order("async"))]
pub struct r#Match {
    pub r#type: String,
    pub r#fn: String,
    #[fin(default = 1)]
    pub r#move: i64,
    #[fin(json, default)]
    pub r#match: Vec<String>,
    #[fin(secret, default)]
    pub r#ref: Option<String>,
    #[fin(default)]
    pub r#async: Option<Decimal>,
}

/// Columns with the names of SQL's keywords.
#[derive(FinResource)]
#[fin(
    table = "select",
    tenant,
    soft_delete,
    version,
    unique("order", "group"),
    unique_ci("user"),
    index("key")
)]
#[fin(search("table", "where"), filter("order", "from", "null"), order("limit", "desc"), check(limit > 0 && from <= limit))]
pub struct Select {
    pub order: i64,
    pub group: String,
    pub user: String,
    pub table: String,
    pub index: i64,
    pub key: Uuid,
    pub from: i64,
    pub limit: i64,
    #[fin(column = "WHERE")]
    pub r#where: Option<String>,
    pub null: Option<bool>,
    pub desc: Option<DateTime<Utc>>,
    pub values: i64,
    pub default: i64,
    pub primary: i64,
    pub update: i64,
    pub set: i64,
    #[fin(json)]
    pub check: Vec<i64>,
}

/// Rows with some of these columns.
#[derive(FinRow, Debug, PartialEq)]
#[fin(of = "r#Match")]
pub struct r#Struct {
    pub r#async: Option<Decimal>,
    pub r#type: String,
    pub r#match: Vec<String>,
}

#[derive(FinRow, Debug, PartialEq)]
#[fin(of = "Select")]
pub struct From {
    pub r#where: Option<String>,
    pub set: i64,
    pub group: String,
}

fn select() -> SelectCreate {
    SelectCreate {
        order: 1,
        group: "a".to_owned(),
        user: "b".to_owned(),
        table: "c".to_owned(),
        index: 2,
        key: Uuid::nil(),
        from: 3,
        limit: 4,
        r#where: None,
        null: None,
        desc: None,
        values: 5,
        default: 6,
        primary: 7,
        update: 8,
        set: 9,
        check: vec![10],
    }
}

#[tokio::test]
async fn keywords_of_rust_are_plain_columns() {
    assert_eq!(Match::TABLE.name, "matches");
    let db = super::store::<Match>().await;
    let matches = Match::repository().tenant(Uuid::nil());
    let draft = r#"{ "type": "cup", "fn": "final", "match": ["a"] }"#;
    let draft: MatchCreate = serde_json::from_str(draft).expect("a draft");
    let cup = matches.upsert_by_type_and_move(&db, draft.clone()).await.expect("created");
    let filter = MatchFilter::new().r#type("cup");
    let query = MatchQuery::new().filter(filter).search("CUP").order_by(MatchOrder::Async.asc());
    assert_eq!(matches.list(&db, query).await.expect("listed").items, [cup.clone()]);
    assert!(format!("{cup:?}").contains("type: \"cup\""), "{cup:?}");
    let row = matches.select::<r#Struct>().get(&db, cup.id).await.expect("read");
    assert_eq!(row, Struct { r#async: None, r#type: "cup".to_owned(), r#match: vec!["a".to_owned()] });
    let json = serde_json::to_value(&cup).expect("JSON");
    assert_eq!((json["type"].as_str(), json.get("ref")), (Some("cup"), None));
}

#[tokio::test]
async fn keywords_of_sql_are_plain_columns() {
    let db = super::store::<Select>().await;
    let selects = Select::repository().tenant(Uuid::nil());
    let row = selects.create(&db, select()).await.expect("created");
    let same = selects.upsert_by_order_and_group(&db, select()).await.expect("changed");
    assert_eq!((row.id, same.version), (same.id, 2));
    let filter = SelectFilter::new().order(1).from(Condition::le(3)).null(Condition::is_null());
    let query = SelectQuery::new().filter(filter).search("c").order_by(SelectOrder::Limit.desc());
    assert_eq!(selects.list(&db, query).await.expect("listed").items.len(), 1);
    let from = From { r#where: None, set: 9, group: "a".to_owned() };
    assert_eq!(selects.select::<From>().list(&db, SelectQuery::new()).await.expect("listed").items, [from]);
    let change = SelectUpdate { update: Some(80), set: Some(90), ..SelectUpdate::default() };
    let row = selects.update(&db, (row.id, 2), change).await.expect("updated");
    selects.delete(&db, (row.id, row.version)).await.expect("deleted");
    assert_eq!(selects.restore(&db, row.id).await.expect("restored").set, 90);
}
