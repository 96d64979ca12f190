//! What the columns of banks have, by the names that banks give them.

use std::str::FromStr;

use anyhow::bail;

/// What a column has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// The day of the booking.
    Date,
    /// The amount, with a sign.
    Amount,
    /// What was paid.
    Debit,
    /// What was received.
    Credit,
    /// Whether an amount without a sign was paid or received.
    Direction,
    /// The other party.
    Payee,
    /// What for.
    Purpose,
    /// The code of the currency.
    Currency,
    /// The category.
    Category,
    /// Whether it is booked.
    Status,
}

/// The names of columns. Of several columns for one role, the one whose name comes first here is used.
pub(super) const NAMES: [(Role, &str, &[&str]); 10] = [
    (
        Role::Date,
        "date",
        &[
            "buchungstag",
            "buchungsdatum",
            "booking date",
            "posting date",
            "posted date",
            "date comptable",
            "date opération",
            "date operation",
            "date de l'opération",
            "data contabile",
            "fecha operación",
            "transaction date",
            "date",
            "datum",
            "data",
            "fecha",
            "completed date",
            "valuta",
            "wertstellung",
            "value date",
            "date valeur",
        ],
    ),
    (
        Role::Amount,
        "amount",
        &[
            "betrag",
            "amount",
            "montant",
            "importo",
            "importe",
            "bedrag",
            "umsatz",
            "umsatz in",
            "value",
            "net",
            "netto",
        ],
    ),
    (
        Role::Debit,
        "debit",
        &[
            "debit",
            "débit",
            "soll",
            "belastung",
            "lastschrift",
            "paid out",
            "money out",
            "withdrawals",
            "withdrawal",
            "debit amount",
            "dare",
            "addebiti",
            "cargo",
        ],
    ),
    (
        Role::Credit,
        "credit",
        &[
            "credit",
            "crédit",
            "haben",
            "gutschrift",
            "paid in",
            "money in",
            "deposits",
            "deposit",
            "credit amount",
            "avere",
            "accrediti",
            "abono",
        ],
    ),
    (
        Role::Direction,
        "direction",
        &[
            "af bij",
            "s/h",
            "soll/haben",
            "soll/haben-kennzeichen",
            "credit/debit",
            "debit/credit",
            "cr/dr",
            "dr/cr",
            "transaction type",
            "type",
            // Volksbanks have no name for it.
            "",
        ],
    ),
    (
        Role::Payee,
        "payee",
        &[
            "partner name",
            "zahlungsempfänger*in",
            "empfänger/zahlungspflichtiger",
            "naam / omschrijving",
            "empfänger",
            "auftraggeber/empfänger",
            "zahlungsempfänger",
            "beguenstigter/zahlungspflichtiger",
            "name zahlungsbeteiligter",
            "payee",
            "name",
            "merchant",
            "counterparty",
            "bénéficiaire",
            "tiers",
            "beneficiario",
            "counter party",
            "description",
            "libellé",
            "libelle",
            "buchungstext",
            "text",
            "beschreibung",
        ],
    ),
    (
        Role::Purpose,
        "purpose",
        &[
            "verwendungszweck",
            "purpose",
            "memo",
            "reference",
            "details",
            "notes",
            "zahlungszweck",
            "motif",
            "libellé complémentaire",
            "informations complémentaires",
            "causale",
            "concepto",
            "narrative",
            "type",
        ],
    ),
    (Role::Currency, "currency", &["währung", "waehrung", "currency", "devise", "divisa", "moneda"]),
    (Role::Category, "category", &["category", "kategorie", "catégorie", "categoria", "categoría"]),
    (
        Role::Status,
        "status",
        &[
            "status",
            "state",
            "transaction status",
            "booking status",
            "buchungsstatus",
            "umsatzstatus",
            "statut",
            "état",
            "stato",
            "estado",
            // Sparkassen say it there.
            "info",
        ],
    ),
];

/// The names of the roles, as on the command line.
pub(crate) fn role_names() -> impl Iterator<Item = &'static str> {
    NAMES.iter().map(|(_, name, _)| *name)
}

impl Role {
    pub(super) fn index(self) -> usize {
        NAMES.iter().position(|(role, ..)| *role == self).unwrap_or_default()
    }
}

impl FromStr for Role {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> anyhow::Result<Self> {
        match NAMES.iter().find(|(_, name, _)| *name == text) {
            Some((role, ..)) => Ok(*role),
            None => {
                let known: Vec<&str> = role_names().collect();
                bail!("`{text}` is not one of {}", known.join(", "))
            }
        }
    }
}
