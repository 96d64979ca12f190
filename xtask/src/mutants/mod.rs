//! `cargo xtask mutants`: checks that a test fails if a predicate is missing.

mod list;
mod tree;
mod wraps;

use std::process::ExitCode;

use clap::Args;

use self::tree::{Fate, Tree};
use crate::{Outcome, servers::Servers};

/// Remove each tenant, deleted and version predicate, one at a time, and check that a test fails
///
/// It works on a copy of the workspace in `target/mutants`, which is built once and contains all mutants; an
/// environment variable selects the mutant of each test run. A mutant that no test detects is a failure.
#[derive(Args)]
pub(crate) struct Options {
    /// Only the mutants whose names contain one of these
    names: Vec<String>,
}

pub(crate) fn run(options: &Options) -> Outcome {
    eprintln!("== database servers");
    let servers = Servers::start()?;
    let tree = Tree::build(&servers)?;
    if let Fate::Killed { by } = tree.test("none", "", &servers)? {
        return Err(format!("{by} fails without any mutant: fix that first").into());
    }
    let mut survivors = 0;
    for (name, store) in mutants().filter(|(name, _)| options.wants(name)) {
        match tree.test(name, store, &servers)? {
            Fate::Killed { by } => println!("killed    {store:<11} {name:<46} {by}"),
            Fate::Survived => {
                survivors += 1;
                println!("SURVIVED  {store:<11} {name}");
            }
        }
    }
    println!("{survivors} survived");
    Ok(if survivors == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

impl Options {
    fn wants(&self, name: &str) -> bool {
        self.names.is_empty() || self.names.iter().any(|part| name.contains(part.as_str()))
    }
}

/// Returns each mutant with the stores whose tests must detect it.
fn mutants() -> impl Iterator<Item = (&'static str, &'static str)> {
    let databases = list::OF_DATABASES.iter().flat_map(|&name| list::DATABASES.map(|store| (name, store)));
    let some = list::OF_SOME_DATABASES
        .iter()
        .flat_map(|&(name, stores)| stores.iter().map(move |&store| (name, store)));
    let memory = list::OF_MEMORY.iter().map(|&name| (name, "in_memory"));
    databases.chain(some).chain(memory)
}
