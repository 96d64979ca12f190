//! Imports go down only: a module uses only modules on floors below its own, apart from itself and other crates.
//!
//! An import counts as an import of the file that defines the name, however many re-exports are in between. Re-exports
//! themselves may go up: they define a crate's public paths.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot read the sources fails")]

use std::collections::BTreeMap;
use std::path::Path;

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::{Attribute, Item, ItemUse, UseTree, Visibility};

/// The modules of the core, from the lowest floor up. Modules on one floor do not import each other.
const CORE: &[&[&str]] = &[
    &["currency"],
    &["dec", "error", "fold", "purged", "shared", "statements", "stub", "table"],
    &["limits", "money", "options", "per_database", "presence", "timeout", "value", "violation"],
    &["backend", "rule"],
    &["column"],
    &["exact", "predicate", "stored"],
    &["object", "resource", "undeclared"],
    &["input", "row", "tenant"],
    &["definition", "own", "query", "scoped"],
    &["memory", "sql"],
    &["operation"],
    &["store"],
    &["repository"],
    &["unsupported_methods", "relation"],
    &["internal", "private", "schema", "unscoped"],
];

/// The modules of `fin-infra-http`.
const HTTP: &[&[&str]] = &[
    &["action", "guarded_body", "json_errors", "problem", "request_id"],
    &[
        "body_memory",
        "field",
        "page_memory",
        "permission",
        "serve",
        "tenant",
        "trace",
        "unique_names",
        "value",
    ],
    &["computed", "input"],
    &["body", "parameters", "resource"],
    &["rows"],
    &["relations"],
    &["api"],
    &["conditional", "layers", "list", "options", "rejection", "selection"],
    &["aggregates", "reply"],
    &["health", "idempotency", "page"],
    &["headers"],
    &["endpoint"],
    &["include", "nested"],
    &["custom_routes", "handlers", "openapi", "scoped"],
    &["routes", "warnings"],
    &["resources"],
];

/// The modules of `fin-infra-migrate`.
const MIGRATE: &[&[&str]] = &[
    &["failure", "model", "types"],
    &["dialect", "discover", "fact", "inspect", "shape"],
    &["currency"],
    &["change", "connection", "create_table", "database", "row_security"],
    &["count", "destination", "effective", "has_table", "render", "retry"],
    &["blocking", "merge", "placement", "refold"],
    &["describe", "metadata"],
    &["diff", "draft", "folder", "structs", "unmanaged"],
    &["run", "verify"],
    &["cli", "create"],
];

/// The modules of `fin-infra-domains`.
const DOMAINS: &[&[&str]] =
    &[&["arithmetic", "rows", "scale", "text"], &["calendar", "split"], &["budgets", "goals", "net_worth"]];

const DERIVE: &[&[&str]] =
    &[&["shared"], &["attr"], &["model"], &["sql"], &["expand", "scoped"], &["derive"]];

const DERIVE_MODEL: &[&[&str]] = &[
    &["backends", "generated", "kinds", "literals", "names", "roles"],
    &["draft"],
    &["column", "identifiers", "lookalikes", "money", "secrets", "settings", "serving", "sizes", "storable"],
    &["data", "distribution"],
    &["managed"],
    &["layout"],
    &["adjust", "aggregates", "number", "orders", "relations"],
    &["lists", "row_size", "rules"],
    &["keys"],
    &["lengths"],
    &["build"],
];

const DERIVE_EXPAND: &[&[&str]] = &[
    &["aliases", "context", "databases", "spelling"],
    &["money"],
    &[
        "amounts",
        "conversions",
        "defaults",
        "forward",
        "hooks",
        "needs",
        "order",
        "relations",
        "row",
        "rules",
        "statements",
        "storages",
    ],
    &["aggregate", "columns", "fields", "resource", "schema"],
    &["by_serde", "filter"],
    &["field_docs"],
    &["http", "read", "reading", "repository"],
    &["adjust", "create", "update"],
];

#[test]
fn imports_of_the_core_go_down() {
    assert_eq!(Crate::of("fin-infra-core").upward(CORE), NONE);
}

