//! Lines that are not booked or wrong, and amounts with the other sign.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod support;

use serde_json::json;

use crate::support::{Program, counts, fixture, imported, skips};

#[test]
fn a_credit_card_lists_purchases_as_positive_amounts() {
    let program = Program::with_account("american_express", "USD");
    let import = ["import", &fixture("american_express.csv"), "--account", "Main", "--invert-amounts"];
    assert_eq!(counts(&program.json(&import)), [4, 0, 0]);
    assert_eq!(
        program.transactions(),
        [
            "2026-11-28 -3.20 USD CORNER COFFEE SEATTLE WA",
            "2026-11-26 -412.80 USD NORTHWIND AIRLINES, INC",
            "2026-11-20 250.00 USD AUTOPAY PAYMENT - THANK YOU",
            "2026-11-18 19.99 USD PAGE TURNER REFUND",
        ]
    );
    assert_eq!(counts(&program.json(&import)), [0, 4, 0]);
}

#[test]
fn the_readme_shows_a_file_of_a_credit_card() {
    let readme = include_str!("../README.md");
    let block = readme.split("```").find_map(|block| block.strip_prefix("text\nDate,")).unwrap();
    let program = Program::with_account("readme_card", "USD");
    program.write("card.csv", format!("Date,{block}"));
    program.run(&["import", "card.csv", "--account", "Main", "--invert-amounts"]);
    let read = ["2026-11-28 -3.20 USD CORNER COFFEE", "2026-11-20 250.00 USD AUTOPAY PAYMENT - THANK YOU"];
    assert_eq!(program.transactions(), read);
}

#[test]
fn every_kind_of_column_of_amounts_can_be_inverted() {
    for (test, file) in [
        ("inverted_pair", "Date,Payee,Debit,Credit\n2026-11-28,Baker,,3.20\n2026-11-27,Boss,100.00,\n"),
        (
            "inverted_direction",
            "Date,Payee,Amount,Dr/Cr\n2026-11-28,Baker,3.20,CR\n2026-11-27,Boss,100.00,DR\n",
        ),
    ] {
        let program = Program::with_account(test, "EUR");
        program.write("bank.csv", file);
        program.json(&["import", "bank.csv", "--account", "Main", "--invert-amounts"]);
        assert_eq!(
            program.transactions(),
            ["2026-11-28 -3.20 EUR Baker", "2026-11-27 100.00 EUR Boss"],
            "{test}"
        );
    }
}

#[test]
fn pending_lines_of_a_sparkasse_are_skipped_until_they_are_booked() {
    let (program, outcome) = imported("sparkasse", "EUR");
    assert_eq!(counts(&outcome), [2, 0, 0]);
    assert_eq!(skips(&outcome), [(2, "is pending: `Umsatz vorgemerkt`"), (4, "the amount is zero")]);
    assert_eq!(
        program.transactions(),
        ["2026-11-27 -15.00 EUR Blumenladen", "2026-11-26 3200.00 EUR Muster GmbH"]
    );
    assert_eq!(program.json(&["list", "imports"])[0]["skipped"], 2);
    let later = std::fs::read_to_string(fixture("sparkasse.csv")).unwrap();
    let outcome = program.import(&later.replace("Umsatz vorgemerkt", "Umsatz gebucht"));
    assert_eq!(counts(&outcome), [1, 2, 0]);
    assert_eq!(program.transactions()[0], "2026-11-28 -89.00 EUR Schuhhaus");
}

#[test]
fn payments_that_are_not_carried_out_are_skipped() {
    let (program, outcome) = imported("revolut", "EUR");
    assert_eq!(counts(&outcome), [2, 0, 0]);
    assert_eq!(
        skips(&outcome),
        [
            (2, "is pending: `PENDING`"),
            (4, "was not carried out: `REVERTED`"),
            (5, "was not carried out: `DECLINED`"),
        ]
    );
    assert_eq!(
        program.transactions(),
        ["2026-11-27 -12.50 EUR Green Grocer", "2026-11-24 100.00 EUR Top-up by *1234"]
    );
}

#[test]
fn the_status_of_a_payment_at_paypal_is_read() {
    let (program, outcome) = imported("paypal", "GBP");
    assert_eq!(skips(&outcome), [(2, "is pending: `Pending`"), (4, "was not carried out: `Denied`")]);
    assert_eq!(program.transactions(), ["2026-11-27 -12.50 GBP Page Turner", "2026-11-25 96.80 GBP Ben"]);
}

