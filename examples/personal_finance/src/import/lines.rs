//! From a record to a transaction.

use std::borrow::Cow;

use chrono::NaiveDate;
use fin_infra::prelude::*;
use uuid::Uuid;

use super::dialect::Dialect;
use super::omitted::Omission;
use super::quoted::quoted;
use super::records::{Record, has_width};
use super::roles::Role;
use super::{amounts, dates, status};
use crate::resources::{AccountRead, RuleRead, TransactionCreate, UNCATEGORIZED};

/// The most characters of a payee, a purpose and a category: the lengths of their columns.
const LENGTHS: [(Role, &str, usize); 3] =
    [(Role::Payee, "payee", 140), (Role::Purpose, "purpose", 1_000), (Role::Category, "category", 64)];

/// Amounts have at most 14 digits before the decimal mark, as their column has.
const MAX_AMOUNT: Decimal = dec!(100_000_000_000_000);

/// Words of banks for what was paid, and for what was received.
const PAID: [&str; 10] = ["af", "s", "soll", "d", "dr", "debit", "dbit", "debet", "uit", "-"];
const RECEIVED: [&str; 9] = ["bij", "h", "haben", "c", "cr", "credit", "crdt", "in", "+"];

/// An amount, and the text that it was read from.
struct Written {
    amount: Decimal,
    text: String,
}

impl Written {
    /// Gives the amount the sign of another column. A word that is in neither list says something else.
    fn directed(self, direction: &str) -> Result<Self, String> {
        let word = direction.to_lowercase();
        let is_one_of = |words: &[&str]| words.contains(&word.as_str());
        match () {
            () if is_one_of(&PAID) => Ok(self.paid()),
            () if is_one_of(&RECEIVED) && self.amount.is_sign_negative() => Err(format!(
                "{} is negative, but another column says {}, which is for what was received",
                quoted(&self.text),
                quoted(direction)
            )),
            () => Ok(self),
        }
    }

    fn paid(self) -> Self {
        Self { amount: -self.amount.abs(), ..self }
    }
}

