//! The operations of a resource.

use fin_infra_core::query::limits::{MAX_CONDITIONS, MAX_VALUES_IN_ALL};
use utoipa::openapi::path::{HttpMethod, Operation, OperationBuilder};
use utoipa::openapi::request_body::{RequestBody, RequestBodyBuilder};
use utoipa::openapi::{Content, Required, Response, ResponseBuilder, ResponsesBuilder};

use super::bodies::Bodies;
use super::children::Children;
use super::columns::Described;
use super::included::Included;
use super::names::Naming;
use super::schemas::Schemas;
use super::statuses::{self, ResourceFacts};
use super::{ExposedResource, aggregates, headers, links, parameters, problems};
use crate::Action;

const JSON: &str = "application/json";

/// The input for the operations of one resource.
pub(super) struct Source<'a> {
    pub(super) exposed: &'a ExposedResource,
    pub(super) naming: &'a Naming,
    pub(super) columns: &'a [Described],
    pub(super) included: &'a Included,
    pub(super) children: &'a Children,
    pub(super) schemas: &'a Schemas,
    pub(super) bodies: &'a Bodies,
    pub(super) facts: ResourceFacts,
}

impl Source<'_> {
    /// The operation of an action, with its path and its method.
    pub(super) fn operation(&self, action: Action) -> Option<(String, HttpMethod, Operation)> {
        let (path, one) = (&self.exposed.path, format!("{}/{{id}}", self.exposed.path));
        Some(match action {
            Action::List => (path.clone(), HttpMethod::Get, self.list()),
            Action::Search => (format!("{path}/search"), HttpMethod::Get, self.search()),
            Action::Aggregate => (format!("{path}/aggregate"), HttpMethod::Get, self.aggregate()),
            Action::Get => (one, HttpMethod::Get, self.get()),
            Action::Create => (path.clone(), HttpMethod::Post, self.create()),
            Action::Update => (one, HttpMethod::Patch, self.update()),
            Action::Delete => (one, HttpMethod::Delete, self.delete()),
            Action::Adjust => (format!("{one}/adjust"), HttpMethod::Post, self.adjust()),
            Action::Restore => (format!("{one}/restore"), HttpMethod::Post, self.restore()),
            // Parameters of other operations, and custom routes.
            Action::HardDelete | Action::IncludeDeleted | Action::OnlyDeleted | Action::Custom => {
                return None;
            }
        })
    }

    fn list(&self) -> Operation {
        let words = &self.naming.words;
        let description = format!(
            "Returns a page of {words}. All conditions have to hold; a query has at most {MAX_CONDITIONS} of them, and \
             {MAX_VALUES_IN_ALL} values in total. Unknown parameters are rejected."
        );
        let operation =
            self.start(Action::List, &self.naming.many("list"), &format!("List {words}"), &description);
        let page = response("A page of rows.").content(JSON, self.bodies.page(self.naming));
        let parameters = parameters::of_list(self, false);
        let operation = operation.parameters(Some(parameters));
        self.finish(operation, Action::List, "200", page.build())
    }

    fn search(&self) -> Operation {
        let words = &self.naming.words;
        let description = format!(
            "Returns a page of the {words} that contain a text. Works like the list, with `q` required."
        );
        let id = self.naming.many("search");
        let operation = self.start(Action::Search, &id, &format!("Search {words}"), &description);
        let page = response("A page of rows.").content(JSON, self.bodies.page(self.naming));
        let parameters = parameters::of_list(self, true);
        let operation = operation.parameters(Some(parameters));
        self.finish(operation, Action::Search, "200", page.build())
    }

    fn aggregate(&self) -> Operation {
        let words = &self.naming.words;
        let description = format!(
            "Computes sums, counts, and smallest and greatest values of {words} that are not deleted, in groups. Without \
             `by` there is one group, even if there is nothing to add up. A request has to ask for a value or for groups. \
             Unknown parameters are rejected."
        );
        let id = self.naming.many("aggregate");
        let operation = self.start(Action::Aggregate, &id, &format!("Aggregate {words}"), &description);
        let page = response("A page of groups.").content(JSON, self.bodies.groups(self.naming));
        let operation = operation.parameters(Some(aggregates::parameters(self)));
        self.finish(operation, Action::Aggregate, "200", page.build())
    }

    fn get(&self) -> Operation {
        let word = &self.naming.singular;
        let id = self.naming.one("get");
        let operation =
            self.start(Action::Get, &id, &format!("Get {word}"), "Returns the row, unless it is deleted.");
        let operation = self.identified(operation);
        let operation = match self.included.parameter() {
            Some(include) => operation.parameter(include),
            None => operation,
        };
        let operation = match parameters::fields(self.exposed) {
            Some(fields) => operation.parameter(fields),
            None => operation,
        };
        let operation = operation.parameter(headers::if_none_match(self.facts.versioned));
        let operation = operation.response("304", self.tagged("`If-None-Match` matches.").build());
        let response = self.tagged("The row.").content(JSON, self.bodies.found());
        self.finish(operation, Action::Get, "200", links::of_row(response, self).build())
    }

    fn create(&self) -> Operation {
        let word = &self.naming.singular;
        let id = self.naming.one("create");
        let children = self.children.about().unwrap_or_default();
        let description = format!("Creates a row. Unknown fields are rejected.{children}");
        let mut operation = self.start(Action::Create, &id, &format!("Create {word}"), &description);
        if self.facts.keeps_keys {
            operation = operation.parameter(headers::idempotency_key());
        }
        let body = self.bodies.creation(self.naming);
        let operation = operation.request_body(Some(request("The fields of the new row.", body)));
        let mut response = self.tagged("The created row.").content(JSON, self.bodies.created());
        response = response.header("Location", headers::location(&self.exposed.path));
        if self.facts.keeps_keys {
            response = response.header("Idempotent-Replayed", headers::replayed());
        }
        let response = links::of_row(response, self).build();
        self.finish(operation, Action::Create, "201", response)
    }

    fn update(&self) -> Operation {
        let word = &self.naming.singular;
        let id = self.naming.one("update");
        let description = "Changes the fields in the body. Unknown fields are rejected. The content type \
                           `application/merge-patch+json` is accepted as well.";
        let operation = self.start(Action::Update, &id, &format!("Update {word}"), description);
        let versioned = self.facts.versioned;
        let operation = self.identified(operation).parameter(headers::if_match(versioned, versioned));
        let body = self.bodies.change(self.naming);
        // Declare one content type: generators make a method for each, and some fail with several.
        let operation = operation.request_body(Some(request("The fields to change.", body)));
        self.finish(operation, Action::Update, "200", self.row("The updated row."))
    }

    fn adjust(&self) -> Operation {
        let word = &self.naming.singular;
        let id = self.naming.one("adjust");
        let description =
            "Adds the amounts in the body to the fields of the row. Unknown fields are rejected.";
        let operation = self.start(Action::Adjust, &id, &format!("Adjust {word}"), description);
        let mut operation =
            self.identified(operation).parameter(headers::if_match(self.facts.versioned, false));
        if self.facts.keeps_keys {
            operation = operation.parameter(headers::idempotency_key());
        }
        let body = self.bodies.adjustment(self.naming);
        let operation = operation.request_body(Some(request("The amounts to add.", body)));
        let mut response = self.tagged("The adjusted row.").content(JSON, self.bodies.row(self.naming));
        if self.facts.keeps_keys {
            response = response.header("Idempotent-Replayed", headers::replayed());
        }
        self.finish(operation, Action::Adjust, "200", links::of_row(response, self).build())
    }

    fn delete(&self) -> Operation {
        let word = &self.naming.singular;
        let id = self.naming.one("delete");
        let soft = self.exposed.table.deleted_at.is_some();
        let description = if soft {
            "Deletes the row softly, or permanently with `hard`."
        } else {
            "Deletes the row permanently."
        };
        let operation = self.start(Action::Delete, &id, &format!("Delete {word}"), description);
        let mut operation = self.identified(operation);
        let removes = soft && self.exposed.exposes(Action::HardDelete);
        if removes {
            operation = operation.parameter(parameters::hard());
        }
        let versioned = self.facts.versioned;
        let operation = operation.parameter(headers::if_match(versioned, versioned && !removes));
        let response = links::of_deletion(response("The row is deleted."), self);
        self.finish(operation, Action::Delete, "204", response.build())
    }

    fn restore(&self) -> Operation {
        let word = &self.naming.singular;
        let id = self.naming.one("restore");
        let description = "Restores a deleted row. A row that is not deleted is returned unchanged.";
        let operation = self.start(Action::Restore, &id, &format!("Restore {word}"), description);
        let operation = self.identified(operation);
        self.finish(operation, Action::Restore, "200", self.row("The restored row."))
    }

    fn start(&self, action: Action, id: &str, summary: &str, description: &str) -> OperationBuilder {
        let privileged = if action.is_privileged() { ", which the app has to grant explicitly" } else { "" };
        OperationBuilder::new()
            .tag(self.naming.read())
            .operation_id(Some(id))
            .summary(Some(summary))
            .description(Some(format!("{description}\n\nRequires the permission `{action}`{privileged}.")))
    }

    /// Adds the response of success and those of problems.
    fn finish(
        &self,
        operation: OperationBuilder,
        action: Action,
        status: &str,
        response: Response,
    ) -> Operation {
        let responses = ResponsesBuilder::new().response(status, response);
        let responses = problems::respond(responses, &statuses::of(action, &self.facts)).build();
        let mut operation = operation.build();
        operation.responses.responses.extend(responses.responses);
        operation
    }

    fn identified(&self, operation: OperationBuilder) -> OperationBuilder {
        match parameters::id(self) {
            Some(id) => operation.parameter(id),
            None => operation,
        }
    }

    /// A response with the tag of a row, if rows have versions.
    fn tagged(&self, description: &str) -> ResponseBuilder {
        let response = response(description);
        if self.facts.versioned { response.header("ETag", headers::tag()) } else { response }
    }

    /// A response with a row.
    fn row(&self, description: &str) -> Response {
        let response = self.tagged(description).content(JSON, self.bodies.row(self.naming));
        links::of_row(response, self).build()
    }
}

fn response(description: &str) -> ResponseBuilder {
    headers::every(ResponseBuilder::new().description(description))
}

fn request(description: &str, body: Content) -> RequestBody {
    let request = RequestBodyBuilder::new().description(Some(description)).required(Some(Required::True));
    request.content(JSON, body).build()
}
