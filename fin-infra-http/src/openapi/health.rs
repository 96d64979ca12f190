//! Whether the process runs, and whether it can do its work.

use serde_json::json;
use utoipa::openapi::path::{HttpMethod, OperationBuilder, PathItem, PathsBuilder};
use utoipa::openapi::{Content, ResponseBuilder, ResponsesBuilder};

use super::schemas::fragment;
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
    let content: Content = fragment(json!({
        "schema": {
            "type": "object",
            "required": ["status"],
            "properties": { "status": { "type": "string", "enum": ["up"] } },
        },
        "example": { "status": "up" },
    }));
    let response = headers::every(ResponseBuilder::new().description("It is so."));
    let responses = ResponsesBuilder::new().response("200", response.content("application/json", content));
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
