//! From a record to a transaction.

use std::borrow::Cow;

use chrono::NaiveDate;
use fin_infra::prelude::*;
use uuid::Uuid;

use super::dialect::Dialect;
use super::records::Record;
use super::roles::Role;
use super::{amounts, dates};
use crate::resources::{AccountRead, RuleRead, TransactionCreate, UNCATEGORIZED};

/// The most characters of a payee, a purpose and a category: the lengths of their columns.
const LENGTHS: [(Role, &str, usize); 3] =
    [(Role::Payee, "payee", 140), (Role::Purpose, "purpose", 1_000), (Role::Category, "category", 64)];

/// Amounts have at most 14 digits before the decimal mark, as their column has.
const MAX_AMOUNT: Decimal = dec!(100_000_000_000_000);

/// Words of banks for what was paid, and for what was received.
const PAID: [&str; 10] = ["af", "s", "soll", "d", "dr", "debit", "dbit", "debet", "uit", "-"];
const RECEIVED: [&str; 9] = ["bij", "h", "haben", "c", "cr", "credit", "crdt", "in", "+"];

/// An amount with the sign that another column gives it. A word that is in neither list says something else.
fn directed(amount: Decimal, direction: &str) -> Result<Decimal, String> {
    let direction = direction.to_lowercase();
    let is_one_of = |words: &[&str]| words.contains(&direction.as_str());
    match () {
        () if is_one_of(&PAID) => Ok(-amount.abs()),
        () if is_one_of(&RECEIVED) && amount.is_sign_negative() => Err(format!(
            "{amount} is negative, but another column says `{direction}`, which is for what was received"
        )),
        () => Ok(amount),
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
    /// The reason for which the line is refused.
    pub(crate) fn transaction(&self, record: &Record) -> Result<TransactionCreate, String> {
        self.check_width(record)?;
        let booked_on = dates::parse(&self.text(record, Role::Date)?, self.dialect.dates)?;
        let amount = self.amount(record)?;
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

    /// A delimiter within text that is not quoted moves all columns after it. Some banks end each line with a delimiter.
    fn check_width(&self, record: &Record) -> Result<(), String> {
        let (found, expected) = (record.fields.len(), self.dialect.columns.width);
        let is_ended = found == expected + 1 && record.fields.last().is_some_and(Vec::is_empty);
        if found == expected || is_ended {
            return Ok(());
        }
        Err(format!("has {found} fields, where the header has {expected}"))
    }

    fn amount(&self, record: &Record) -> Result<Money, String> {
        let amount = match self.dialect.columns.place(Role::Amount) {
            Some(_) => {
                let amount = self.number(record, Role::Amount)?.ok_or("the amount is missing")?;
                directed(amount, &self.text(record, Role::Direction)?)?
            }
            None => match (self.number(record, Role::Debit)?, self.number(record, Role::Credit)?) {
                (Some(debit), None) => -debit.abs(),
                (None, Some(credit)) => credit,
                (None, None) => return Err("the amount is missing".to_owned()),
                (Some(_), Some(_)) => return Err("has a debit and a credit".to_owned()),
            },
        };
        if amount.abs() >= MAX_AMOUNT {
            return Err(format!("{amount} is too large"));
        }
        let currency = self.account.opening.currency();
        let named = self.text(record, Role::Currency)?.to_uppercase();
        if !named.is_empty() && named != currency.code() {
            return Err(format!("is in {named}, but the account is in {currency}"));
        }
        Money::new(amount.normalize(), currency).map_err(|error| format!("{amount}: {}", error.reason()))
    }

    /// A number of a column. Of a debit and a credit, one may be empty or zero.
    fn number(&self, record: &Record, role: Role) -> Result<Option<Decimal>, String> {
        let text = self.text(record, role)?;
        if text.is_empty() {
            return Ok(None);
        }
        let amount = amounts::parse(&text, self.dialect.decimal)?;
        Ok((role == Role::Amount || !amount.is_zero()).then_some(amount))
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

    /// The text of a column, in one line. It is empty if the file has no such column.
    fn text(&self, record: &Record, role: Role) -> Result<String, String> {
        let field = self.dialect.columns.place(role).and_then(|place| record.fields.get(place));
        let text: Cow<'_, str> =
            field.map_or(Ok(Cow::from("")), |field| self.dialect.encoding.decode(field))?;
        if text.contains('\0') {
            return Err("has the character U+0000".to_owned());
        }
        Ok(text.split_whitespace().collect::<Vec<_>>().join(" "))
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
