use fin_infra_core::http::Resources;
use fin_infra_core::prelude::*;

#[derive(FinResource)]
#[fin(http = false)]
pub struct Session {
    pub token: String,
}

fn main() {
    let _ = Resources::new(Db::memory()).add::<Session>();
}
