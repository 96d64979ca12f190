//! Input that is refused, with what is allowed instead.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod support;

use crate::support::Program;

/// Runs commands that have to fail, each with a part of its error.
fn check(program: &Program, commands: &[(&[&str], &str)]) {
    for (arguments, reason) in commands {
        let said = program.fail(arguments);
        assert!(said.contains(reason), "{arguments:.60?}\n  said {said}  not  {reason}");
        assert!(!said.contains("ck_") && !said.contains("uq_"), "{arguments:.60?}: {said}");
        assert_eq!(said.matches("error:").count(), 1, "{said}");
    }
}

#[test]
fn what_cannot_be_added_is_named_and_not_a_constraint_of_the_database() {
    let program = Program::with_account("refused_add", "EUR");
    program.run(&["add", "goal", "Boat", "10"]);
    program.run(&["add", "rule", "baker", "Food"]);
    let long = "x".repeat(2_000);
    let commands: &[(&[&str], &str)] = &[
        (&["add", "goal", "Bad", "-5"][..], "target: must be above zero"),
        (&["add", "goal", "Bad", "0"], "target: must be above zero"),
        (&["add", "goal", "Bad", "1.005"], "must have at most 2 decimal places in EUR"),
        (&["add", "goal", "Bad", "1", "--due", "2026-11-27"], "due: must not be before the start"),
        (
            &["add", "goal", "Bad", "1", "--due", "2026-02-30"],
            "`2026-02-30` is not a day, such as 2026-11-28",
        ),
        (
            &["add", "goal", "Bad", "1", "--due", "28.11.2027"],
            "`28.11.2027` is not a day, such as 2026-11-28",
        ),
        (&["add", "goal", "Bad", "1", "--due", "9999-01-01"], "the year must be from 1900 to 2199"),
        (
            &["add", "goal", "Bad", "9", "--milestone", "half=10"],
            "milestones[0].amount: must not be above the target",
        ),
        (&["add", "goal", "Bad", "9", "--milestone", "half=-1"], "milestones[0].amount: must be above zero"),
        (
            &["add", "goal", "Bad", "9", "--milestone", "half=1.005"],
            "milestones[0].amount: must have at most 2",
        ),
        (&["add", "goal", " ", "1"], "name: must not be empty"),
        (&["add", "goal", "BOAT", "1"], "name: already taken"),
        (&["add", "goal", &long, "1"], "name: must have at most 128 characters"),
        (&["add", "contribution", "Boat", "1,5"], "`1,5` is not an amount, such as 12.50"),
        (&["add", "contribution", "Boat", "1.005"], "must have at most 2 decimal places in EUR"),
        (&["add", "contribution", "Ship", "1"], "there is no goal `Ship`: see `list goals`"),
        (&["add", "account", "", "--currency", "EUR"], "name: must not be empty"),
        (
            &["add", "account", "Bad", "--currency", "EURO"],
            "`EURO` is not the code of a currency, such as EUR",
        ),
        (
            &["add", "account", "Bad", "--currency", "EUR", "--opening", "0.001"],
            "at most 2 decimal places in EUR",
        ),
        (&["add", "account", "Bad", "--currency", "EUR", "--opening", "1e30"], "`1e30` is not an amount"),
        (
            &["add", "account", "Bad", "--currency", "EUR", "--opening", "100000000000000"],
            "has more than 14 digits before the decimal point",
        ),
        (&["add", "account", &long, "--currency", "EUR"], "name: must have at most 64 characters"),
        (&["add", "transaction", "Main", "-0.00"], "amount: must not be zero"),
        (&["add", "transaction", "Main", "1", "--payee", &long], "payee: must have at most 140 characters"),
        (
            &["add", "transaction", "Main", "1", "--purpose", &long],
            "purpose: must have at most 1000 characters",
        ),
        (
            &["add", "transaction", "Main", "1", "--category", &long],
            "category: must have at most 64 characters",
        ),
        (&["add", "transaction", "Main", "1", "--category", ""], "category: must not be empty"),
        (&["add", "transaction", "Main", "1", "--on", "tomorrow"], "`tomorrow` is not a day"),
        (&["add", "rule", " ", "Food"], "pattern: must not be empty"),
        (&["add", "rule", "Baker", "Food"], "pattern: already taken"),
        (&["add", "rule", "shop", &long], "category: must have at most 64 characters"),
    ];
    check(&program, commands);
}

#[test]
fn what_cannot_be_planned_or_changed_is_named() {
    let program = Program::with_account("refused_plan", "EUR");
    program.run(&["add", "goal", "Boat", "10"]);
    let long = "x".repeat(2_000);
    let commands: &[(&[&str], &str)] = &[
        (&["plan", "", "--category", "Rent=1"], "name: must not be empty"),
        (
            &["plan", "Bad", "--category", &format!("{long}=1")],
            "the name of a category must have 1 to 64 characters",
        ),
        (&["plan", "Bad", "--category", "Rent=-1"], "`--category Rent=-1`: must not be negative"),
        (&["plan", "Bad", "--category", "Rent=1", "--currency", "XX"], "`XX` is not the code of a currency"),
        (
            &["plan", "Bad", "--category", "Rent=1", "--rest", "Boat"],
            "only the template zero-based has a `--rest`",
        ),
        (
            &["plan", "Bad", "--template", "50-30-20", "--income", "-1"],
            "`--income` must be above zero, not -1",
        ),
        (
            &["plan", "Bad", "--template", "50-30-20", "--income", "1.005"],
            "`--income 1.005`: must have at most 2",
        ),
        (
            &["plan", "Bad", "--template", "custom", "--income", "9", "--category", "a=0"],
            "at least one category must have a weight above zero",
        ),
        (
            &[
                "plan",
                "Bad",
                "--template",
                "envelopes",
                "--income",
                "9",
                "--category",
                "a=1",
                "--category",
                "a=2",
            ],
            "the category a occurs twice",
        ),
        (&["snapshot", "--on", "2026-11-29"], "2026-11-29 is after today, 2026-11-28"),
        (&["delete", "transaction", "1"], "`1` is not the id of a transaction: see `list transactions`"),
        (&["goal", "Boat", "done"], "`done` is not one of active, paused, achieved, abandoned"),
    ];
    check(&program, commands);
}

