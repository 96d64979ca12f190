//! Imports of snapshots: what is stored, what is refused, and that nothing is stored twice.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod support;

use std::fmt::Write as _;
use std::process::Stdio;
use std::time::Duration;

use chrono::{Days, NaiveDate};

use crate::support::{Program, Served, Session};

const HEADER: &str = "client,day,currency,asset:cash,asset:stocks,liability:mortgage\n";
const FIRST: &str = "C-1,2026-11-27,EUR,100.00,200.50,50.00\n";

/// Daily snapshots of clients, ordered by clients.
fn file(clients: usize, days: u64) -> String {
    let first = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
    let mut text = HEADER.to_owned();
    for client in 1..=clients {
        for day in 0..days {
            let date = first + Days::new(day);
            writeln!(
                text,
                "C-{client},{date},EUR,{}.{:02},{}.50,900.00",
                client * 1000,
                day % 100,
                500 + day
            )
            .unwrap();
        }
    }
    text
}

/// The number of snapshots, as the API says.
fn count(program: &Program) -> u64 {
    total(&Served::start(program).with(&program.token("North", "Counter")))
}

fn total(session: &Session<'_>) -> u64 {
    session.get("/net-worth-snapshots?with_total=true").body["total"].as_u64().unwrap()
}

#[test]
fn each_snapshot_is_stored_once_however_often_and_in_whatever_order_it_is_imported() {
    let program = Program::with_clients("import_twice", 50);
    let text = file(50, 60);
    assert_eq!(program.import(&text), ([3_000, 0, 0], Vec::new()));
    assert_eq!(program.import(&text), ([0, 3_000, 0], Vec::new()));
    // Ordered by days.
    let (header, lines) = text.split_once('\n').unwrap();
    let mut lines: Vec<&str> = lines.lines().collect();
    lines.sort_by_key(|line| line.split(',').nth(1).unwrap());
    assert_eq!(program.import(&format!("{header}\n{}", lines.join("\n"))), ([0, 3_000, 0], Vec::new()));
    // Overlapping.
    assert_eq!(program.import(&file(50, 61)), ([50, 3_000, 0], Vec::new()));
    assert_eq!(count(&program), 3_050);
}

#[test]
fn lines_that_cannot_be_read_are_reported_and_the_others_are_stored() {
    let program = Program::with_clients("import_refused", 1);
    let lines = [
        "C-1,2026-11-26,EUR,100.00,200.50,50.00",
        "C-1,26-11-27,EUR,1.00,1.00,1.00",
        "C-1,2026-02-29,EUR,1.00,1.00,1.00",
        "C-1,2026-11-27,EUR,1.001,1.00,1.00",
        "C-1,2026-11-27,EUR,-1.00,1.00,1.00",
        "C-1,2026-11-27,EUR,\"1.234,50\",1.00,1.00",
        "C-1,2026-11-27,EURO,1.00,1.00,1.00",
        "C-9,2026-11-27,EUR,1.00,1.00,1.00",
        "C-1,2026-11-27,EUR,1.00",
        "\"C-1,2026-11-27,EUR,1.00,1.00,1.00",
        "C-1,2026-11-27,EUR,99999999999999999.00,1.00,1.00",
        "C-1,2026-11-28,EUR,100.00,,",
    ];
    let (counts, refusals) = program.import(&(HEADER.to_owned() + &lines.join("\n")));
    assert_eq!(counts, [2, 0, 10]);
    let expected = [
        "3: `26-11-27` is not a day",
        "4: `2026-02-29` is not a day",
        "5: asset:cash: must have at most 2 decimal places in EUR",
        "6: asset:cash: must not be negative",
        "7: asset:cash: `1.234,50` is not an amount without separators of thousands",
        "8: `EURO` is not the code of a currency",
        "9: the advisor has no client `C-9`",
        "10: has 4 fields, and the header 6",
        "11: has a quotation mark that is not closed",
        "12: ",
    ];
    for (refusal, expected) in refusals.iter().zip(expected) {
        assert!(refusal.starts_with(expected), "{refusal}");
    }
    program.run(&["import", "snapshots", "snapshots.csv", "--refused", "refused.csv"]);
    let refused = String::from_utf8(program.read("refused.csv")).unwrap();
    assert_eq!(refused.lines().count(), 11, "{refused}");
}

#[test]
fn a_byte_order_mark_semicolons_and_decimal_commas_are_read() {
    let program = Program::with_clients("import_dialect", 1);
    let text = "\u{feff}Client;Day;Currency;Asset:cash\r\nC-1;2026-11-27;EUR;1234,50\r\n";
    assert_eq!(program.import(text), ([1, 0, 0], Vec::new()));
    assert_eq!(
        program.import("client,day,currency,asset:cash\nC-1,2026-11-27,EUR,1234.5\n"),
        ([0, 1, 0], Vec::new())
    );
}

