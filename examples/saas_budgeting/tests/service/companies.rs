//! Companies are kept apart, purged, exported and erased.

use serde_json::{Value, json};

use crate::support::{OWNER, Program, VIEWER};

#[test]
fn another_companys_rows_are_not_found() {
    let program = Program::with_sample();
    let served = program.serve();
    let (bakery, garage) = (served.sign_in("bakery", OWNER), served.sign_in("garage", OWNER));
    let budget = served.get(&garage, "/budgets").first();
    let path = format!("/budgets/{}", budget["id"].as_str().unwrap());
    assert_eq!(served.get(&garage, &path).status, 200);
    assert_eq!(served.get(&bakery, &path).status, 404);
    assert_eq!(served.post(&bakery, &format!("{path}/restore"), &Value::Null).status, 404);
    let headers = format!("authorization: Bearer {bakery}\r\nif-match: *\r\n");
    assert_eq!(served.send(&format!("DELETE /api{path}"), &headers, "").status, 404);

    let names = |token: &str| served.get(token, "/budgets").body;
    assert!(names(&garage).contains("Garage") && !names(&garage).contains("Bakery"));
    assert!(names(&bakery).contains("Bakery") && !names(&bakery).contains("Garage"));
    // A category cannot be added to it either.
    let category = json!({
        "budget_id": budget["id"], "name": "Stolen", "planned": { "amount": "1.00", "currency": "EUR" }
    });
    assert_eq!(served.post(&bakery, "/budget-categories", &category).fields(), ["budget_id"]);
    let member = format!("/members/{}/remove", served.member(&garage, VIEWER));
    assert_eq!(served.post(&bakery, &member, &Value::Null).status, 404);
}

#[test]
fn the_database_shows_the_application_no_rows_without_a_company() {
    let program = Program::with_sample();
    let count = |role: &str| {
        // Set in the transaction, which the connection ends with.
        program
            .sql(&format!("SET ROLE {role}; DO $$ BEGIN ASSERT (SELECT COUNT(*) FROM budgets) = 0; END $$"));
    };
    count(&program.role);
    assert_eq!(program.number("SELECT COUNT(*) FROM budgets"), 3);
}

#[test]
fn it_does_not_serve_as_a_role_that_policies_do_not_hold() {
    let program = Program::with_sample();
    program.sql(&format!("ALTER ROLE {} BYPASSRLS", program.role));
    let said = program.fail(&["serve", "--address", "127.0.0.1:0"]);
    assert!(said.contains("row-level security does not protect") && said.contains("budgets"), "{said}");
}

#[test]
fn it_does_not_serve_with_a_short_secret_or_without_its_tables() {
    let program = Program::new();
    let said = program.fail(&["serve", "--token-secret", "short"]);
    assert!(said.contains("at least 32 bytes"), "{said}");
    let said = program.fail(&["serve", "--address", "127.0.0.1:0"]);
    assert!(said.contains("run `saas-budgeting migrate`"), "{said}");
    assert_ne!(program.run(&["migrate", "--application-role", &program.role]), "0 migrations applied\n");
    assert_eq!(program.run(&["migrate"]), "0 migrations applied\n");
    drop(program.serve());
}

#[test]
fn the_application_cannot_change_companies() {
    let program = Program::with_sample();
    let mut command = program.command(&["erase", "bakery", "--confirm", "bakery"]);
    command.env("OWNER_DATABASE_URL", program.url_of_application());
    let output = command.output().unwrap();
    assert!(String::from_utf8_lossy(&output.stderr).contains("cannot erase the company"), "{output:?}");
    assert_eq!(program.number("SELECT COUNT(*) FROM budgets"), 3, "nothing was erased");
}

#[test]
fn a_company_is_added_with_its_first_owner() {
    let program = Program::with_sample();
    let add = ["add-company", "florist", "The florist", "--email", "fay@example.org"];
    program.run(&add);
    assert!(program.fail(&add).contains("already taken"));
    assert!(program.fail(&["add-company", "No Slug", "X", "--email", "a@example.org"]).contains("slug"));
    let served = program.serve();
    let token = served.sign_in("florist", "fay@example.org");
    assert_eq!(served.get(&token, "/members").first()["role"], "owner");
    assert_eq!(served.get(&token, "/budgets").json()["items"], json!([]));
}

/// Deletes a budget with all that belongs to it in both companies, some days ago.
fn delete_days_ago(program: &Program, days: u32) {
    for table in ["transactions", "budget_categories", "budgets"] {
        program.sql(&format!("UPDATE {table} SET deleted_at = now() - interval '{days} days'"));
    }
}

