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
