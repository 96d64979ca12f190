//! A generator tries to read another tenant's row, or a deleted one, with SQL that the macro accepts.
//!
//! `FIN_TEST_SECONDS` sets the duration, and `FIN_TEST_SEED` reproduces a run; see CONTRIBUTING.md.

use std::time::{Duration, Instant};

use fin_infra::Store;
use fin_infra::prelude::*;
use fin_infra::private::{
    Column, InMemory, Joined, JoinedTables, ScopedSql, SqlValue, has_column, named_has_column, plain_list,
    scoped_sql, value_of,
};
use fin_infra::schema;
use fin_infra_tests::{Fixture, StoreKind};

use crate::dynamic::{First, holds, source, text};
use crate::generator::Generator;
use crate::scoped::check::{Checked, FactKind};
use crate::scoped::checked;
use crate::scoped::input::Database;
use crate::scoped::template::{Kind, Piece, Template, ValueType};
use crate::scoped::units::Has;

/// The rows that the generator must not see: the names of those of the other tenant, and of deleted ones, say so.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, soft_delete)]
struct Mark {
    name: String,
    amount: i64,
}

/// More of them.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant)]
struct Note {
    name: String,
    amount: i64,
}

/// An amount that no sum of our own rows reaches.
const THEIRS: i64 = 1_000_000_000_000;

struct Ground {
    fixture: Fixture,
    ours: Uuid,
}

impl Ground {
    async fn new(kind: StoreKind) -> Self {
        let fixture = Fixture::new(kind, &[schema::of::<Mark>(), schema::of::<Note>()]).await;
        let db = &fixture.db;
        let [ours, theirs] = [(); 2].map(|()| Uuid::now_v7());
        for (tenant, name, amount) in [(theirs, "theirs", THEIRS), (ours, "ours", 1)] {
            let (marks, notes) = (Mark::repository().tenant(tenant), Note::repository().tenant(tenant));
            let deleted = MarkCreate { name: "deleted".to_owned(), amount: THEIRS };
            let deleted = marks.create(db, deleted).await.unwrap();
            marks.delete(db, deleted.id).await.unwrap();
            for _ in 0..2 {
                marks.create(db, MarkCreate { name: name.to_owned(), amount }).await.unwrap();
                notes.create(db, NoteCreate { name: name.to_owned(), amount }).await.unwrap();
            }
        }
        Self { fixture, ours }
    }

    /// Runs a query, and returns what it shows of rows that are not ours; `None` if the database rejects it.
    async fn shown(&self, query: ScopedSql<(Mark, Note), First, Uuid>) -> Option<Vec<String>>
    where
        for<'a> &'a Db: Store<Joined<(Mark, Note), First, Uuid>>,
    {
        let rows = query.fetch_all(&self.fixture.db).await.ok()?;
        let texts = rows.into_iter().filter_map(|row| row.0);
        let is_hidden = |text: &String| {
            let text = text.to_lowercase();
            text.contains("theirs")
                || text.contains("deleted")
                || text.parse::<i64>().is_ok_and(|sum| sum >= THEIRS)
        };
        Some(texts.filter(is_hidden).collect())
    }
}

/// The query of a template, as the macro makes it.
fn query(ground: &Ground, template: &Template) -> ScopedSql<(Mark, Note), First, Uuid> {
    let source = source(
        template,
        |path| usize::from(path.is_ident("Note")),
        |name| match VALUES.iter().position(|other| name == other) {
            Some(value) => value,
            None => unreachable!("no text has the value {name}"),
        },
    );
    scoped_sql(source, ground.ours, values())
}

/// The names of the values.
const VALUES: [&str; 5] = ["name", "names", "numbers", "none", "no_numbers"];

/// The values: those of the other tenant as well.
fn values() -> Vec<SqlValue> {
    type MarkColumns = <Mark as Resource>::Columns<InMemory>;
    fn name(columns: &MarkColumns) -> &Column<InMemory, String> {
        &columns.name
    }
    vec![
        value_of(0, "name", name).value("ours"),
        value_of(0, "name", name).values("names", ["ours", "theirs", "deleted"]),
        plain_list::<i64>("numbers", [1, THEIRS, 1]),
        value_of(0, "name", name).values("none", [""; 0]),
        plain_list::<i64>("no_numbers", [0; 0]),
    ]
}

