//! Clients that are generated from the document, and run against the API.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use fin_infra::prelude::*;

use crate::installed::run;
use crate::served::{Served, everything};
use crate::{node, python};

const CLIENTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi/clients");

/// An empty folder, and in it the document.
fn folder(parent: &Path, name: &str) -> (PathBuf, PathBuf) {
    let folder = parent.join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    fs::create_dir_all(&folder).unwrap();
    let document = folder.join("openapi.json");
    fs::write(&document, everything(&Db::memory()).openapi().to_pretty_json().unwrap()).unwrap();
    (folder, document)
}

/// Runs a program beside the server that it talks to.
async fn run_beside(served: &Served, mut program: Command) {
    program.arg(&served.url).arg(Uuid::now_v7().to_string());
    let said = tokio::task::spawn_blocking(move || run(&mut program)).await;
    said.unwrap_or_else(|failed| std::panic::resume_unwind(failed.into_panic()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_generated_typescript_client_works() {
    let (folder, document) = folder(&node::packages(), "typescript");
    run(node::program("openapi-typescript").arg(document).arg("--output").arg(folder.join("schema.d.ts")));
    for file in ["accounts.ts", "tsconfig.json"] {
        fs::copy(Path::new(CLIENTS).join(file), folder.join(file)).unwrap();
    }
    run(node::program("tsc").arg("--project").arg(&folder));
    let served = Served::start(|db| everything(db).into_router()).await;
    let mut program = node::node();
    program.arg(folder.join("out/accounts.js"));
    run_beside(&served, program).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_generated_python_client_works() {
    let generator = python::program("openapi-python-client");
    let (folder, document) = folder(Path::new(env!("CARGO_TARGET_TMPDIR")), "python-client");
    let mut generate = Command::new(&generator);
    // It calls ruff, which is installed beside it.
    let path = std::env::var_os("PATH").unwrap_or_default();
    let paths = std::iter::once(generator.parent().unwrap().to_owned()).chain(std::env::split_paths(&path));
    generate.env("PATH", std::env::join_paths(paths).unwrap());
    generate.args(["generate", "--meta", "none", "--fail-on-warning", "--path"]).arg(document);
    run(generate.arg("--output-path").arg(folder.join("accounts_client")));
    let served = Served::start(|db| everything(db).into_router()).await;
    let mut program = Command::new(python::program("python"));
    program.env("PYTHONPATH", &folder).arg(Path::new(CLIENTS).join("accounts.py"));
    run_beside(&served, program).await;
}
