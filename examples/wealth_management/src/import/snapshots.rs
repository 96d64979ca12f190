//! Snapshots: the columns `client`, `day` and `currency`, and a column for each kind of assets and liabilities, such as
//! `asset:stocks` and `liability:mortgage`.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use anyhow::{Result, bail};
use chrono::NaiveDate;
use fin_infra::prelude::*;
use fin_infra_domains::net_worth::{
    Amounts, NetWorthSnapshotCreate, NetWorthSnapshotFilter, NetWorthSnapshotQuery, NetWorthSnapshotRead,
    NetWorthSnapshotRepository,
};

use super::clients::by_reference;
use super::{BATCH, Header, Kind, Stored, amount};
use crate::resources::{Client, ClientRepository, NetWorthSnapshot};

/// How often a batch is stored while other programs store the same snapshots.
const ATTEMPTS: usize = 5;

/// A file of snapshots.
pub(crate) struct Snapshots {
    db: Db,
    clients: ClientRepository,
    repository: NetWorthSnapshotRepository,
    client: usize,
    day: usize,
    currency: usize,
    assets: Vec<(usize, String)>,
    liabilities: Vec<(usize, String)>,
}

/// A line, whose client is not looked up yet.
pub(crate) struct SnapshotRow {
    client: String,
    snapshot: NetWorthSnapshotCreate,
}

/// The client and the day, of which there is one snapshot.
type Key = (Uuid, NaiveDate);

/// Lines of different keys.
type Rows = BTreeMap<Key, (u64, NetWorthSnapshotCreate)>;

impl Kind for Snapshots {
    type Row = SnapshotRow;

    fn new(db: Db, advisor: Uuid, header: &Header) -> Result<Self> {
        let known = [header.column("client")?, header.column("day")?, header.column("currency")?];
        let (mut assets, mut liabilities) = (Vec::new(), Vec::new());
        for (index, name) in header.names().filter(|(index, _)| !known.contains(index)) {
            header.column(name)?;
            match name.split_once(':') {
                Some(("asset", kind)) if !kind.is_empty() => assets.push((index, kind.to_owned())),
                Some(("liability", kind)) if !kind.is_empty() => liabilities.push((index, kind.to_owned())),
                _ => bail!("the column `{name}` is not client, day, currency, asset:KIND or liability:KIND"),
            }
        }
        let [client, day, currency] = known;
        let (clients, repository) =
            (Client::repository().tenant(advisor), NetWorthSnapshot::repository().tenant(advisor));
        Ok(Self { db, clients, repository, client, day, currency, assets, liabilities })
    }

    fn read(&self, fields: &[String]) -> Result<SnapshotRow, String> {
        let day = amount::day(&fields[self.day])?;
        let code = &fields[self.currency];
        let currency =
            Currency::from_code(code).ok_or_else(|| format!("`{code}` is not the code of a currency"))?;
        let assets = amounts(fields, ("asset", &self.assets), currency)?;
        let liabilities = amounts(fields, ("liability", &self.liabilities), currency)?;
        // Its client is not known before the batch is complete.
        let snapshot = NetWorthSnapshotCreate::of(Uuid::nil(), day, currency, assets, liabilities);
        let snapshot = snapshot.map_err(|error| error.to_string())?;
        Ok(SnapshotRow { client: fields[self.client].clone(), snapshot })
    }

    async fn store(&self, batch: Vec<(u64, SnapshotRow)>) -> Result<Stored, Error> {
        let mut stored = Stored::default();
        let mut rows = self.rows(batch, &mut stored).await?;
        for _ in 1..ATTEMPTS {
            self.take_known(&mut rows, &mut stored).await?;
            match self.create(&rows, &mut stored).await {
                // Somebody else has stored one of them since: look again.
                Err(error) if error.is_conflict() => {}
                result => return result.map(|()| stored),
            }
        }
        self.take_known(&mut rows, &mut stored).await?;
        self.create(&rows, &mut stored).await?;
        Ok(stored)
    }
}

/// The amounts of some columns. An empty field is a kind that the client does not have. A reason names the column, as the file
/// does.
fn amounts(
    fields: &[String],
    (prefix, columns): (&str, &[(usize, String)]),
    currency: Currency,
) -> Result<Amounts, String> {
    let present = columns.iter().filter(|(column, _)| !fields[*column].is_empty());
    present
        .map(|(column, kind)| {
            let invalid = |reason: &str| format!("{prefix}:{kind}: {reason}");
            let amount = amount::amount(&fields[*column]).map_err(|reason| invalid(&reason))?;
            let money = Money::new(amount, currency).map_err(|error| invalid(error.reason()))?;
            match money.is_negative() {
                true => Err(invalid("must not be negative")),
                false => Ok((kind.clone(), amount)),
            }
        })
        .collect()
}

