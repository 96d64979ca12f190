//! The clients of an advisor.

use fin_infra::prelude::*;

/// A client. Each change increases its version, so that of two people who edit it at the same time, the second one is told.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, soft_delete, version, search("reference", "name"), unique("reference"), prepare = prepare)]
pub struct Client {
    /// The advisor's own number of the client, such as `C-1001`. It never changes.
    #[fin(filter, order, readonly, length(max = 32))]
    pub reference: String,
    /// The name.
    #[fin(filter, order, length(max = 128))]
    pub name: String,
    /// The address for mail.
    #[fin(length(max = 254))]
    pub email: Option<String>,
    /// The person who looks after the client.
    #[fin(filter, length(max = 128))]
    pub manager: Option<String>,
    /// What to remember.
    #[fin(length(max = 4000))]
    pub notes: Option<String>,
}

/// A reference and a name have no spaces around them, and are not empty.
fn prepare(input: Input<'_, Client>) -> Result<(), Error> {
    match input {
        Input::Create(create) => {
            tidy("reference", &mut create.reference)?;
            tidy("name", &mut create.name)
        }
        Input::Update(update) => update.name.as_mut().map_or(Ok(()), |name| tidy("name", name)),
    }
}

fn tidy(field: &'static str, text: &mut String) -> Result<(), Error> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Err(Error::invalid(field, "must not be empty"));
    }
    if trimmed.len() < text.len() {
        *text = trimmed.to_owned();
    }
    Ok(())
}
