//! The names of the generated types, and what the user adds to them.

use darling::Result;
use darling::error::Accumulator;
use quote::{ToTokens as _, format_ident};
use syn::{Ident, Path};

use super::{Generated, Parts};
use crate::attr::{GeneratedWords, StructWords, refuse};

/// Every generated type of a resource.
pub(super) struct Types {
    pub(super) create: Generated,
    pub(super) read: Generated,
    pub(super) update: Generated,
    pub(super) filter: Generated,
    pub(super) order: Generated,
    pub(super) query: Generated,
    pub(super) repository: Generated,
}

/// The types of a struct, named as the user chose or by what they are.
pub(super) fn types(ident: &Ident, words: &StructWords) -> Types {
    let of = |ending: &str, words: &GeneratedWords| Generated {
        name: words.name.clone().unwrap_or_else(|| format_ident!("{}{}", ident, ending)),
        derives: words.derives.clone(),
        attributes: words.attributes.clone(),
    };
    Types {
        create: of("Create", &words.create.generated),
        read: of("Read", &words.read),
        update: of("Update", &words.update.generated),
        filter: of("Filter", &words.filter.generated),
        order: of("Order", &words.order.generated),
        query: of("Query", &words.query),
        repository: of("Repository", &words.repository.generated),
    }
}

impl Types {
    /// Refuses names that are taken, and derives that are written twice.
    pub(super) fn check(&self, ident: &Ident, words: &StructWords, parts: Parts, errors: &mut Accumulator) {
        let there: Vec<(&Generated, bool)> = [
            (&self.create, &words.create.generated, parts.create),
            (&self.read, &words.read, true),
            (&self.update, &words.update.generated, parts.update),
            (&self.filter, &words.filter.generated, true),
            (&self.order, &words.order.generated, true),
            (&self.query, &words.query, true),
            (&self.repository, &words.repository.generated, parts.repository),
        ]
        .into_iter()
        .filter(|(_, _, there)| *there)
        .map(|(generated, words, _)| (generated, words.name.is_some()))
        .collect();
        for (place, (generated, chosen)) in there.iter().enumerate() {
            let before = there[..place].iter().map(|(other, _)| *other);
            errors.handle(
                check_is_not_the_struct(&generated.name, ident)
                    .and_then(|()| check_names_differ(generated, *chosen, before)),
            );
            errors.handle(check_derives_differ(&generated.derives));
        }
    }
}

fn check_is_not_the_struct(name: &Ident, ident: &Ident) -> Result<()> {
    if name != ident {
        return Ok(());
    }
    Err(refuse(
        name.span(),
        format!("`{ident}` is the struct itself: choose another name for the generated type"),
    ))
}

/// Of two equal names at least one was chosen, and that one is at fault.
fn check_names_differ<'a>(
    generated: &Generated,
    chosen: bool,
    mut before: impl Iterator<Item = &'a Generated>,
) -> Result<()> {
    let Some(other) = before.find(|other| other.name == generated.name) else { return Ok(()) };
    let at_fault = if chosen { &generated.name } else { &other.name };
    Err(refuse(
        at_fault.span(),
        format!("another generated type of this resource is called `{at_fault}`: choose another name"),
    ))
}

fn check_derives_differ(derives: &[Path]) -> Result<()> {
    let spelled = |path: &Path| path.to_token_stream().to_string();
    let twice = derives
        .iter()
        .enumerate()
        .find(|(place, path)| derives[..*place].iter().any(|other| spelled(other) == spelled(path)));
    match twice.and_then(|(_, path)| path.segments.last()) {
        None => Ok(()),
        Some(segment) => {
            Err(refuse(segment.ident.span(), format!("`{}` is derived twice: remove one", segment.ident)))
        }
    }
}
