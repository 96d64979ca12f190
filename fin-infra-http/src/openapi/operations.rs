//! One operation for each thing that can be done with a resource.

use fin_infra_core::query::limits::{MAX_CONDITIONS, MAX_VALUES_IN_ALL};
use utoipa::openapi::path::{HttpMethod, Operation, OperationBuilder};
use utoipa::openapi::request_body::{RequestBody, RequestBodyBuilder};
use utoipa::openapi::{Content, Required, Response, ResponseBuilder, ResponsesBuilder};

use super::bodies::Bodies;
use super::columns::Described;
use super::names::Naming;
use super::schemas::Schemas;
use super::statuses::{self, ResourceFacts};
use super::{ExposedResource, headers, links, parameters, problems};
use crate::Action;

const JSON: &str = "application/json";

/// All that operations of one resource are made of.
pub(super) struct Source<'a> {
    pub(super) exposed: &'a ExposedResource,
    pub(super) naming: &'a Naming,
    pub(super) columns: &'a [Described],
    pub(super) schemas: &'a Schemas,
    pub(super) bodies: &'a Bodies,
    pub(super) facts: ResourceFacts,
}

impl Source<'_> {
    /// What stands at which path and method.
    pub(super) fn operation(&self, action: Action) -> Option<(String, HttpMethod, Operation)> {
        let (path, one) = (&self.exposed.path, format!("{}/{{id}}", self.exposed.path));
        Some(match action {
            Action::List => (path.clone(), HttpMethod::Get, self.list()),
            Action::Search => (format!("{path}/search"), HttpMethod::Get, self.search()),
            Action::Get => (one, HttpMethod::Get, self.get()),
            Action::Create => (path.clone(), HttpMethod::Post, self.create()),
            Action::Update => (one, HttpMethod::Patch, self.update()),
            Action::Delete => (one, HttpMethod::Delete, self.delete()),
            Action::Restore => (format!("{one}/restore"), HttpMethod::Post, self.restore()),
            // These are parameters of the others.
            // Parts of the others, and what the app does by itself.
            Action::HardDelete | Action::IncludeDeleted | Action::OnlyDeleted | Action::Custom => {
                return None;
            }
        })
    }

    fn list(&self) -> Operation {
        let words = &self.naming.words;
        let description = format!(
            "A page of {words}. Conditions on several columns must all hold; a query has at most {MAX_CONDITIONS} of them, and \
             {MAX_VALUES_IN_ALL} values in all. A parameter that is not here is refused."
        );
        let operation =
            self.start(Action::List, &self.naming.many("list"), &format!("List {words}"), &description);
        let page = response("The page.").content(JSON, self.bodies.page(self.naming));
        let parameters = parameters::of_list(self, false);
        let operation = operation.parameters(Some(parameters));
        self.finish(operation, Action::List, "200", page.build())
    }

    fn search(&self) -> Operation {
        let words = &self.naming.words;
        let description = format!("A page of those {words} that have the text. It is a list that needs `q`.");
        let id = self.naming.many("search");
        let operation = self.start(Action::Search, &id, &format!("Search {words}"), &description);
        let page = response("The page.").content(JSON, self.bodies.page(self.naming));
        let parameters = parameters::of_list(self, true);
        let operation = operation.parameters(Some(parameters));
        self.finish(operation, Action::Search, "200", page.build())
    }

    fn get(&self) -> Operation {
        let word = &self.naming.singular;
        let id = self.naming.one("get");
        let operation =
            self.start(Action::Get, &id, &format!("Get {word}"), "The row, unless it is deleted.");
        let operation = self.identified(operation).parameter(headers::if_none_match(self.facts.versioned));
        let operation = operation.response("304", self.tagged("The client has it as it is.").build());
        self.finish(operation, Action::Get, "200", self.row("The row."))
    }

    fn create(&self) -> Operation {
        let word = &self.naming.singular;
        let id = self.naming.one("create");
        let description = "Only the fields below can be given; any other is refused.";
        let mut operation = self.start(Action::Create, &id, &format!("Create {word}"), description);
        if self.facts.keeps_keys {
            operation = operation.parameter(headers::idempotency_key());
        }
        let body = self.bodies.creation(self.naming);
        let operation = operation.request_body(Some(request("What to create.", body)));
        let mut response = self.tagged("The created row.").content(JSON, self.bodies.row(self.naming));
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
        let description = "Changes the fields that are given. Any other than those below is refused. The content type \
                           may also be `application/merge-patch+json`.";
        let operation = self.start(Action::Update, &id, &format!("Update {word}"), description);
        let versioned = self.facts.versioned;
        let operation = self.identified(operation).parameter(headers::if_match(versioned, versioned));
        let body = self.bodies.change(self.naming);
        // One content type: generators make a method of each, and some cannot do even that.
        let operation = operation.request_body(Some(request("What to change.", body)));
        self.finish(operation, Action::Update, "200", self.row("The row as it is now."))
    }

    fn delete(&self) -> Operation {
        let word = &self.naming.singular;
        let id = self.naming.one("delete");
        let soft = self.exposed.table.deleted_at.is_some();
        let description = if soft {
            "Deletes the row, so that it can be restored, or with `hard` for good."
        } else {
            "Deletes the row for good."
        };
        let operation = self.start(Action::Delete, &id, &format!("Delete {word}"), description);
        let mut operation = self.identified(operation);
        let removes = soft && self.exposed.exposes(Action::HardDelete);
        if removes {
            operation = operation.parameter(parameters::hard());
        }
        let versioned = self.facts.versioned;
        let operation = operation.parameter(headers::if_match(versioned, versioned && !removes));
        let response = links::of_deletion(response("It is deleted."), self);
        self.finish(operation, Action::Delete, "204", response.build())
    }

    fn restore(&self) -> Operation {
        let word = &self.naming.singular;
        let id = self.naming.one("restore");
        let description = "Brings a deleted row back. A row that is not deleted is answered as it is.";
        let operation = self.start(Action::Restore, &id, &format!("Restore {word}"), description);
        let operation = self.identified(operation);
        self.finish(operation, Action::Restore, "200", self.row("The row as it is now."))
    }

    fn start(&self, action: Action, id: &str, summary: &str, description: &str) -> OperationBuilder {
        let privileged =
            if action.is_privileged() { ", which nobody has unless the app grants it" } else { "" };
        OperationBuilder::new()
            .tag(self.naming.read())
            .operation_id(Some(id))
            .summary(Some(summary))
            .description(Some(format!("{description}\n\nIt asks for the permission `{action}`{privileged}.")))
    }

    /// Adds the answers: the one of an operation that was done, and all others.
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

    /// An answer with the tag of a row, where rows have one.
    fn tagged(&self, description: &str) -> ResponseBuilder {
        let response = response(description);
        if self.facts.versioned { response.header("ETag", headers::tag()) } else { response }
    }

    /// An answer with a row.
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