#[test]
fn imports_of_the_rest_api_go_down() {
    assert_eq!(Crate::of("fin-infra-http").upward(HTTP), NONE);
}

#[test]
fn imports_of_the_migrations_go_down() {
    assert_eq!(Crate::of("fin-infra-migrate").upward(MIGRATE), NONE);
}

#[test]
fn imports_of_the_domains_go_down() {
    assert_eq!(Crate::of("fin-infra-domains").upward(DOMAINS), NONE);
}

#[test]
fn imports_of_the_derive_go_down() {
    let sources = Crate::of("fin-infra-derive");
    assert_eq!(sources.upward(DERIVE), NONE);
    assert_eq!(sources.within("model").upward(DERIVE_MODEL), NONE);
    assert_eq!(sources.within("expand").upward(DERIVE_EXPAND), NONE);
}

#[test]
fn an_import_that_goes_up_is_found_behind_a_re_export() {
    let mut planted = Crate::default();
    planted.add(&["column"], "use crate::resource::Row;\nfn f() { crate::store::begin() }");
    planted.add(&["resource"], "pub use crate::store::Row;");
    planted.add(&["store"], "pub use self::memory::Row;\n#[cfg(test)]\nmod tests { use crate::http::Any; }");
    planted.add(
        &["store", "memory"],
        "pub struct Row;\nuse super::super::column::Column;\nuse super::pool::Pool;",
    );
    planted.add(&["store", "pool"], "pub struct Pool;");
    let found = planted.upward(&[&["column"], &["resource", "http"], &["store"]]);
    assert_eq!(found, ["column imports store::memory", "column imports store"]);
    let found = planted.within("store").upward(&[&["memory"], &["pool"]]);
    assert_eq!(found, ["memory imports pool"]);
}

const NONE: &[String] = &[];

/// A path from the root of the crate, without `crate`.
type Route = Vec<String>;

#[derive(Default)]
struct File {
    imports: Vec<Route>,
    /// The re-exports, by name.
    exports: Vec<(String, Route)>,
}

#[derive(Default)]
struct Crate(BTreeMap<Route, File>);

impl Crate {
    fn of(member: &str) -> Self {
        let mut sources = Self::default();
        sources.folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(member).join("src"), &[]);
        sources
    }

    /// Reads a module as if it were a crate.
    fn within(&self, module: &str) -> Self {
        let mut inner = Self::default();
        for (from, file) in self.0.iter().filter(|(from, _)| from.len() > 1 && from[0] == module) {
            let imports = file.imports.iter().filter_map(|to| self.defining(to, 9));
            let imports = imports.filter(|to| to.len() > 1 && to[0] == module).map(|to| to[1..].to_vec());
            inner.0.insert(from[1..].to_vec(), File { imports: imports.collect(), exports: Vec::new() });
        }
        inner
    }

    fn folder(&mut self, folder: &Path, module: &[String]) {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let stem = path.file_stem().expect("a name").to_string_lossy().into_owned();
            let route =
                if ["lib", "mod"].contains(&stem.as_str()) { module.to_vec() } else { join(module, &stem) };
            match stem.as_str() {
                "tests" => {}
                _ if path.is_dir() => self.folder(&path, &route),
                _ => self.add(&route, &std::fs::read_to_string(&path).expect("a source")),
            }
        }
    }

    fn add(&mut self, route: &[impl ToString], source: &str) {
        let route: Route = route.iter().map(ToString::to_string).collect();
        let items = syn::parse_file(source).unwrap_or_else(|error| panic!("{route:?}: {error}")).items;
        self.0.entry(route.clone()).or_default().read(&items, &route);
    }

    /// Returns the file that defines a name; `None` for another crate.
    fn defining(&self, route: &[String], hops: usize) -> Option<&Route> {
        let length = (1..=route.len()).rev().find(|&length| self.0.contains_key(&route[..length]))?;
        let (module, file) = self.0.get_key_value(&route[..length])?;
        let target = route.get(length).and_then(|name| file.exports.iter().find(|(known, _)| known == name));
        match target {
            Some((_, target)) if hops > 0 => {
                self.defining(&[target, &route[length + 1..]].concat(), hops - 1)
            }
            _ => Some(module),
        }
    }

    fn upward(&self, floors: &[&[&str]]) -> Vec<String> {
        let floor = |route: &Route| {
            let found = floors.iter().position(|floor| floor.contains(&route[0].as_str()));
            found.unwrap_or_else(|| panic!("`{}` is on no floor", route[0]))
        };
        let mut found = Vec::new();
        for (from, file) in self.0.iter().filter(|(from, _)| !from.is_empty()) {
            for to in file.imports.iter().filter_map(|to| self.defining(to, 9)) {
                if from[0] != to[0] && floor(from) <= floor(to) {
                    found.push(format!("{} imports {}", from.join("::"), to.join("::")));
                }
            }
        }
        found
    }
}

