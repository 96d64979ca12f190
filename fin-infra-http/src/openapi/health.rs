//! Liveness and readiness of the process.

use serde_json::json;
use utoipa::openapi::path::{HttpMethod, OperationBuilder, PathItem, PathsBuilder};
use utoipa::openapi::{Content, ResponseBuilder, ResponsesBuilder};

use super::schemas::fragment;
use super::{headers, problems, statuses};

/// The tag of both operations.
pub(super) const TAG: &str = "Health";

/// Adds both operations.
pub(super) fn add_to(paths: PathsBuilder) -> PathsBuilder {
    let live = "Whether the process is running.";
    let ready = "Whether the database answers and the readiness checks of the app pass. If not, send no requests here for \
                 now.";
    paths
        .path("/health/live", operation("isLive", "Check liveness", live))
        .path("/health/ready", operation("isReady", "Check readiness", ready))
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
    let response = headers::every(ResponseBuilder::new().description("The check passes."));
    let responses = ResponsesBuilder::new().response("200", response.content("application/json", content));
    let operation = OperationBuilder::new()
        .tag(TAG)
        .operation_id(Some(id))
        .summary(Some(summary))
        .description(Some(description))
        .responses(problems::respond(responses, &statuses::of_every_path()))
        // A health check is not authenticated.
        .securities(Some([]))
        .build();
    PathItem::new(HttpMethod::Get, operation)
}
