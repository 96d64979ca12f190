//! Names that follow from a table's, within what the databases keep of a name.

/// The longest name that PostgreSQL keeps, in bytes; it cuts off the rest. MySQL refuses names of more than 64 letters.
pub const LONGEST: usize = 63;

/// The name of a table's primary key. That of a long table is cut and ends in a hash of the whole, since PostgreSQL has one
/// such name among all tables. The derive cuts the names of the other constraints in the same way.
#[must_use]
pub fn primary_key(table: &str) -> String {
    cut(format!("pk_{table}"))
}

/// The name of the rule that a column is not null, which stands in for `NOT NULL` while PostgreSQL looks through the rows.
#[must_use]
pub fn not_null(table: &str, column: &str) -> String {
    cut(format!("nn_{table}_{column}"))
}

fn cut(name: String) -> String {
    if name.len() <= LONGEST {
        return name;
    }
    let hash = format!("{:08x}", hash(&name));
    format!("{}_{hash}", &name[..name.floor_char_boundary(LONGEST - 1 - hash.len())])
}

/// FNV-1a: the same on every machine and in every release, as names in a database have to be.
fn hash(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, primary_key};

    #[test]
    fn the_primary_key_of_a_long_table_is_cut_and_stays_its_own() {
        let stem = "x".repeat(60);
        assert_eq!(primary_key(&stem), format!("pk_{stem}"));
        let [one, two] = ["one", "two"].map(|end| primary_key(&format!("{stem}{end}")));
        assert_eq!((one.len(), two.len()), (LONGEST, LONGEST));
        assert_ne!(one, two);
        // It stands in databases, where another name would look like another key.
        assert_eq!(one, "pk_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_25363093");
    }
}
