//! `token`.

use anyhow::{Context, Result, bail};
use clap::Subcommand;
use clap::builder::NonEmptyStringValueParser;
use fin_infra::prelude::*;
use serde_json::json;

use super::App;
use crate::auth;
use crate::output::{self, Align, Table};
use crate::resources::{ApiToken, ApiTokenFilter, ApiTokenOrder, ApiTokenQuery, ApiTokenRead};

/// The arguments of `token`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Create a token for a person who works for the advisor, and print it: it cannot be read again
    Create {
        /// The person
        #[arg(value_parser = NonEmptyStringValueParser::new())]
        person: String,
        /// How many days it is valid
        #[arg(long, default_value_t = 90, value_parser = clap::value_parser!(u64).range(0..=366))]
        days: u64,
    },
    /// List the tokens of the advisor
    List,
    /// Revoke the token of a person
    Revoke {
        /// The person
        person: String,
    },
}

impl Args {
    pub(crate) async fn run(self, app: &App) -> Result<()> {
        let advisor = app.advisor().await?.id;
        match self.what {
            What::Create { person, days } => match auth::create(&app.db, advisor, &person, days).await {
                Err(error) if error.is_conflict() => bail!("{person} has a token: revoke it first"),
                created => {
                    let (token, row) = created?;
                    app.say(
                        &json!({ "token": &token, "person": person, "expires_at": row.expires_at }),
                        &token,
                    )
                }
            },
            What::List => list(app, advisor).await,
            What::Revoke { person } => {
                let of_person = ApiTokenFilter::new().advisor_id(advisor).person(person.as_str());
                let token =
                    tokens(app, of_person).await?.pop().with_context(|| format!("{person} has no token"))?;
                ApiToken::repository().delete(&app.db, token.id).await?;
                app.say(&json!({ "revoked": person }), format!("revoked the token of {person}"))
            }
        }
    }
}

async fn list(app: &App, advisor: Uuid) -> Result<()> {
    let tokens = tokens(app, ApiTokenFilter::new().advisor_id(advisor)).await?;
    if app.json {
        let tokens = tokens.iter().map(|row| json!({ "person": row.person, "expires_at": row.expires_at }));
        return output::json(&tokens.collect::<Vec<_>>());
    }
    let mut table = Table::with_header([Align::Left, Align::Left], ["person", "expires"]);
    for token in tokens {
        table.row([token.person, token.expires_at.format("%Y-%m-%d %H:%M UTC").to_string()]);
    }
    table.print()
}

async fn tokens(app: &App, filter: ApiTokenFilter) -> Result<Vec<ApiTokenRead>> {
    let query = ApiTokenQuery::new().filter(filter).order_by(ApiTokenOrder::Person.asc()).page_size(1_000);
    Ok(ApiToken::repository().list(&app.db, query).await?.items)
}
