//! Whether the process runs, and whether it can do its work.

use serde_json::json;
use utoipa::openapi::path::{HttpMethod, OperationBuilder, PathItem, PathsBuilder};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{ContentBuilder, ResponseBuilder, ResponsesBuilder};

use super::{headers, problems, statuses};

/// The tag of both.
pub(super) const TAG: &str = "Health";

/// Adds both.
pub(super) fn add_to(paths: PathsBuilder) -> PathsBuilder {
    let live = "Whether the process runs. If it does not, it has to be started again.";
    let ready = "Whether the database answers and, where the app asks for that, has the tables that it needs. If not, no \
                 requests should be sent here for now.";
    paths
        .path("/health/live", operation("isLive", "Ask whether the process runs", live))
        .path("/health/ready", operation("isReady", "Ask whether requests can be answered", ready))
}

fn operation(id: &str, summary: &str, description: &str) -> PathItem {
    let status = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(["up"]));
    let body = ObjectBuilder::new().schema_type(Type::Object).property("status", status).required("status");
    let content = ContentBuilder::new().schema(Some(body)).example(Some(json!({ "status": "up" })));
    let response = headers::every(ResponseBuilder::new().description("It is so."));
    let responses =
        ResponsesBuilder::new().response("200", response.content("application/json", content.build()));
    let operation = OperationBuilder::new()
        .tag(TAG)
        .operation_id(Some(id))
        .summary(Some(summary))
        .description(Some(description))
        .responses(problems::respond(responses, &statuses::of_every_path()))
        // Whoever looks after the process has not signed in.
        .securities(Some([]))
        .build();
    PathItem::new(HttpMethod::Get, operation)
}
