//! What the judge refuses.

use fin_infra::schema::Database;

use crate::judge::StatementChecker;
use crate::subjects::groups;

const REFUSED: [(&str, &str); 26] = [
    ("SELECT id FROM funds WHERE id = $1", "bound value"),
    ("SELECT id FROM funds WHERE tenant_id = $1 OR id = $2", "bound value"),
    ("SELECT id FROM funds WHERE (tenant_id = $1 OR TRUE) AND id = $2", "bound value"),
    (
        "SELECT id FROM funds WHERE tenant_id = $1 AND name >= $2 AND (name > $3 OR id > $4) OR id = $5",
        "bound value",
    ),
    (
        "SELECT id FROM funds WHERE tenant_id = $1 AND code IS NULL OR (code <= $2 AND (code < $3 OR id < $4))",
        "bound value",
    ),
    ("SELECT id FROM funds WHERE NOT tenant_id = $1", "bound value"),
    ("SELECT id FROM funds WHERE tenant_id <> $1", "bound value"),
    ("SELECT id FROM funds WHERE tenant_id = tenant_id", "bound value"),
    ("SELECT id FROM funds WHERE tenant_id = 'acme'", "bound value"),
    ("SELECT id FROM fund_entries WHERE tenant_id = $1", "bound value"),
    ("SELECT id FROM funds, fund_entries WHERE tenant_id = $1", "more than one table"),
    ("SELECT id FROM funds WHERE tenant_id = $1 AND id IN (SELECT fund_id FROM fund_entries)", "2 tables"),
    ("SELECT id FROM funds WHERE tenant_id = $1 UNION SELECT id FROM funds", "more than one SELECT"),
    ("UPDATE funds SET name = $1 WHERE id = $2", "bound value"),
    ("UPDATE funds SET tenant_id = $1 WHERE tenant_id = $2", "changes `tenant_id`"),
    ("DELETE FROM funds", "bound value"),
    ("INSERT INTO funds (id) VALUES ($1)", "among the columns"),
    ("INSERT INTO funds (id, tenant_id) VALUES ($1, $2), ($3, DEFAULT)", "no bound value"),
    ("INSERT INTO funds (id, tenant_id) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING", "conflict target"),
    (
        "INSERT INTO funds (id, tenant_id) VALUES ($1, $2) ON CONFLICT (tenant_id, id) DO UPDATE SET id = excluded.id",
        "same `tenant_id`",
    ),
    ("CREATE TABLE funds (tenant_id UUID, id UUID PRIMARY KEY)", "key of its own"),
    ("CREATE TABLE funds (tenant_id UUID, id UUID)", "no primary key"),
    ("CREATE TABLE funds (tenant_id UUID, id UUID, PRIMARY KEY (id))", "does not begin with"),
    ("CREATE UNIQUE INDEX uq ON funds (name)", "does not begin with"),
    (
        "ALTER TABLE fund_entries ADD CONSTRAINT fk FOREIGN KEY (fund_id) REFERENCES funds (id)",
        "does not compare the tenants",
    ),
    ("TRUNCATE funds", "nobody has said"),
];

#[test]
fn a_statement_that_does_not_say_whose_rows_it_is_about_is_refused() {
    let group = groups().into_iter().find(|group| group.name == "funds").unwrap();
    let judge = StatementChecker::of(&group);
    for (sql, reason) in REFUSED {
        let refused = judge.read(sql, Database::Postgres).expect_err(sql);
        assert!(refused.contains(reason), "{sql}: {refused}");
    }
}
