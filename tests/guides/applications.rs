//! The applications in `examples`, each copied next to a checkout as its README says.

use crate::blocks::block;
use crate::package::Package;

const PERSONAL_FINANCE: &str = "examples/personal_finance/README.md";

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
