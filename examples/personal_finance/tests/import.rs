//! Imports of banks' files by the built program.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod support;

use serde_json::json;

use crate::support::{Program, counts, fixture, imported, refusals};

#[test]
fn a_german_file_has_latin_letters_semicolons_and_decimal_commas() {
    let (program, outcome) = imported("germany", "EUR");
    assert_eq!(counts(&outcome), [4, 0, 5]);
    assert_eq!(
        refusals(&outcome),
        [
            (8, "`-12.50` is not an amount with a decimal comma"),
            (9, "`24.13.2026` is not a date"),
            (10, "is in `USD`, but the account is in EUR"),
            (11, "has 7 fields, where the header has 6"),
            (12, "has a quotation mark that is not closed"),
        ]
    );
    assert_eq!(
        program.transactions(),
        [
            "2026-11-28 -7.40 EUR Bäckerei Müller",
            "2026-11-27 -1068.00 EUR Stadtwerke",
            "2026-11-26 3200.00 EUR Muster GmbH",
            "2026-11-20 -45.90 EUR Buchhandlung",
        ]
    );
}

#[test]
fn an_american_file_has_the_month_first_and_equal_lines_are_kept() {
    let (program, outcome) = imported("united_states", "USD");
    assert_eq!(counts(&outcome), [4, 0, 0]);
    assert_eq!(
        program.transactions(),
        [
            "2026-11-28 -3.20 USD CORNER COFFEE, INC",
            "2026-11-28 -3.20 USD CORNER COFFEE, INC",
            "2026-11-03 3200.00 USD NORTHWIND PAYROLL",
            "2026-11-02 -1234.50 USD 5\" PIPES \"R\" US",
        ]
    );
    assert_eq!(program.json(&["list", "transactions"])[0]["category"], "Dining");
}

#[test]
fn a_british_file_has_the_day_first_and_two_columns_of_amounts() {
    let (program, outcome) = imported("united_kingdom", "GBP");
    assert_eq!(
        refusals(&outcome),
        [(5, "has a debit, `£1.00`, and a credit, `£1.00`"), (6, "the amount is missing")]
    );
    assert_eq!(
        program.transactions(),
        [
            "2026-11-28 -12.50 GBP GREENGROCER LONDON",
            "2026-11-05 2450.00 GBP NORTHWIND LTD",
            "2026-11-04 -1180.00 GBP COUNCIL TAX",
        ]
    );
}

#[test]
fn a_swiss_file_separates_thousands_by_apostrophes() {
    let (program, outcome) = imported("switzerland", "CHF");
    assert_eq!(counts(&outcome), [3, 0, 0]);
    assert_eq!(
        program.transactions(),
        [
            "2026-11-28 -1234.50 CHF Bäckerei Bern",
            "2026-11-27 6543.05 CHF Lohn",
            "2026-11-26 -0.05 CHF Trinkgeld"
        ]
    );
}

#[test]
fn a_french_file_has_a_byte_order_mark_and_separates_thousands_by_spaces() {
    let (program, outcome) = imported("france", "EUR");
    assert_eq!(counts(&outcome), [3, 0, 0]);
    assert_eq!(
        program.transactions(),
        [
            "2026-11-28 -7.40 EUR BOULANGERIE « AU PAIN DORÉ »",
            "2026-11-27 -1250.00 EUR LOYER",
            "2026-11-26 3200.00 EUR SALAIRE",
        ]
    );
}

#[test]
fn a_second_import_of_a_file_adds_nothing() {
    for (test, currency) in [("germany", "EUR"), ("united_states", "USD")] {
        let program = Program::with_account(&format!("twice_{test}"), currency);
        let file = fixture(&format!("{test}.csv"));
        let import = || program.json(&["import", &file, "--account", "Main"]);
        let [first, second, third] = [import(), import(), import()].map(|outcome| counts(&outcome));
        assert_eq!(second, [0, first[0], first[2]]);
        assert_eq!(third, second);
    }
}

const HEADER: &str = "Date,Payee,Amount\n";
const COFFEE: &str = "2026-11-28,Coffee,-3.20\n";

