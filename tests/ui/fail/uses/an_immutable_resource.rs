use fin_infra::prelude::*;

#[derive(FinResource)]
#[fin(immutable)]
pub struct Budget {
    pub name: String,
}

async fn changes_it(db: &Db, id: Uuid) {
    let _ = Budget::repository().update(db, id, ()).await;
}

fn main() {}
