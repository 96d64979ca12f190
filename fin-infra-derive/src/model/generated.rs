//! The names of the generated types, and the derives and attributes that the user adds.

use darling::Result;
use darling::error::Accumulator;
use quote::{ToTokens as _, format_ident};
use syn::{Ident, Path};

use super::{Generated, Parts};
use crate::attr::{GeneratedOptions, StructOptions, error};

/// Every generated type of a resource.
pub(super) struct Types {
    pub(super) create: Generated,
    pub(super) read: Generated,
    pub(super) update: Generated,
    pub(super) adjust: Generated,
    pub(super) aggregate: Generated,
    pub(super) filter: Generated,
    pub(super) order: Generated,
    pub(super) query: Generated,
    pub(super) repository: Generated,
}

/// A generated type, with its default suffix or a chosen name.
struct Named<'a> {
    suffix: &'static str,
    generated: &'a mut Generated,
    chosen: bool,
}

impl<'a> Named<'a> {
    fn new(suffix: &'static str, generated: &'a mut Generated, options: &GeneratedOptions) -> Self {
        Self { suffix, generated, chosen: options.name.is_some() }
    }
}

/// The generated types of a struct, with chosen or default names.
pub(super) fn types(ident: &Ident, options: &StructOptions) -> Types {
    let of = |suffix: &str, options: &GeneratedOptions| Generated {
        name: options.name.clone().unwrap_or_else(|| format_ident!("{}{}", ident, suffix)),
        derives: options.derives.clone(),
        attributes: options.attributes.clone(),
    };
    Types {
        create: of("Create", &options.create.generated),
        read: of("Read", &options.read),
        update: of("Update", &options.update.generated),
        adjust: of("Adjust", &options.adjust.generated),
        aggregate: of("Aggregate", &options.aggregate),
        filter: of("Filter", &options.filter.generated),
        order: of("Order", &options.order.generated),
        query: of("Query", &options.query),
        repository: of("Repository", &options.repository.generated),
    }
}

impl Types {
    /// Reports names that are taken and derives that already exist, and ignores them.
    pub(super) fn check(
        &mut self,
        ident: &Ident,
        options: &StructOptions,
        parts: Parts,
        errors: &mut Accumulator,
    ) {
        let mut there = vec![
            Named::new("Read", &mut self.read, &options.read),
            Named::new("Filter", &mut self.filter, &options.filter.generated),
            Named::new("Order", &mut self.order, &options.order.generated),
            Named::new("Query", &mut self.query, &options.query),
        ];
        if parts.create {
            there.push(Named::new("Create", &mut self.create, &options.create.generated));
        }
        if parts.update {
            there.push(Named::new("Update", &mut self.update, &options.update.generated));
        }
        if parts.adjust {
            there.push(Named::new("Adjust", &mut self.adjust, &options.adjust.generated));
        }
        if parts.aggregate {
            there.push(Named::new("Aggregate", &mut self.aggregate, &options.aggregate));
        }
        if parts.repository {
            there.push(Named::new("Repository", &mut self.repository, &options.repository.generated));
        }
        // Chosen names come last: of two equal names, the chosen one is at fault.
        there.sort_by_key(|named| named.chosen);
        for position in 0..there.len() {
            let (before, rest) = there.split_at_mut(position);
            let named = &mut rest[0];
            let free = check_is_not_the_struct(&named.generated.name, ident)
                .and_then(|()| check_names_differ(&named.generated.name, before));
            if errors.handle(free).is_none() {
                named.generated.name = format_ident!("{}{}", ident, named.suffix);
            }
        }
        errors.handle(check_query_is_an_alias(&options.query));
        self.check_derives(errors);
    }

    /// Removes invalid derives.
    fn check_derives(&mut self, errors: &mut Accumulator) {
        let implemented_traits: [(&mut Generated, &[&str]); 8] = [
            (&mut self.create, &["Clone", "Debug", "PartialEq", "Deserialize"]),
            (&mut self.read, &["Clone", "Debug", "PartialEq", "Serialize"]),
            (&mut self.update, &["Clone", "Debug", "PartialEq", "Default", "Deserialize"]),
            (&mut self.adjust, &["Clone", "Debug", "PartialEq", "Default", "Deserialize"]),
            (&mut self.aggregate, &["Clone", "Debug", "Default"]),
            (&mut self.filter, &["Clone", "Default"]),
            (&mut self.order, &["Clone", "Copy", "Debug", "PartialEq", "Eq"]),
            (&mut self.repository, &["Clone", "Debug"]),
        ];
        for (generated, own) in implemented_traits {
            let mut kept: Vec<Path> = Vec::new();
            for path in std::mem::take(&mut generated.derives) {
                let new =
                    check_is_not_implemented(&path, own).and_then(|()| check_is_derived_once(&path, &kept));
                if errors.handle(new).is_some() {
                    kept.push(path);
                }
            }
            generated.derives = kept;
        }
    }
}

fn check_is_not_the_struct(name: &Ident, ident: &Ident) -> Result<()> {
    if name != ident {
        return Ok(());
    }
    Err(error(
        name.span(),
        format!("`{ident}` is the name of the struct: choose another name for the generated type"),
    ))
}

fn check_names_differ(name: &Ident, before: &[Named<'_>]) -> Result<()> {
    if before.iter().all(|other| other.generated.name != *name) {
        return Ok(());
    }
    Err(error(
        name.span(),
        format!("another generated type of this resource has the name `{name}`: choose another name"),
    ))
}

/// `BudgetQuery` is an alias of a type of the core, so it cannot have derives and attributes.
fn check_query_is_an_alias(query: &GeneratedOptions) -> Result<()> {
    match query.added {
        None => Ok(()),
        Some(span) => Err(error(
            span,
            "this type is an alias of the library's `Query` and can only be renamed: write `query(name = \
             \"OtherName\")`, or remove this",
        )),
    }
}

fn check_is_not_implemented(path: &Path, own: &[&str]) -> Result<()> {
    match path.segments.last() {
        Some(last) if own.iter().any(|name| last.ident == name) => Err(error(
            last.ident.span(),
            format!("the generated type already implements `{}`: remove it", last.ident),
        )),
        _ => Ok(()),
    }
}

fn check_is_derived_once(path: &Path, before: &[Path]) -> Result<()> {
    let spelled = |path: &Path| path.to_token_stream().to_string();
    match path.segments.last() {
        Some(last) if before.iter().any(|other| spelled(other) == spelled(path)) => {
            Err(error(last.ident.span(), format!("duplicate derive `{}`: remove one of them", last.ident)))
        }
        _ => Ok(()),
    }
}
