// Facts that the derive uses at compile time and the core at run time. The file is a module of the derive, and
// `fin_infra_derive::shared!` expands to its items in the core. It only uses `std`.

/// The query parameters of every list of the REST API, which no filter can have as its name.
#[doc(hidden)]
pub const LIST_PARAMETERS: [&str; 11] = [
    "page",
    "page_size",
    "cursor",
    "q",
    "order_by",
    "order_dir",
    "include_deleted",
    "only_deleted",
    "with_total",
    "include",
    "fields",
];

/// The functions of a filter type in addition to a method named after each column.
#[doc(hidden)]
pub const FILTER_FUNCTIONS: [&str; 3] = ["new", "any_of", "not"];

/// A kind of database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Database {
    /// SQLite.
    Sqlite,
    /// PostgreSQL.
    Postgres,
    /// MySQL and MariaDB.
    MySql,
}

impl Database {
    /// Writes a quoted name. The derive rejects names with quotes.
    #[doc(hidden)]
    pub fn quote(self, name: &str, sql: &mut String) {
        // SQLite reads an unknown name in double quotes as a text.
        let quote = if self == Self::Postgres { '"' } else { '`' };
        sql.push(quote);
        sql.push_str(name);
        sql.push(quote);
    }

    /// Writes the placeholder of an argument, counted from one.
    #[doc(hidden)]
    pub fn placeholder(self, number: usize, sql: &mut String) {
        match self {
            Self::Postgres => {
                sql.push('$');
                push_number(number, sql);
            }
            Self::Sqlite | Self::MySql => sql.push('?'),
        }
    }

    /// A text as a literal.
    #[doc(hidden)]
    #[must_use]
    pub fn text_literal(self, text: &str) -> String {
        let text = text.replace('\'', "''");
        // MySQL reads a backslash in a text as an escape character.
        let text = if self == Self::MySql { text.replace('\\', "\\\\") } else { text };
        format!("'{text}'")
    }

    /// A decimal number, whose scale is at most that of the column, as a literal. In SQLite a decimal is an integer of its
    /// smallest unit.
    #[doc(hidden)]
    #[must_use]
    pub fn decimal_literal(self, digits: &str, scale: u8) -> String {
        if self != Self::Sqlite {
            return digits.to_owned();
        }
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let (sign, whole) = whole.strip_prefix('-').map_or(("", whole), |whole| ("-", whole));
        let units = format!("{whole}{fraction:0<width$}", width = usize::from(scale));
        match units.trim_start_matches('0') {
            "" => "0".to_owned(),
            units => format!("{sign}{units}"),
        }
    }
}

/// Writes a number. A statement has many placeholders, and `std::fmt` takes ten times longer for each.
fn push_number(number: usize, sql: &mut String) {
    if number >= 10 {
        push_number(number / 10, sql);
    }
    sql.push(char::from(b"0123456789"[number % 10]));
}

/// The column that replaces partial indexes on MySQL: 1 in a live row, null in a deleted one.
pub const LIVE_COLUMN: &str = "fin_live";

/// The longest name in PostgreSQL, in bytes; it truncates longer ones. MySQL rejects names of more than 64 characters.
pub const LONGEST_NAME: usize = 63;

/// The name of a constraint or an index: its kind, the table, and what distinguishes it from the others of the table.
#[must_use]
pub fn constraint_name(kind: &str, table: &str, rest: &str) -> String {
    shortened(format!("{kind}_{table}_{rest}"))
}

/// The name of a table's primary key, which is unique among all tables in PostgreSQL.
#[must_use]
pub fn primary_key_name(table: &str) -> String {
    shortened(format!("pk_{table}"))
}

/// A name that every database supports: a longer one is truncated and ends with a hash of the whole name.
#[must_use]
pub fn shortened(name: String) -> String {
    if name.len() <= LONGEST_NAME {
        return name;
    }
    let hash = name_hash(&name);
    format!("{}_{hash}", &name[..name.floor_char_boundary(LONGEST_NAME - 1 - hash.len())])
}

/// Eight hexadecimal digits of FNV-1a (Fowler, Noll and Vo). Names in databases contain them, so they are the same on every
/// machine and in every release.
#[must_use]
pub fn name_hash(text: &str) -> String {
    const OFFSET: u32 = 0x811c_9dc5;
    const PRIME: u32 = 0x0100_0193;
    let hash = text.bytes().fold(OFFSET, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(PRIME));
    format!("{hash:08x}")
}

/// The default table of a struct: its name in `snake_case`, the last word in the plural.
#[must_use]
pub fn default_table(struct_name: &str) -> String {
    plural(&snake_case(struct_name))
}

/// `NetWorthSnapshot` and `APIKey` become `net_worth_snapshot` and `api_key`.
#[must_use]
pub fn snake_case(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut snake = String::new();
    for (ordinal, letter) in letters.iter().enumerate() {
        let before = ordinal.checked_sub(1).map(|before| letters[before]);
        let after = letters.get(ordinal + 1);
        let begins_word = before.is_some_and(|before| {
            before != '_' && (!before.is_uppercase() || after.is_some_and(|after| after.is_lowercase()))
        });
        if letter.is_uppercase() && begins_word {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

/// The plural of an English word, by its spelling. `table = ".."` corrects an exception.
#[must_use]
pub fn plural(word: &str) -> String {
    const IRREGULAR: &[(&str, &str)] = &[("person", "people"), ("child", "children")];
    const ALREADY: &[&str] = &["ies", "ings"];
    const HISSING: &[&str] = &["s", "x", "z", "ch", "sh"];
    if let Some((singular, plural)) = IRREGULAR.iter().find(|(singular, _)| ends_with_word(word, singular)) {
        return format!("{}{plural}", word.strip_suffix(singular).unwrap_or_default());
    }
    if ALREADY.iter().any(|ending| word.ends_with(ending)) {
        return word.to_owned();
    }
    if let Some(stem) = word.strip_suffix('y')
        && !stem.ends_with(['a', 'e', 'i', 'o', 'u'])
    {
        return format!("{stem}ies");
    }
    match word.strip_suffix("sis") {
        Some(stem) => format!("{stem}ses"),
        None if HISSING.iter().any(|ending| word.ends_with(ending)) => format!("{word}es"),
        None => format!("{word}s"),
    }
}

fn ends_with_word(name: &str, word: &str) -> bool {
    name.strip_suffix(word).is_some_and(|rest| rest.is_empty() || rest.ends_with('_'))
}
