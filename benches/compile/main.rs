//! How long a program with fifty resources of twelve fields takes to compile, on SQLite alone:
//! `cargo bench -p fin-infra-benches -- compile`, and `compile check` without the release builds.
//!
//! It writes three packages into the target folder: one of hand-written sqlx, one with fin-infra, and one that also serves its
//! resources over HTTP and migrates its tables. Each calls create, find, list, update and delete of each resource. Their
//! dependencies are built once; then each file is touched and compiled again, one package after the other, and the medians
//! are printed.

mod hand_written;
mod ours;
mod package;

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
    let only_check = arguments.iter().any(|argument| argument == "check");
    let packages = [
        Package::write("hand-written sqlx", &hand_written::manifest(), &hand_written::source(RESOURCES))?,
        Package::write("fin-infra", &ours::manifest(false), &ours::source(RESOURCES, false))?,
        Package::write("with http and migrate", &ours::manifest(true), &ours::source(RESOURCES, true))?,
    ];
    println!("{:<24}{:>16}{:>12}{:>12}{:>12}", "", "expanded lines", "check, s", "dev, s", "release, s");
    let check = medians(&packages, Profile::Check, 5)?;
    let dev = medians(&packages, Profile::Dev, 3)?;
    let release = if only_check { Vec::new() } else { medians(&packages, Profile::Release, 1)? };
    for (number, package) in packages.iter().enumerate() {
        let seconds = |times: &[Duration]| {
            times.get(number).map_or_else(|| "-".to_owned(), |time| format!("{:.2}", time.as_secs_f64()))
        };
        println!(
            "{:<24}{:>16}{:>12}{:>12}{:>12}",
            package.name,
            package.expanded_lines()?,
            seconds(&check),
            seconds(&dev),
            seconds(&release)
        );
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
