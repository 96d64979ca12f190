//! The commands of the built program, except for imports and the API.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod support;

use serde_json::{Value, json};

use crate::support::Program;

fn names(rows: &Value) -> Vec<&str> {
    rows.as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect()
}

#[test]
fn a_database_is_created_once_and_named_in_errors() {
    let program = Program::in_folder("init");
    assert!(
        program
            .fail(&["list", "accounts"])
            .contains("there is no database money.db: run `personal-finance init`")
    );
    assert_eq!(program.run(&["init"]), "created money.db\n");
    assert!(program.fail(&["init"]).contains("money.db already exists"));
    assert_eq!(program.run(&["migrate"]), "money.db is up to date\n");
    assert_eq!(program.json(&["list", "accounts"]), json!([]));
    assert_eq!(program.run(&["--database", "odd ?#%.db", "init"]), "created odd ?#%.db\n");
    assert_eq!(program.run(&["--database", "odd ?#%.db", "list", "rules"]), "  TEXT  CATEGORY\n");
    program.write(
        "text.db",
        "not a database, but a text that is long enough to be told from one by its first bytes",
    );
    assert!(program.fail(&["--database", "text.db", "list", "rules"]).contains("text.db is not a database"));
    program.write("empty.db", "");
    assert!(
        program.fail(&["--database", "empty.db", "list", "rules"]).contains("run `personal-finance migrate`")
    );
    let said = program.run(&["--database", "empty.db", "migrate"]);
    assert!(said.ends_with(" migrations to empty.db\n") && !said.contains("applied 0 "), "{said}");
}

#[test]
fn a_transaction_is_added_listed_deleted_and_restored() {
    let program = Program::with_account("transactions", "EUR");
    let add = ["add", "transaction", "Main", "-12.50", "--payee", "Ärzte & Söhne", "--category", "Health"];
    let row = program.json(&add);
    assert_eq!(row["amount"], json!({ "amount": "-12.50", "currency": "EUR" }));
    assert_eq!(row["booked_on"], support::TODAY);
    program.run(&["add", "transaction", "Main", "100", "--on", "2026-10-01"]);
    assert_eq!(program.transactions(), ["2026-11-28 -12.50 EUR Ärzte & Söhne", "2026-10-01 100.00 EUR"]);
    let list = |options: &[&str]| {
        let rows = program.json(&[&["list", "transactions"][..], options].concat());
        rows.as_array().unwrap().len()
    };
    assert_eq!(list(&["--search", "ÄRZTE"]), 1);
    assert_eq!(
        [list(&["--month", "2026-10"]), list(&["--category", "Health"]), list(&["--page-size", "1"])],
        [1; 3]
    );
    assert_eq!(program.json(&["list", "accounts"])[0]["balance"], "87.50");

    let id = row["id"].as_str().unwrap();
    program.run(&["delete", "transaction", id]);
    assert_eq!([list(&[]), list(&["--deleted"])], [1, 1]);
    assert!(program.fail(&["delete", "transaction", id]).contains("there is no such row"));
    let said = program.run(&["undo"]);
    assert_eq!(said, "restored -12.50 EUR on 2026-11-28 Ärzte & Söhne\n");
    assert_eq!([list(&[]), list(&["--deleted"])], [2, 0]);
    assert_eq!(program.run(&["undo"]), "there is nothing to undo\n");
}

#[test]
fn the_last_deletion_is_undone_first() {
    let program = Program::with_sample("undo_last");
    let rows = program.json(&["list", "transactions"]);
    program.run(&["delete", "transaction", rows[0]["id"].as_str().unwrap()]);
    program.run(&["delete", "budget", "Household"]);
    assert_eq!(names(&program.json(&["list", "budgets"])), ["Fixed costs"]);
    assert_eq!(program.run(&["undo"]), "restored the budget Household\n");
    assert!(program.run(&["undo"]).starts_with("restored 3200.00 EUR on 2026-11-26"));
    assert_eq!(names(&program.json(&["list", "budgets"])), ["Fixed costs", "Household"]);
}

#[test]
fn a_restored_budget_does_not_take_a_name_that_is_taken() {
    let program = Program::with_account("taken_name", "EUR");
    let plan = ["plan", "Home", "--category", "Rent=800"];
    program.run(&plan);
    assert!(program.fail(&["plan", "HOME", "--category", "Rent=1"]).contains("name: already taken"));
    program.run(&["delete", "budget", "Home"]);
    program.run(&plan);
    assert!(program.fail(&["undo", "budget", "Home"]).contains("already taken"));
}

