//! Clients: the columns `reference` and `name`, and if there are, `email` and `manager`.

use std::collections::BTreeMap;

use anyhow::Result;
use fin_infra::prelude::*;

use super::{BATCH, Header, Kind, Stored};
use crate::resources::{Client, ClientCreate, ClientFilter, ClientQuery, ClientRead, ClientRepository};

/// A file of clients.
pub(crate) struct Clients {
    db: Db,
    repository: ClientRepository,
    reference: usize,
    name: usize,
    email: Option<usize>,
    manager: Option<usize>,
}

impl Kind for Clients {
    type Row = ClientCreate;

    fn new(db: Db, advisor: Uuid, header: &Header) -> Result<Self> {
        Ok(Self {
            db,
            repository: Client::repository().tenant(advisor),
            reference: header.column("reference")?,
            name: header.column("name")?,
            email: header.optional_column("email")?,
            manager: header.optional_column("manager")?,
        })
    }

    fn read(&self, fields: &[String]) -> Result<ClientCreate, String> {
        let text = |column: usize| fields[column].clone();
        let optional = |column: Option<usize>| column.map(text).filter(|text| !text.is_empty());
        let client = ClientCreate::new(text(self.reference), text(self.name));
        Ok(ClientCreate { email: optional(self.email), manager: optional(self.manager), ..client })
    }

    /// A client whose reference is there already stays as it is: the API is where clients are edited.
    async fn store(&self, batch: Vec<(u64, ClientCreate)>) -> Result<Stored, Error> {
        let mut stored = Stored::default();
        let there =
            by_reference(&self.db, &self.repository, batch.iter().map(|(_, row)| row.reference.as_str()))
                .await?;
        for (line, row) in batch {
            if let Some(known) = there.get(&row.reference) {
                match is_same(known, &row) {
                    true => stored.known += 1,
                    false => stored.refused.push((line, differs(&row.reference))),
                }
                continue;
            }
            match self.repository.create(&self.db, row).await {
                Ok(_) => stored.added += 1,
                // An earlier line of the batch.
                Err(error) if error.is_conflict() => stored.known += 1,
                Err(error) if error.is_invalid() => stored.refused.push((line, error.to_string())),
                Err(error) => return Err(error),
            }
        }
        Ok(stored)
    }
}

fn is_same(known: &ClientRead, row: &ClientCreate) -> bool {
    known.name == row.name.trim() && known.email == row.email && known.manager == row.manager
}

fn differs(reference: &str) -> String {
    format!("the client `{reference}` is there already, with other values: change it with the API")
}

/// The clients with the references of a batch.
pub(super) async fn by_reference<'a>(
    db: &Db,
    clients: &ClientRepository,
    references: impl Iterator<Item = &'a str>,
) -> Result<BTreeMap<String, ClientRead>, Error> {
    let mut references: Vec<String> = references.map(str::to_owned).collect();
    references.sort_unstable();
    references.dedup();
    let filter = ClientFilter::new().reference(Condition::any_of(references));
    let page_size = u32::try_from(BATCH).unwrap_or(u32::MAX);
    let found = clients.list(db, ClientQuery::new().filter(filter).page_size(page_size)).await?;
    Ok(found.items.into_iter().map(|client| (client.reference.clone(), client)).collect())
}
