//! One file for each command.

pub(crate) mod add_company;
pub(crate) mod erase;
pub(crate) mod export;
pub(crate) mod migrate;
pub(crate) mod purge;
pub(crate) mod seed;
pub(crate) mod serve;

use anyhow::{Context, Result};
use fin_infra::prelude::*;

use crate::resources::{Company, CompanyFilter, CompanyQuery, CompanyRead};

/// The company with a slug.
async fn company(db: &Db, slug: &str) -> Result<CompanyRead> {
    let query = CompanyQuery::new().filter(CompanyFilter::new().slug(slug.to_owned())).page_size(1);
    let found = Company::repository().list(db, query).await?.items.pop();
    found.with_context(|| format!("there is no company `{slug}`"))
}
