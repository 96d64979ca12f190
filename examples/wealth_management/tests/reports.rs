//! Reports and charts, from the sample data and from snapshots whose numbers are easy to follow.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod support;

use serde_json::{Value, json};

use crate::support::{Program, Served};

const HEADER: &str = "client,day,currency,asset:cash,asset:house,liability:mortgage\n";

fn with_sample(test: &str) -> Program {
    let program = Program::migrated(test);
    program.run(&["seed"]);
    program
}

#[test]
fn a_report_has_growth_trend_allocation_and_liabilities() {
    let program = Program::with_clients("reports_client", 2);
    program.import(&format!(
        "{HEADER}\
         C-1,2025-11-28,EUR,30000.00,,\n\
         C-1,2026-07-01,USD,1.00,,\n\
         C-1,2026-08-01,EUR,40000.00,,\n\
         C-1,2026-08-31,EUR,40000.00,80000.00,90000.00\n\
         C-1,2026-10-28,EUR,32000.00,,\n\
         C-1,2026-11-27,EUR,20000.00,40000.00,28000.00\n\
         C-1,2026-11-28,EUR,20000.00,40000.00,27000.00\n\
         C-1,2026-11-29,EUR,1.00,,\n"
    ));
    let report = program.json(&["report", "C-1"]);
    assert_eq!((&report["day"], &report["net"]["amount"]), (&json!("2026-11-28"), &json!("33000.00")));
    assert_eq!(report["change"], json!({ "amount": "1000.00", "percent": "3.12", "is_significant": false }));
    let growth = report["growth"].as_array().unwrap();
    let growth: Vec<_> = growth.iter().map(|growth| (&growth["months"], &growth["percent"])).collect();
    assert_eq!(
        growth,
        [(&json!(1), &json!("3.12")), (&json!(3), &json!("-17.50")), (&json!(12), &json!("10.00"))]
    );
    assert_eq!(report["growth"][2]["annualized"], "10.00");
    let trend = report["trend"].as_object().unwrap();
    let trend: Vec<_> = trend.iter().map(|(month, net)| (month.as_str(), net.as_str().unwrap())).collect();
    let expected = [
        ("2025-11-01", "30000.00"),
        ("2026-08-01", "30000.00"),
        ("2026-10-01", "32000.00"),
        ("2026-11-01", "33000.00"),
    ];
    assert_eq!(trend, expected);
    let kinds = |part: &str| {
        let parts = report[part].as_array().unwrap().iter();
        parts
            .map(|part| format!("{} {}", part["kind"].as_str().unwrap(), part["percent"].as_str().unwrap()))
            .collect()
    };
    let (allocation, breakdown): (Vec<String>, Vec<String>) = (kinds("allocation"), kinds("breakdown"));
    assert_eq!(
        (&allocation[..], &breakdown[..]),
        (&["house 66.67".to_owned(), "cash 33.33".to_owned()][..], &["mortgage 100.00".to_owned()][..])
    );
    assert!(program.fail(&["report", "C-2"]).contains("there is no snapshot of C-2"));
    assert!(program.fail(&["report", "C-3"]).contains("the advisor has no client `C-3`"));
}

#[test]
fn the_overview_has_the_largest_changes_of_the_month() {
    let program = Program::with_clients("reports_overview", 5);
    program.import(&format!(
        "{HEADER}\
         C-1,2026-10-01,EUR,1000.00,,\nC-1,2026-10-31,EUR,900.00,,\nC-1,2026-11-02,EUR,950.00,,\nC-1,2026-11-30,EUR,1.00,,\n\
         C-2,2026-10-31,EUR,90000.00,,\nC-2,2026-11-27,EUR,79999.00,,\n\
         C-3,2026-11-01,EUR,500.00,,\nC-3,2026-11-27,EUR,9999999.00,,\n\
         C-4,2026-10-31,EUR,10.00,,\nC-4,2026-11-27,EUR,10.00,,\n\
         C-5,2026-10-31,EUR,10.00,,\nC-5,2026-11-27,USD,10000.00,,\n"
    ));
    program.run(&["advisor", "South"]);
    let changes = |arguments: &[&str]| {
        let overview = program.json(arguments);
        let clients = overview["clients"].as_array().unwrap().iter();
        clients
            .map(|client| {
                let change = &client["change"];
                let text = |value: &Value| {
                    value.as_str().unwrap().trim_end_matches('0').trim_end_matches('.').to_owned()
                };
                (
                    text(&client["reference"]),
                    text(&change["amount"]),
                    change["is_significant"].as_bool().unwrap(),
                )
            })
            .collect::<Vec<_>>()
    };
    // C-3 has nothing to compare with, C-4 did not change, and C-5 changed its currency.
    let expected = [("C-2".to_owned(), "-10001".to_owned(), true), ("C-1".to_owned(), "50".to_owned(), true)];
    assert_eq!(changes(&["--advisor", "North", "report"]), expected);
    assert_eq!(changes(&["--advisor", "South", "report"]), []);
    assert!(program.fail(&["report"]).contains("there are several advisors"));
}

