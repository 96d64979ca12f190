//! What the compiler says of a resource: each refused program with the sentences that it gets, and programs that
//! are accepted.
//!
//! `TRYBUILD=overwrite cargo test -p fin-infra-tests --test ui` writes down what is said now.

#[test]
fn mistakes_are_told_on_the_token_at_fault() {
    trybuild::TestCases::new().compile_fail("ui/fail/**/*.rs");
}
