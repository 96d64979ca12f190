//! The guide to the REST API.

use serde_json::Value;

use crate::blocks::{block, blocks};
use crate::package::Package;
use crate::served::{Served, on_any_port};

const REST: &str = "fin-infra-http/docs/rest.md";

#[test]
fn the_first_program_answers_each_request_as_printed() {
    let package = Package::new("goals", &block(REST, "toml", "fin-infra"));
    package.write("src/main.rs", &on_any_port(&block(REST, "no_run", "http::serve(listener")));
    let served = Served::start(&package, &package.build("goals"));
    assert!(!served.log.iter().any(|line| line.contains("WARN")), "{:?}", served.log);
    let said = served.run(&package, &block(REST, "sh", "localhost:8080"));
    let answers: Vec<Value> = said.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let printed: Vec<Value> = blocks(REST)
        .iter()
        .filter(|block| block.language == "json")
        .map(|block| serde_json::from_str(&block.text).unwrap())
        .collect();
    assert_eq!(printed, [answers[0].clone(), answers[2].clone()]);
}

/// The guides that serve print the same dependencies: the README's, and the one for the log.
#[test]
fn the_dependencies_are_those_of_the_readme() {
    let dependencies = block("README.md", "toml", "[dependencies]") + "tracing-subscriber = \"0.3\"\n";
    for guide in [REST, "docs/src/steps.md"] {
        assert_eq!(block(guide, "toml", "fin-infra"), dependencies, "{guide}");
    }
}
