//! The migration tool of each group of resources that the test of distribution is about.

use std::process::ExitCode;

use fin_infra_core::migrate::Tool;

mod sharded;
mod subjects;

fn main() -> ExitCode {
    let name = std::env::var("FIN_TEST_GROUP").unwrap_or_default();
    match subjects::groups().into_iter().chain(sharded::outgrowing()).find(|group| group.name == name) {
        Some(group) => Tool::new().resources(group.definitions).run(),
        None => {
            eprintln!("FIN_TEST_GROUP={name} is no group");
            ExitCode::from(9)
        }
    }
}