#[test]
fn equal_lines_of_overlapping_files_are_matched_one_to_one() {
    let program = Program::with_account("overlapping", "EUR");
    assert_eq!(counts(&program.import(&format!("{HEADER}{COFFEE}"))), [1, 0, 0]);
    // The next file has that coffee, and another one of the same day.
    assert_eq!(counts(&program.import(&format!("{HEADER}{COFFEE}{COFFEE}"))), [1, 1, 0]);
    assert_eq!(counts(&program.import(&format!("{HEADER}{COFFEE}{COFFEE}"))), [0, 2, 0]);
    assert_eq!(program.transactions().len(), 2);
}

#[test]
fn a_deleted_transaction_stays_deleted_and_can_be_restored() {
    let program = Program::with_account("deleted_import", "EUR");
    let file = format!("{HEADER}{COFFEE}{COFFEE}2026-11-27,Tea,-2.00\n");
    program.import(&file);
    let rows = program.json(&["list", "transactions"]);
    program.run(&["delete", "transaction", rows[0]["id"].as_str().unwrap()]);
    assert_eq!(counts(&program.import(&file)), [0, 3, 0]);
    assert_eq!(program.transactions().len(), 2);
    program.run(&["undo"]);
    assert_eq!(counts(&program.import(&file)), [0, 3, 0]);
    assert_eq!(program.transactions().len(), 3);
}

#[test]
fn the_same_line_of_two_accounts_is_two_transactions() {
    let program = Program::with_account("two_accounts", "EUR");
    program.run(&["add", "account", "Other", "--currency", "EUR"]);
    program.import(&format!("{HEADER}{COFFEE}"));
    let outcome = program.json(&["import", "bank.csv", "--account", "Other"]);
    assert_eq!(counts(&outcome), [1, 0, 0]);
}

#[test]
fn more_equal_lines_than_a_batch_are_matched_too() {
    let program = Program::with_account("many_equal", "EUR");
    let file = format!("{HEADER}{}", COFFEE.repeat(2_500));
    assert_eq!(counts(&program.import(&file)), [2_500, 0, 0]);
    assert_eq!(counts(&program.import(&format!("{file}{COFFEE}"))), [1, 2_500, 0]);
}

#[test]
fn what_could_be_read_in_two_ways_is_asked() {
    let program = Program::with_account("ambiguous", "EUR");
    program.write("bank.csv", "Date,Amount\n03/04/2026,1.50\n");
    let import = ["import", "bank.csv", "--account", "Main"];
    assert_eq!(
        program.fail(&import),
        "error: line 2: `03/04/2026` is 3 April 2026 or 4 March 2026, and no other date shows which: say `--dates \
         day-first` or `--dates month-first`\n"
    );
    let outcome = program.json(&[&import[..], &["--dates", "month-first"]].concat());
    assert_eq!(counts(&outcome), [1, 0, 0]);
    program.write("bank.csv", "Date,Amount\n2026-11-02,7\n2026-11-01,1.234\n");
    assert_eq!(
        program.fail(&import),
        "error: line 3: `1.234` is 1234 or 1.234, and no other amount shows which: say `--decimal comma` or `--decimal \
         point`\n"
    );
    program.json(&[&import[..], &["--decimal", "comma"]].concat());
    assert_eq!(
        program.transactions(),
        ["2026-11-02 7.00 EUR", "2026-11-01 1234.00 EUR", "2026-03-04 1.50 EUR"]
    );
}

#[test]
fn lines_that_contradict_each_other_are_named() {
    let program = Program::with_account("contradiction", "EUR");
    let import = ["import", "bank.csv", "--account", "Main"];
    program.write("bank.csv", "Date,Amount\n2026-11-02,\"1,50\"\n2026-11-01,2.75\n");
    assert_eq!(
        program.fail(&import),
        "error: line 2 has a decimal comma, `1,50`, and line 3 a decimal point, `2.75`: say `--decimal comma` or \
         `--decimal point`\n"
    );
    program.write("bank.csv", "Date,Amount\n11/28/2026,1.50\n27/11/2026,2.75\n");
    assert_eq!(
        program.fail(&import),
        "error: line 3 has the day first, `27/11/2026`, and line 2 the month, `11/28/2026`: say `--dates day-first` or \
         `--dates month-first`\n"
    );
}

