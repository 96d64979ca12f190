//! The parameters of a query, each of which is used or rejected.

use fin_infra_core::query::limits;
use percent_encoding::percent_decode_str;

use super::problem::{FieldError, Kind, MAX_ERRORS, Problem};
use super::value::boolean;

/// The maximum number of parameters: one for each value of the conditions, and some others.
const MOST: usize = limits::MAX_VALUES_IN_ALL + 100;

/// The unused parameters of a query, and the errors in those that were used.
pub(super) struct Parameters {
    unused: Vec<(String, String)>,
    errors: Vec<FieldError>,
}

impl Parameters {
    pub(super) fn of(query: Option<&str>) -> Self {
        let mut pairs = query.unwrap_or_default().split('&').filter(|pair| !pair.is_empty());
        let mut parameters = Self { unused: Vec::new(), errors: Vec::new() };
        for pair in pairs.by_ref().take(MOST) {
            let decoded = form_urlencoded::parse(pair.as_bytes()).into_owned();
            if percent_decode_str(pair).decode_utf8().is_ok() {
                parameters.unused.extend(decoded);
            } else {
                // Decoding it would change the value.
                decoded.for_each(|(name, _)| parameters.reject(&name, "must be UTF-8, percent-encoded"));
            }
        }
        if pairs.next().is_some() {
            parameters.reject("query", limits::at_most("parameters", MOST));
        }
        parameters
    }

    /// The names of the unused parameters.
    pub(super) fn names(&self) -> Vec<String> {
        self.unused.iter().map(|pair| pair.0.clone()).collect()
    }

    /// Whether there is a parameter with this name and value.
    pub(super) fn has(&self, name: &str, value: &str) -> bool {
        self.unused.iter().any(|pair| pair.0 == name && pair.1 == value)
    }

    /// Whether there is a parameter with this name.
    pub(super) fn has_name(&self, name: &str) -> bool {
        self.unused.iter().any(|pair| pair.0 == name)
    }

    /// Whether there is a parameter with this prefix.
    pub(super) fn has_prefix(&self, prefix: &str) -> bool {
        self.unused.iter().any(|pair| pair.0.starts_with(prefix))
    }

    /// Takes the parameter with this name, and rejects a repeated one.
    pub(super) fn take(&mut self, name: &str) -> Option<String> {
        let first = self.unused.iter().position(|pair| pair.0 == name)?;
        let (_, value) = self.unused.remove(first);
        if self.has_name(name) {
            self.unused.retain(|pair| pair.0 != name);
            self.reject(name, "is given more than once");
            return None;
        }
        Some(value)
    }

    /// Takes every parameter with this name.
    pub(super) fn take_all(&mut self, name: &str) -> Vec<String> {
        let (taken, unused) = std::mem::take(&mut self.unused).into_iter().partition(|pair| pair.0 == name);
        self.unused = unused;
        Vec::into_iter(taken).map(|pair: (String, String)| pair.1).collect()
    }

    /// Takes a parameter and parses it.
    pub(super) fn read<T>(&mut self, name: &str, read: impl FnOnce(&str) -> Result<T, String>) -> Option<T> {
        let text = self.take(name)?;
        read(&text).map_err(|reason| self.reject(name, reason)).ok()
    }

    /// Takes a parameter that is `true` or `false`; it is `false` by default.
    pub(super) fn flag(&mut self, name: &str) -> bool {
        self.read(name, boolean).unwrap_or(false)
    }

    /// Whether there is an error about a parameter.
    pub(super) fn is_rejected(&self, name: &str) -> bool {
        self.errors.iter().any(|error| error.name == name)
    }

    /// Adds an error about a parameter.
    pub(super) fn reject(&mut self, name: &str, detail: impl Into<String>) {
        self.errors.push(FieldError::new(name, detail));
    }

    /// Rejects unused parameters, with the names of the allowed ones.
    pub(super) fn finish(mut self, allowed: impl FnOnce() -> Vec<String>) -> Result<(), Problem> {
        if !self.unused.is_empty() {
            let allowed = allowed();
            let known = if allowed.is_empty() { "none".to_owned() } else { allowed.join(", ") };
            let names: std::collections::BTreeSet<String> =
                std::mem::take(&mut self.unused).into_iter().map(|pair| pair.0).collect();
            for name in names.into_iter().take(MAX_ERRORS) {
                self.reject(&name, format!("is not a known parameter; allowed: {known}"));
            }
        }
        if self.errors.is_empty() { Ok(()) } else { Err(Problem::of(Kind::InvalidQuery, self.errors)) }
    }
}
