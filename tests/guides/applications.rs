//! The applications in `examples`, each copied next to a checkout as its README says.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Stdio};

use fin_infra_test_servers::Server;

use crate::blocks::block;
use crate::package::Package;

const PERSONAL_FINANCE: &str = "examples/personal_finance/README.md";
const SAAS_BUDGETING: &str = "examples/saas_budgeting/README.md";

#[test]
fn personal_finance_runs_in_a_folder_of_its_own() {
    let package = Package::copied("personal_finance", &block(PERSONAL_FINANCE, "sh", "cp -r"));
    let said = package.run(&block(PERSONAL_FINANCE, "sh", "init --sample"));
    let printed = block(PERSONAL_FINANCE, "text", "November 2026");
    assert!(said.contains(printed.trim_end()), "{said}");

    package.run("rm money.db*");
    let said = package.run(&block(PERSONAL_FINANCE, "sh", "add account"));
    assert!(said.contains("restored the budget Start"), "{said}");
    let said = package.run(&block(PERSONAL_FINANCE, "sh", "--autogenerate"));
    assert!(said.contains("money.db is up to date"), "{said}");
}

#[test]
fn saas_budgeting_runs_in_a_folder_of_its_own() {
    // Roles belong to a whole server, and the README names them.
    let server = Server::postgres().unwrap();
    let (administrator, host) = (server.url(), server.url().split(['@', '/']).nth(3).unwrap());
    let printed = |words: &str| block(SAAS_BUDGETING, "sh", words);
    let package = Package::copied("saas_budgeting", &printed("cp -r"));
    package.run(&printed("CREATE ROLE").replace("postgres://postgres@localhost/postgres", administrator));
    let tables = printed("--application-role budgeting_app\ncargo run -- seed").replace("localhost", host);
    let said = package.run(&tables);
    assert!(said.contains("2 migrations applied") && said.contains("added garage"), "{said}");

    let urls: String =
        tables.lines().filter(|line| line.starts_with("export")).map(|line| format!("{line}\n")).collect();
    let serve = printed("TOKEN_SECRET");
    // The shell becomes the program, so that it ends with it.
    let serve = serve.replace("cargo run -- serve", "exec cargo run -- serve --address 127.0.0.1:0");
    let served = Serving::start(&package, &format!("{urls}{serve}"));
    let said = package.run(&printed("TOKEN=").replace("localhost:8080", &served.address));
    assert!(said.contains("Flour and sugar"), "{said}");

    let said = package.run(&format!("{urls}{}", printed("add-company")));
    assert!(said.contains("companies: 1") && said.contains("members: 0 removed"), "{said}");
    let said = package.run(&format!("{urls}{}", printed("--autogenerate")));
    assert!(said.contains("0 migrations applied"), "{said}");
}

/// A program that a script serves with, until it is dropped.
struct Serving {
    shell: Child,
    address: String,
}

impl Serving {
    fn start(package: &Package, script: &str) -> Self {
        let mut command = package.command("bash");
        let mut shell =
            command.args(["-euc", script]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(shell.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let address = line.split("http://").nth(1).unwrap_or_else(|| panic!("it does not serve: {line}"));
        let address = address.split(',').next().unwrap().to_owned();
        Self { shell, address }
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.shell.kill();
        let _ = self.shell.wait();
    }
}
