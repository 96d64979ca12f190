use fin_infra::http::Resources;
use fin_infra::prelude::*;

#[derive(FinResource)]
#[fin(tenant, children("Deposit", "Note", "Mark"))]
pub struct Goal {
    pub name: String,
}

#[derive(FinResource)]
#[fin(tenant, create(attr(serde(rename_all = "camelCase"))))]
pub struct Deposit {
    #[fin(belongs_to = "Goal")]
    pub goal_id: Uuid,
}

#[derive(FinResource)]
#[fin(tenant, create = false)]
pub struct Note {
    #[fin(belongs_to = "Goal")]
    pub goal_id: Uuid,
}

#[derive(FinResource)]
#[fin(tenant, http = false)]
pub struct Mark {
    #[fin(belongs_to = "Goal")]
    pub goal_id: Uuid,
}

fn main() {
    let resources = || Resources::new(Db::memory());
    let _ = resources().add_with::<Goal>(|goals| goals.create_with(Goal::deposits()));
    let _ = resources().add_with::<Goal>(|goals| goals.create_with(Goal::notes()));
    let _ = resources().add_with::<Goal>(|goals| goals.create_with(Goal::marks()));
    let _ = resources().add_with::<Deposit>(|deposits| deposits.create_with(Deposit::goal()));
    let _ = resources().add_with::<Deposit>(|deposits| deposits.create_with(Goal::deposits()));
}
