use fin_infra::prelude::*;

#[derive(FinResource)]
#[fin(create = false)]
pub struct Budget {
    pub name: String,
}

async fn creates_one(db: &Db) {
    let _ = Budget::repository().create(db, ()).await;
}

fn main() {}
