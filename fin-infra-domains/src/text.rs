//! Texts that people write: what all resources accept.

use fin_infra::{Error, Result};

/// The characters of a name.
pub(crate) const NAME_LENGTH: usize = 128;

/// Removes the spaces around a name, and checks that something is left that fits.
pub(crate) fn tidy(field: &'static str, name: &mut String) -> Result<()> {
    let trimmed = name.trim();
    if trimmed.is_empty() {
        return Err(Error::invalid(field, "must not be empty"));
    }
    if trimmed.chars().count() > NAME_LENGTH {
        return Err(Error::invalid(field, format!("must have at most {NAME_LENGTH} characters")));
    }
    if trimmed.len() != name.len() {
        *name = trimmed.to_owned();
    }
    Ok(())
}

/// As [`tidy`], of a change that may leave the name alone.
pub(crate) fn tidy_change(field: &'static str, name: &mut Option<String>) -> Result<()> {
    name.as_mut().map_or(Ok(()), |name| tidy(field, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tidied(name: &str) -> Result<String, String> {
        let mut name = name.to_owned();
        tidy("name", &mut name).map(|()| name).map_err(|error| error.to_string())
    }

    #[test]
    fn a_name_has_1_to_128_characters() {
        assert_eq!(tidied(" Food\t"), Ok("Food".to_owned()));
        assert_eq!(tidied(&"ä".repeat(128)), Ok("ä".repeat(128)));
        assert_eq!(tidied(&"ä".repeat(129)), Err("name: must have at most 128 characters".to_owned()));
        assert_eq!(tidied(" \u{a0}"), Err("name: must not be empty".to_owned()));
        assert_eq!(tidied(""), Err("name: must not be empty".to_owned()));
    }
}
