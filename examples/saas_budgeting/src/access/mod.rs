//! Who a request comes from, and what they may do.
//!
//! 1. [`SignIn`] compares a password, and issues a token with the ids of the company and the member: [`Tokens`].
//! 2. [`Access::actor`] checks a token, and reads the member's row: who is removed is out at once, whatever the token says.
//! 3. [`permissions`] grants actions by the role in that row.

mod hs256;
mod password;
mod permissions;
mod sign_in;
mod token;

use std::sync::Arc;

use anyhow::Result;
use fin_infra::prelude::*;

pub(crate) use self::password::{Passwords, check_length};
pub(crate) use self::permissions::{may, permissions};
pub(crate) use self::sign_in::{Credentials, SignIn, SignInError};
pub(crate) use self::token::{Secret, Tokens};
use crate::resources::{Member, MemberRead};

/// The member that a request comes from.
#[derive(Debug, Clone)]
pub(crate) struct Actor {
    pub(crate) member: MemberRead,
}

impl Actor {
    pub(crate) fn company(&self) -> Uuid {
        self.member.tenant_id
    }
}

/// What requests are checked with.
#[derive(Clone)]
pub(crate) struct Access {
    pub(crate) db: Db,
    pub(crate) tokens: Arc<Tokens>,
    pub(crate) passwords: Arc<Passwords>,
    pub(crate) sign_in: Arc<SignIn>,
}

impl Access {
    pub(crate) async fn new(db: Db, secret: &Secret) -> Result<Self> {
        let (tokens, passwords) = (Arc::new(Tokens::new(secret)), Arc::new(Passwords::default()));
        let sign_in = SignIn::new(db.clone(), Arc::clone(&passwords)).await?;
        Ok(Self { db, tokens, passwords, sign_in: Arc::new(sign_in) })
    }

    /// A token for the member with these credentials.
    pub(crate) async fn issue(&self, credentials: Credentials) -> Result<String, SignInError> {
        let member = self.sign_in.check(credentials).await?;
        Ok(self.tokens.issue(&member)?)
    }

    /// The member whom a token was issued to, or `None` if it is not valid any more.
    pub(crate) async fn actor(&self, token: &str) -> Result<Option<Actor>, Error> {
        let Some(claims) = self.tokens.check(token) else { return Ok(None) };
        let members = Member::repository().tenant(claims.company);
        let member = members.find(&self.db, claims.sub).await?;
        Ok(member.filter(|member| claims.is_current(member)).map(|member| Actor { member }))
    }
}
