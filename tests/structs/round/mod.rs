//! Structs that are read from tables which other structs describe are about the same tables: the database does not differ from
//! them, and the tables that they describe are read into the same structs again.

mod given;
mod hostile;
mod program;

use std::collections::BTreeMap;

use self::program::Program;
use crate::project::{Kind, Project};
use crate::script::{name, source};

const KINDS: [Kind; 3] = [Kind::Sqlite, Kind::Postgres, Kind::MySql];

/// The stages of the application of `tests/migrate`, each with the column of its tenants.
const STAGES: [(&str, &str); 17] = [
    ("first", "tenant_id"),
    ("numbered", "tenant_id"),
    ("notes_searched", "tenant_id"),
    ("reference", "tenant_id"),
    ("deposits", "tenant_id"),
    ("shared", "tenant_id"),
    ("circle", "tenant_id"),
    ("long_names_searched", "tenant_id"),
    ("checked", "tenant_id"),
    ("kinds", "tenant_id"),
    ("named_once_softly", "tenant_id"),
    ("folded", "tenant_id"),
    ("guarded", "tenant_id"),
    ("listed", "tenant_id"),
    ("text_tenant", "account"),
    ("alone_by_both", "tenant_id"),
    ("alone", "tenant_id"),
];

fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// A database, and the structs that were read from it.
struct Read {
    title: String,
    project: Project,
    tenant: &'static str,
    source: String,
}

impl Read {
    fn of(title: &str, project: Project, tenant: &'static str) -> Self {
        let arguments = if tenant == "tenant_id" { vec![] } else { vec!["--tenant", tenant] };
        let source = source(&project, &arguments);
        Self { title: title.to_owned(), project, tenant, source }
    }

    /// The name of its module: the same for the same structs.
    fn module(&self, modules: &mut BTreeMap<String, String>) -> String {
        let code = self.source.split_once("\nuse ").map_or("", |(_, code)| code);
        let name = format!("read_{}", modules.len());
        modules.entry(format!("use {code}")).or_insert(name).clone()
    }
}

#[tokio::test]
async fn structs_of_our_own_tables_describe_them() {
    let seeds = match setting("FIN_TEST_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..setting("FIN_TEST_SCHEMAS").unwrap_or(12),
    };
    let given: Vec<given::Given> = seeds.map(given::schema).collect();
    let program = Program::new();
    let sources = given.iter().map(|given| (given.module.clone(), given.source.clone()));
    program.build(&sources.collect::<Vec<_>>());
    let mut read = of_stages();
    for given in &given {
        for kind in KINDS {
            let project = Project::new(kind);
            program.create(&project.url, &given.module);
            read.push(Read::of(&given.module, project, given.tenant));
        }
    }
    are_clean(&program, &read, &hostile::read(0..8).await);
}

/// The structs of the tables of each stage.
fn of_stages() -> Vec<Read> {
    let mut read = Vec::new();
    for (stage, tenant) in STAGES {
        for kind in KINDS {
            let project = Project::new(kind);
            project.tool(stage, &["revision", "-m", "first", "--autogenerate"]).done();
            project.tool(stage, &["upgrade"]).done();
            read.push(Read::of(stage, project, tenant));
        }
    }
    read
}

/// Compiles what was read, and compares it with its database and with a database that it makes. What was read of a hostile
/// database only has to compile.
fn are_clean(program: &Program, read: &[Read], hostile: &[Read]) {
    let mut modules = BTreeMap::new();
    let names: Vec<String> = read.iter().map(|read| read.module(&mut modules)).collect();
    let hostile: Vec<(&Read, String)> =
        hostile.iter().map(|read| (read, read.module(&mut modules))).collect();
    let modules: Vec<(String, String)> = modules.into_iter().map(|(source, name)| (name, source)).collect();
    program.build(&modules);
    for (read, module) in hostile {
        assert!(
            read.source.contains("pub struct Good {") && read.source.contains("pub name: String"),
            "{}",
            read.source
        );
        assert!(
            !program.verify(&read.project.url, &module).is_empty(),
            "its column with a bad name has no field"
        );
    }
    let mut failures = String::new();
    for (read, module) in read.iter().zip(&names) {
        let Read { title, project, source, .. } = read;
        let kind = name(project.kind);
        let drift = program.verify(&project.url, module);
        let again = match title.as_str() {
            // Only a migration creates tables that refer to each other.
            "circle" => source.clone(),
            title => {
                let fresh = Project::new(project.kind);
                program.create(&fresh.url, module);
                Read::of(title, fresh, read.tenant).source
            }
        };
        if !drift.is_empty() {
            failures.push_str(&format!(
                "{title} on {kind} differs from what was read of it:\n{drift}\n{source}\n"
            ));
        } else if again != *source {
            failures.push_str(&format!("{title} on {kind} is read as\n{source}\nand then as\n{again}\n"));
        }
    }
    assert!(failures.is_empty(), "{failures}");
}
