//! Who uses the service.

use fin_infra::prelude::*;

/// A company. It is the tenant of all other rows, so it has none itself: its id is their `tenant_id`.
#[derive(FinResource, Debug, Clone)]
#[fin(unique("slug"), validate = check)]
pub struct Company {
    /// What its members sign in with, next to their address: 3 to 63 letters, digits and hyphens.
    #[fin(filter, readonly, length(max = 63))]
    pub slug: String,
    /// The name.
    #[fin(order, length(max = 128))]
    pub name: String,
}

fn check(input: Input<'_, Company>) -> Result<(), Error> {
    match input {
        Input::Create(create) if !is_slug(&create.slug) => Err(Error::invalid(
            "slug",
            "must have 3 to 63 lower-case letters, digits and hyphens, and begin and end without a hyphen",
        )),
        _ => Ok(()),
    }
}

fn is_slug(text: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (3..=63).contains(&text.len())
        && text.bytes().all(is_allowed)
        && !text.starts_with('-')
        && !text.ends_with('-')
}

#[cfg(test)]
mod tests {
    use super::is_slug;

    #[test]
    fn a_slug_has_letters_digits_and_hyphens_within() {
        for slug in ["abc", "bakery-2", &"a".repeat(63)] {
            assert!(is_slug(slug), "{slug}");
        }
        for slug in ["", "ab", "Bakery", "-abc", "abc-", "a b", "bäcker", &"a".repeat(64)] {
            assert!(!is_slug(slug), "{slug}");
        }
    }
}
