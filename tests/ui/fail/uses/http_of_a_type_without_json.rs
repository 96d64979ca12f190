use fin_infra::http::Resources;
use fin_infra::prelude::*;

#[derive(Debug, Clone, PartialEq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum State {
    Open,
    Closed,
}

#[derive(FinResource)]
pub struct Account {
    #[fin(length(max = 10))]
    pub state: State,
}

fn main() {
    let _ = Resources::new(Db::memory()).add::<Account>();
}