#[test]
fn templates_lose_no_cent() {
    let program = Program::with_account("templates", "EUR");
    let plan = |name: &str, options: &[&str]| {
        program.json(&[&["plan", name, "--template", name][..], options].concat())["categories"].clone()
    };
    assert_eq!(
        plan("50-30-20", &["--income", "2500.05"]),
        json!({ "Needs": "1250.03", "Savings": "500.01", "Wants": "750.01" })
    );
    assert_eq!(
        plan("custom", &["--income", "100", "--category", "Home=2", "--category", "Children=1"]),
        json!({ "Children": "33.33", "Home": "66.67" })
    );
    assert_eq!(
        plan("zero-based", &["--income", "1500", "--category", "Rent=800", "--rest", "Boat"]),
        json!({ "Boat": "700", "Rent": "800" })
    );
    assert_eq!(
        plan("envelopes", &["--income", "1000", "--category", "Rent=800", "--category", "Food=350"]),
        json!({ "Food": "200", "Rent": "800" })
    );
    let rows = program.json(&["list", "budgets"]);
    assert_eq!(rows[0]["total"], json!({ "amount": "2500.05", "currency": "EUR" }));
}

#[test]
fn a_budget_that_makes_no_sense_is_an_error() {
    let program = Program::with_account("bad_budgets", "EUR");
    let error = |options: &[&str]| program.fail(&[&["plan", "Home"][..], options].concat());
    assert!(error(&["--category", "Rent=-1"]).contains("`--category Rent=-1`: must not be negative"));
    assert!(error(&["--category", "Rent=0.005"]).contains("at most 2 decimal places in EUR"));
    assert!(
        error(&["--category", "Rent=1", "--category", "Rent=2"]).contains("the category Rent occurs twice")
    );
    assert!(error(&["--category", "Rent"]).contains("write NAME=AMOUNT"));
    assert!(error(&[]).contains("name the categories"));
    assert!(error(&["--template", "50-30-20"]).contains("set the amount to split with `--income`"));
    assert!(
        error(&["--template", "zero-based", "--income", "1", "--category", "Rent=2"])
            .contains("more than the income")
    );
    assert!(error(&["--category", "Rent=1", "--period", "daily"]).contains("not one of weekly"));
}

#[test]
fn a_month_is_reported_as_json() {
    let program = Program::with_sample("report");
    let report = program.json(&["report", "2026-11"]);
    assert_eq!([&report["income"], &report["spent"], &report["left"]], ["3200.00", "2078.49", "1121.51"]);
    assert_eq!(report["categories"][0], json!({ "category": "Rent", "spent": "950.00", "percent": "45.71" }));
    let household = &report["budgets"][1];
    assert_eq!(
        [
            &household["name"],
            &household["total"]["remaining"],
            &household["categories"]["Transport"]["percent"]
        ],
        ["Household", "-422.64", "730.00"]
    );
    let alerts = household["alerts"].as_array().unwrap();
    let usual = json!({ "category": "Transport", "message": "more than usual, which is 49.00 EUR" });
    assert!(alerts.contains(&usual), "{alerts:?}");
    // What is left of a year of insurance is in the budget with rollover.
    assert_eq!(report["budgets"][0]["categories"]["Insurance"]["planned"], "120");
    assert_eq!(report["goals"][0]["is_on_track"], true);
    assert_eq!(report["goals"][1]["is_on_track"], false);
    assert_eq!(report["net_worth"]["net"], "20862.89");
    assert_eq!(report["net_worth"]["change"]["since"], "2026-10-31");
}

#[test]
fn a_month_is_reported_with_bars() {
    let program = Program::with_sample("terminal");
    let text = program.run(&["report", "2026-11"]);
    let line = |name: &str| text.lines().find(|line| line.trim_start().starts_with(name)).unwrap().to_owned();
    assert!(line("Rent ").ends_with("████████████████████████"), "{text}");
    assert!(line("Leisure ").ends_with("█▏"), "{text}");
    assert!(text.contains("! Household, Groceries: overspent by 25.83 EUR"), "{text}");
    assert_eq!(program.run(&["report"]), text, "the month of today");
    // An earlier month is as of its end, and one without transactions has no bars.
    assert!(program.run(&["report", "2026-03"]).starts_with("March 2026, EUR, as of 2026-03-31\n"));
    assert!(!program.run(&["report", "2027-03"]).contains("Spending by category"));
    assert!(program.fail(&["report", "2026-13"]).contains("write a month as in `2026-11`"));
}

