//! An upsert creates a row, or changes the live one that has its unique value.

use fin_infra::prelude::*;
use fin_infra::schema;
use fin_infra_tests::{Fixture, StoreKind, on_each_store};

use crate::support::{fields, tick};

/// A price, known by its symbol, and by its rank.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, soft_delete, version, unique("symbol"), unique("market", "rank"), search = "name")]
struct Quote {
    symbol: String,
    market: Option<String>,
    rank: i64,
    #[fin(readonly)]
    source: String,
    name: String,
    note: Option<String>,
    #[fin(internal, default = 7)]
    weight: i64,
}

/// A contact, known by its name in any case, and nothing else to change.
#[derive(FinResource, Debug, Clone)]
#[fin(unique_ci("name"))]
struct Contact {
    name: String,
    phone: String,
}

/// Nothing but a unique value.
#[derive(FinResource, Debug, Clone)]
#[fin(timestamps = false, unique("word"))]
struct Keyword {
    word: String,
}

fn quote(symbol: &str, rank: i64) -> QuoteCreate {
    QuoteCreate {
        symbol: symbol.to_owned(),
        market: Some("XETRA".to_owned()),
        rank,
        source: "feed".to_owned(),
        name: format!("Name of {symbol}"),
        note: None,
        weight: 1,
    }
}

fn quotes() -> QuoteRepository {
    Quote::repository().tenant(Uuid::now_v7())
}

on_each_store!(
    [Quote] an_upsert_of_a_new_value_creates_a_row,
    [Quote] an_upsert_of_a_known_value_changes_what_can_be_changed,
    [Quote] each_unique_constraint_has_an_upsert,
    [Quote] a_null_in_the_unique_value_is_always_new,
    [Quote] another_unique_value_that_is_taken_is_a_conflict,
    [Quote] a_deleted_row_with_the_value_stays_deleted,
    [Quote] tenants_upsert_beside_each_other,
    [Quote] a_refused_upsert_changes_nothing,
    [Contact] a_value_in_another_case_is_the_same_where_case_is_ignored,
    [Keyword] a_row_of_nothing_but_its_unique_value_is_found_again,
);

async fn an_upsert_of_a_new_value_creates_a_row(db: &Db) {
    let quotes = quotes();
    let row = quotes.upsert_by_symbol(db, quote("SAP", 1)).await.unwrap();
    assert_eq!((row.version, row.created_at, row.weight), (1, row.updated_at, 1));
    assert_eq!(quotes.get(db, row.id).await.unwrap(), row);
}

async fn an_upsert_of_a_known_value_changes_what_can_be_changed(db: &Db) {
    let quotes = quotes();
    let row = quotes.create(db, QuoteCreate { note: Some("old".into()), ..quote("SAP", 1) }).await.unwrap();
    tick();
    let new =
        QuoteCreate { source: "other".into(), name: "New".into(), rank: 2, weight: 9, ..quote("SAP", 1) };
    let changed = quotes.upsert_by_symbol(db, new).await.unwrap();

    let mut expected = row.clone();
    (expected.name, expected.rank, expected.note, expected.weight) = ("New".into(), 2, None, 9);
    (expected.version, expected.updated_at) = (2, changed.updated_at);
    assert_eq!(changed, expected, "what is readonly is kept");
    assert!(changed.updated_at > row.updated_at);
    assert_eq!(quotes.get(db, row.id).await.unwrap(), changed);
    assert_eq!(quotes.count(db, QuoteQuery::new().search("new")).await.unwrap(), 1, "the search follows");
}

async fn each_unique_constraint_has_an_upsert(db: &Db) {
    let quotes = quotes();
    let row = quotes.create(db, quote("SAP", 1)).await.unwrap();
    let changed = quotes.upsert_by_market_and_rank(db, quote("SIE", 1)).await.unwrap();
    assert_eq!((changed.id, changed.symbol.as_str()), (row.id, "SIE"));
    let new = quotes.upsert_by_market_and_rank(db, quote("SAP", 2)).await.unwrap();
    assert_ne!(new.id, row.id);
}

async fn a_null_in_the_unique_value_is_always_new(db: &Db) {
    let quotes = quotes();
    for symbol in ["SAP", "SIE"] {
        let create = QuoteCreate { market: None, ..quote(symbol, 1) };
        assert_eq!(quotes.upsert_by_market_and_rank(db, create).await.unwrap().version, 1);
    }
    assert_eq!(quotes.count(db, QuoteQuery::new()).await.unwrap(), 2);
}

async fn another_unique_value_that_is_taken_is_a_conflict(db: &Db) {
    let quotes = quotes();
    quotes.create(db, quote("SAP", 1)).await.unwrap();
    let row = quotes.create(db, quote("SIE", 2)).await.unwrap();
    for create in [quote("SIE", 1), quote("NEW", 1)] {
        let error = quotes.upsert_by_symbol(db, create).await.unwrap_err();
        assert_eq!(error.constraint(), Some("uq_quotes_market_rank"));
        assert_eq!((error.kind(), fields(&error)), (ErrorKind::Conflict, vec!["market", "rank"]));
    }
    assert_eq!(quotes.get(db, row.id).await.unwrap(), row);
    assert_eq!(quotes.count(db, QuoteQuery::new()).await.unwrap(), 2);
}

