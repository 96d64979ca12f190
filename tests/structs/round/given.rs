//! Structs from a seed.

use std::fmt::Write as _;

use rand::rngs::ChaCha8Rng;
use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};

/// A few structs.
pub(crate) struct Given {
    pub(crate) module: String,
    pub(crate) source: String,
    pub(crate) tenant: &'static str,
}

/// A type, the options that it may have, and what it can be part of.
struct Kind {
    ty: &'static str,
    options: &'static [&'static str],
    is_text: bool,
    is_unique: bool,
    is_listed: bool,
    /// A rule about a column.
    rule: &'static str,
}

const fn kind(ty: &'static str, options: &'static [&'static str], rule: &'static str) -> Kind {
    Kind { ty, options, is_text: false, is_unique: true, is_listed: true, rule }
}

const KINDS: [Kind; 12] = [
    Kind {
        is_text: true,
        ..kind(
            "String",
            &["", "length(max = 40)", "default", "default = \"it's \\\\ \\\"\".to_owned()"],
            "# != \"a'\\\\b\"",
        )
    },
    Kind { is_text: true, ..kind("String", &["length(max = 3)"], "# == \"x\"") },
    kind(
        "Decimal",
        &["", "decimal(precision = 12, scale = 2)", "default = Decimal::from(-7)"],
        "# >= 0 && # < 1000",
    ),
    kind("i64", &["", "default = -7", "default"], "# > -8"),
    kind("i32", &["", "default"], "# <= 100"),
    kind("i16", &[""], "# != 3"),
    kind("bool", &["", "default", "default = true"], "# == true"),
    kind("Uuid", &[""], ""),
    kind("DateTime<Utc>", &[""], ""),
    Kind { is_unique: false, ..kind("f64", &[""], "") },
    Kind { is_unique: false, is_listed: false, ..kind("serde_json::Value", &["json"], "") },
    Kind { is_unique: false, is_listed: false, ..kind("Vec<u8>", &["", "length(max = 32)"], "") },
];

const NAMES: [&str; 14] = [
    "name",
    "type",
    "amount",
    "matchCode",
    "state",
    "User",
    "note",
    "unit_price",
    "self",
    "id2",
    "page",
    "not",
    "a_1",
    "a_very_long_name_that_makes_constraints_so_long_that_they_end",
];

/// The structs of a seed.
pub(crate) fn schema(seed: u64) -> Given {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let tenant = if random.random_range(0..3) == 0 { "account" } else { "tenant_id" };
    let tenant_type = if random.random_range(0..2) == 0 { "String" } else { "i64" };
    let mut generator = Generator { random, tenant, tenant_type, made: Vec::new() };
    let mut source = "use fin_infra::prelude::*;\n".to_owned();
    for number in 0..3 {
        source.push_str(&generator.resource(number));
    }
    let tenant = if source.contains("pub account") { "account" } else { "tenant_id" };
    Given { module: format!("given_{seed}"), source, tenant }
}

struct Made {
    name: &'static str,
    has_tenant: bool,
    id: &'static str,
}

struct Generator {
    random: ChaCha8Rng,
    tenant: &'static str,
    tenant_type: &'static str,
    made: Vec<Made>,
}

struct Column {
    /// As a list names it.
    name: String,
    kind: &'static Kind,
    nullable: bool,
}

impl Generator {
    fn chance(&mut self, percent: u32) -> bool {
        self.random.random_range(0..100) < percent
    }

    fn resource(&mut self, number: usize) -> String {
        let name = ["Category", "NetWorthSnapshot", "Deposit"][number];
        let has_tenant = self.chance(60);
        let id = *["Uuid", "Uuid", "String", "i64"].choose(&mut self.random).unwrap();
        let mut options: Vec<String> = Vec::new();
        let mut fields = self.managed(id, has_tenant, &mut options);
        let columns = self.columns(&mut fields);
        self.keys(&columns, &mut options);
        let parents: Vec<(usize, &Made)> =
            self.made.iter().enumerate().filter(|(_, made)| has_tenant || !made.has_tenant).collect();
        if let Some((parent, made)) = parents.choose(&mut self.random) {
            let ty = if parent % 2 == 0 { format!("Option<{}>", made.id) } else { made.id.to_owned() };
            writeln!(fields, "    #[fin(belongs_to = \"{}\")]\n    pub parent: {ty},", made.name).unwrap();
        }
        if has_tenant && id != "i64" && self.chance(30) {
            fields.push_str("    #[fin(number(per = \"tenant\"))]\n    pub number: i64,\n");
        }
        self.made.push(Made { name, has_tenant, id });
        let options =
            if options.is_empty() { String::new() } else { format!("#[fin({})]\n", options.join(", ")) };
        format!("\n#[derive(FinResource)]\n{options}pub struct {name} {{\n{fields}}}\n")
    }

    /// The options that make managed columns, and the fields of the id and the tenant.
    fn managed(&mut self, id: &str, has_tenant: bool, options: &mut Vec<String>) -> String {
        let mut fields = String::new();
        if id == "i64" {
            options.push("create = false".to_owned());
        }
        match (id, self.chance(30)) {
            ("Uuid", false) => {}
            (_, true) => {
                writeln!(fields, "    #[fin(id, column = \"key\")]\n    pub number_of_row: {id},").unwrap()
            }
            _ => writeln!(fields, "    pub id: {id},").unwrap(),
        }
        if has_tenant {
            options.push("tenant".to_owned());
            if self.tenant == "account" {
                let ty = self.tenant_type;
                let length = if ty == "String" { ", length(max = 40)" } else { "" };
                writeln!(fields, "    #[fin(tenant{length})]\n    pub account: {ty},").unwrap();
            }
            options.extend(self.chance(30).then(|| "rls".to_owned()));
        }
        let immutable = self.chance(15);
        options.extend(self.chance(50).then(|| "soft_delete".to_owned()));
        options.extend((!immutable && self.chance(40)).then(|| "version".to_owned()));
        options.extend(self.chance(25).then(|| "timestamps = false".to_owned()));
        options.extend(immutable.then(|| "immutable".to_owned()));
        options.extend(
            self.chance(20).then(|| "table = \"OtherName\"".to_owned()).filter(|_| self.made.is_empty()),
        );
        fields
    }

    fn columns(&mut self, fields: &mut String) -> Vec<Column> {
        let mut columns: Vec<Column> = Vec::new();
        let count = self.random.random_range(1..6);
        for name in NAMES.sample(&mut self.random, count).copied().collect::<Vec<_>>() {
            let kind = KINDS.choose(&mut self.random).unwrap();
            let nullable = self.chance(35);
            let mut options = vec![kind.options.choose(&mut self.random).unwrap().to_string()];
            options.retain(|option| !(option.is_empty() || nullable && option.starts_with("default")));
            let field = match name {
                "type" => "r#type",
                "self" => "self_",
                "matchCode" => "match_code",
                "User" => "user",
                name => name,
            };
            let plain = field.trim_start_matches("r#");
            options.extend((plain != name).then(|| format!("column = {name:?}")));
            let can_be_filter = kind.is_listed && !["page", "not"].contains(&plain);
            for (option, can) in [("filter, order", can_be_filter), ("search", kind.is_text)] {
                options.extend((can && self.chance(20)).then(|| option.to_owned()));
            }
            let options = if options.is_empty() {
                String::new()
            } else {
                format!("    #[fin({})]\n", options.join(", "))
            };
            let ty = if nullable { format!("Option<{}>", kind.ty) } else { kind.ty.to_owned() };
            writeln!(fields, "{options}    pub {field}: {ty},").unwrap();
            columns.push(Column { name: plain.to_owned(), kind, nullable });
        }
        columns
    }

    fn keys(&mut self, columns: &[Column], options: &mut Vec<String>) {
        let list = |names: &[&Column]| {
            names.iter().map(|column| format!("{:?}", column.name)).collect::<Vec<_>>().join(", ")
        };
        let unique: Vec<&Column> = columns.iter().filter(|column| column.kind.is_unique).collect();
        let listed: Vec<&Column> = columns.iter().filter(|column| column.kind.is_listed).collect();
        let is_ci = unique.iter().take(2).any(|column| column.kind.is_text) && self.chance(50);
        let mut has_unique = false;
        if !unique.is_empty() && self.chance(60) {
            let word = if is_ci { "unique_ci" } else { "unique" };
            options.push(format!("{word}({})", list(&unique[..unique.len().min(2)])));
            has_unique = true;
        }
        // An index that a unique constraint serves is refused.
        if listed.len() > 2 && self.chance(50) {
            options.push(format!("index({})", list(&listed)));
        } else if listed.len() > 1 && !has_unique && self.chance(40) {
            options.push(format!("index({})", list(&listed[..2])));
        }
        for column in
            columns.iter().filter(|column| !column.kind.rule.is_empty() && !column.name.contains("type"))
        {
            if self.chance(25) && !column.nullable {
                options.push(format!("check({})", column.kind.rule.replace('#', &column.name)));
            }
        }
    }
}
