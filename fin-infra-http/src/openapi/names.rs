//! The unique names of resources in the document.

use std::collections::BTreeSet;

use super::ExposedResource;

/// The names of one resource.
pub(super) struct Naming {
    /// Of its schemas: `SavingGoal`.
    base: String,
    /// Of its path: `SavingGoals`.
    plural: String,
    /// In a sentence: `saving goal`.
    pub(super) singular: String,
    /// In a sentence: `saving goals`.
    pub(super) words: String,
}

impl Naming {
    /// The names of each resource. A repeated name gets a number.
    pub(super) fn of_all(exposed: &[ExposedResource]) -> Vec<Self> {
        let mut names = BTreeSet::from(super::problems::SCHEMAS.map(str::to_owned));
        let mut plurals = BTreeSet::new();
        exposed.iter().map(|exposed| Self::of(exposed, &mut names, &mut plurals)).collect()
    }

    fn of(exposed: &ExposedResource, names: &mut BTreeSet<String>, plurals: &mut BTreeSet<String>) -> Self {
        let last = exposed.path.rsplit('/').find(|segment| !segment.is_empty() && !segment.starts_with('{'));
        let last = last.unwrap_or(exposed.table.name);
        let words = last.replace(['-', '_'], " ");
        Self {
            singular: words_of(exposed.name),
            base: unique(exposed.name.to_owned(), names),
            plural: unique(pascal(&words), plurals),
            words,
        }
    }

    pub(super) fn read(&self) -> String {
        self.base.clone()
    }

    /// Of a row with selected fields.
    pub(super) fn selected(&self) -> String {
        format!("{}Fields", self.base)
    }

    pub(super) fn create(&self) -> String {
        format!("{}Create", self.base)
    }

    /// Of a child that is created together with a row.
    pub(super) fn create_child(&self, child: &Self) -> String {
        format!("{}{}", self.create(), child.base)
    }

    /// Of a row that was created together with children.
    pub(super) fn created(&self) -> String {
        format!("{}Created", self.base)
    }

    pub(super) fn update(&self) -> String {
        format!("{}Update", self.base)
    }

    pub(super) fn adjust(&self) -> String {
        format!("{}Adjust", self.base)
    }

    pub(super) fn page(&self) -> String {
        format!("{}Page", self.base)
    }

    pub(super) fn aggregate(&self) -> String {
        format!("{}Aggregate", self.base)
    }

    pub(super) fn aggregate_page(&self) -> String {
        format!("{}AggregatePage", self.base)
    }

    /// The names of all its schemas.
    pub(super) fn schemas(&self) -> [String; 9] {
        [
            self.read(),
            self.selected(),
            self.create(),
            self.created(),
            self.update(),
            self.adjust(),
            self.page(),
            self.aggregate(),
            self.aggregate_page(),
        ]
    }

    /// The name of an anonymous type in a field.
    pub(super) fn of_field(&self, field: &str) -> String {
        format!("{}{}", self.base, pascal(&field.replace('_', " ")))
    }

    /// The id of an operation on one row.
    pub(super) fn one(&self, verb: &str) -> String {
        format!("{verb}{}", self.base)
    }

    /// The id of an operation on rows.
    pub(super) fn many(&self, verb: &str) -> String {
        format!("{verb}{}", self.plural)
    }
}

fn unique(name: String, taken: &mut BTreeSet<String>) -> String {
    let free = unused(name, |name| taken.contains(name));
    taken.insert(free.clone());
    free
}

/// A name, with a number appended if it is taken.
pub(super) fn unused(name: String, is_taken: impl Fn(&str) -> bool) -> String {
    let numbered = (2..).map(|number: usize| format!("{name}{number}"));
    let free = std::iter::once(name.clone()).chain(numbered).find(|name| !is_taken(name));
    free.unwrap_or(name)
}

/// `saving goals` as `SavingGoals`.
fn pascal(words: &str) -> String {
    let capital = |word: &str| {
        let mut characters = word.chars();
        characters.next().map(|first| first.to_uppercase().chain(characters).collect::<String>())
    };
    words.split_whitespace().filter_map(capital).collect()
}

/// `SavingGoal` as `saving goal`.
fn words_of(name: &str) -> String {
    let mut words = String::new();
    for character in name.chars() {
        if character.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(character.to_lowercase());
    }
    words
}