async fn a_deleted_row_with_the_value_stays_deleted(db: &Db) {
    let quotes = quotes();
    for round in 0..2 {
        let row = quotes.upsert_by_symbol(db, quote("SAP", 1)).await.unwrap();
        assert_eq!(row.version, 1);
        let same = quotes.upsert_by_symbol(db, quote("SAP", 1)).await.unwrap();
        assert_eq!((same.id, same.version, same.deleted_at), (row.id, 2, None));
        assert_eq!(quotes.count(db, QuoteQuery::new().only_deleted()).await.unwrap(), round);
        quotes.delete(db, (row.id, 2)).await.unwrap();
    }
    assert!(
        quotes.list_deleted(db, QuoteQuery::new()).await.unwrap().into_iter().all(|row| row.version == 3)
    );
}

async fn tenants_upsert_beside_each_other(db: &Db) {
    let (ours, theirs) = (quotes(), quotes());
    let rows = [
        ours.upsert_by_symbol(db, quote("SAP", 1)).await.unwrap(),
        theirs.upsert_by_symbol(db, quote("SAP", 1)).await.unwrap(),
    ];
    assert_ne!(rows[0].id, rows[1].id);
    for (quotes, row) in [(&ours, &rows[0]), (&theirs, &rows[1])] {
        let name = format!("Name of {}", row.id);
        let changed =
            quotes.upsert_by_symbol(db, QuoteCreate { name: name.clone(), ..quote("SAP", 1) }).await.unwrap();
        assert_eq!(
            (changed.id, changed.tenant_id, changed.name, changed.version),
            (row.id, row.tenant_id, name, 2)
        );
    }
}

async fn a_refused_upsert_changes_nothing(db: &Db) {
    let quotes = quotes();
    let row = quotes.create(db, quote("SAP", 1)).await.unwrap();
    let error =
        quotes.upsert_by_symbol(db, QuoteCreate { name: "\0".into(), ..quote("SAP", 1) }).await.unwrap_err();
    assert_eq!((error.kind(), fields(&error)), (ErrorKind::Invalid, vec!["name"]));
    assert_eq!(quotes.list(db, QuoteQuery::new()).await.unwrap().items, [row]);
}

async fn a_value_in_another_case_is_the_same_where_case_is_ignored(db: &Db) {
    let contacts = Contact::repository();
    let contact = |name: &str, phone: &str| ContactCreate { name: name.into(), phone: phone.into() };
    let row = contacts.upsert_by_name(db, contact("Straße", "1")).await.unwrap();
    let changed = contacts.upsert_by_name(db, contact("STRASSE", "2")).await.unwrap();
    assert_eq!((changed.id, changed.phone.as_str(), changed.name.as_str()), (row.id, "2", "Straße"));
    assert_eq!(contacts.get(db, row.id).await.unwrap(), changed);
    contacts.upsert_by_name(db, contact("Strase", "3")).await.unwrap();
    assert_eq!(contacts.count(db, ContactQuery::new()).await.unwrap(), 2);
}

async fn a_row_of_nothing_but_its_unique_value_is_found_again(db: &Db) {
    let keywords = Keyword::repository();
    let row = keywords.upsert_by_word(db, KeywordCreate { word: "tax".into() }).await.unwrap();
    assert_eq!(keywords.upsert_by_word(db, KeywordCreate { word: "tax".into() }).await.unwrap(), row);
    assert_eq!(keywords.list(db, KeywordQuery::new()).await.unwrap().items, [row]);
}

/// A program may extend a unique constraint to deleted rows, with its own index.
mod a_deleted_row_is_not_changed_by_an_upsert_whatever_index_finds_it {
    use super::*;

    const WIDER: &str = "CREATE UNIQUE INDEX wider ON quotes (tenant_id, symbol)";

    async fn behaviour(db: &Db) {
        let quotes = quotes();
        let row = quotes.upsert_by_symbol(db, quote("SAP", 1)).await.unwrap();
        quotes.delete(db, (row.id, row.version)).await.unwrap();
        let again = QuoteCreate { name: "Another name".to_owned(), ..quote("SAP", 2) };
        assert!(quotes.upsert_by_symbol(db, again).await.is_err());
        let deleted = quotes.list(db, QuoteQuery::new().only_deleted()).await.unwrap().items;
        assert_eq!((deleted.len(), &deleted[0].name, deleted[0].rank), (1, &row.name, 1));
    }

    #[tokio::test]
    async fn on_sqlite() {
        let one = sqlx::sqlite::SqlitePoolOptions::new().max_connections(1);
        let pool = one.connect("sqlite::memory:").await.unwrap();
        let db = Db::from(pool.clone());
        schema::create_all(&db, &[schema::of::<Quote>()]).await.unwrap();
        sqlx::query(WIDER).execute(&pool).await.unwrap();
        behaviour(&db).await;
    }

    #[tokio::test]
    async fn on_postgres() {
        let fixture = Fixture::new(StoreKind::Postgres, &[schema::of::<Quote>()]).await;
        let pool = sqlx::PgPool::connect(&fixture.url).await.unwrap();
        sqlx::query(WIDER).execute(&pool).await.unwrap();
        behaviour(&fixture.db).await;
        pool.close().await;
    }
}
