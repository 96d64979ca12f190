use fin_infra::prelude::*;
use sqlx::SqlitePool;

#[derive(FinResource)]
#[fin(backends("postgres"))]
pub struct Budget {
    pub name: String,
}

async fn asks_another(pool: &SqlitePool, memory: &Memory, id: Uuid) {
    let _ = Budget::repository().find(pool, id).await;
    let _ = Budget::repository().find(memory, id).await;
}

fn main() {}
