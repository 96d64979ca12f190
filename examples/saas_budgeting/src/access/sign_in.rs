//! Signing in.

use std::num::NonZeroU32;
use std::sync::Arc;

use anyhow::Result;
use fin_infra::prelude::*;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use serde::Deserialize;
use utoipa::ToSchema;

use super::Passwords;
use super::password::check_length;
use crate::resources::{
    Company, CompanyFilter, CompanyQuery, Member, MemberFilter, MemberQuery, MemberRead, normalized,
};

/// How often a minute one account may be tried, whether it exists or not.
const ATTEMPTS: NonZeroU32 = NonZeroU32::new(10).expect("it is not zero");

/// Beyond this number of accounts, those that were not tried lately are dropped.
const REMEMBERED: usize = 10_000;

/// What somebody signs in with.
// The company comes first: the table of companies is the only one that is read before the tenant is known, and has no
// addresses and no passwords. Those are in `members`, behind row-level security.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Credentials {
    /// The slug of the company.
    pub(crate) company: String,
    /// The member's address.
    pub(crate) email: String,
    /// The member's password.
    pub(crate) password: String,
}

/// Why somebody was not signed in.
#[derive(Debug)]
pub(crate) enum SignInError {
    /// The company, the address or the password is wrong. Which one is not told.
    Wrong,
    /// There were too many attempts.
    TooMany,
    /// Something else failed.
    Failed(anyhow::Error),
}

impl<E: Into<anyhow::Error>> From<E> for SignInError {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// Compares passwords, and limits how often they can be guessed.
pub(crate) struct SignIn {
    db: Db,
    passwords: Arc<Passwords>,
    attempts: DefaultKeyedRateLimiter<(String, String)>,
    /// A hash to compare with where there is no member, so that the time of a response does not tell.
    stand_in: String,
}

impl SignIn {
    pub(crate) async fn new(db: Db, passwords: Arc<Passwords>) -> Result<Self> {
        let stand_in = passwords.hash(Uuid::now_v7().to_string()).await?;
        let attempts = RateLimiter::keyed(Quota::per_minute(ATTEMPTS));
        Ok(Self { db, passwords, attempts, stand_in })
    }

    /// The member with these credentials.
    pub(crate) async fn check(&self, credentials: Credentials) -> Result<MemberRead, SignInError> {
        let Credentials { company, email, password } = credentials;
        let (slug, email) = (company.trim().to_lowercase(), normalized(&email));
        // Longer texts belong to nobody, and are not worth remembering.
        if slug.len() > 63 || email.len() > 254 || check_length(&password).is_err() {
            return Err(SignInError::Wrong);
        }
        self.count_attempt(slug.clone(), email.clone())?;
        let member = match self.find(slug, email).await {
            // A text that no column can store, such as one with a NUL, is nobody's.
            Err(error) if error.is_invalid() => None,
            found => found?,
        };
        let hash = member.as_ref().and_then(|member| member.password_hash.clone());
        let has_password = hash.is_some();
        let is_right =
            self.passwords.matches(password, hash.unwrap_or_else(|| self.stand_in.clone())).await?;
        match member {
            Some(member) if has_password && is_right => Ok(member),
            _ => Err(SignInError::Wrong),
        }
    }

    /// Refuses a further attempt at a password if there were too many.
    pub(crate) fn count_attempt(&self, company: String, account: String) -> Result<(), SignInError> {
        if self.attempts.len() > REMEMBERED {
            self.attempts.retain_recent();
        }
        self.attempts.check_key(&(company, account)).map_err(|_| SignInError::TooMany)
    }

    /// Looks for the member. An unknown company costs as many statements as an unknown address: its members are those of a
    /// tenant that nobody has.
    async fn find(&self, slug: String, email: String) -> Result<Option<MemberRead>, Error> {
        let query = CompanyQuery::new().filter(CompanyFilter::new().slug(slug)).page_size(1);
        let company = Company::repository().list(&self.db, query).await?.items.pop();
        let members = Member::repository().tenant(company.map_or(Uuid::nil(), |company| company.id));
        let query = MemberQuery::new().filter(MemberFilter::new().email(email)).page_size(1);
        Ok(members.list(&self.db, query).await?.items.pop())
    }
}
