//! The arguments of the command line.

use std::env;

/// The arguments of the command line: the selection, and whether a quick run is enough.
#[derive(Debug)]
pub struct Command {
    /// Enough to see that everything runs.
    pub glance: bool,
    words: Vec<String>,
}

impl Command {
    /// This process's.
    #[must_use]
    pub fn line() -> Self {
        let (flags, words): (Vec<_>, Vec<_>) =
            env::args().skip(1).partition(|argument| argument.starts_with('-'));
        let has = |flag: &str| flags.iter().any(|given| given == flag);
        // Cargo passes `--bench`; without it, this is a smoke test.
        Self { glance: has("--glance") || !has("--bench"), words }
    }

    /// Returns `true` if this is the only argument.
    #[must_use]
    pub fn is(&self, word: &str) -> bool {
        self.words == [word]
    }

    /// Whether one of several things is wanted: it was named, or none of its kind was.
    #[must_use]
    pub fn wants(&self, kind: &[&str], name: &str) -> bool {
        let named = |name: &str| self.words.iter().any(|word| word == name);
        named(name) || !kind.iter().any(|name| named(name))
    }
}
