//! The generator can find a way out: it does where a check knows no brackets.

use sqlx::{AssertSqlSafe, Connection, Executor, Row, SqliteConnection};

use crate::case::{Case, Part};

/// How many cases it is given. It needs some thousand of them.
const CASES: u64 = 200_000;

/// A check that knows quotes, backquotes and comments, and takes brackets for plain characters.
fn is_closed(sql: &str) -> bool {
    let (mut depth, mut quote) = (0_usize, None);
    for character in sql.chars() {
        match (quote, character) {
            (Some(open), _) if character == open => quote = None,
            (None, '\'' | '"' | '`') => quote = Some(character),
            (None, '(') => depth += 1,
            (None, ')') if depth == 0 => return false,
            (None, ')') => depth -= 1,
            (Some(_), '\\') | (None, '$' | ';' | '?' | ':' | '@') => return false,
            _ => {}
        }
    }
    depth == 0 && quote.is_none() && !["--", "/*", "#", "\0"].iter().any(|start| sql.contains(start))
}

async fn marks() -> SqliteConnection {
    let mut connection = SqliteConnection::connect("sqlite::memory:").await.unwrap();
    connection
        .execute(
            "CREATE TABLE marks (tenant_id INTEGER, deleted_at INTEGER, id INTEGER, name TEXT, amount INTEGER); \
             INSERT INTO marks VALUES (1, NULL, 1, 'mark 1', 1), (2, NULL, 2, 'mark 2', 2)",
        )
        .await
        .unwrap();
    connection
}

#[tokio::test]
async fn a_check_that_knows_no_brackets_is_found_out() {
    let mut connection = marks().await;
    for number in 0..CASES {
        let Case { condition, .. } = Case::of(15, number);
        let condition: String = condition
            .iter()
            .map(|part| match part {
                Part::Sql(sql) => sql,
                Part::Name => "'mark 1'",
                Part::Amount => "1",
            })
            .collect();
        if condition.is_empty() || !is_closed(&condition) {
            continue;
        }
        let sql = format!(
            "SELECT tenant_id FROM marks WHERE tenant_id = 1 AND deleted_at IS NULL AND ({condition})"
        );
        let Ok(rows) = sqlx::query(AssertSqlSafe(sql)).persistent(false).fetch_all(&mut connection).await
        else {
            continue;
        };
        if rows.iter().any(|row| row.get::<i64, _>(0) != 1) {
            println!("case {number} got out: {condition}");
            assert!(condition.contains('['), "by brackets: {condition}");
            return;
        }
    }
    panic!("no way out in {CASES} cases, where there is one");
}
