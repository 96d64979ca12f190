//! How long a program with fifty resources of twelve fields takes to compile, on SQLite alone:
//! `cargo bench -p fin-infra-benches -- compile`. `compile check` leaves out the release builds, `compile peers` adds the same
//! program with sea-orm, diesel and toasty, and `compile functions` prints which functions of the program with fin-infra have
//! the most lines of LLVM's language, by `cargo llvm-lines`.
//!
//! It writes three packages into the target folder: one of hand-written sqlx, one with fin-infra, and one that also serves its
//! resources over HTTP and migrates its tables. Each calls create, find, list, update and delete of each resource. Their
//! dependencies are built once; then each file is touched and compiled again, one package after the other, and the medians
//! are printed, with the size of the release build and the time to build it again after one resource has changed.

mod hand_written;
mod ours;
mod package;
mod peers;

use std::env;
use std::error::Error;
use std::time::Duration;

use self::package::{Package, Profile};

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

const RESOURCES: usize = 50;

fn main() -> Outcome {
    let arguments: Vec<_> = env::args().skip(1).collect();
    // Cargo says that this is a benchmark; without it, it is a test of whether it can be built.
    let bench = arguments.iter().any(|argument| argument == "--bench");
    let mut names = arguments.iter().filter(|argument| !argument.starts_with('-'));
    if !bench || names.clone().next().is_some() && !names.any(|name| name == "compile") {
        return Ok(());
    }
    let has = |word: &str| arguments.iter().any(|argument| argument == word);
    let mut packages = vec![
        Package::write("hand-written sqlx", &hand_written::manifest(), &hand_written::source(RESOURCES))?,
        Package::write("fin-infra", &ours::manifest(false), &ours::source(RESOURCES, false))?,
        Package::write("with http and migrate", &ours::manifest(true), &ours::source(RESOURCES, true))?,
    ];
    if has("peers") {
        for peer in peers::PEERS {
            packages.push(Package::write_unlocked(peer.name, peer.manifest, &peer.source(RESOURCES))?);
        }
    }
    let check = medians(&packages, Profile::Check, 5)?;
    let dev = medians(&packages, Profile::Dev, 3)?;
    let release = if has("check") { Vec::new() } else { medians(&packages, Profile::Release, 1)? };
    println!(
        "{:<24}{:>16}{:>12}{:>12}{:>12}{:>12}{:>12}",
        "", "expanded lines", "check, s", "dev, s", "again, s", "release, s", "size, MiB"
    );
    for (number, package) in packages.iter().enumerate() {
        let seconds = |time: Option<&Duration>| {
            time.map_or_else(|| "-".to_owned(), |time| format!("{:.2}", time.as_secs_f64()))
        };
        let size = if has("check") { None } else { Some(package.size()?) };
        println!(
            "{:<24}{:>16}{:>12}{:>12}{:>12}{:>12}{:>12}",
            package.name,
            package.expanded_lines()?,
            seconds(check.get(number)),
            seconds(dev.get(number)),
            seconds(Some(&package.compile_again()?)),
            seconds(release.get(number)),
            size.map_or_else(|| "-".to_owned(), |bytes| format!("{:.1}", bytes as f64 / 1_048_576.0)),
        );
    }
    if has("functions") {
        packages[1].print_functions()?;
    }
    Ok(())
}

/// The median time of each package. They take turns, so that what else the machine does meets all of them.
fn medians(packages: &[Package], profile: Profile, times: usize) -> Outcome<Vec<Duration>> {
    for package in packages {
        package.compile_dependencies(profile)?;
    }
    let mut measured = vec![Vec::new(); packages.len()];
    for _ in 0..times {
        for (package, measured) in packages.iter().zip(&mut measured) {
            measured.push(package.compile(profile)?);
        }
    }
    Ok(measured
        .into_iter()
        .map(|mut times| {
            times.sort_unstable();
            times[times.len() / 2]
        })
        .collect())
}