#[test]
fn amounts_in_two_currencies_are_not_added() {
    let program = Program::with_account("two_currencies", "EUR");
    program.run(&["add", "account", "Yen", "--currency", "jpy", "--opening", "5000"]);
    program.run(&["add", "transaction", "Main", "-12.50", "--category", "Food"]);
    program.run(&["add", "transaction", "Yen", "-1200", "--category", "Food"]);
    assert!(
        program.fail(&["add", "transaction", "Yen", "-0.5"]).contains("must have no decimal places in JPY")
    );
    assert!(program.fail(&["report", "2026-11"]).contains("the accounts are in EUR, JPY: say `--currency`"));
    let spent = |currency| program.json(&["report", "2026-11", "--currency", currency])["spent"].clone();
    assert_eq!([spent("EUR"), spent("JPY")], ["12.50", "1200"]);
    program.run(&["snapshot"]);
    let snapshots = program.json(&["list", "snapshots"]);
    assert_eq!(snapshots.as_array().unwrap().len(), 2);
    assert!(program.fail(&["snapshot"]).contains("`--replace` replaces it"));
    program.run(&["snapshot", "--replace"]);
}

#[test]
fn a_goal_is_reached_by_contributions() {
    let program = Program::with_account("goals", "EUR");
    program.run(&["add", "goal", "Boat", "1000", "--milestone", "half=500", "--due", "2027-11-28"]);
    let said = program.run(&["add", "contribution", "Boat", "600"]);
    assert_eq!(said, "Boat is active with 600.00 EUR; reached: half\n");
    assert_eq!(program.run(&["add", "contribution", "Boat", "400"]), "Boat is achieved with 1000.00 EUR\n");
    assert_eq!(program.run(&["add", "contribution", "Boat", "-50"]), "Boat is active with 950.00 EUR\n");
    program.run(&["goal", "Boat", "abandoned"]);
    assert!(program.fail(&["goal", "Boat", "active"]).contains("an abandoned goal cannot become active"));
    assert!(program.fail(&["add", "contribution", "Boat", "1"]).contains("the goal Boat is abandoned"));
    assert!(
        program
            .fail(&["add", "goal", "Past", "1", "--due", "2026-11-27"])
            .contains("must not be before the start")
    );
    assert!(program.fail(&["add", "goal", "Zero", "0"]).contains("target"));
}

#[test]
fn an_export_can_be_imported_elsewhere() {
    let program = Program::with_sample("export");
    program.run(&["export", "--account", "Checking", "--out", "checking.csv"]);
    let other = Program::with_account("export_elsewhere", "EUR");
    let outcome = other.json(&["import", "../export/checking.csv", "--account", "Main"]);
    assert_eq!((&outcome["added"], &outcome["refused"]), (&json!(214), &json!(0)));
    let spent = |program: &Program| program.json(&["report", "2026-11"])["categories"].clone();
    assert_eq!(spent(&other), spent(&program));
    let exported: Value =
        serde_json::from_str(&program.run(&["export", "--format", "json", "--month", "2026-11"])).unwrap();
    assert_eq!(exported.as_array().unwrap().len(), 21);
    assert_eq!(exported[0]["amount"], "-950.00");
    let empty: Value =
        serde_json::from_str(&program.run(&["export", "--format", "json", "--month", "2020-01"])).unwrap();
    assert_eq!(empty, json!([]));
}

#[test]
fn charts_are_svg_or_png() {
    let program = Program::with_sample("charts");
    for chart in [&["spending", "2026-11"][..], &["net-worth"]] {
        let draw = |file| program.run(&[&["chart"][..], chart, &["--out", file]].concat());
        draw("chart.svg");
        let svg = String::from_utf8(program.read("chart.svg")).unwrap();
        assert!(svg.starts_with("<svg") && svg.trim_end().ends_with("</svg>"));
        assert!(svg.contains(if chart.len() == 2 { "Groceries" } else { "Net worth in EUR" }), "{svg}");
        draw("chart.png");
        let png = program.read("chart.png");
        assert!(png.starts_with(b"\x89PNG\r\n\x1a\n") && png.len() > 5_000);
        assert_eq!(u32::from_be_bytes(png[16..20].try_into().unwrap()), 900);
    }
    let error = program.fail(&["chart", "net-worth", "--out", "chart.gif"]);
    assert!(error.contains("ends in .svg or .png"), "{error}");
    assert!(program.fail(&["chart", "spending", "2020-01"]).contains("nothing was spent in 2020-01"));
    assert!(
        program.fail(&["chart", "net-worth", "--out", "no/chart.png"]).contains("cannot write no/chart.png")
    );
}

#[test]
fn the_struct_and_the_migrations_agree() {
    let program = Program::in_folder("agree");
    program.run(&["init"]);
    let tool = env!("CARGO_BIN_EXE_personal-finance-migrate");
    let migrations = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations");
    let mut check = std::process::Command::new(tool);
    check.args(["check", "--database-url", "sqlite://money.db", "--folder", migrations]);
    let output = check.current_dir(&program.folder).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("the database matches the structs"), "{output:?}");
}
