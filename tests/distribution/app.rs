//! The migration tool of each group of resources that the test of distribution is about.

use std::process::ExitCode;

use fin_infra::migrate::Tool;
use fin_infra::schema::{self, Definition};

mod sharded;
mod subjects;

use self::sharded::{fewer, many, one, wider};
use self::subjects::Group;

fn main() -> ExitCode {
    let name = std::env::var("FIN_TEST_GROUP").unwrap_or_default();
    match subjects::groups().into_iter().chain(outgrowing()).find(|group| group.name == name) {
        Some(group) => Tool::new().resources(group.definitions).run(),
        None => {
            eprintln!("FIN_TEST_GROUP={name} is no group");
            ExitCode::from(9)
        }
    }
}

/// An application on one machine, on many, with a further table there, with half of its tables there, with
/// more of each kind, and with less.
fn outgrowing() -> Vec<Group> {
    let (currency, goal) = (schema::of::<many::Currency>(), schema::of::<many::Goal>());
    let (deposit, remark) = (schema::of::<many::Deposit>(), schema::of::<many::Remark>());
    let earlier = [currency, schema::of::<one::Goal>(), schema::of::<one::Deposit>()];
    let group = |name, definitions: &[Definition]| Group { name, definitions: definitions.to_vec() };
    vec![
        group("one", &earlier),
        group("many", &[currency, goal, deposit]),
        group("more", &[currency, goal, deposit, remark]),
        group("half", &[earlier[0], earlier[1], deposit]),
        group(
            "wider",
            &[
                schema::of::<wider::Country>(),
                schema::of::<wider::Currency>(),
                schema::of::<wider::Goal>(),
                schema::of::<wider::Deposit>(),
                remark,
            ],
        ),
        group(
            "fewer",
            &[schema::of::<wider::Currency>(), schema::of::<fewer::Goal>(), schema::of::<wider::Deposit>()],
        ),
    ]
}