#[test]
fn a_purge_removes_what_was_deleted_long_ago_in_all_companies() {
    let program = Program::with_sample();
    delete_days_ago(&program, 89);
    let said = program.run(&["purge"]);
    assert_eq!(
        said,
        "transactions: 0 removed\nbudget_categories: 0 removed\nbudgets: 0 removed\nmembers: 0 removed\n"
    );
    assert_eq!(program.number("SELECT COUNT(*) FROM budgets"), 3);

    delete_days_ago(&program, 91);
    let said = program.run(&["purge"]);
    assert_eq!(
        said,
        "transactions: 7 removed\nbudget_categories: 8 removed\nbudgets: 3 removed\nmembers: 0 removed\n"
    );
    for table in ["transactions", "budget_categories", "budgets"] {
        assert_eq!(program.number(&format!("SELECT COUNT(*) FROM {table}")), 0, "{table}");
    }
}

/// As the page and the API delete a budget, whose categories and transactions stay live.
#[test]
fn a_purge_removes_a_budget_with_its_categories_and_keeps_what_was_spent() {
    let program = Program::with_sample();
    program.sql("UPDATE budgets SET deleted_at = now() - interval '91 days'");
    let said = program.run(&["purge"]);
    assert!(said.contains("\nbudgets: 3 removed\n"), "{said}");
    assert_eq!(program.number("SELECT COUNT(*) FROM budget_categories"), 0);
    assert_eq!(program.number("SELECT COUNT(*) FROM transactions"), 7);
    assert_eq!(program.number("SELECT COUNT(*) FROM transactions WHERE budget_id IS NOT NULL"), 0);
}

#[test]
fn a_purge_keeps_what_live_rows_refer_to() {
    let program = Program::with_sample();
    program.sql("UPDATE members SET deleted_at = now() - interval '91 days'");
    let said = program.run(&["purge"]);
    // Those who own the sample budgets stay.
    assert!(
        said.ends_with(
            "members: 4 removed, 2 kept: rows of budgets refer to 2, rows of transactions refer to 2\n"
        ),
        "{said}"
    );
}

#[test]
fn the_server_purges_by_itself() {
    let program = Program::with_sample();
    delete_days_ago(&program, 91);
    let _served = program.serve();
    program.wait_until("SELECT COUNT(*) FROM budgets", 0);
}

#[test]
fn an_export_has_all_rows_of_one_company_parents_first() {
    let program = Program::with_sample();
    program.sql("UPDATE budgets SET deleted_at = now()");
    let exported = program.run(&["export", "bakery"]);
    let lines: Vec<Value> = exported.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let tables: Vec<&str> = lines.iter().map(|line| line["table"].as_str().unwrap()).collect();
    let mut in_order = tables.clone();
    in_order.dedup();
    assert_eq!(in_order, ["companies", "members", "budgets", "budget_categories", "transactions"]);
    let count = |table: &str| tables.iter().filter(|name| **name == table).count();
    assert_eq!(
        (count("members"), count("budgets"), count("budget_categories"), count("transactions")),
        (3, 2, 6, 6)
    );
    let company = &lines[0]["row"]["id"];
    assert!(lines[1..].iter().all(|line| &line["row"]["tenant_id"] == company));
    assert!(!exported.contains("argon2"), "passwords are no part of it");
    let amount = lines.iter().find(|line| line["row"]["category"] == "Energy").unwrap();
    assert_eq!(amount["row"]["amount"], json!({ "amount": "815.00", "currency": "EUR" }));
    assert!(program.fail(&["export", "nowhere"]).contains("there is no company `nowhere`"));
}

#[test]
fn an_export_does_not_overwrite_a_file() {
    let program = Program::with_sample();
    let file = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("export.ndjson");
    let _ = std::fs::remove_file(&file);
    let arguments = ["export", "garage", "--out", file.to_str().unwrap()];
    program.run(&arguments);
    assert_eq!(std::fs::read_to_string(&file).unwrap().lines().count(), 8);
    assert!(program.fail(&arguments).contains("cannot create"));
}

#[test]
fn an_erasure_removes_one_company_and_no_other() {
    let program = Program::with_sample();
    let said = program.fail(&["erase", "bakery", "--confirm", "garage"]);
    assert!(said.contains("nothing was erased"), "{said}");
    let said = program.run(&["erase", "bakery", "--confirm", "bakery"]);
    assert_eq!(said, "transactions: 6\nbudget_categories: 6\nbudgets: 2\nmembers: 3\ncompanies: 1\n");
    let served = program.serve();
    assert_eq!(served.try_sign_in("bakery", OWNER, crate::support::PASSWORD).status, 401);
    let garage = served.sign_in("garage", OWNER);
    assert_eq!(served.get(&garage, "/budgets").json()["items"].as_array().unwrap().len(), 1);
    // Rows in tables that the program does not know would be left over here.
    let tables = "SELECT COUNT(*) FROM information_schema.columns c WHERE column_name = 'tenant_id' AND table_schema = 'public'";
    assert_eq!(program.number(tables), 4);
    for table in ["members", "budgets", "budget_categories", "transactions"] {
        assert_eq!(program.number(&format!("SELECT COUNT(DISTINCT tenant_id) FROM {table}")), 1, "{table}");
    }
}
