//! Random requests by schemathesis, whose responses are compared with the document.

use std::path::Path;
use std::process::Command;

use fin_infra::prelude::*;

use crate::installed::run;
use crate::python::program;
use crate::served::{Served, TENANT, everything};

/// The number of requests for each operation, unless `FIN_TEST_EXAMPLES` is set.
const EXAMPLES: &str = "10";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_response_to_a_random_request_matches_the_document() {
    let served = Served::start(|db| everything(db).into_router()).await;
    let examples = std::env::var("FIN_TEST_EXAMPLES").unwrap_or_else(|_| EXAMPLES.to_owned());
    let seed = std::env::var("FIN_TEST_SEED").unwrap_or_else(|_| "1".to_owned());
    let mut command = Command::new(program("schemathesis"));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi");
    command
        // What it keeps of a run, it keeps there.
        .current_dir(env!("CARGO_TARGET_TMPDIR"))
        .env("SCHEMATHESIS_HOOKS", folder.join("hooks.py"))
        .arg("--config-file")
        .arg(folder.join("schemathesis.toml"))
        .args(["run", &format!("{}/openapi.json", served.url)])
        .args(["--header", &format!("{TENANT}: {}", Uuid::now_v7())])
        .args([
            "--checks",
            "all",
            "--phases",
            "examples,coverage,fuzzing,stateful",
            "--output-sanitize",
            "false",
        ])
        .args(["--max-examples", &examples, "--seed", &seed, "--no-color"])
        .args(std::env::var("FIN_TEST_ARGUMENTS").unwrap_or_default().split_whitespace());
    let said = tokio::task::spawn_blocking(move || run(&mut command)).await;
    // What went wrong in there was said in there.
    println!("{}", said.unwrap_or_else(|failed| std::panic::resume_unwind(failed.into_panic())));
}
