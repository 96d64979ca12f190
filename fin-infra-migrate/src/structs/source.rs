//! Rust source, as rustfmt would format it.

use std::collections::BTreeSet;

use super::fields::{Field, Member};
use super::naming::written;
use super::text::{comment, documentation};

/// The most characters of a list in an attribute on one line.
const WIDTH: usize = 70;

/// The source of all structs.
#[derive(Debug, Default)]
pub(super) struct Source {
    /// What is said of the whole.
    pub(super) notes: Vec<String>,
    /// The names that are imported, each after the path of its module.
    pub(super) uses: BTreeSet<(&'static str, &'static str)>,
    pub(super) items: Vec<Item>,
}

/// A part of the source.
#[derive(Debug)]
pub(super) enum Item {
    Struct(Struct),
    /// Lines that are formatted already.
    Lines(Vec<String>),
    /// Why there is no struct.
    Note(String),
}

/// A struct.
#[derive(Debug)]
pub(super) struct Struct {
    pub(super) name: String,
    pub(super) comment: Option<String>,
    pub(super) notes: Vec<String>,
    pub(super) options: Vec<String>,
    /// The members, each field with its type.
    pub(super) members: Vec<(Member, String)>,
}

impl Source {
    pub(super) fn text(&self) -> String {
        let mut lines: Vec<String> = Vec::new();
        for note in &self.notes {
            lines.extend((!lines.is_empty()).then(|| "//".to_owned()));
            lines.extend(comment(note, 0));
        }
        lines.push(String::new());
        lines.extend(self.imports());
        for item in &self.items {
            lines.push(String::new());
            match item {
                Item::Struct(item) => lines.extend(item.lines()),
                Item::Lines(text) => lines.extend(text.iter().cloned()),
                Item::Note(note) => lines.extend(comment(note, 0)),
            }
        }
        lines.join("\n") + "\n"
    }
}

impl Source {
    fn imports(&self) -> Vec<String> {
        let paths: BTreeSet<&str> = self.uses.iter().map(|(path, _)| *path).collect();
        let import = |path: &str| {
            let names: Vec<&str> =
                self.uses.iter().filter(|(of, _)| *of == path).map(|(_, name)| *name).collect();
            match names[..] {
                [name] => format!("use {path}::{name};"),
                _ => format!("use {path}::{{{}}};", names.join(", ")),
            }
        };
        paths.into_iter().map(import).collect()
    }
}

impl Struct {
    fn lines(&self) -> Vec<String> {
        let mut lines: Vec<String> = self.notes.iter().flat_map(|note| comment(note, 0)).collect();
        lines.extend(self.comment.as_deref().and_then(documentation));
        lines.push("#[derive(FinResource, Debug, Clone)]".to_owned());
        lines.extend(attributes(&self.options));
        lines.push(format!("pub struct {} {{", self.name));
        let members = self.members.iter().flat_map(|(member, ty)| match member {
            Member::Note(note) => comment(note, 4),
            Member::Field(field) => field_lines(field, ty),
        });
        lines.extend(members.map(|line| format!("    {line}")));
        lines.push("}".to_owned());
        lines
    }
}

fn field_lines(field: &Field, ty: &str) -> Vec<String> {
    let notes = field.notes.iter().map(|note| format!("`{}`: {note}.", field.column));
    let mut lines: Vec<String> = notes.flat_map(|note| comment(&note, 4)).collect();
    lines.extend(field.comment.as_deref().and_then(documentation));
    let mut options = field.name_options();
    options.extend(field.parent.as_ref().map(|parent| format!("belongs_to = {parent:?}")));
    options.extend(field.list_options().into_iter().map(str::to_owned));
    options.extend(field.rust.option());
    options.extend(field.options.iter().cloned());
    lines.extend(attributes(&options));
    lines.push(format!("pub {}: {ty},", written(&field.name)));
    lines
}

/// The options in as many attributes as their lengths need.
fn attributes(options: &[String]) -> Vec<String> {
    let mut groups: Vec<String> = Vec::new();
    for option in options {
        match groups.last_mut() {
            Some(group) if group.chars().count() + option.chars().count() + 2 <= WIDTH => {
                group.push_str(", ");
                group.push_str(option);
            }
            _ => groups.push(option.clone()),
        }
    }
    groups.into_iter().flat_map(|group| attribute(&group)).collect()
}

/// One attribute; a list that is too long has a line for each name.
fn attribute(group: &str) -> Vec<String> {
    let names = group.split_once('(').filter(|(word, _)| ["unique", "unique_ci", "index"].contains(word));
    match names {
        Some((word, names)) if names.chars().count() > WIDTH + 1 => {
            let names = names.trim_end_matches(')').replace(", ", ",\n    ");
            let lines = format!("#[fin({word}(\n    {names}\n))]");
            lines.lines().map(str::to_owned).collect()
        }
        _ => vec![format!("#[fin({group})]")],
    }
}
