use fin_infra::http::Resources;
use fin_infra::prelude::*;

#[derive(FinResource)]
#[fin(http = false)]
pub struct Session {
    pub token: String,
}

fn main() {
    let _ = Resources::new(Db::memory()).add::<Session>();
}