impl Snapshots {
    /// Looks up the clients of a batch, and drops lines that occur twice in it.
    async fn rows(&self, batch: Vec<(u64, SnapshotRow)>, stored: &mut Stored) -> Result<Rows, Error> {
        let references = batch.iter().map(|(_, row)| row.client.as_str());
        let clients = by_reference(&self.db, &self.clients, references).await?;
        let mut rows = Rows::new();
        for (line, SnapshotRow { client, snapshot }) in batch {
            let Some(client) = clients.get(&client) else {
                stored.refused.push((line, format!("the advisor has no client `{client}`")));
                continue;
            };
            let snapshot = NetWorthSnapshotCreate { user_id: client.id, ..snapshot };
            match rows.entry((client.id, snapshot.day)) {
                Entry::Vacant(entry) => drop(entry.insert((line, snapshot))),
                Entry::Occupied(entry) if is_equal(&entry.get().1, &snapshot) => stored.known += 1,
                Entry::Occupied(entry) => {
                    stored
                        .refused
                        .push((line, format!("differs from line {}, of the same day", entry.get().0)));
                }
            }
        }
        Ok(rows)
    }

    /// Takes out the lines of which there is a snapshot.
    async fn take_known(&self, rows: &mut Rows, stored: &mut Stored) -> Result<(), Error> {
        for filter in filters(rows) {
            let page_size = u32::try_from(BATCH).unwrap_or(u32::MAX);
            let query = NetWorthSnapshotQuery::new().filter(filter).page_size(page_size);
            for there in self.repository.list(&self.db, query).await? {
                match rows.remove(&(there.user_id, there.day)) {
                    Some((_, row)) if is_stored(&row, &there) => stored.known += 1,
                    Some((line, _)) => {
                        let reason = "differs from the snapshot that is there: delete that one to replace it";
                        stored.refused.push((line, reason.to_owned()));
                    }
                    None => {}
                }
            }
        }
        Ok(())
    }

    /// Stores all lines in one transaction, or if one of them is invalid, one by one.
    async fn create(&self, rows: &Rows, stored: &mut Stored) -> Result<(), Error> {
        let all = || rows.values().map(|(_, row)| row.clone()).collect::<Vec<_>>();
        let created = self.db.transaction(async |tx| self.repository.create_many(&tx, all()).await).await;
        match created {
            Ok(created) => stored.added += created.len() as u64,
            Err(error) if error.is_invalid() => {
                for (line, row) in rows.values() {
                    match self.repository.create(&self.db, row.clone()).await {
                        Ok(_) => stored.added += 1,
                        Err(error) if error.is_invalid() => stored.refused.push((*line, error.to_string())),
                        Err(error) => return Err(error),
                    }
                }
            }
            Err(error) => return Err(error),
        }
        Ok(())
    }
}

/// Filters that together select the snapshots of some clients and days, and no others: one for each client, or one for each
/// day if those are fewer. So a file may be ordered by clients or by days.
fn filters(rows: &Rows) -> Vec<NetWorthSnapshotFilter> {
    let (mut by_client, mut by_day) =
        (BTreeMap::<Uuid, Vec<NaiveDate>>::new(), BTreeMap::<NaiveDate, Vec<Uuid>>::new());
    for (client, day) in rows.keys() {
        by_client.entry(*client).or_default().push(*day);
        by_day.entry(*day).or_default().push(*client);
    }
    let filter = NetWorthSnapshotFilter::new;
    match by_client.len() <= by_day.len() {
        true => by_client
            .into_iter()
            .map(|(id, days)| filter().user_id(id).day(Condition::any_of(days)))
            .collect(),
        false => {
            by_day.into_iter().map(|(day, ids)| filter().day(day).user_id(Condition::any_of(ids))).collect()
        }
    }
}

fn is_equal(one: &NetWorthSnapshotCreate, other: &NetWorthSnapshotCreate) -> bool {
    one.net == other.net
        && one.assets_by_kind == other.assets_by_kind
        && one.liabilities_by_kind == other.liabilities_by_kind
}

fn is_stored(row: &NetWorthSnapshotCreate, there: &NetWorthSnapshotRead) -> bool {
    row.net == there.net
        && row.assets_by_kind == there.assets_by_kind
        && row.liabilities_by_kind == there.liabilities_by_kind
}
