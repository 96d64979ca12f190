//! The memory of a large import. `PERSONAL_FINANCE_LINES=100000` imports more lines.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod support;

use std::fmt::Write as _;
use std::fs;
use std::process::Stdio;
use std::time::Duration;

use crate::support::Program;

/// How much more memory many lines may take than few: what SQLite and the allocator keep, but not the lines.
const MORE_KIB: u64 = 8 * 1024;

/// A file with different lines.
fn file(lines: usize) -> String {
    let mut text = "Date,Payee,Memo,Amount\n".to_owned();
    for line in 0..lines {
        let (day, month, cents) = (line % 28 + 1, line / 28 % 12 + 1, line % 100);
        writeln!(
            text,
            "2025-{month:02}-{day:02},Payee {},Purchase number {line},-{}.{cents:02}",
            line % 500,
            line % 90 + 1
        )
        .unwrap();
    }
    text
}

/// Imports a file, and returns the peak of the resident memory in KiB.
fn peak(program: &Program, lines: usize) -> u64 {
    program.write("bank.csv", file(lines));
    let mut command = program.command(&["import", "bank.csv", "--account", "Main", "--json"]);
    let mut process = command.stdout(Stdio::piped()).spawn().unwrap();
    let status = format!("/proc/{}/status", process.id());
    let mut peak = 0;
    while process.try_wait().unwrap().is_none() {
        let status = fs::read_to_string(&status).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        peak = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(peak);
        std::thread::sleep(Duration::from_millis(5));
    }
    let output = process.wait_with_output().unwrap();
    let outcome: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(outcome["added"], lines, "{outcome}");
    peak
}

#[test]
#[cfg(target_os = "linux")]
fn memory_does_not_grow_with_the_lines_of_an_import() {
    let lines = std::env::var("PERSONAL_FINANCE_LINES").map_or(20_000, |lines| lines.parse().unwrap());
    let few = peak(&Program::with_account("memory_few", "EUR"), 4_000);
    let program = Program::with_account("memory_many", "EUR");
    let many = peak(&program, lines);
    println!("{few} KiB for 4000 lines, {many} KiB for {lines} lines");
    assert!(few > 0 && many < few + MORE_KIB, "{few} KiB for 4000 lines, {many} KiB for {lines} lines");
    // All lines are in one transaction, and a second import finds each of them.
    let outcome = program.json(&["import", "bank.csv", "--account", "Main"]);
    assert_eq!((outcome["added"].as_u64(), outcome["known"].as_u64()), (Some(0), Some(lines as u64)));
}
