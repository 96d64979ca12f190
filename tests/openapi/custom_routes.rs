//! Custom routes in the document.

use std::path::PathBuf;
use std::process::Command;

use fin_infra::http::{Problem, Resources, Scoped};
use fin_infra::prelude::*;
use fin_infra_tests::resources::{Budget, BudgetQuery};
use serde_json::json;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};

use crate::document::value;
use crate::installed::run;
use crate::python::program;

/// Count the budgets.
#[utoipa::path(get, path = "/count", responses((status = 200, description = "It.", body = Count), (status = 403, description = "Ours.")))]
async fn count(budgets: Scoped<Budget>) -> Result<axum::Json<Count>, Problem> {
    let number = budgets.repository.count(&budgets.db, BudgetQuery::new()).await?;
    Ok(axum::Json(Count { number }))
}

/// A number of budgets.
#[derive(serde::Serialize, utoipa::ToSchema)]
struct Count {
    /// The number.
    number: u64,
}

#[utoipa::path(get, path = "/names", responses((status = 200, description = "They.", body = Vec<String>)))]
async fn names_of_all() {}

#[derive(utoipa::OpenApi)]
#[openapi(paths(count, names_of_all))]
struct Own;

/// What the guide promises for custom routes.
#[test]
fn a_custom_route_is_documented_like_the_others() {
    let bearer = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
    let resources = Resources::new(Db::memory()).security("session", bearer).add_with::<Budget>(|budgets| {
        budgets
            .at("/plans")
            .route("/count", axum::routing::get(count))
            .route("/names", axum::routing::get(names_of_all))
            .document(<Own as utoipa::OpenApi>::openapi())
    });
    let document = value(&resources);
    let (own, list) = (&document["paths"]["/plans/count"]["get"], &document["paths"]["/plans"]["get"]);
    assert_eq!((&own["tags"], &own["security"]), (&list["tags"], &list["security"]));
    assert_eq!((&own["operationId"], &own["summary"]), (&json!("count"), &json!("Count the budgets.")));
    let undescribed = &document["paths"]["/plans/names"]["get"];
    assert_eq!(undescribed["summary"], "Names of all");
    for status in ["401", "500", "503"] {
        assert_eq!(own["responses"][status], list["responses"][status], "{status}");
    }
    // Descriptions of the app are kept.
    assert_eq!(own["responses"]["403"]["description"], "Ours.");
    assert_eq!(
        own["responses"]["200"]["content"]["application/json"]["schema"]["$ref"],
        "#/components/schemas/Count"
    );
    assert_eq!(document["components"]["schemas"]["Count"]["properties"]["number"]["type"], "integer");
    let kinds =
        document["components"]["schemas"]["Problem"]["properties"]["type"]["enum"].as_array().unwrap();
    assert!(kinds.contains(&json!("about:blank")));
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("own.json");
    std::fs::write(&file, document.to_string()).unwrap();
    run(Command::new(program("openapi-spec-validator")).args(["--schema", "3.1"]).arg(file));
}
