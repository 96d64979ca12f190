//! An application that changes fifteen times and more, with rows in its tables, whose tool is killed at random.

use std::time::Duration;

use rand::rngs::ChaCha8Rng;
use rand::{RngExt as _, SeedableRng as _};

use crate::concurrent::{end, start};
use crate::journey::{add_budgets, column, sql};
use crate::project::{Kind, Project, on_each_database};

/// The stages of the way, and what each has to be told.
const STEPS: [(&str, &[&str]); 16] = [
    ("notes", &[]),
    ("code", &["--fill", "budgets.code=lower(name)"]),
    ("renamed", &[]),
    ("folded", &["--allow-drop"]),
    ("listed", &[]),
    ("unlisted", &["--allow-drop"]),
    ("named_once", &["--allow-drop"]),
    ("named_once_softly", &[]),
    ("checked", &["--allow-drop"]),
    ("guarded", &[]),
    ("alone_by_name", &[]),
    ("whole", &["--allow-drop"]),
    ("first", &["--allow-drop"]),
    ("guarded_code", &["--fill", "budgets.code=name"]),
    ("shared", &["--allow-drop"]),
    ("kinds", &["--fill", "budgets.kind='a'"]),
];

/// How many times the tool is killed at each step.
fn kills() -> u32 {
    std::env::var("FIN_TEST_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(1)
}

/// Goes a step, and back, and again, killed anywhere, and then to its end.
async fn stumble(project: &Project, random: &mut ChaCha8Rng, before: (&str, &str), stage: &str) {
    for _ in 0..kills() {
        let is_up = random.random_range(0..3) > 0;
        let down = ["downgrade", before.1, "--allow-drop"];
        let (structs, command) = if is_up { (stage, &["upgrade"][..]) } else { (before.0, &down[..]) };
        let mut tool = start(project, structs, command);
        // Anywhere: nothing below depends on how far it came. It may have ended already.
        tokio::time::sleep(Duration::from_millis(random.random_range(5..150))).await;
        let _ = tool.kill();
        end(tool);
    }
    project.tool(stage, &["upgrade"]).done();
    project.tool(stage, &["check"]).done();
}

/// The version of the last file.
fn last_version(project: &Project) -> String {
    let files = project.files(".up.sql");
    let name = files.last().unwrap().file_name().unwrap().to_string_lossy().into_owned();
    name.split('_').next().unwrap().to_owned()
}

on_each_database!(an_application_changes_sixteen_times_and_loses_no_row,);

async fn an_application_changes_sixteen_times_and_loses_no_row(project: &Project) {
    let seed = std::env::var("FIN_TEST_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(7);
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    println!("FIN_TEST_SEED={seed} repeats this");
    project.go("first", &[]);
    add_budgets(project).await;
    let mut before = ("first", last_version(project));
    for (number, (stage, more)) in STEPS.iter().enumerate() {
        let concurrently = (project.kind == Kind::Postgres && number % 2 == 0).then_some("--concurrently");
        let arguments: Vec<&str> = ["revision", "-m", stage, "--autogenerate"]
            .into_iter()
            .chain(more.iter().copied())
            .chain(concurrently)
            .collect();
        project.tool(stage, &arguments).done();
        stumble(project, &mut random, (before.0, &before.1), stage).await;
        assert_eq!(column(project, "name").await, ["Food", "Rent", "Ärger"], "{stage}");
        before = (stage, last_version(project));
    }
    assert_eq!(column(project, "kind").await, ["a"; 3]);
    // All the way back: nobody knows what the rows had in columns that were dropped.
    sql(project, "DELETE FROM budgets").await;
    project.tool("first", &["downgrade", "base", "--allow-drop"]).done();
    project.tool(before.0, &["upgrade"]).done();
    project.tool(before.0, &["check"]).done();
}
