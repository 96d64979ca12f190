//! The applications in `examples`, each copied next to a checkout as its README says.

use fin_infra_test_servers::Server;

use crate::blocks::block;
use crate::package::Package;
use crate::served::Served;

const PERSONAL_FINANCE: &str = "examples/personal_finance/README.md";
const SAAS_BUDGETING: &str = "examples/saas_budgeting/README.md";
const WEALTH_MANAGEMENT: &str = "examples/wealth_management/README.md";

#[test]
fn personal_finance_runs_in_a_folder_of_its_own() {
    let package = Package::copied("personal_finance", &block(PERSONAL_FINANCE, "sh", "cp -r"));
    let said = package.run(&block(PERSONAL_FINANCE, "sh", "init --sample"));
    let printed = block(PERSONAL_FINANCE, "text", "November 2026");
    assert!(said.contains(printed.trim_end()), "{said}");

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
    assert!(said.contains(" migrations applied\n") && said.contains("added garage"), "{said}");

    let urls: String =
        tables.lines().filter(|line| line.starts_with("export")).map(|line| format!("{line}\n")).collect();
    let serve = printed("TOKEN_SECRET");
    // The shell becomes the program, so that it ends with it.
    let serve = serve.replace("cargo run -- serve", "exec cargo run -- serve --address 127.0.0.1:0");
    let mut shell = package.command("bash");
    shell.args(["-euc", &format!("{urls}{serve}")]);
    let said = Served::of(shell, "Serving at http://").run(&package, &printed("TOKEN="));
    assert!(said.contains("Flour and sugar"), "{said}");

    let said = package.run(&format!("{urls}{}", printed("add-company")));
    assert!(said.contains("companies: 1") && said.contains("members: 0 removed"), "{said}");
    let said = package.run(&format!("{urls}{}", printed("--autogenerate")));
    assert!(said.contains("0 migrations applied"), "{said}");
}

#[test]
fn wealth_management_runs_in_a_folder_of_its_own_on_a_private_mariadb() {
    let package = Package::copied("wealth_management", &block(WEALTH_MANAGEMENT, "sh", "cp -r"));
    let database = fin_infra_test_servers::mysql().unwrap();
    let named = format!("export WEALTH_DATABASE_URL='{}'\n", database.url());
    let said = package.run(&(named.clone() + &block(WEALTH_MANAGEMENT, "sh", "-- seed")));
    let printed = block(WEALTH_MANAGEMENT, "text", "the largest changes");
    assert!(said.contains(printed.trim_end()), "{said}");

    let said = package.run(&(named.clone() + &block(WEALTH_MANAGEMENT, "sh", "import clients")));
    let printed = block(WEALTH_MANAGEMENT, "text", "3 refused");
    assert!(said.contains(printed.trim_end()) && said.contains("revoked the token of Ada"), "{said}");
    let header = block(WEALTH_MANAGEMENT, "text", "client,day,currency");
    let sample = std::fs::read_to_string(package.folder.join("seed/snapshots.csv")).unwrap();
    assert!(sample.starts_with(&header), "{sample}");
    let said = package.run(&(named.clone() + &block(WEALTH_MANAGEMENT, "sh", "--autogenerate")));
    assert!(said.contains("applied 0 migrations"), "{said}");

    let token = package.shell(&format!("{named}cargo run -q -- --advisor Northgate token create Ada"));
    let token = String::from_utf8(token.stdout).unwrap();
    let mut serve = package.command(package.build_path("wealth-management"));
    serve.args(["serve", "--address", "127.0.0.1:0"]).env("WEALTH_DATABASE_URL", database.url());
    let served = Served::of(serve, "Serving at http://");
    let requests = block(WEALTH_MANAGEMENT, "sh", "if-match");
    let said = served.run(&package, &format!("TOKEN={}\n{requests}", token.trim()));
    assert!(said.contains("Prefers mail") && said.contains("\"manager\":\"Ben\""), "{said}");
}
