//! The document passes linters.

use std::path::PathBuf;

use fin_infra::http::{Resources, TrustedHeaderTenant};
use fin_infra::prelude::*;
use fin_infra_tests::resources::Budget;
use serde_json::Value;

use crate::installed::run;
use crate::node;
use crate::served::{TENANT, everything};

const RULES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi/clients/spectral.yaml");

fn written(name: &str, resources: &Resources) -> PathBuf {
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&file, resources.openapi().to_pretty_json().unwrap()).unwrap();
    file
}

#[test]
fn redocly_finds_nothing() {
    let file = written("redocly.json", &everything(&Db::memory()));
    let mut redocly = node::program("redocly");
    // Without a configuration it has the recommended rules.
    redocly.current_dir(env!("CARGO_TARGET_TMPDIR")).args(["lint", "--format", "json"]).arg(file);
    let said = run(&mut redocly);
    let found: Value =
        serde_json::from_str(&said[said.find('{').unwrap()..=said.rfind('}').unwrap()]).unwrap();
    assert_eq!((&found["totals"]["errors"], &found["totals"]["warnings"]), (&0.into(), &0.into()), "{said}");
}

#[test]
fn spectral_finds_nothing() {
    let file = written("spectral.json", &everything(&Db::memory()));
    run(node::program("spectral").args(["lint", "--fail-severity=hint", "--ruleset", RULES]).arg(file));
}

/// Without metadata of the app, only the metadata is missing.
#[test]
fn a_default_document_only_lacks_the_contact() {
    let resources = Resources::new(Db::memory()).tenant(TrustedHeaderTenant::new(TENANT)).add::<Budget>();
    let mut spectral = node::program("spectral");
    spectral.args(["lint", "--quiet", "--format=json", "--fail-severity=error", "--ruleset", RULES]);
    let said = run(spectral.arg(written("plain.json", &resources)));
    let found: Vec<Value> = serde_json::from_str(&said).unwrap();
    let rules: Vec<&str> = found.iter().map(|error| error["code"].as_str().unwrap()).collect();
    assert_eq!(rules, ["info-contact"], "{said}");
}
