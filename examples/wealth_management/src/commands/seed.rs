//! `seed`.

use anyhow::Result;
use serde_json::json;

use super::App;
use crate::seed;

pub(crate) async fn run(app: &App) -> Result<()> {
    let clients = seed::fill(&app.db).await?;
    app.say(
        &json!({ "clients": clients }),
        format!("added {clients} clients of two advisors, with a year of snapshots"),
    )
}
