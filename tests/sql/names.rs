//! Names after a table. PostgreSQL reads `t.f` as the call `f(t)` if `t` has no column `f`, and `t` alone as a whole row.

use fin_infra::prelude::*;
use fin_infra::private::{JoinedTables, has_column, is_table, named_has_column, scoped_sql};
use fin_infra::schema;
use fin_infra_tests::{Fixture, StoreKind};

use crate::dynamic::{First, holds, source, text};
use crate::scoped::check::FactKind;
use crate::scoped::checked;
use crate::scoped::input::Database;
use crate::scoped::template::Template;
use crate::scoped::units::Has;

#[derive(FinResource, Debug, Clone)]
#[fin(tenant, soft_delete)]
struct Card {
    name: String,
    quota: i64,
}

struct Deck {
    fixture: Fixture,
    tenant: Uuid,
}

impl Deck {
    /// A table with a column that the struct does not have, and a function that reads the whole table.
    async fn new() -> Self {
        let fixture = Fixture::new(StoreKind::Postgres, &[schema::of::<Card>()]).await;
        let [tenant, other] = [(); 2].map(|()| Uuid::now_v7());
        for (tenant, name) in [(tenant, "ours"), (other, "theirs")] {
            let cards = Card::repository().tenant(tenant);
            cards.create(&fixture.db, CardCreate { name: name.to_owned(), quota: 7 }).await.unwrap();
        }
        let pool = sqlx::PgPool::connect(&fixture.url).await.unwrap();
        for sql in [
            "ALTER TABLE cards ADD COLUMN secret text NOT NULL DEFAULT 'hidden'",
            "CREATE FUNCTION names_of_all(record) RETURNS text LANGUAGE plpgsql
             AS 'BEGIN RETURN (SELECT string_agg(name || secret, '','') FROM cards); END'",
        ] {
            sqlx::query(sql).execute(&pool).await.unwrap();
        }
        pool.close().await;
        Self { fixture, tenant }
    }

    async fn shown(&self, template: &Template) -> Result<String, Error> {
        let source = source(template, |_| 0, |_| unreachable!("no text has a value"));
        let row =
            scoped_sql::<(Card,), First, Uuid>(source, self.tenant, Vec::new()).fetch_one(&self.fixture.db);
        Ok(row.await?.0.unwrap_or_default())
    }
}

/// Whether the macro accepts a text.
fn is_accepted(sql: &str, database: Option<Database>) -> bool {
    let tables = <(Card,) as JoinedTables>::TABLES;
    checked(&text(sql, database)).is_ok_and(|(_, checked)| {
        checked.facts.iter().all(|fact| match &fact.kind {
            FactKind::HasColumn(has, name) => holds(has, &|one| match one {
                Has::Table(table) => named_has_column(tables, table, name),
                _ => has_column(tables, name),
            }),
            FactKind::NoTable(name) | FactKind::IsNotNamed(_, name) => !is_table(tables, name),
            FactKind::HasOneCurrency(..) => true,
        })
    })
}

/// Each calls a function, or reads what is no column.
const REFUSED: &[&str] = &[
    "SELECT b.names_of_all AS name FROM {Card} b",
    "SELECT cards.names_of_all AS name FROM {Card}",
    "SELECT b.names_of_all FROM {Card} b",
    "SELECT cards.names_of_all FROM {Card}",
    "SELECT (b).names_of_all AS name FROM {Card} b",
    "SELECT x.names_of_all AS name FROM (SELECT name FROM {Card}) x",
    "SELECT x.names_of_all AS name FROM (SELECT * FROM {Card}) x",
    "WITH x AS (SELECT name FROM {Card}) SELECT x.names_of_all AS name FROM x",
    "WITH x (title) AS (SELECT name FROM {Card}) SELECT y.names_of_all AS name FROM x y",
    "SELECT j.names_of_all AS name FROM ({Card} a CROSS JOIN (SELECT 1 AS one) b) AS j",
    "WITH x (title) AS (SELECT name AS names_of_all FROM {Card}) SELECT x.names_of_all AS name FROM x",
    "SELECT x.names_of_all AS name FROM (SELECT name AS names_of_all FROM {Card}) AS x (title)",
    "SELECT x.names_of_all AS name FROM (SELECT quota AS names_of_all, c.* FROM {Card} c) AS x (title)",
    "WITH x AS (SELECT name AS names_of_all FROM {Card}) SELECT y.names_of_all AS name FROM x AS y (title)",
    "SELECT b.names_of_all AS name FROM {Card} b WHERE EXISTS (SELECT 1 FROM (SELECT name AS names_of_all FROM {Card}) b)",
    "SELECT b.names_of_all AS name FROM (SELECT name FROM {Card}) b
     WHERE EXISTS (SELECT 1 FROM (SELECT name AS names_of_all FROM {Card}) b)",
    "SELECT cards.names_of_all AS name FROM {Card}
     WHERE EXISTS (SELECT 1 FROM (SELECT name AS names_of_all FROM {Card}) AS cards)",
    "WITH q AS (SELECT name AS names_of_all FROM {Card}), r AS (SELECT name FROM {Card})
     SELECT x.names_of_all AS name FROM r x WHERE EXISTS (SELECT 1 FROM q x)",
    "SELECT x.names_of_all AS name FROM (WITH q AS (SELECT name FROM {Card}) SELECT * FROM q) x
     WHERE EXISTS (WITH q AS (SELECT name AS names_of_all FROM {Card}) SELECT 1 FROM q)",
    "SELECT name FROM {Card} b WHERE b.names_of_all IS NOT NULL",
    "SELECT name FROM {Card} b ORDER BY b.names_of_all",
    "SELECT MAX(b.names_of_all) AS name FROM {Card} b",
    "SELECT b.row_to_json AS name FROM {Card} b",
    "SELECT b.pg_sleep AS name FROM {Card} b",
    "SELECT b.query_to_xml AS name FROM {Card} b",
    "SELECT b.secret AS name FROM {Card} b",
    "SELECT b.ctid AS name FROM {Card} b",
    "SELECT b.tableoid AS name FROM {Card} b",
    "SELECT (ROW(b.name)).names_of_all AS name FROM {Card} b",
    "SELECT names_of_all(b) AS name FROM {Card} b",
    "SELECT row_to_json(b) AS name FROM {Card} b",
    "SELECT CAST(b AS regclass) AS name FROM {Card} b",
];