#[test]
fn columns_can_be_named() {
    let program = Program::with_account("named_columns", "EUR");
    program.write("bank.csv", "When|Who|How much\n2026-11-28|Baker|-3.20\n");
    let import = ["import", "bank.csv", "--account", "Main"];
    let error = program.fail(&import);
    assert!(error.contains("Its columns seem to be `When`, `Who`, `How much`"), "{error}");
    let named = ["--column", "date=When", "--column", "amount=How much", "--column", "payee=Who"];
    program.run(&[&import[..], &named].concat());
    assert_eq!(program.transactions(), ["2026-11-28 -3.20 EUR Baker"]);
}

#[test]
fn amounts_are_exact_or_refused() {
    let program = Program::with_account("exact", "EUR");
    let file = "Date,Amount\n2026-11-28,0.005\n2026-11-27,99999999999999.99\n2026-11-26,100000000000000.00\n\
                2026-11-25,-0.10\n2026-11-24,1e3\n";
    let outcome = program.import(file);
    assert_eq!(
        refusals(&outcome),
        [
            (2, "`0.005`: must have at most 2 decimal places in EUR"),
            (4, "`100000000000000.00` is too large"),
            (6, "`1e3` is not an amount with a decimal point"),
        ]
    );
    assert_eq!(program.transactions(), ["2026-11-27 99999999999999.99 EUR", "2026-11-25 -0.10 EUR"]);
}

#[test]
fn text_that_does_not_fit_is_refused_and_the_rest_is_kept() {
    let program = Program::with_account("long_text", "EUR");
    let payee = "x".repeat(141);
    let file =
        format!("{HEADER}2026-11-28,{payee},-1.00\n2026-11-28,nul\0,-1.00\n{COFFEE}2026-11-27,short\n");
    let outcome = program.import(&file);
    assert_eq!(
        refusals(&outcome),
        [
            (2, "the payee has more than 140 characters"),
            (3, "has the character U+0000"),
            (5, "has 2 fields, where the header has 3"),
        ]
    );
    assert_eq!(counts(&outcome), [1, 0, 3]);
}

#[test]
fn a_quotation_mark_that_is_not_closed_does_not_hide_the_next_line() {
    let program = Program::with_account("unclosed", "EUR");
    let outcome = program.import(
        "Date,Payee,Amount\n\"2026-11-27\",\"open,-2.00\n\"2026-11-26\",\"two\nlines\",\"-3.00\"\n2026-11-25,Tea,-1.00\n",
    );
    assert_eq!(
        refusals(&outcome),
        [(2, "has a quotation mark that is not closed, or the wrong number of fields")]
    );
    assert_eq!(program.transactions(), ["2026-11-26 -3.00 EUR two lines", "2026-11-25 -1.00 EUR Tea"]);
}

#[test]
fn refused_lines_are_written_to_a_file() {
    let program = Program::with_account("refused_file", "EUR");
    let lines = "yesterday,Baker,-1.00\n".repeat(150);
    program.write("bank.csv", format!("{HEADER}{lines}"));
    let output = program.output(&["import", "bank.csv", "--account", "Main", "--refused", "refused.csv"]);
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(
        said.starts_with(
            "0 added, 0 known already, 0 skipped, 150 refused\n  line 2 refused: `yesterday` is not a date\n"
        ),
        "{said}"
    );
    assert!(said.contains("and 50 more"), "{said}");
    let file = String::from_utf8(program.read("refused.csv")).unwrap();
    assert_eq!((file.lines().count(), file.lines().last()), (151, Some("151,`yesterday` is not a date")));
}

#[test]
fn a_dry_run_stores_nothing() {
    let program = Program::with_account("dry_run", "EUR");
    program.write("bank.csv", format!("{HEADER}{COFFEE}"));
    let outcome = program.json(&["import", "bank.csv", "--account", "Main", "--dry-run"]);
    assert_eq!((counts(&outcome), &outcome["is_dry_run"]), ([1, 0, 0], &json!(true)));
    assert!(program.transactions().is_empty());
    assert_eq!(program.json(&["list", "imports"]), json!([]));
}

