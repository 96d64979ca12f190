//! Creating unmanaged constraints of one database in those that lack them.

use super::POSTGRES;
use crate::change::Alter;
use crate::create_table::foreign_key;
use crate::dialect::Dialect as _;

/// The statements. A reference needs the referenced table, which may be unmanaged as well.
pub(super) fn adopt(alter: &Alter) -> Vec<String> {
    let wanted = &alter.after;
    let table = POSTGRES.quoted(&alter.name);
    let checks = wanted.checks.iter().map(|(name, rule)| {
        (name, format!("ALTER TABLE {table} ADD CONSTRAINT {} CHECK ({rule})", POSTGRES.quoted(name)), None)
    });
    let keys = wanted
        .foreign_keys
        .iter()
        .map(|(name, key)| (name, POSTGRES.to_sql(&foreign_key(&alter.name, name, key)), Some(&key.parent)));
    let adopted = checks.chain(keys).filter(|(name, ..)| wanted.adopted.contains(*name));
    let adopted = adopted.map(|(name, add, parent)| {
        let late = if wanted.unvalidated.contains(name) { " NOT VALID" } else { "" };
        let regclass = |name: &String| POSTGRES.text_literal(&POSTGRES.quoted(name));
        let parent = parent.map(|parent| format!("to_regclass({}) IS NOT NULL AND ", regclass(parent)));
        format!(
            "DO $own$ BEGIN\n    IF {}NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = {}::regclass AND conname = {}) THEN\n        \
             {add}{late};\n    END IF;\nEND $own$",
            parent.unwrap_or_default(),
            regclass(&alter.name),
            POSTGRES.text_literal(name)
        )
    });
    adopted.collect()
}
