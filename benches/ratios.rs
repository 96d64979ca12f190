//! tmp
use fin_infra_benches::budget::*;
use fin_infra_core::{Db, schema};
fn main() {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
        let db = Db::connect("sqlite:///tmp/x.db?mode=rwc").await.unwrap();
        schema::create_all(&db, &[schema::of::<Budget>()]).await.unwrap();
    });
}
