//! Compile errors: programs that are rejected, with the errors that they cause, and programs that compile.
//!
//! Each module of a rejected program has one mistake, and each mistake is one error. After a change to a message, run
//! `TRYBUILD=overwrite cargo test -p fin-infra-tests --test ui`, and read the new errors like a user who sees them for the
//! first time.
//!
//! The programs that compile are modules here instead of trybuild programs, so they are built and linked once.

#[path = "ui/pass/mod.rs"]
mod pass;

#[test]
fn errors_are_on_the_token_at_fault() {
    trybuild::TestCases::new().compile_fail("ui/fail/**/*.rs");
}

/// Each module in `ui/fail/newcomers` has one mistake that newcomers make.
#[test]
fn one_mistake_is_one_error() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/ui/fail/newcomers");
    let files = std::fs::read_dir(folder).expect("the folder").map(|entry| entry.expect("an entry").path());
    let programs: Vec<_> =
        files.filter(|path| path.extension().is_some_and(|ending| ending == "rs")).collect();
    for program in &programs {
        let lines =
            |path| std::fs::read_to_string(path).expect("a text").lines().map(str::to_owned).collect();
        let (source, stderr): (Vec<String>, Vec<String>) =
            (lines(program.clone()), lines(program.with_extension("stderr")));
        let mistakes = source.iter().filter(|line| line.starts_with("mod ")).count();
        let errors = stderr.iter().filter(|line| line.starts_with("error")).count();
        assert_eq!(mistakes, errors, "{}", program.display());
    }
    assert!(!programs.is_empty());
}
