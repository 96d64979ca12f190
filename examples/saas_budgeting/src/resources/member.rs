//! Who may do what in a company.

use fin_infra::prelude::*;
use serde::{Deserialize, Serialize};

/// What a member may do: each role may do everything that the one before it may.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, sqlx::Type, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Role {
    /// Reads.
    Viewer,
    /// Adds and changes budgets and transactions.
    Editor,
    /// Deletes and restores, and manages the members.
    Owner,
}

impl Role {
    /// The name, as in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Editor => "editor",
            Self::Owner => "owner",
        }
    }
}

/// Somebody who signs in to a company. Whoever works for two companies is a member of each, with two passwords.
///
/// - `email` is unique within the company, and stored in lower case.
/// - Without a password, the member cannot sign in. An owner sets the first one.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, rls, soft_delete, unique("email"), prepare = prepare)]
pub struct Member {
    /// The address to sign in with.
    #[fin(filter, order, readonly, length(max = 254))]
    pub email: String,
    /// The name.
    #[fin(order, length(max = 128))]
    pub name: String,
    /// What the member may do.
    #[fin(filter, length(max = 16))]
    pub role: Role,
    /// The password, as a hash of Argon2id with its salt and parameters.
    #[fin(internal, secret, length(max = 255))]
    pub password_hash: Option<String>,
    /// When the password was set. Tokens from before are not accepted.
    #[fin(internal)]
    pub password_set_at: Option<DateTime<Utc>>,
}

fn prepare(input: Input<'_, Member>) -> Result<(), Error> {
    let Input::Create(create) = input else { return Ok(()) };
    create.email = normalized(&create.email);
    match is_address(&create.email) {
        true => Ok(()),
        false => Err(Error::invalid("email", "must be an address, such as `ann@example.org`")),
    }
}

/// An address as it is stored.
pub(crate) fn normalized(email: &str) -> String {
    email.trim().to_lowercase()
}

/// Whether a text may be an address. Only a message that arrives proves it.
fn is_address(text: &str) -> bool {
    let has_no_space = !text.contains(|character: char| character.is_whitespace() || character.is_control());
    has_no_space && text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.len() > 2)
}
