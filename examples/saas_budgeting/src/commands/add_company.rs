//! `add-company`.

use anyhow::Result;
use chrono::Utc;
use fin_infra::prelude::*;

use crate::access::{Passwords, check_length};
use crate::cli::Owner;
use crate::database;
use crate::resources::{Company, CompanyCreate, CompanyRead, Member, MemberCreate, MemberRead, Role};

/// The arguments of `add-company`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    owner: Owner,
    /// What members sign in with: 3 to 63 letters, digits and hyphens
    slug: String,
    /// The name
    name: String,
    /// The address of the first owner
    #[arg(long)]
    email: String,
    /// The password of the first owner, 12 to 128 characters
    #[arg(long, env = "PASSWORD", hide_env_values = true)]
    password: String,
}

impl Args {
    pub(crate) async fn run(self) -> Result<()> {
        let db = database::owner(&self.owner.url).await?;
        check_length(&self.password)?;
        let hash = Passwords::default().hash(self.password).await?;
        let (company, _) = add(&db, (&self.slug, &self.name), &[(&self.email, Role::Owner)], &hash).await?;
        println!("added {} ({})", company.slug, company.id);
        Ok(())
    }
}

/// Adds a company with members who have the same password, all or nothing.
pub(super) async fn add(
    db: &Db,
    (slug, name): (&str, &str),
    members: &[(&str, Role)],
    hash: &str,
) -> Result<(CompanyRead, Vec<MemberRead>), Error> {
    db.transaction(async |tx| {
        let create = CompanyCreate { slug: slug.to_owned(), name: name.to_owned() };
        let company = Company::repository().create(&tx, create).await?;
        let member = |(email, role): &(&str, Role)| MemberCreate {
            email: (*email).to_owned(),
            name: email.split('@').next().unwrap_or_default().to_owned(),
            role: *role,
            password_hash: Some(hash.to_owned()),
            password_set_at: Some(Utc::now()),
        };
        let members = members.iter().map(member);
        let members = Member::repository().tenant(company.id).create_many(&tx, members).await?;
        Ok((company, members))
    })
    .await
}