#[test]
fn a_line_that_differs_from_what_is_known_is_refused() {
    let program = Program::with_clients("import_differs", 1);
    let other = FIRST.replace("100.00", "101.00");
    let (counts, refusals) = program.import(&format!("{HEADER}{FIRST}{FIRST}{other}"));
    assert_eq!((counts, refusals), ([1, 1, 1], vec!["4: differs from line 2, of the same day".to_owned()]));
    let (counts, refusals) = program.import(&format!("{HEADER}{other}"));
    assert_eq!(counts, [0, 0, 1]);
    assert!(refusals[0].contains("differs from the snapshot that is there"), "{refusals:?}");
}

#[test]
fn a_file_without_its_columns_is_an_error() {
    let program = Program::with_clients("import_columns", 1);
    let error = |text: &str| {
        program.write("snapshots.csv", text);
        program.fail(&["import", "snapshots", "snapshots.csv"])
    };
    assert!(error("client,day,asset:cash\n").contains("the file has no column `currency`"));
    assert!(error("client,day,currency,cash\n").contains("the column `cash` is not"));
    assert!(error("client,day,currency,asset:cash,asset:cash\n").contains("two columns `asset:cash`"));
    assert!(error("").contains("it is empty"));
    assert!(program.fail(&["import", "snapshots", "missing.csv"]).contains("cannot read missing.csv"));
    assert!(
        program
            .fail(&["--advisor", "West", "import", "snapshots", "snapshots.csv"])
            .contains("no advisor `West`")
    );
}

#[test]
fn an_import_that_is_killed_is_resumed_by_the_next_one() {
    let program = Program::with_clients("import_killed", 50);
    program.write("snapshots.csv", file(50, 200));
    let (served, token) = (Served::start(&program), program.token("North", "Ada"));
    let session = served.with(&token);
    let mut import =
        program.command(&["import", "snapshots", "snapshots.csv"]).stdout(Stdio::null()).spawn().unwrap();
    while total(&session) == 0 {
        assert!(import.try_wait().unwrap().is_none(), "the import is over");
        std::thread::sleep(Duration::from_millis(5));
    }
    import.kill().unwrap();
    import.wait().unwrap();
    let ([added, known, refused], _) = program.import(&file(50, 200));
    assert!(added > 0 && known > 0, "{added} added, {known} known");
    assert_eq!((added + known, refused), (10_000, 0));
    assert_eq!(total(&session), 10_000);
}

#[test]
fn two_imports_of_one_file_at_the_same_time_store_it_once() {
    let program = Program::with_clients("import_race", 20);
    program.write("snapshots.csv", file(20, 100));
    let start = || {
        let mut command = program.command(&["import", "snapshots", "snapshots.csv", "--json"]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    };
    let mut all = [0, 0];
    for import in [start(), start(), start()] {
        let output = import.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let outcome: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        all = [all[0] + outcome["added"].as_u64().unwrap(), all[1] + outcome["known"].as_u64().unwrap()];
    }
    assert_eq!(all, [2_000, 4_000]);
    assert_eq!(count(&program), 2_000);
}

/// How much more memory many lines may take than few, in KiB.
#[cfg(target_os = "linux")]
const MORE: u64 = 8 * 1024;

/// Imports a file, and returns the peak of the resident memory in KiB.
#[cfg(target_os = "linux")]
fn peak(program: &Program, lines: u64) -> u64 {
    let mut import = program
        .command(&["import", "snapshots", "snapshots.csv", "--json"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let status = format!("/proc/{}/status", import.id());
    let mut peak = 0;
    while import.try_wait().unwrap().is_none() {
        let status = std::fs::read_to_string(&status).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        peak = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(peak);
        std::thread::sleep(Duration::from_millis(5));
    }
    let output = import.wait_with_output().unwrap();
    let outcome: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(outcome["added"], lines, "{outcome}");
    peak
}

/// `WEALTH_CLIENTS=1000 WEALTH_DAYS=365` imports a year of a thousand clients.
#[test]
#[cfg(target_os = "linux")]
fn memory_does_not_grow_with_the_lines_of_an_import() {
    let number =
        |name: &str, default: usize| std::env::var(name).map_or(default, |text| text.parse().unwrap());
    let (clients, days) = (number("WEALTH_CLIENTS", 50), number("WEALTH_DAYS", 400) as u64);
    let program = Program::with_clients("import_memory_few", 50);
    program.write("snapshots.csv", file(50, 60));
    let few = peak(&program, 3_000);
    let program = Program::with_clients("import_memory_many", clients);
    let lines = clients as u64 * days;
    program.write("snapshots.csv", file(clients, days));
    let start = std::time::Instant::now();
    let many = peak(&program, lines);
    println!("{few} KiB for 3000 lines, {many} KiB and {:.1?} for {lines} lines", start.elapsed());
    assert!(few > 0 && many < few + MORE, "{few} KiB for 3000 lines, {many} KiB for {lines} lines");
}