#[test]
fn a_file_that_cannot_be_imported_is_an_error_and_changes_nothing() {
    let program = Program::with_account("no_import", "EUR");
    let import = |name: &str| program.fail(&["import", name, "--account", "Main"]);
    assert!(import("missing.csv").contains("cannot read missing.csv"));
    assert!(import(".").contains(". is a folder"));
    assert!(import("-").contains("standard input cannot be imported"));
    program.write("empty.csv", "");
    assert_eq!(import("empty.csv"), "error: empty.csv is empty\n");
    program.write("long.csv", "x".repeat(1_000_000));
    assert!(import("long.csv").contains("long.csv has no header: line 1 is longer than 65,536 bytes"));
    program.write("photo.csv", b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x10");
    assert!(import("photo.csv").contains("photo.csv is not a text file"));
    let utf16: Vec<u8> = "\u{feff}Date,Amount\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    program.write("utf16.csv", utf16);
    assert!(import("utf16.csv").contains("is UTF-16"));
    program.write("bank.csv", format!("{HEADER}{COFFEE}"));
    assert!(
        program.fail(&["import", "bank.csv", "--account", "Nobody"]).contains("there is no account `Nobody`")
    );
    assert_eq!(program.json(&["list", "imports"]), json!([]));
}

#[test]
fn an_import_that_is_killed_stores_nothing() {
    let program = Program::with_account("killed", "EUR");
    let lines: Vec<String> = (0..20_000).map(|line| format!("2026-11-28,Payee {line},-1.00")).collect();
    program.write("bank.csv", format!("{HEADER}{}", lines.join("\n")));
    let mut import = program.command(&["import", "bank.csv", "--account", "Main", "--json"]).spawn().unwrap();
    // The lines of a transaction are in the log beside the database, before they are committed.
    let log = program.folder.join("money.db-wal");
    while std::fs::metadata(&log).map_or(0, |log| log.len()) < 1_000_000 {
        assert!(import.try_wait().unwrap().is_none(), "the import is over");
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    import.kill().unwrap();
    import.wait().unwrap();
    assert!(program.transactions().is_empty());
    assert_eq!(program.json(&["list", "imports"]), json!([]));
    let outcome = program.json(&["import", "bank.csv", "--account", "Main"]);
    assert_eq!(counts(&outcome), [20_000, 0, 0]);
}

/// As banks of the Netherlands and of Germany write them, and some programs for personal finance.
#[test]
fn a_column_gives_amounts_without_a_sign_their_direction() {
    for (test, file) in [
        (
            "af_bij",
            "Datum;Naam / Omschrijving;Af Bij;Bedrag (EUR)\n20261128;Bakker;Af;3,20\n20261127;Baas;Bij;3000,00\n",
        ),
        (
            "soll",
            "Buchungstag;Empfänger/Zahlungspflichtiger;Umsatz;\n28.11.2026;Bakker;3,20;S\n27.11.2026;Baas;3.000,00;H\n",
        ),
        (
            "type",
            "Date,Description,Amount,Transaction Type\n2026-11-28,Bakker,3.20,debit\n2026-11-27,Baas,3000.00,credit\n",
        ),
        ("dr", "Date,Payee,Amount,Dr/Cr\n2026-11-28,Bakker,3.20,DR\n2026-11-27,Baas,3000.00,CR\n"),
    ] {
        let program = Program::with_account(test, "EUR");
        program.write("bank.csv", file);
        let outcome = program.json(&["import", "bank.csv", "--account", "Main"]);
        assert_eq!(counts(&outcome), [2, 0, 0], "{test}: {outcome}");
        let read = ["2026-11-28 -3.20 EUR Bakker", "2026-11-27 3000.00 EUR Baas"];
        assert_eq!(program.transactions(), read, "{test}");
    }
    let program = Program::with_account("both_signs", "EUR");
    program.write("bank.csv", "Date,Amount,Dr/Cr\n2026-11-28,-3.20,CR\n2026-11-27,-1.00,DR\n");
    let outcome = program.json(&["import", "bank.csv", "--account", "Main"]);
    assert_eq!(counts(&outcome), [1, 0, 1], "{outcome}");
}

#[test]
fn rules_give_imported_lines_their_categories() {
    let program = Program::with_account("rules", "EUR");
    program.run(&["add", "rule", "shop", "Shopping"]);
    program.run(&["add", "rule", "BIKE SHOP", "Bicycle"]);
    program.import("Date,Payee,Memo,Amount\n2026-11-28,Shop,,-1.00\n2026-11-27,A,the bike shop,-2.00\n2026-11-26,B,,-3.00\n");
    let rows = program.json(&["list", "transactions"]);
    let categories: Vec<&str> =
        rows.as_array().unwrap().iter().map(|row| row["category"].as_str().unwrap()).collect();
    assert_eq!(categories, ["Shopping", "Bicycle", "Uncategorized"]);
}