#[test]
fn names_are_stored_without_spaces_around_them() {
    let program = Program::with_account("spaces", "EUR");
    program.run(&["add", "goal", " Boat ", "10"]);
    program.run(&["add", "contribution", "Boat", "5"]);
    assert!(program.fail(&["add", "account", " Main", "--currency", "EUR"]).contains("name: already taken"));
}

#[test]
fn a_file_that_is_needed_is_not_overwritten() {
    let program = Program::with_account("overwritten", "EUR");
    program.write("bank.csv", "Date,Amount\nyesterday,1\n2026-11-28,1\n");
    program.write("money.db-journal", "");
    let read = || (program.read("bank.csv"), program.run(&["list", "accounts"]));
    let before = read();
    for arguments in [
        &["export", "--out", "money.db"][..],
        &["import", "bank.csv", "--account", "Main", "--refused", "./bank.csv"],
        &["import", "bank.csv", "--account", "Main", "--refused", "money.db"],
        &["export", "--out", "money.db-journal"],
        &["export", "--account", "Nobody", "--out", "bank.csv"],
    ] {
        let said = program.fail(arguments);
        assert!(said.contains("would be overwritten") || said.contains("no account `Nobody`"), "{said}");
        assert_eq!(read(), before, "{arguments:?}");
    }
}

#[test]
fn a_list_says_that_there_is_more() {
    let program = Program::with_account("more", "EUR");
    let lines: Vec<String> = (0..45).map(|line| format!("2026-11-28,Payee {line},-1.00")).collect();
    program.import(&format!("Date,Payee,Amount\n{}", lines.join("\n")));
    let list = |options: &[&str]| {
        let output = program.output(&[&["list", "transactions"][..], options].concat());
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (text(output.stdout).lines().count(), text(output.stderr))
    };
    let next = |from, to, page| {
        format!(
            "{from} to {to} of 45 transactions: `--page {page}` shows the next ones, and `--page-size` up to 1000 at once\n"
        )
    };
    // The first line is the header.
    assert_eq!(list(&[]), (21, next(1, 20, 2)));
    assert_eq!(list(&["--page", "2"]), (21, next(21, 40, 3)));
    assert_eq!(list(&["--page", "3"]), (6, String::new()));
    assert_eq!(list(&["--page", "4"]).1, "there is no page 4: all 45 transactions are on 3 pages\n");
    assert_eq!(list(&["--page-size", "45"]), (46, String::new()));
    assert_eq!(list(&["--search", "nobody"]).1, "");
    let output = program.output(&["list", "transactions", "--json"]);
    let rows: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(rows.as_array().unwrap().len(), 20);
    assert_eq!(String::from_utf8(output.stderr).unwrap(), next(1, 20, 2));
    for (option, wrong) in [("--page-size", "0"), ("--page-size", "1001"), ("--page", "0")] {
        assert!(
            program.fail(&["list", "transactions", option, wrong]).contains("is not in"),
            "{option} {wrong}"
        );
    }
}

#[test]
fn a_goal_whose_due_date_has_passed_is_overdue() {
    let program = Program::with_account("overdue", "EUR");
    for (name, due, saved) in
        [("Bike", "2026-10-31", "40"), ("Tent", "2026-10-31", "100"), ("Boat", "2026-11-28", "1")]
    {
        program.run(&["add", "goal", name, "100", "--from", "2026-01-01", "--due", due]);
        program.run(&["add", "contribution", name, saved, "--on", "2026-02-01"]);
    }
    let report = |month| program.json(&["report", month])["goals"].clone();
    let overdue = |month| {
        let goals = report(month);
        let goals = goals.as_array().unwrap().iter();
        goals.map(|goal| goal["is_overdue"].as_bool().unwrap()).collect::<Vec<_>>()
    };
    // By name: Bike, Boat, Tent. At the end of October, the due date had not passed.
    assert_eq!((overdue("2026-11"), overdue("2026-10")), (vec![true, false, false], vec![false; 3]));
    let text = program.run(&["report", "2026-11"]);
    assert!(text.contains("overdue since 2026-10-31: 60.00 missing"), "{text}");
    assert_eq!(text.matches("overdue").count(), 1, "{text}");
    let text = program.run(&["list", "goals"]);
    assert_eq!(text.matches("active, overdue").count(), 1, "{text}");
}

#[test]
fn a_chart_says_when_its_axis_does_not_begin_at_zero() {
    for (test, opening, is_told) in [("axis_flat", "10000", true), ("axis_zero", "100", false)] {
        let program = Program::with_account(test, "EUR");
        program.run(&["add", "account", "Savings", "--currency", "EUR", "--opening", opening]);
        program.run(&["snapshot", "--on", "2026-09-30"]);
        program.run(&["add", "transaction", "Savings", "50"]);
        program.run(&["snapshot"]);
        program.run(&["chart", "net-worth"]);
        let svg = String::from_utf8(program.read("chart.svg")).unwrap();
        assert_eq!(svg.contains("The vertical axis does not begin at zero."), is_told, "{svg}");
    }
}
