//! Which column of a file has what, found by the names that banks give to columns.

use std::str::FromStr;

use anyhow::bail;

use super::roles::{NAMES, Role};

/// A column that the user names: `date=Buchungstag`.
#[derive(Debug, Clone)]
pub(crate) struct NamedColumn {
    role: Role,
    name: String,
}

impl FromStr for NamedColumn {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> anyhow::Result<Self> {
        let Some((role, name)) = text.split_once('=') else {
            bail!("write ROLE=NAME, such as `date=Day of booking`")
        };
        Ok(Self { role: role.parse()?, name: name.to_owned() })
    }
}

/// The places of the columns in a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Columns {
    places: [Option<usize>; NAMES.len()],
    /// How many columns there are.
    pub(crate) width: usize,
}

impl Columns {
    /// Finds the columns by the names in a header. Returns `None` if there is no date or no amount.
    pub(crate) fn find(header: &[String], named: &[NamedColumn]) -> Option<Self> {
        let header: Vec<String> = header.iter().map(|name| plain(name)).collect();
        let place = |name: &str| header.iter().position(|column| column == name);
        let mut places = [None; NAMES.len()];
        for (index, (role, _, names)) in NAMES.iter().enumerate() {
            let own: Vec<&NamedColumn> = named.iter().filter(|column| column.role == *role).collect();
            places[index] = match own.first() {
                Some(column) => Some(place(&plain(&column.name))?),
                None => names.iter().find_map(|name| place(name)),
            };
        }
        let columns = Self { places, width: header.len() };
        columns.has_amounts().then_some(columns)
    }

    fn has_amounts(&self) -> bool {
        let has = |role| self.place(role).is_some();
        has(Role::Date) && (has(Role::Amount) || has(Role::Debit) && has(Role::Credit))
    }

    /// The place of a column, if there is one.
    pub(crate) fn place(&self, role: Role) -> Option<usize> {
        self.places[role.index()]
    }

    /// How many columns were found.
    pub(crate) fn count(&self) -> usize {
        self.places.iter().flatten().count()
    }
}

/// A name without what differs between the exports of one bank: case, the currency, what is in parentheses.
fn plain(name: &str) -> String {
    let name = name.split('(').next().unwrap_or_default().trim().trim_end_matches(':').to_lowercase();
    let mut words: Vec<&str> = name.split_whitespace().collect();
    let is_currency = |word: &str| fin_infra::Currency::from_code(&word.to_uppercase()).is_some();
    if words.len() > 1 && words.last().is_some_and(|word| is_currency(word)) {
        words.pop();
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(header: &[&str], named: &[&str]) -> Option<Columns> {
        let header: Vec<String> = header.iter().map(|name| (*name).to_owned()).collect();
        let named: Vec<NamedColumn> = named.iter().map(|named| named.parse().unwrap()).collect();
        Columns::find(&header, &named)
    }

    #[test]
    fn columns_are_found_by_the_names_of_banks() {
        let columns =
            find(&["Buchungstag", "Valuta", "Empfänger", "Verwendungszweck", "Betrag (EUR)", "Währung"], &[])
                .unwrap();
        let places = [Role::Date, Role::Payee, Role::Purpose, Role::Amount, Role::Currency]
            .map(|role| columns.place(role));
        assert_eq!(places, [Some(0), Some(2), Some(3), Some(4), Some(5)]);
        let columns = find(&["Date", "Description", "Paid out", "Paid in", "Balance"], &[]).unwrap();
        assert_eq!([Role::Debit, Role::Credit].map(|role| columns.place(role)), [Some(2), Some(3)]);
        assert_eq!(
            find(&["Belastung CHF", "Gutschrift CHF", "Datum"], &[]).unwrap().place(Role::Debit),
            Some(0)
        );
    }

    #[test]
    fn a_header_without_a_date_or_an_amount_is_none() {
        assert_eq!(find(&["Account", "DE02"], &[]), None);
        assert_eq!(find(&["Date", "Debit"], &[]), None);
    }

    #[test]
    fn the_user_may_name_columns() {
        assert_eq!(find(&["Day", "Sum"], &["date=Day", "amount=sum"]).unwrap().place(Role::Amount), Some(1));
        assert_eq!(find(&["Date", "Amount"], &["amount=Sum"]), None);
        assert!(
            "sum=Amount"
                .parse::<NamedColumn>()
                .unwrap_err()
                .to_string()
                .starts_with("`sum` is not one of date,")
        );
    }
}
