//! A program with structs that are only known while the tests run.

use std::fmt::Write as _;
use std::process::Command;

use crate::package::{Package, said};

const DEPENDENCIES: &str = r#"[dependencies]
fin-infra = { path = "../fin-infra/fin-infra", features = ["mysql", "postgres"] }
chrono = { version = "0.4", default-features = false }
serde = { version = "1", features = ["derive"] }
serde_json = "1"
sqlx = { version = "0.9", default-features = false, features = ["derive"] }
tokio = { version = "1", features = ["macros", "rt-multi-thread"] }
"#;

const MAIN: &str = r#"use fin_infra::prelude::*;
use fin_infra::schema::Definition;

#[tokio::main]
async fn main() -> Result<(), Error> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, verb, url, module] = &arguments[..] else { panic!("{arguments:?}") };
    let db = Db::connect(url).await?;
    let definitions = definitions(module);
    match verb.as_str() {
        "create" => schema::create_all(&db, &definitions).await,
        _ => {
            for difference in schema::verify_of(&db, &definitions).await?.differences() {
                println!("{difference}");
            }
            Ok(())
        }
    }
}
"#;

/// The package, and its program as of the last build.
pub(crate) struct Program(Package);

impl Program {
    pub(crate) fn new() -> Self {
        Self(Package::new("structs_round", DEPENDENCIES))
    }

    /// Compiles modules of structs, each with its name.
    #[track_caller]
    pub(crate) fn build(&self, modules: &[(String, String)]) {
        let (mut main, mut arms) = (MAIN.to_owned(), String::new());
        for (module, source) in modules {
            let structs =
                source.lines().filter_map(|line| line.strip_prefix("pub struct ")?.split(' ').next());
            let definitions: Vec<String> =
                structs.map(|name| format!("schema::of::<{module}::{name}>()")).collect();
            writeln!(main, "mod {module};").unwrap();
            writeln!(arms, "        {module:?} => vec![{}],", definitions.join(", ")).unwrap();
            self.0.write(&format!("src/{module}.rs"), source);
        }
        let definitions = format!(
            "fn definitions(module: &str) -> Vec<Definition> {{\n    match module {{\n{arms}        _ => panic!(\"{{module}}\"),\n    }}\n}}\n"
        );
        self.0.write("src/main.rs", &(main + &definitions));
        self.0.build("structs_round");
    }

    #[track_caller]
    pub(crate) fn create(&self, url: &str, module: &str) {
        self.run("create", url, module);
    }

    /// The differences between a database and the structs of a module.
    #[track_caller]
    pub(crate) fn verify(&self, url: &str, module: &str) -> String {
        self.run("verify", url, module)
    }

    #[track_caller]
    fn run(&self, verb: &str, url: &str, module: &str) -> String {
        let program = self.0.build_path("structs_round");
        let output = Command::new(program).args([verb, url, module]).output().unwrap();
        assert!(output.status.success(), "{verb} {module}: {}", said(&output));
        said(&output)
    }
}
