//! Passwords, which are stored as hashes.

use std::time::Duration;

use anyhow::{Context, Result};
use argon2::Argon2;
use argon2::password_hash::rand_core::OsRng;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use fin_infra::Error;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::task::spawn_blocking;
use tokio::time::timeout;

/// How many characters a password has.
const LENGTH: std::ops::RangeInclusive<usize> = 12..=128;

/// How many hashes are computed at once: each takes 19 MiB and a core for a moment.
const AT_ONCE: usize = 2;

/// How long a request waits until others are done.
const WAIT: Duration = Duration::from_secs(10);

/// Hashes and compares passwords.
pub(crate) struct Passwords {
    slots: Semaphore,
}

impl Default for Passwords {
    fn default() -> Self {
        Self { slots: Semaphore::new(AT_ONCE) }
    }
}

impl Passwords {
    /// Hashes a password with Argon2id, a new salt and the library's parameters, which are those that OWASP recommends.
    pub(crate) async fn hash(&self, password: String) -> Result<String> {
        let _slot = self.slot().await?;
        spawn_blocking(move || {
            let salt = SaltString::generate(&mut OsRng);
            let hash = Argon2::default().hash_password(password.as_bytes(), &salt);
            Ok(hash.map_err(|error| anyhow::anyhow!("cannot hash a password: {error}"))?.to_string())
        })
        .await
        .context("the hash of a password was interrupted")?
    }

    async fn slot(&self) -> Result<SemaphorePermit<'_>> {
        let slot = timeout(WAIT, self.slots.acquire()).await;
        Ok(slot.context("too many passwords are hashed at once")??)
    }

    /// Whether a password is the one that was hashed.
    pub(crate) async fn matches(&self, password: String, hash: String) -> Result<bool> {
        let _slot = self.slot().await?;
        spawn_blocking(move || {
            let parsed = PasswordHash::new(&hash);
            let hash = parsed.map_err(|error| anyhow::anyhow!("cannot read a password's hash: {error}"))?;
            Ok(Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
        })
        .await
        .context("the comparison of a password was interrupted")?
    }
}

/// Rejects a password that is too short or too long.
pub(crate) fn check_length(password: &str) -> Result<(), Error> {
    match LENGTH.contains(&password.chars().count()) {
        true => Ok(()),
        false => Err(Error::invalid("password", "must have 12 to 128 characters")),
    }
}