#[test]
fn a_pending_line_may_say_so_instead_of_a_day() {
    let (program, outcome) = imported("comdirect", "EUR");
    assert_eq!((counts(&outcome), skips(&outcome)), ([2, 0, 0], vec![(6, "is pending: `offen`")]));
    assert_eq!(program.transactions().len(), 2);
}

#[test]
fn the_column_of_the_status_can_be_named() {
    let program = Program::with_account("named_status", "EUR");
    program.write("bank.csv", "Date,Payee,Amount,Remark\n2026-11-28,Baker,-3.20,pending\n");
    let import = ["import", "bank.csv", "--account", "Main", "--column", "status=remark"];
    assert_eq!(skips(&program.json(&import)), [(2, "is pending: `pending`")]);
}

#[test]
fn a_line_of_zero_is_skipped() {
    let program = Program::with_account("zero", "EUR");
    let outcome = program.import("Date,Payee,Amount\n2026-11-28,Information,0.00\n2026-11-27,Baker,-3.20\n");
    assert_eq!((counts(&outcome), skips(&outcome)), ([1, 0, 0], vec![(2, "the amount is zero")]));
    let outcome =
        program.import("Date,Debit,Credit\n2026-11-28,0.00,0.00\n2026-11-27,0.00,3.20\n2026-11-26,2,0\n");
    assert_eq!((counts(&outcome), skips(&outcome)), ([2, 0, 0], vec![(2, "the amount is zero")]));
    assert!(program.fail(&["add", "transaction", "Main", "0"]).contains("amount: must not be zero"));
    program.run(&["add", "goal", "Boat", "10"]);
    assert!(program.fail(&["add", "contribution", "Boat", "0.00"]).contains("amount: must not be zero"));
    assert_eq!(program.transactions().len(), 3);
}

#[test]
fn an_import_of_which_every_line_is_refused_fails_and_stores_nothing() {
    let program = Program::with_account("all_refused", "EUR");
    let import = ["import", "bank.csv", "--account", "Main"];
    program.write("bank.csv", "Date,Amount\nyesterday,-1.00\n2026-11-28,much\n");
    for options in [&["--json"][..], &["--dry-run", "--json"]] {
        let output = program.output(&[&import[..], options].concat());
        assert_eq!(output.status.code(), Some(1));
        let outcome = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(counts(&outcome), [0, 0, 2]);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(said, "error: no line of bank.csv could be imported: nothing was stored\n");
    }
    assert_eq!(program.json(&["list", "imports"]), json!([]));
    // One good line is enough, now and when it is known already.
    program.write("bank.csv", "Date,Amount\nyesterday,-1.00\n2026-11-28,-2.00\n");
    assert_eq!(counts(&program.json(&import)), [1, 0, 1]);
    assert_eq!(counts(&program.json(&import)), [0, 1, 1]);
    // A file without lines, or with nothing but pending ones, is no mistake.
    assert_eq!(counts(&program.import("Date,Amount\n")), [0, 0, 0]);
    assert_eq!(counts(&program.import("Date,Amount,Status\n2026-11-28,-1.00,Pending\n")), [0, 0, 0]);
}

#[test]
fn the_file_is_quoted_as_it_is_written() {
    let program = Program::with_account("as_written", "EUR");
    let long = "9".repeat(80);
    let lines = [
        "2026-11-28;1.00;",
        "2026-11-27;100.000.000.000.000,00;EUR",
        "2026-11-26;1.234,567 €;eur",
        "2026-11-25;1,00;usd",
        "2026-11-24;2,00;",
        "2026-11-23;3,00;",
        &format!("2026-11-22;{long};"),
        "not\u{1b}[2Ja day;4,00;",
    ];
    let outcome = program.import(&format!("Datum;Betrag;Währung\n{}\n", lines.join("\n")));
    let nines = format!("`{}…` has too many digits", "9".repeat(60));
    assert_eq!(
        support::refusals(&outcome),
        [
            (2, "`1.00` is not an amount with a decimal comma"),
            (3, "`100.000.000.000.000,00` is too large"),
            (4, "`1.234,567 €`: must have at most 2 decimal places in EUR"),
            (5, "is in `usd`, but the account is in EUR"),
            (8, &*nines),
            (9, "`not [2Ja day` is not a date"),
        ]
    );
}