#[test]
fn a_name_after_a_table_is_that_of_a_column() {
    for sql in REFUSED {
        for database in [None, Some(Database::Postgres), Some(Database::Sqlite), Some(Database::MySql)] {
            assert!(!is_accepted(sql, database), "{sql}");
        }
    }
}

#[tokio::test]
async fn postgres_would_call_a_function_by_the_name_of_a_column() {
    let deck = Deck::new().await;
    let mut called = 0;
    for sql in REFUSED {
        let template = Template::split(&text(sql, Some(Database::Postgres))).unwrap();
        called += usize::from(deck.shown(&template).await.is_ok_and(|shown| shown.contains("theirshidden")));
    }
    assert!(called > 5, "{called} statements call the function");
}

#[tokio::test]
async fn a_whole_row_on_postgres_has_the_columns_of_the_resource() {
    let deck = Deck::new().await;
    for sql in [
        "SELECT b::text AS name FROM {Card} b",
        "SELECT CAST(b AS text) AS name FROM {Card} b",
        "SELECT cards::text AS name FROM {Card}",
        "SELECT to_json(b)::text AS name FROM {Card} b",
        "SELECT to_jsonb(b)::text AS name FROM {Card} AS b",
        "SELECT json_agg(b)::text AS name FROM {Card} b",
        "SELECT json_agg(b.*)::text AS name FROM {Card} b",
        "SELECT array_agg(b)::text AS name FROM {Card} b",
        "SELECT MAX(x.row) AS name FROM (SELECT b::text AS row FROM {Card} b) x",
        "SELECT x::text AS name FROM (SELECT * FROM {Card}) x",
        "SELECT (SELECT c::text FROM {Card} c) AS name FROM {Card} b",
        "WITH x AS (SELECT * FROM {Card}) SELECT x::text AS name FROM x",
        "SELECT format('%s', b) AS name FROM {Card} b",
        "SELECT concat(b) AS name FROM {Card} b",
        "SELECT string_agg(b::text, ',') AS name FROM {Card} b",
    ] {
        assert!(is_accepted(sql, Some(Database::Postgres)), "{sql}");
        let (template, _) = checked(&text(sql, Some(Database::Postgres))).unwrap();
        let shown = deck.shown(&template).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
        assert!(shown.contains("ours") && shown.contains('7'), "{sql}: {shown}");
        assert!(!shown.contains("theirs") && !shown.contains("hidden"), "{sql}: {shown}");
    }
}

#[test]
fn columns_of_queries_are_known() {
    for sql in [
        "SELECT b.NAME AS name FROM {Card} b",
        "SELECT cards.name FROM {Card}",
        "SELECT x.title AS name FROM (SELECT c.name AS title FROM {Card} c) x",
        "SELECT x.name FROM (SELECT * FROM {Card}) x",
        "SELECT x.name FROM (SELECT c.* FROM {Card} c) x",
        "WITH x (a, b) AS (SELECT name, id FROM {Card}) SELECT y.a AS name FROM x y WHERE y.b IS NOT NULL",
        "WITH RECURSIVE x AS (SELECT 1 AS n UNION ALL SELECT x.n + 1 FROM x WHERE x.n < 3)
         SELECT c.name FROM {Card} c JOIN x ON x.n = 1",
        "SELECT c.name FROM {Card} c WHERE EXISTS (SELECT 1 FROM {Card} d WHERE d.quota > c.quota)",
        "SELECT j.name FROM ({Card} a CROSS JOIN (SELECT 1 AS one) b) AS j",
        "SELECT b.name FROM {Card} b UNION SELECT b.name FROM (SELECT title AS name FROM (SELECT name AS title FROM {Card}) a) b",
        "SELECT x.one AS name FROM (SELECT b.*, 1 AS one FROM {Card} b) x WHERE x.quota > 1",
        "WITH x AS (SELECT * FROM {Card}), y AS (SELECT x.*, 2 AS two FROM x) SELECT y.name FROM y WHERE y.two > y.quota",
        "SELECT cards.name FROM {Card} WHERE EXISTS (SELECT 1 FROM {Card} cards WHERE cards.quota > 1)",
        "SELECT v.column1 AS name FROM (VALUES (1), (2)) v JOIN {Card} c ON c.quota = v.column1",
    ] {
        assert!(is_accepted(sql, None), "{sql}");
    }
}
