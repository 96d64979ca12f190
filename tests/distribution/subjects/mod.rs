//! The resources whose statements are read: those of the other tests, and some with everything that
//! can be asked for.

#[path = "../../plans/companies.rs"]
pub(crate) mod budgeting;
pub(crate) mod funds;
pub(crate) mod later;
pub(crate) mod wealth;

use fin_infra::schema::{self, Definition};
use fin_infra_tests::resources;

/// Resources that share a database.
pub(crate) struct Group {
    pub(crate) name: &'static str,
    pub(crate) definitions: Vec<Definition>,
}

/// All of them. `earlier` and `later` are one application before and after a change.
pub(crate) fn groups() -> Vec<Group> {
    let group = |name, definitions: &[Definition]| Group { name, definitions: definitions.to_vec() };
    vec![
        group("tests", &[schema::of::<resources::Budget>()]),
        group(
            "budgeting",
            &[
                schema::of::<budgeting::Budget>(),
                schema::of::<budgeting::Goal>(),
                schema::of::<budgeting::Transaction>(),
            ],
        ),
        group("wealth", &[schema::of::<wealth::Client>(), schema::of::<wealth::Snapshot>()]),
        group(
            "funds",
            &[
                schema::of::<funds::Fund>(),
                schema::of::<funds::Entry>(),
                schema::of::<funds::Price>(),
                schema::of::<funds::Voucher>(),
            ],
        ),
        group("earlier", &[schema::of::<later::before::Plan>(), schema::of::<later::before::Step>()]),
        group("later", &[schema::of::<later::after::Plan>(), schema::of::<later::after::Step>()]),
    ]
}
