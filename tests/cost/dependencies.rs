//! How many crates a program builds for fin-infra, beyond those of sqlx.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use serde_json::Value;

/// How many more there may be, with the default features.
const MORE_THAN_SQLX: usize = 15;

fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// Runs cargo and returns its output.
fn cargo(folder: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    let output = command.current_dir(folder).args(arguments).arg("--offline").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The crates that a package is built of, those of procedural macros with them.
fn crates(folder: &Path, selection: &[&str]) -> BTreeSet<String> {
    let tree = ["tree", "--edges", "normal", "--prefix", "none", "--format", "{p}"];
    let lines = cargo(folder, &[&tree[..], selection].concat());
    lines
        .lines()
        .map(|line| line.split(' ').take(2).collect::<Vec<_>>().join(" "))
        .filter(|line| !line.is_empty())
        .collect()
}

/// The features of sqlx that fin-infra-core enables with the feature `sqlite` alone.
fn features_of_sqlx() -> Vec<String> {
    let metadata = cargo(workspace(), &["metadata", "--no-deps", "--format-version", "1"]);
    let metadata: Value = serde_json::from_str(&metadata).unwrap();
    let named = |list: &Value, name: &str| {
        list.as_array().unwrap().iter().find(|item| item["name"] == name).unwrap().clone()
    };
    let core = named(&metadata["packages"], "fin-infra-core");
    let strings = |list: &Value| -> Vec<_> {
        list.as_array().unwrap().iter().map(|item| item.as_str().unwrap().to_owned()).collect()
    };
    let always = strings(&named(&core["dependencies"], "sqlx")["features"]);
    let with_sqlite = strings(&core["features"]["sqlite"]);
    let with_sqlite =
        with_sqlite.iter().filter_map(|feature| feature.strip_prefix("sqlx/")).map(str::to_owned);
    always.into_iter().chain(with_sqlite).collect()
}

/// A package that needs nothing but sqlx, in the versions of this workspace.
fn sqlx_alone() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("sqlx-alone");
    fs::create_dir_all(folder.join("src")).unwrap();
    fs::write(folder.join("src/lib.rs"), "").unwrap();
    fs::copy(workspace().join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    let features = features_of_sqlx();
    let manifest = format!(
        "[package]\nname = \"sqlx-alone\"\nedition = \"2024\"\n\n[workspace]\n\n\
         [dependencies.sqlx]\nversion = \"0.9\"\ndefault-features = false\nfeatures = {features:?}\n"
    );
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    folder
}

#[test]
fn a_program_on_sqlite_builds_at_most_fifteen_crates_more_than_for_sqlx() {
    let selection = ["--package", "fin-infra"];
    let ours = crates(workspace(), &selection);
    let theirs = crates(&sqlx_alone(), &[]);
    let more: Vec<_> = ours.difference(&theirs).filter(|name| !name.starts_with("fin-infra ")).collect();
    println!("{} crates for sqlx, {} with fin-infra. These are more:\n{more:#?}", theirs.len(), ours.len());
    assert!(more.len() <= MORE_THAN_SQLX, "{} crates more than for sqlx: {more:#?}", more.len());
    assert!(more.iter().any(|name| name.starts_with("fin-infra-derive ")), "the comparison sees nothing");
}

#[test]
fn the_core_builds_without_http_and_without_a_command_line() {
    let kept_out = ["anstream", "axum", "clap", "fin-infra-http", "fin-infra-migrate", "sea-query", "utoipa"];
    // The feature `openapi` is that of the REST API.
    let features = "sqlite,postgres,mysql,tls,garde,time-zones";
    let core = crates(workspace(), &["--package", "fin-infra-core", "--features", features]);
    assert_eq!(among(&core, &kept_out), [""; 0]);
}

#[test]
fn the_rest_api_and_the_migrations_know_nothing_of_each_other() {
    let http = crates(workspace(), &["--package", "fin-infra-http", "--all-features"]);
    assert_eq!(among(&http, &["clap", "fin-infra-migrate", "sea-query"]), [""; 0]);
    let migrate = crates(workspace(), &["--package", "fin-infra-migrate", "--all-features"]);
    assert_eq!(among(&migrate, &["axum", "fin-infra-http", "utoipa"]), [""; 0]);
}

#[test]
fn a_program_that_serves_rows_compiles_no_command_line() {
    let service =
        crates(workspace(), &["--package", "fin-infra", "--features", "http,postgres,mysql,tls,garde"]);
    assert_eq!(among(&service, &["anstream", "clap"]), [""; 0]);
}

/// Those of the names that are among the crates.
fn among<'a>(crates: &BTreeSet<String>, names: &[&'a str]) -> Vec<&'a str> {
    let is_there = |name: &&&str| crates.iter().any(|found| found.split(' ').next() == Some(**name));
    names.iter().filter(is_there).copied().collect()
}

#[test]
fn every_dependency_has_a_licence_that_is_allowed() {
    let allowed = std::fs::read_to_string(workspace().join("deny.toml")).unwrap();
    let (_, list) = allowed.split_once("allow = [").unwrap();
    let allowed: Vec<_> = list.split(']').next().unwrap().split('"').skip(1).step_by(2).collect();
    let tree =
        ["tree", "--package", "fin-infra", "--all-features", "--edges", "normal,build", "--prefix", "none"];
    let tree = [&tree[..], &["--format", "{p}|{l}"]].concat();
    let listed = cargo(workspace(), &tree);
    let packages: BTreeSet<_> =
        listed.lines().filter_map(|line| line.trim_end_matches(" (*)").split_once('|')).collect();
    assert!(packages.len() > 200, "the list does not exist");
    let refused = packages.iter().filter_map(|(package, licence)| {
        let is_allowed = |choice: &str| {
            choice.split(" AND ").all(|part| allowed.contains(&part.trim_matches(['(', ')', ' '])))
        };
        let passes = licence.replace('/', " OR ").split(" OR ").any(is_allowed);
        (!passes).then(|| format!("{package} ({licence})"))
    });
    assert_eq!(refused.collect::<Vec<_>>(), [""; 0]);
}
