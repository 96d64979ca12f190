//! What `cargo doc` shows of a program's own structs.

use crate::package::Package;

const PROGRAM: &str = r#"//! A program.

use fin_infra::prelude::*;

/// A spending plan.
#[derive(FinResource)]
#[fin(tenant, soft_delete, search = "name", unique_ci("name"), check(spent <= amount))]
pub struct Budget {
    /// What it is for.
    #[fin(order, length(max = 128))]
    pub name: String,
    /// What may be spent.
    #[fin(filter, default = dec!(100), decimal(precision = 12, scale = 2))]
    pub amount: Decimal,
    /// What was spent.
    #[fin(adjust, readonly, default, decimal(precision = 12, scale = 2))]
    pub spent: Decimal,
    /// When it ends.
    pub ends_at: Option<DateTime<Utc>>,
    #[fin(internal, secret, default)]
    pub pin: String,
}

/// Payments.
pub mod payments {
    use fin_infra::prelude::*;

    /// A payment out of a budget.
    #[derive(FinResource)]
    #[fin(tenant)]
    pub struct Payment {
        #[fin(belongs_to = "super::Budget")]
        pub budget_id: Uuid,
    }
}
"#;

/// Pages, and what they say. There is no space where a tag is.
const SAID: &[(&str, &[&str])] = &[
    (
        "struct.BudgetCreate.html",
        &[
            "What it is for. At most 128 characters. Unique among the live rows of a tenant, ignoring case.",
            "Has to satisfy spent <= amount. Defaults to dec!(100).",
            "Set when the row is created, never by an update. BudgetAdjust adds to it.",
            "ends_at: Option<DateTime<Utc>>When it ends.",
            "Set by code, never by JSON. Secret: never in the JSON of a response, and masked in Debug.",
        ],
    ),
    (
        "struct.BudgetRead.html",
        &[
            "tenant_id: UuidThe tenant of the row, set by the repository that created it.",
            "Lists can be ordered and searched by it.",
            "What may be spent. At most 12 digits, 2 of them decimal places.",
        ],
    ),
    ("struct.BudgetUpdate.html", &["amount: Option<Decimal>What may be spent. At most 12 digits"]),
    ("struct.BudgetAdjust.html", &["The amount to add; a negative one is subtracted."]),
    ("struct.Budget.html", &["BudgetRead lists the rules of each field"]),
    ("type.BudgetQuery.html", &["Its search ignores case, and looks into name."]),
    ("payments/struct.PaymentCreate.html", &["The id of a row of Budget, which has to exist."]),
];

/// Pages, and where they lead.
const LINKS: &[(&str, &str)] = &[
    ("struct.Budget.html", "struct.BudgetRead.html"),
    ("struct.BudgetCreate.html", "struct.BudgetAdjust.html"),
    ("payments/struct.PaymentCreate.html", "../struct.Budget.html"),
];

/// The text of a page: what is between the tags, with one space for each white space.
fn text(page: &str) -> String {
    let text: String =
        page.split('<').filter_map(|part| part.split_once('>')).map(|(_, text)| text).collect();
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_pages_of_a_program_say_the_rules_of_each_field() {
    let package =
        Package::new("documented", "[dependencies]\nfin-infra = { path = \"../fin-infra/fin-infra\" }\n");
    package.write("src/lib.rs", PROGRAM);
    package.run("RUSTDOCFLAGS='-D warnings' cargo doc --no-deps");
    for (page, sentences) in SAID {
        let said = text(&package.documentation(page));
        for sentence in *sentences {
            assert!(said.contains(sentence), "{page} does not say: {sentence}\n{said}");
        }
    }
    for (page, link) in LINKS {
        assert!(
            package.documentation(page).contains(&format!("href=\"{link}\"")),
            "{page} has no link to {link}"
        );
    }
}
