//! `backends("postgres", "memory")`: the stores that code is generated for.

use darling::Result;
use darling::error::Accumulator;
use syn::LitStr;

use super::Backends;
use crate::attr::{StructOptions, error, nearest, suggestion};

const KNOWN: [&str; 4] = ["sqlite", "postgres", "mysql", "memory"];

/// Other names that the stores go by.
const ALSO_CALLED: [(&str, &str); 8] = [
    ("mariadb", "mysql"),
    ("maria", "mysql"),
    ("postgresql", "postgres"),
    ("pg", "postgres"),
    ("sqlite3", "sqlite"),
    ("in_memory", "memory"),
    ("in-memory", "memory"),
    ("mem", "memory"),
];

/// The stores that were named, or else all of them.
pub(super) fn choose(options: &StructOptions, errors: &mut Accumulator) -> Backends {
    let named = options.backends.as_ref().map(|list| list.names.as_slice()).unwrap_or_default();
    for (position, name) in named.iter().enumerate() {
        errors.handle(check_is_known(name).and_then(|()| check_is_named_once(name, &named[..position])));
    }
    let meant: Vec<&str> = named.iter().filter_map(|name| guess(&name.value())).collect();
    let has = |store: &str| meant.is_empty() || meant.contains(&store);
    Backends { sqlite: has("sqlite"), postgres: has("postgres"), mysql: has("mysql"), memory: has("memory") }
}

/// The databases that were named. Memory is always there.
pub(super) fn named_databases(options: &StructOptions) -> Vec<LitStr> {
    let named = options.backends.as_ref().map(|list| list.names.as_slice()).unwrap_or_default();
    let mut databases: Vec<LitStr> = Vec::new();
    for name in named {
        let written = name.value();
        let is_database = KNOWN.contains(&written.as_str()) && written != "memory";
        if is_database && databases.iter().all(|other| other.value() != written) {
            databases.push(name.clone());
        }
    }
    databases
}

fn guess(name: &str) -> Option<&'static str> {
    let name = name.to_lowercase();
    let also = ALSO_CALLED.iter().find(|(other, _)| *other == name).map(|(_, known)| *known);
    also.or_else(|| KNOWN.into_iter().find(|known| *known == name)).or_else(|| nearest(&name, KNOWN))
}

fn check_is_known(name: &LitStr) -> Result<()> {
    let written = name.value();
    if KNOWN.contains(&written.as_str()) {
        return Ok(());
    }
    let suggestion = match guess(&written) {
        Some("mysql") if written.to_lowercase().starts_with("maria") => {
            "did you mean `mysql`? It covers MySQL and MariaDB".to_owned()
        }
        Some(known) => format!("did you mean `{known}`?"),
        None => suggestion(&written, KNOWN),
    };
    Err(error(name.span(), format!("unknown store `{written}`: {suggestion}")))
}

fn check_is_named_once(name: &LitStr, before: &[LitStr]) -> Result<()> {
    if before.iter().any(|other| other.value() == name.value()) {
        return Err(error(name.span(), format!("duplicate store `{}`: remove one of them", name.value())));
    }
    Ok(())
}