/// Makes transactions of the records of one file.
pub(crate) struct Lines<'a> {
    account: &'a AccountRead,
    dialect: &'a Dialect,
    rules: Vec<(String, &'a str)>,
    import: Uuid,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(
        account: &'a AccountRead,
        dialect: &'a Dialect,
        rules: &'a [RuleRead],
        import: Uuid,
    ) -> Self {
        let mut rules: Vec<(String, &str)> =
            rules.iter().map(|rule| (rule.pattern.to_lowercase(), &*rule.category)).collect();
        rules.sort_by_key(|(pattern, _)| std::cmp::Reverse(pattern.chars().count()));
        Self { account, dialect, rules, import }
    }

    /// Makes a transaction.
    ///
    /// # Errors
    ///
    /// The reason for which the line is refused or skipped.
    pub(crate) fn transaction(&self, record: &Record) -> Result<TransactionCreate, Omission> {
        self.check_width(record)?;
        // Some banks write it where the day will be.
        for role in [Role::Status, Role::Date] {
            status::check_booked(&self.text(record, role)?)?;
        }
        let booked_on = dates::parse(&self.text(record, Role::Date)?, self.dialect.dates)?;
        let amount = self.amount(record)?;
        if amount.is_zero() {
            return Err(Omission::Skipped("the amount is zero".to_owned()));
        }
        let [payee, purpose, category] = self.texts(record)?;
        let category = match category.is_empty() {
            true => self.category(&payee, &purpose).to_owned(),
            false => category,
        };
        Ok(TransactionCreate {
            account_id: self.account.id,
            fingerprint: Some(self.fingerprint(booked_on, amount, [&payee, &purpose])),
            booked_on,
            amount,
            payee,
            purpose,
            category,
            import_id: Some(self.import),
        })
    }

    /// A delimiter within text that is not quoted moves all columns after it.
    fn check_width(&self, record: &Record) -> Result<(), String> {
        let (found, expected) = (record.fields.len(), self.dialect.columns.width);
        match has_width(&record.fields, expected) {
            true => Ok(()),
            false => Err(format!("has {found} fields, where the header has {expected}")),
        }
    }

    fn amount(&self, record: &Record) -> Result<Money, String> {
        let Written { amount, text } = self.signed(record)?;
        let amount = if self.dialect.invert_amounts { -amount } else { amount };
        if amount.abs() >= MAX_AMOUNT {
            return Err(format!("{} is too large", quoted(&text)));
        }
        let currency = self.account.opening.currency();
        let named = self.text(record, Role::Currency)?;
        if !named.is_empty() && named.to_uppercase() != currency.code() {
            return Err(format!("is in {}, but the account is in {currency}", quoted(&named)));
        }
        Money::new(amount.normalize(), currency)
            .map_err(|error| format!("{}: {}", quoted(&text), error.reason()))
    }

    /// The amount with the sign that it, its column or another column gives it.
    fn signed(&self, record: &Record) -> Result<Written, String> {
        let missing = || "the amount is missing".to_owned();
        if self.dialect.columns.place(Role::Amount).is_some() {
            let amount = self.number(record, Role::Amount)?.ok_or_else(missing)?;
            return amount.directed(&self.text(record, Role::Direction)?);
        }
        // The other one of the two is empty or zero.
        match (self.number(record, Role::Debit)?, self.number(record, Role::Credit)?) {
            (Some(debit), Some(credit)) if !debit.amount.is_zero() && !credit.amount.is_zero() => {
                Err(format!("has a debit, {}, and a credit, {}", quoted(&debit.text), quoted(&credit.text)))
            }
            (Some(debit), None) => Ok(debit.paid()),
            (Some(debit), Some(credit)) if credit.amount.is_zero() => Ok(debit.paid()),
            (_, Some(credit)) => Ok(credit),
            (None, None) => Err(missing()),
        }
    }

    fn number(&self, record: &Record, role: Role) -> Result<Option<Written>, String> {
        let text = self.text(record, role)?;
        if text.is_empty() {
            return Ok(None);
        }
        Ok(Some(Written { amount: amounts::parse(&text, self.dialect.decimal)?, text }))
    }

    fn texts(&self, record: &Record) -> Result<[String; 3], String> {
        let mut texts = [const { String::new() }; 3];
        for (index, (role, name, length)) in LENGTHS.into_iter().enumerate() {
            let text = self.text(record, role)?;
            if text.chars().count() > length {
                return Err(format!("the {name} has more than {length} characters"));
            }
            texts[index] = text;
        }
        Ok(texts)
    }

    /// The text of a column, in one line and without control characters, which would reach a terminal. It is empty if the file
    /// has no such column.
    fn text(&self, record: &Record, role: Role) -> Result<String, String> {
        let field = self.dialect.columns.place(role).and_then(|place| record.fields.get(place));
        let text: Cow<'_, str> =
            field.map_or(Ok(Cow::from("")), |field| self.dialect.encoding.decode(field))?;
        if text.contains('\0') {
            return Err("has the character U+0000".to_owned());
        }
        let is_space = |character: char| character.is_whitespace() || character.is_control();
        Ok(text.split(is_space).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" "))
    }

    /// The category of the rule with the longest text that occurs.
    fn category(&self, payee: &str, purpose: &str) -> &str {
        let text = format!("{payee}\n{purpose}").to_lowercase();
        let rule = self.rules.iter().find(|(pattern, _)| text.contains(pattern));
        rule.map_or(UNCATEGORIZED, |(_, category)| category)
    }

    /// What makes a line the same one in two files of an account. The category is not part of it: rules change.
    fn fingerprint(&self, day: NaiveDate, amount: Money, texts: [&str; 2]) -> Uuid {
        let identity = format!("{day}\n{amount}\n{}\n{}", texts[0], texts[1]);
        Uuid::new_v5(&self.account.id, identity.as_bytes())
    }
}