#[test]
fn charts_are_svg_or_png() {
    let program = with_sample("reports_charts");
    let chart = |what: &str, file: &str| {
        program.run(&["--advisor", "Northgate", "chart", what, "C-1001", "--out", file]);
        program.read(file)
    };
    let svg = String::from_utf8(chart("net-worth", "net_worth.svg")).unwrap();
    assert!(svg.starts_with("<svg") && svg.contains("Net worth of Amara Okafor in EUR: +75414.18"), "{svg}");
    let svg = String::from_utf8(chart("allocation", "allocation.svg")).unwrap();
    for text in ["Assets of Amara Okafor", "real estate", "55.95 %", "6.22 %"] {
        assert!(svg.contains(text), "{text}: {svg}");
    }
    assert!(chart("net-worth", "net_worth.png").starts_with(b"\x89PNG\r\n"));
    assert!(chart("allocation", "allocation.PNG").starts_with(b"\x89PNG\r\n"));
    let error =
        program.fail(&["--advisor", "Northgate", "chart", "net-worth", "C-1001", "--out", "chart.gif"]);
    assert!(error.contains("ends in .svg or .png"), "{error}");
}

#[test]
fn the_sample_data_is_whole() {
    let program = with_sample("reports_sample");
    let report = program.json(&["--advisor", "Southbank", "report", "C-1001"]);
    assert_eq!((&report["name"], report["goals"].as_array().unwrap().len()), (&json!("Eve Lindqvist"), 2));
    assert!(program.fail(&["seed"]).contains("the database has advisors already"));
    let token = program.token("Northgate", "Ada");
    let served = Served::start(&program);
    let of = |path: &str| served.with(&token).get(path).body;
    assert_eq!(of("/clients?with_total=true")["total"], 4);
    assert_eq!(of("/net-worth-snapshots?with_total=true")["total"], 4 * 366);
    // The first contribution to reach the half of a goal marked its milestone.
    assert_eq!(of("/goal-milestones?reached_on[is_null]=false&with_total=true")["total"], 4);
}

#[test]
fn a_program_without_tables_or_without_a_database_says_what_to_do() {
    let program = Program::without_tables("reports_migrate");
    assert!(program.fail(&["report"]).contains("run `wealth-management migrate`"));
    assert_ne!(program.json(&["migrate"])["applied"], 0);
    assert_eq!(program.json(&["migrate"])["applied"], 0);
    assert!(program.fail(&["report"]).contains("there is no advisor yet"));
    let without = program.command(&["report"]).env_remove("WEALTH_DATABASE_URL").output().unwrap();
    assert!(String::from_utf8_lossy(&without.stderr).contains("set WEALTH_DATABASE_URL"));
    // The password of the URL is not part of an error.
    let url = "mysql://wealth:secret@127.0.0.1:1/wealth";
    let error = program.fail(&["--database", url, "report"]);
    assert!(error.contains("cannot connect") && !error.contains("secret"), "{error}");
}

#[test]
fn the_structs_and_the_migrations_agree() {
    let program = Program::migrated("reports_agree");
    let mut check = std::process::Command::new(env!("CARGO_BIN_EXE_wealth-management-migrate"));
    let migrations = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations");
    check.args(["check", "--database-url", program.url(), "--folder", migrations]);
    let output = check.current_dir(&program.folder).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("the database matches the structs"), "{output:?}");
}
