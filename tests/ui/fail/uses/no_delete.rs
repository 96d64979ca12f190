use fin_infra::prelude::*;

#[derive(FinResource)]
#[fin(delete = false)]
pub struct Budget {
    pub name: String,
}

async fn deletes_one(db: &Db, id: Uuid) {
    let _ = Budget::repository().delete(db, id).await;
    let _ = Budget::repository().delete_many(db, &[id]).await;
}

fn main() {}
