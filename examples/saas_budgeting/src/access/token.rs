//! Tokens: what a member shows after having signed in.

use std::str::FromStr;

use anyhow::{Result, bail};
use chrono::{TimeDelta, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::hs256;
use crate::resources::MemberRead;

/// How long a token is valid.
const LIFETIME: TimeDelta = TimeDelta::hours(8);

/// Who issues the tokens, and whom they are for.
const ISSUER: &str = "saas-budgeting";

/// By how many seconds the clocks of two servers may differ.
const LEEWAY: u64 = 5;

/// The longest token that is looked at.
const MAX_LENGTH: usize = 2_048;

/// The secret that tokens are signed with.
#[derive(Clone)]
pub(crate) struct Secret(Vec<u8>);

impl FromStr for Secret {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        match text.len() {
            // HS256 takes no shorter one than its hash: RFC 7518, section 3.2.
            0..32 => bail!("must have at least 32 bytes: make one with `openssl rand -hex 32`"),
            _ => Ok(Self(text.as_bytes().to_vec())),
        }
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// What a token says.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Claims {
    iss: String,
    aud: String,
    /// The member.
    pub(crate) sub: Uuid,
    /// The company, which is the tenant of each request with this token.
    pub(crate) company: Uuid,
    /// When the member's password was set, in microseconds since 1970. A token ends with the password.
    password_set_at: Option<i64>,
    /// When it was issued, in seconds since 1970.
    iat: i64,
    /// When it expires.
    exp: i64,
}

impl Claims {
    /// Whether a member still has the password that the token was issued for.
    pub(crate) fn is_current(&self, member: &MemberRead) -> bool {
        self.password_set_at.is_some() && self.password_set_at == password_set_at(member)
    }
}

fn password_set_at(member: &MemberRead) -> Option<i64> {
    member.password_set_at.map(|set_at| set_at.timestamp_micros())
}

/// Issues and checks tokens.
pub(crate) struct Tokens {
    encoding: EncodingKey,
    decoding: DecodingKey,
    validation: Validation,
}

impl Tokens {
    pub(crate) fn new(secret: &Secret) -> Self {
        hs256::install();
        // Only this algorithm: a token does not choose how it is checked.
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[ISSUER]);
        validation.set_required_spec_claims(&["iss", "aud", "sub", "exp"]);
        validation.leeway = LEEWAY;
        Self {
            encoding: EncodingKey::from_secret(&secret.0),
            decoding: DecodingKey::from_secret(&secret.0),
            validation,
        }
    }

    pub(crate) fn issue(&self, member: &MemberRead) -> Result<String> {
        let now = Utc::now();
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: ISSUER.to_owned(),
            sub: member.id,
            company: member.tenant_id,
            password_set_at: password_set_at(member),
            iat: now.timestamp(),
            exp: (now + LIFETIME).timestamp(),
        };
        Ok(encode(&Header::new(Algorithm::HS256), &claims, &self.encoding)?)
    }

    /// What a token says, if this program has issued it and it has not expired.
    pub(crate) fn check(&self, token: &str) -> Option<Claims> {
        if token.len() > MAX_LENGTH {
            return None;
        }
        decode(token, &self.decoding, &self.validation).ok().map(|token| token.claims)
    }
}
