//! Custom routes, with the descriptions of the app.

use utoipa::openapi::path::{Operation, PathItem, Paths};
use utoipa::openapi::schema::Components;
use utoipa::openapi::security::SecurityRequirement;
use utoipa::openapi::{OpenApi, ResponsesBuilder};

use super::operations::Source;
use super::problems;
use super::statuses;

/// Adds the description of custom routes to the document, under the path of the resource.
pub(super) fn add(
    paths: &mut Paths,
    components: &mut Components,
    source: &Source<'_>,
    requirements: &[SecurityRequirement],
    own: &OpenApi,
) {
    for (path, item) in &own.paths.paths {
        let mut item = item.clone();
        operations(&mut item).for_each(|operation| complete(operation, path, source, requirements));
        let path = format!("{}{path}", source.exposed.path);
        let mut added = Paths::new();
        added.paths.insert(path, item);
        paths.merge(added);
    }
    if let Some(own) = own.components.clone() {
        add_missing(&mut components.schemas, own.schemas);
        add_missing(&mut components.responses, own.responses);
        add_missing(&mut components.parameters, own.parameters);
        add_missing(&mut components.examples, own.examples);
        add_missing(&mut components.headers, own.headers);
        add_missing(&mut components.request_bodies, own.request_bodies);
        add_missing(&mut components.links, own.links);
        add_missing(&mut components.callbacks, own.callbacks);
        add_missing(&mut components.security_schemes, own.security_schemes);
    }
}

/// Adds the components whose names are free.
fn add_missing<K: Ord, V>(to: &mut std::collections::BTreeMap<K, V>, own: std::collections::BTreeMap<K, V>) {
    for (name, value) in own {
        to.entry(name).or_insert(value);
    }
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    let PathItem { get, put, post, delete, options, head, patch, trace, query, .. } = item;
    [get, put, post, delete, options, head, patch, trace, query].into_iter().flatten()
}

/// Adds the defaults of an operation and the responses of every route.
fn complete(
    operation: &mut Operation,
    path: &str,
    source: &Source<'_>,
    requirements: &[SecurityRequirement],
) {
    if operation.summary.as_ref().is_none_or(|summary| summary.trim().is_empty()) {
        operation.summary = Some(summary(operation.operation_id.as_deref().unwrap_or(path)));
    }
    let tags = operation.tags.get_or_insert_default();
    if tags.is_empty() {
        tags.push(source.naming.read().clone());
    }
    if operation.security.is_none() {
        operation.security = Some(requirements.to_vec());
    }
    let kinds = statuses::of_every_route(&source.facts);
    for (status, response) in problems::respond(ResponsesBuilder::new(), &kinds).build().responses {
        operation.responses.responses.entry(status).or_insert(response);
    }
}

/// The default summary of an operation: the words of `sum_of_goals`, `sumOfGoals` or `/sum/of-goals`.
fn summary(name: &str) -> String {
    let mut words = String::new();
    for character in name.chars() {
        let begins = character.is_uppercase() || !character.is_alphanumeric();
        if begins && !words.is_empty() && !words.ends_with(' ') {
            words.push(' ');
        }
        if character.is_alphanumeric() && words.is_empty() {
            words.extend(character.to_uppercase());
        } else if character.is_alphanumeric() {
            words.extend(character.to_lowercase());
        }
    }
    words.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::summary;

    #[test]
    fn a_name_is_split_into_words() {
        for name in ["sum_of_goals", "sumOfGoals", "/sum/of-goals", "/sum/{of}/goals/"] {
            assert_eq!(summary(name), "Sum of goals", "{name}");
        }
    }
}