impl File {
    fn read(&mut self, items: &[Item], module: &[String]) {
        for item in items {
            match item {
                Item::Mod(inner) if !is_test(&inner.attrs) => {
                    let items = inner.content.as_ref().map_or(&[][..], |(_, items)| items);
                    self.read(items, &join(module, &inner.ident.to_string()));
                }
                Item::Use(item) if !is_test(&item.attrs) => self.read_use(item, module),
                Item::Mod(_) | Item::Use(_) => {}
                other => self.scan(other.to_token_stream(), module),
            }
        }
    }

    fn read_use(&mut self, item: &ItemUse, module: &[String]) {
        let mut named = Vec::new();
        flatten(&item.tree, &[], &mut named);
        for (name, route) in named {
            match (absolute(&route, module), &item.vis) {
                (Some(route), Visibility::Inherited) => self.imports.push(route),
                (Some(route), _) => self.exports.push((name, route)),
                (None, _) => {}
            }
        }
    }

    /// Finds the paths outside `use` items.
    fn scan(&mut self, tokens: TokenStream, module: &[String]) {
        let tokens: Vec<_> = tokens.into_iter().collect();
        let mut at = 0;
        while at < tokens.len() {
            match &tokens[at] {
                TokenTree::Group(group) => self.scan(group.stream(), module),
                TokenTree::Ident(ident) => {
                    let mut route = vec![ident.to_string()];
                    while let [TokenTree::Punct(one), TokenTree::Punct(two), TokenTree::Ident(next), ..] =
                        &tokens[at + 1..]
                        && (one.as_char(), two.as_char()) == (':', ':')
                    {
                        route.push(next.to_string());
                        at += 3;
                    }
                    self.imports.extend(absolute(&route, module).filter(|_| route.len() > 1));
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
            at += 1;
        }
    }
}

fn join(module: &[String], name: &str) -> Route {
    [module, &[name.to_owned()]].concat()
}

fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg") && attribute.to_token_stream().to_string().contains("test")
    })
}

/// Returns each name that a `use` imports, with its path.
fn flatten(tree: &UseTree, before: &[String], to: &mut Vec<(String, Route)>) {
    match tree {
        UseTree::Path(path) => flatten(&path.tree, &join(before, &path.ident.to_string()), to),
        UseTree::Name(name) if name.ident == "self" => {
            to.extend(before.last().map(|name| (name.clone(), before.to_vec())));
        }
        UseTree::Name(name) => {
            to.push((name.ident.to_string(), join(before, &name.ident.to_string())));
        }
        UseTree::Rename(name) => {
            to.push((name.rename.to_string(), join(before, &name.ident.to_string())));
        }
        UseTree::Glob(_) => to.push(("*".to_owned(), before.to_vec())),
        UseTree::Group(group) => group.items.iter().for_each(|tree| flatten(tree, before, to)),
    }
}

/// Returns a path from the root of the crate; `None` for another crate.
fn absolute(route: &[String], module: &[String]) -> Option<Route> {
    let supers = route.iter().take_while(|part| *part == "super").count();
    match route.first()?.as_str() {
        "crate" => Some(route[1..].to_vec()),
        "self" => Some([module, &route[1..]].concat()),
        "super" => Some([&module[..module.len().saturating_sub(supers)], &route[supers..]].concat()),
        _ => None,
    }
}
