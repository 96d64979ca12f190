//! Structs that are written from the tables of a database: `migrate structs`.

#[path = "../guides/blocks.rs"]
#[expect(dead_code, reason = "only the folder of the repository is needed here")]
mod blocks;
mod foreign;
mod golden;
#[path = "../guides/package.rs"]
#[expect(dead_code, reason = "the guides need more of it")]
mod package;
#[path = "../migrate/project.rs"]
#[expect(dead_code, reason = "the tests of migrations need more of it")]
mod project;
mod refused;
mod round;
mod script;
