//! One file for each command.

pub(crate) mod advisor;
pub(crate) mod chart;
pub(crate) mod import;
pub(crate) mod report;
pub(crate) mod seed;
pub(crate) mod serve;
pub(crate) mod token;
pub(crate) mod transfer;

use anyhow::{Context, Result, bail};
use chrono::NaiveDate;
use fin_infra::prelude::*;
use fin_infra_domains::goals::{GoalFilter, GoalQuery, GoalRead};
use serde::Serialize;

use crate::output;
use crate::resources::{
    Advisor, AdvisorFilter, AdvisorQuery, AdvisorRead, Client, ClientFilter, ClientQuery, ClientRead, Goal,
};

/// What every command needs.
pub(crate) struct App {
    pub(crate) db: Db,
    pub(crate) advisor: Option<String>,
    pub(crate) json: bool,
    pub(crate) today: NaiveDate,
}

impl App {
    /// Prints a value as JSON or as a sentence.
    pub(crate) fn say(&self, value: &impl Serialize, sentence: impl AsRef<str>) -> Result<()> {
        if self.json { output::json(value) } else { output::line(sentence) }
    }

    /// The advisor that is named, or the only one.
    pub(crate) async fn advisor(&self) -> Result<AdvisorRead> {
        let advisors = Advisor::repository();
        let Some(name) = &self.advisor else {
            let mut some = advisors.list(&self.db, AdvisorQuery::new().page_size(2)).await?.items;
            return match (some.pop(), some.pop()) {
                (Some(only), None) => Ok(only),
                (None, _) => bail!("there is no advisor yet: add one with `advisor NAME`"),
                _ => bail!("there are several advisors: name one with `--advisor`"),
            };
        };
        let query = AdvisorQuery::new().filter(AdvisorFilter::new().name(name.as_str()));
        let found = advisors.list(&self.db, query).await?.items.pop();
        found.with_context(|| format!("there is no advisor `{name}`"))
    }

    /// The client with a reference.
    pub(crate) async fn client(&self, advisor: Uuid, reference: &str) -> Result<ClientRead> {
        let query = ClientQuery::new().filter(ClientFilter::new().reference(reference));
        let found = Client::repository().tenant(advisor).list(&self.db, query).await?.items.pop();
        found.with_context(|| format!("the advisor has no client `{reference}`"))
    }

    /// The goal of a client with a name.
    pub(crate) async fn goal(&self, client: &ClientRead, name: &str) -> Result<GoalRead> {
        let filter = GoalFilter::new().user_id(client.id).name(name);
        let goals = Goal::repository().tenant(client.tenant_id);
        let found = goals.list(&self.db, GoalQuery::new().filter(filter)).await?.items.pop();
        found.with_context(|| format!("the client {} has no goal `{name}`", client.reference))
    }
}
