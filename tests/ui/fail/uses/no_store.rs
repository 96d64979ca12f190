use fin_infra::prelude::*;

#[derive(FinResource)]
pub struct Budget {
    pub name: String,
}

async fn asks_a_url(id: Uuid, db: Db) {
    let _ = Budget::repository().find("sqlite::memory:", id).await;
    let _ = Budget::repository().find(db, id).await;
}

fn main() {}
