//! Names of structs, fields and variants, from names in a database.

use std::collections::BTreeSet;

use fin_infra_core::internal::{LONGEST_NAME, default_table, plural, snake_case};

/// Keywords, which are names of fields as `r#type`.
const KEYWORDS: [&str; 47] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
    "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait",
    "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while",
];

/// Keywords that cannot be names in any form.
const NEVER_NAMES: [&str; 3] = ["crate", "self", "super"];

/// The types that the source uses by these names, and one that is a keyword.
const USED: [&str; 19] = [
    "Clone",
    "Copy",
    "DateTime",
    "Debug",
    "Decimal",
    "Deserialize",
    "FinResource",
    "NaiveDate",
    "NaiveDateTime",
    "NaiveTime",
    "Option",
    "PartialEq",
    "Self",
    "Serialize",
    "String",
    "Utc",
    "Uuid",
    "Value",
    "Vec",
];

/// The endings of the types that the derive generates.
const GENERATED: [&str; 10] =
    ["", "Create", "Read", "Update", "Adjust", "Aggregate", "AggregateOrder", "Filter", "Order", "Query"];

/// Why a name cannot be that of a table or a column of a resource.
pub(super) fn check_name(name: &str) -> Result<(), String> {
    let is_plain = name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
    if !is_plain || name.is_empty() || name.starts_with(|first: char| first.is_ascii_digit()) {
        return Err(
            "its name is not one in every store (letters `a` to `z`, digits and `_`, and no digit first)"
                .to_owned(),
        );
    }
    if name.len() > LONGEST_NAME {
        return Err(format!("its name has more than {LONGEST_NAME} characters"));
    }
    Ok(())
}

/// Why a name cannot be that of a column.
pub(super) fn check_column_name(name: &str) -> Result<(), String> {
    const SYSTEM: [&str; 6] = ["tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"];
    const OWN: [&str; 3] = ["fin_id", "fin_tenant", "fin_live"];
    check_name(name)?;
    match () {
        () if SYSTEM.iter().any(|other| name.eq_ignore_ascii_case(other)) => {
            Err("PostgreSQL has a system column of this name".to_owned())
        }
        () if OWN.iter().any(|other| name.eq_ignore_ascii_case(other)) => {
            Err("fin-infra uses this name itself on MySQL".to_owned())
        }
        () => Ok(()),
    }
}

/// The name of a field for a column, without `r#`.
pub(super) fn field(column: &str) -> String {
    let name = snake_case(column);
    match name.as_str() {
        name if name.chars().all(|letter| letter == '_') => "column".to_owned(),
        name if NEVER_NAMES.contains(&name) => format!("{name}_"),
        _ => name,
    }
}

/// The name as it is written in source.
pub(super) fn written(field: &str) -> String {
    if KEYWORDS.contains(&field) { format!("r#{field}") } else { field.to_owned() }
}

/// A name in `PascalCase`; letters that are not ASCII are left out.
pub(super) fn pascal_case(name: &str) -> String {
    let words = name.split(|letter: char| !letter.is_ascii_alphanumeric());
    let pascal: String = words
        .flat_map(|word| {
            let mut letters = word.chars();
            letters.next().into_iter().flat_map(char::to_uppercase).chain(letters)
        })
        .collect();
    if pascal.is_empty() || pascal.starts_with(|first: char| first.is_ascii_digit()) {
        format!("N{pascal}")
    } else {
        pascal
    }
}

/// The names of types that are taken.
pub(super) struct TypeNames(BTreeSet<String>);

impl TypeNames {
    pub(super) fn new() -> Self {
        Self(USED.map(str::to_owned).into())
    }

    /// The name of a struct for a table: its last word in the singular.
    pub(super) fn of_table(&mut self, table: &str) -> String {
        self.free(&pascal_case(&singular(&snake_case(table))), &GENERATED)
    }

    /// The name of an enum.
    pub(super) fn of_enum(&mut self, name: &str) -> String {
        self.free(&pascal_case(&snake_case(name)), &[""])
    }

