//! The document of the guide's budgets, kept in one readable file for each part.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use serde_json::Value;

use crate::document::{budgets, value};

/// The maximum width of a value on one line.
const WIDTH: usize = 110;

/// `FIN_TEST_BLESS=1` writes the files.
#[test]
fn the_document_of_budgets_matches_its_files() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi/budgets");
    let texts = texts(value(&budgets()));
    if std::env::var_os("FIN_TEST_BLESS").is_some() {
        std::fs::remove_dir_all(&folder).ok();
        std::fs::create_dir(&folder).unwrap();
        texts.iter().for_each(|(name, text)| std::fs::write(folder.join(name), text).unwrap());
    }
    let files = std::fs::read_dir(&folder).unwrap().map(|file| file.unwrap().path());
    let mut kept: BTreeMap<String, String> = files
        .map(|file| {
            (file.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read_to_string(file).unwrap())
        })
        .collect();
    for (name, text) in texts {
        let kept = kept.remove(&name).unwrap_or_default();
        let different = kept.lines().zip(text.lines()).find(|(old, new)| old != new);
        assert!(kept == text, "FIN_TEST_BLESS=1 writes {name}; the first difference: {different:#?}");
    }
    assert!(kept.is_empty(), "FIN_TEST_BLESS=1 removes {:?}", kept.keys());
}

/// A file for each operation, schema and other kind of component, and one for the rest. Nothing is left out.
fn texts(mut document: Value) -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    for (path, item) in document["paths"].as_object_mut().unwrap() {
        for (method, operation) in item.as_object_mut().unwrap() {
            let id = operation["operationId"].clone();
            let text = of_operation(&method.to_uppercase(), path, std::mem::replace(operation, id.clone()));
            texts.insert(format!("{}.txt", id.as_str().unwrap()), text);
        }
    }
    let components = document["components"].as_object_mut().unwrap();
    for (name, schema) in components.remove("schemas").unwrap().as_object().unwrap() {
        texts.insert(format!("schema.{name}.json"), json(schema, 0) + "\n");
    }
    for kind in ["examples", "responses"] {
        texts.insert(format!("{kind}.json"), json(&components.remove(kind).unwrap(), 0) + "\n");
    }
    texts.insert("document.json".to_owned(), json(&document, 0) + "\n");
    texts
}

fn of_operation(method: &str, path: &str, mut operation: Value) -> String {
    let mut take = |name: &str| operation.as_object_mut().unwrap().remove(name).unwrap_or_default();
    let mut text =
        format!("{method} {path}\n{}\n\n{}\n", shown(&take("summary")), shown(&take("description")));
    for mut parameter in take("parameters").as_array().cloned().unwrap_or_default() {
        let mut take = |name: &str| parameter.as_object_mut().unwrap().remove(name).unwrap();
        let (name, kind, description) = (take("name"), take("in"), take("description"));
        let required = if take("required") == true { ", required" } else { "" };
        writeln!(text, "\n{} ({}{required}): {}", shown(&name), shown(&kind), shown(&description)).unwrap();
        writeln!(text, "    {}", json(&parameter, 4)).unwrap();
    }
    for (status, response) in take("responses").as_object().unwrap() {
        writeln!(text, "\n{status}: {}", json(response, 0)).unwrap();
    }
    format!("{text}\n{}\n", json(&operation, 0))
}

fn shown(text: &Value) -> &str {
    text.as_str().unwrap_or_default()
}

/// JSON in which a value is on one line if it fits.
fn json(value: &Value, indent: usize) -> String {
    let (line, pad) = (value.to_string(), " ".repeat(indent + 2));
    let (open, members, close) = match value {
        _ if indent + line.len() <= WIDTH => return line,
        Value::Object(members) => {
            let member =
                |(name, value): (&String, &Value)| format!("{pad}{name:?}: {}", json(value, indent + 2));
            ('{', members.iter().map(member).collect::<Vec<_>>(), '}')
        }
        Value::Array(members) => {
            ('[', members.iter().map(|value| format!("{pad}{}", json(value, indent + 2))).collect(), ']')
        }
        _ => return line,
    };
    format!("{open}\n{}\n{}{close}", members.join(",\n"), " ".repeat(indent))
}
