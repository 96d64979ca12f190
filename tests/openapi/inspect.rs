//! Helpers to inspect documents and responses.

use std::collections::BTreeSet;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use fin_infra::prelude::*;
use http_body_util::BodyExt as _;
use serde_json::Value;
use tower::ServiceExt as _;

use crate::served::TENANT;

/// Sends a request to a router, for a tenant with all permissions.
pub(crate) async fn ask(router: &Router, method: &str, path: &str, body: &str) -> Value {
    let request = Request::builder().method(method).uri(path).header(TENANT, Uuid::nil().to_string());
    let request = request.header("content-type", "application/json");
    let request =
        if matches!(method, "PATCH" | "DELETE") { request.header("if-match", "*") } else { request };
    let response = router.clone().oneshot(request.body(Body::from(body.to_owned())).unwrap()).await.unwrap();
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    serde_json::from_slice(&bytes).unwrap_or_else(|_| panic!("{method} {path}: {bytes:?}"))
}

pub(crate) fn operations(document: &Value) -> Vec<&Value> {
    let items = document["paths"].as_object().unwrap().values();
    items.flat_map(|item| item.as_object().unwrap().values()).collect()
}

pub(crate) fn parameter<'a>(operation: &'a Value, name: &str) -> &'a Value {
    let mut parameters = operation["parameters"].as_array().unwrap().iter();
    parameters.find(|parameter| parameter["name"] == name).unwrap()
}

/// The names of an operation's parameters with this `in`.
pub(crate) fn names(operation: &Value, position: &str) -> BTreeSet<String> {
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let parameters = parameters.filter(|parameter| parameter["in"] == position);
    parameters.map(|parameter| parameter["name"].as_str().unwrap().to_owned()).collect()
}

/// The allowed names in the rejection of a name.
pub(crate) fn allowed(answer: &Value, name: &str) -> BTreeSet<String> {
    let errors = answer["errors"].as_array().unwrap_or_else(|| panic!("no refusal: {answer}"));
    let error = errors.iter().find(|error| error["name"] == name).unwrap();
    let (_, names) = error["detail"].as_str().unwrap().split_once("allowed: ").unwrap();
    names.split(", ").filter(|&name| name != "none").map(str::to_owned).collect()
}

pub(crate) fn field_errors(answer: &Value) -> BTreeSet<String> {
    let errors = answer["errors"].as_array().unwrap();
    errors.iter().map(|error| error["name"].as_str().unwrap().to_owned()).collect()
}

pub(crate) fn properties(schema: &Value) -> BTreeSet<String> {
    keys(&schema["properties"])
}

pub(crate) fn keys(object: &Value) -> BTreeSet<String> {
    object.as_object().unwrap().keys().cloned().collect()
}

pub(crate) fn texts(list: &Value) -> BTreeSet<String> {
    list.as_array().into_iter().flatten().map(|text| text.as_str().unwrap().to_owned()).collect()
}