/// Whether the columns exist that the text names with their tables.
fn has_columns(template: &Template, checked: &Checked) -> bool {
    let tables = <(Mark, Note) as JoinedTables>::TABLES;
    checked.facts.iter().all(|fact| match &fact.kind {
        FactKind::HasColumn(has, name) => holds(has, &|one| match one {
            Has::Resource(piece) => {
                let is_note =
                    matches!(&template.pieces[*piece].kind, Kind::Table(path) if path.is_ident("Note"));
                has_column(&[tables[usize::from(is_note)]], name)
            }
            Has::Table(table) => named_has_column(tables, table, name),
            _ => false,
        }),
        // A query of `WITH` that has the name of a table shows nothing either.
        FactKind::NoTable(_) | FactKind::IsNotNamed(..) | FactKind::HasOneCurrency(..) => true,
    })
}

fn number(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{variable} is a number")))
}

fn is_a_list(piece: &Piece) -> bool {
    matches!(&piece.kind, Kind::Value(_, ty) if matches!(**ty, ValueType::List(_)))
}

async fn try_to_see(kind: StoreKind, own: Database) {
    let seconds = number("FIN_TEST_SECONDS");
    let other = seconds.and_then(|_| std::time::UNIX_EPOCH.elapsed().ok()).map(|now| now.as_secs());
    let seed = number("FIN_TEST_SEED").or(other).unwrap_or(15);
    let ground = Ground::new(kind).await;
    let end = Instant::now() + Duration::from_secs(seconds.unwrap_or(4));
    let (mut refused, mut failed, mut answered, mut lists, mut count) = (0, 0, 0, 0, 0);
    while Instant::now() < end {
        let sql = Generator::of(seed, count).statement();
        count += 1;
        let text = text(&sql, count.is_multiple_of(2).then_some(own));
        let accepted = checked(&text).ok().filter(|(template, checked)| has_columns(template, checked));
        let Some((template, _)) = accepted else {
            refused += 1;
            continue;
        };
        lists += u64::from(template.pieces.iter().any(is_a_list));
        match ground.shown(query(&ground, &template)).await {
            None => failed += 1,
            Some(shown) => {
                assert!(shown.is_empty(), "case {count} of seed {seed} on {kind:?} shows {shown:?}:\n{sql}");
                answered += 1;
            }
        }
    }
    println!(
        "{kind:?}: {count} cases of seed {seed}: {refused} refused, {failed} failed, {answered} answered; {lists} with \
         lists were accepted"
    );
    assert!(refused > 0 && answered > 0 && lists > 0, "there is each kind of answer");
}

/// Without the check, the same statements do show rows, so the test above can fail.
async fn sees_without_the_check(kind: StoreKind) {
    let ground = Ground::new(kind).await;
    for number in 0..5_000 {
        let sql = Generator::of(15, number).statement();
        let Ok(template) = Template::split(&text(&sql, None)) else { continue };
        if ground.shown(query(&ground, &template)).await.is_some_and(|shown| !shown.is_empty()) {
            return;
        }
    }
    panic!("none of the statements shows a row");
}

#[tokio::test]
async fn no_statement_shows_a_row_of_another_tenant_on_sqlite() {
    try_to_see(StoreKind::Sqlite, Database::Sqlite).await;
}

#[tokio::test]
async fn no_statement_shows_a_row_of_another_tenant_on_postgres() {
    try_to_see(StoreKind::Postgres, Database::Postgres).await;
}

#[tokio::test]
async fn no_statement_shows_a_row_of_another_tenant_on_mysql() {
    try_to_see(StoreKind::MySql, Database::MySql).await;
}

#[tokio::test]
async fn the_same_statements_show_rows_without_the_check() {
    for kind in [StoreKind::Sqlite, StoreKind::Postgres, StoreKind::MySql] {
        sees_without_the_check(kind).await;
    }
}