    /// The first free name among `Order`, `Order2`, …, with all the types that are generated from it.
    fn free(&mut self, name: &str, endings: &[&str]) -> String {
        let all = |name: &str| endings.iter().map(|ending| format!("{name}{ending}")).collect::<Vec<_>>();
        let numbered = (2..).map(|number: u32| format!("{name}{number}"));
        let mut candidates = std::iter::once(name.to_owned()).chain(numbered);
        let free = candidates.find(|name| all(name).iter().all(|one| !self.0.contains(one)));
        let free = free.unwrap_or_else(|| name.to_owned());
        self.0.extend(all(&free));
        // Its own name ends as a repository's does.
        self.0.extend(endings.contains(&"Create").then(|| format!("{free}Repository")));
        free
    }
}

/// Whether the derive gives a struct of this name this table.
pub(super) fn has_table(struct_name: &str, table: &str) -> bool {
    default_table(struct_name) == table
}

/// The singular of the last word: the one whose plural it is, if there is one.
fn singular(name: &str) -> String {
    const IRREGULAR: [(&str, &str); 6] = [
        ("people", "person"),
        ("children", "child"),
        ("movies", "movie"),
        ("cookies", "cookie"),
        ("savings", "savings"),
        ("series", "series"),
    ];
    for (many, one) in IRREGULAR {
        if let Some(start) = name.strip_suffix(many)
            && (start.is_empty() || start.ends_with('_'))
        {
            return format!("{start}{one}");
        }
    }
    let stems = [
        name.strip_suffix("ies").map(|stem| format!("{stem}y")),
        name.strip_suffix("yses").map(|stem| format!("{stem}ysis")),
        name.strip_suffix("es").filter(|stem| hisses(stem)).map(str::to_owned),
        name.strip_suffix('s').map(str::to_owned),
    ];
    let is_singular = ["ss", "us", "is"].iter().any(|ending| name.ends_with(ending));
    let found =
        stems.into_iter().flatten().find(|stem| !is_singular && !stem.is_empty() && plural(stem) == name);
    found.unwrap_or_else(|| name.to_owned())
}

/// Whether the plural of a word needs `es`: `status`, `tax`, `branch`, but not `house`.
fn hisses(stem: &str) -> bool {
    ["ss", "us", "x", "zz", "ch", "sh"].iter().any(|ending| stem.ends_with(ending))
        && !["ous", "aus"].iter().any(|ending| stem.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::{TypeNames, check_column_name, check_name, field, has_table, pascal_case, singular, written};

    #[test]
    fn a_struct_is_called_as_one_row() {
        for (table, one) in [
            ("budgets", "budget"),
            ("categories", "category"),
            ("statuses", "status"),
            ("houses", "house"),
            ("expenses", "expense"),
            ("taxes", "tax"),
            ("branches", "branch"),
            ("addresses", "address"),
            ("analyses", "analysis"),
            ("household_people", "household_person"),
            ("movies", "movie"),
            ("savings", "savings"),
            ("series", "series"),
            ("status", "status"),
            ("address", "address"),
            ("media_type", "media_type"),
            ("s", "s"),
        ] {
            assert_eq!(singular(table), one);
        }
        let mut names = TypeNames::new();
        for (table, name) in [
            ("order_filters", "OrderFilter"),
            ("orders", "Order2"),
            ("options", "Option2"),
            ("MediaType", "MediaType"),
            ("media_types", "MediaType2"),
            ("USERS", "User"),
            ("_selves", "Selve"),
            ("2_x", "N2X"),
        ] {
            assert_eq!(names.of_table(table), name);
        }
        assert!(has_table("MediaType", "media_types") && !has_table("MediaType", "MediaType"));
    }

    #[test]
    fn a_field_is_called_as_its_column_if_rust_allows_it() {
        for (column, name) in [
            ("CustomerId", "customer_id"),
            ("type", "r#type"),
            ("Self", "self_"),
            ("crate", "crate_"),
            ("__", "column"),
            ("unit_price", "unit_price"),
        ] {
            assert_eq!(written(&field(column)), name);
        }
        assert_eq!(pascal_case("in progress"), "InProgress");
        assert_eq!(pascal_case("1st"), "N1st");
        assert_eq!(pascal_case("*/"), "N");
    }

    #[test]
    fn a_name_is_one_in_every_store() {
        assert!(check_name("CustomerId").is_ok() && check_column_name("type").is_ok());
        for name in ["", "a b", "größe", "1st", "a\"b", &"x".repeat(64)] {
            assert!(check_name(name).is_err(), "{name}");
        }
        assert!(check_column_name("XMIN").is_err() && check_column_name("fin_id").is_err());
    }
}
