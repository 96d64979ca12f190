//! What the compiler says of a resource: refused programs with the sentences that they get, and programs that are
//! accepted.
//!
//! Each module of a refused program has one mistake, and each mistake costs one error. After a change,
//! `TRYBUILD=overwrite cargo test -p fin-infra-tests --test ui` writes down what is said now; read it as somebody would
//! who sees it for the first time.
//!
//! The accepted programs are modules here, and no programs to trybuild: so they are built once and linked once.

#[path = "ui/pass/mod.rs"]
mod pass;

#[test]
fn mistakes_are_told_on_the_token_at_fault() {
    trybuild::TestCases::new().compile_fail("ui/fail/**/*.rs");
}

/// What newcomers do wrong: `ui/fail/newcomers` has one mistake in each module.
#[test]
fn one_mistake_is_one_error() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/ui/fail/newcomers");
    let files = std::fs::read_dir(folder).expect("the folder").map(|entry| entry.expect("an entry").path());
    let programs: Vec<_> =
        files.filter(|path| path.extension().is_some_and(|ending| ending == "rs")).collect();
    for program in &programs {
        let lines =
            |path| std::fs::read_to_string(path).expect("a text").lines().map(str::to_owned).collect();
        let (source, said): (Vec<String>, Vec<String>) =
            (lines(program.clone()), lines(program.with_extension("stderr")));
        let mistakes = source.iter().filter(|line| line.starts_with("mod ")).count();
        let errors = said.iter().filter(|line| line.starts_with("error")).count();
        assert_eq!(mistakes, errors, "{}", program.display());
    }
    assert!(!programs.is_empty());
}
