//! A bank, as an application writes it: transfers, deliveries from an outbox, a report and the closing of accounts, by
//! many tasks at once. An audit then finds every cent.

use std::collections::BTreeMap;
use std::sync::Arc;

use fin_infra::prelude::*;
use fin_infra::query::LockWait;
use fin_infra::{Isolation, TransactionOptions};
use fin_infra_tests::on_each_store;
use futures_util::future::join_all;
use rand::rngs::ChaCha8Rng;
use rand::{RngExt as _, SeedableRng as _};

#[derive(FinResource, Debug, Clone)]
#[fin(tenant, filter("balance", "is_open"), check(balance >= 0))]
struct Account {
    owner: String,
    #[fin(adjust, sum, decimal(precision = 18, scale = 2))]
    balance: Decimal,
    #[fin(default = true)]
    is_open: bool,
}

#[derive(FinResource, Debug, Clone)]
#[fin(tenant, immutable)]
struct Transfer {
    #[fin(belongs_to = "Account")]
    from_id: Uuid,
    #[fin(belongs_to = "Account")]
    to_id: Uuid,
    #[fin(decimal(precision = 18, scale = 2))]
    amount: Decimal,
}

/// One side of a transfer.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, immutable)]
struct Entry {
    #[fin(belongs_to = "Transfer")]
    transfer_id: Uuid,
    #[fin(belongs_to = "Account", group)]
    account_id: Uuid,
    #[fin(sum, decimal(precision = 18, scale = 2))]
    amount: Decimal,
}

/// A message to a customer about a transfer.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, filter("sent"))]
struct Message {
    #[fin(belongs_to = "Transfer", unique)]
    transfer_id: Uuid,
    #[fin(adjust, default)]
    sent: i32,
}

#[derive(Debug)]
enum BankError {
    Closed,
    Db(Error),
}

impl From<Error> for BankError {
    fn from(error: Error) -> Self {
        Self::Db(error)
    }
}

/// The bank of one tenant.
#[derive(Clone)]
struct Bank {
    db: Db,
    accounts: AccountRepository,
    transfers: TransferRepository,
    entries: EntryRepository,
    messages: MessageRepository,
}

impl Bank {
    fn new(db: &Db, tenant: Uuid) -> Self {
        Self {
            db: db.clone(),
            accounts: Account::repository().tenant(tenant),
            transfers: Transfer::repository().tenant(tenant),
            entries: Entry::repository().tenant(tenant),
            messages: Message::repository().tenant(tenant),
        }
    }

    /// Moves an amount once, with its entries and the message about it.
    async fn transfer(
        &self,
        id: Uuid,
        (from, to): (Uuid, Uuid),
        amount: Decimal,
    ) -> Result<TransferRead, BankError> {
        self.db
            .transaction(async |tx| {
                if self.accounts.lock_many(&tx, &[from, to]).await?.iter().any(|account| !account.is_open) {
                    return Err(BankError::Closed);
                }
                let row =
                    self.transfers.create_with_id(&tx, id, TransferCreate::new(from, to, amount)).await?;
                let sides = [(from, -amount), (to, amount)];
                let amounts = sides.map(|(id, amount)| (id, AccountAdjust::new().balance(amount)));
                self.accounts.adjust_many(&tx, amounts).await?;
                let entries = sides.map(|(account, amount)| EntryCreate::new(id, account, amount));
                self.entries.create_many(&tx, entries).await?;
                self.messages.create(&tx, MessageCreate::new(id)).await?;
                Ok(row)
            })
            .await
    }

    /// Delivers some messages that no other worker delivers.
    async fn deliver(&self, crashes: bool) -> Result<usize, BankError> {
        self.db
            .transaction(async |tx| {
                let query = MessageQuery::new().filter(MessageFilter::new().sent(0)).page_size(5);
                let messages = self.messages.list_for_update(&tx, query, LockWait::SkipLocked).await?;
                for message in &messages {
                    self.messages.adjust(&tx, message.id, MessageAdjust::new().sent(1)).await?;
                }
                if crashes { Err(BankError::Closed) } else { Ok(messages.len()) }
            })
            .await
    }

    /// The sum of all balances, and what the entries of each account add up to: of one moment.
    async fn report(&self) -> Result<(Decimal, BTreeMap<Uuid, Decimal>), BankError> {
        let options = TransactionOptions::new().isolation(Isolation::RepeatableRead).read_only();
        self.db
            .transaction_with(options, async |tx| {
                let total = AccountAggregate::new().sum_balance();
                let (total,) = self.accounts.aggregate(&tx, total).await?[0];
                let sums = EntryAggregate::new().by_account_id().sum_amount();
                Ok((total, self.entries.aggregate(&tx, sums).await?.into_iter().collect()))
            })
            .await
    }

    /// Closes some accounts in which nothing is left.
    async fn close(&self) -> Result<u64, BankError> {
        let empty = AccountFilter::new().balance(Decimal::ZERO).is_open(true);
        let closed = AccountUpdate { is_open: Some(false), ..AccountUpdate::default() };
        Ok(self.accounts.update_where_limit(&self.db, empty, 1, closed).await?)
    }
}

const TASKS: u64 = 32;
const CALLS: u64 = 8;
const ACCOUNTS: usize = 12;

/// What one customer, worker or clerk does. Money may be short, and an account may be closed; nothing else may go wrong.
async fn work(bank: Bank, ids: Arc<Vec<Uuid>>, task: u64) {
    let mut dice = ChaCha8Rng::seed_from_u64(task);
    for _ in 0..CALLS {
        let result = match dice.random_range(0..10) {
            0 => bank.close().await.map(drop),
            1 => bank.report().await.map(|(total, sums)| {
                assert_eq!(total, dec!(1200.00));
                assert_eq!(sums.values().sum::<Decimal>(), Decimal::ZERO);
            }),
            2 | 3 => bank.deliver(dice.random_bool(0.3)).await.map(drop),
            _ => {
                let from = dice.random_range(0..ACCOUNTS);
                let to = (from + dice.random_range(1..ACCOUNTS)) % ACCOUNTS;
                let amount = Decimal::new(dice.random_range(1..=10) * 1_000, 2);
                // Requests are repeated, and each of them is one transfer.
                let id =
                    Uuid::from_u128((u128::from(task / 2) << 64) | u128::from(dice.random_range(0..40_u64)));
                bank.transfer(id, (ids[from], ids[to]), amount).await.map(drop)
            }
        };
        match result {
            Ok(()) | Err(BankError::Closed) => {}
            Err(BankError::Db(error)) if error.reason().contains("balance >= 0") || error.is_conflict() => {}
            Err(BankError::Db(error)) => panic!("{error}"),
        }
    }
}

on_each_store!([Account, Transfer, Entry, Message] an_audit_finds_every_cent);

async fn an_audit_finds_every_cent(db: &Db) {
    let bank = Bank::new(db, Uuid::now_v7());
    let stranger = Bank::new(db, Uuid::now_v7());
    let create = |number: usize| AccountCreate::new(format!("customer {number}"), dec!(100));
    let rows = bank.accounts.create_many(db, (0..ACCOUNTS).map(create)).await.unwrap();
    stranger.accounts.create(db, AccountCreate::new("stranger".to_owned(), dec!(0))).await.unwrap();
    let ids: Arc<Vec<Uuid>> = Arc::new(rows.iter().map(|row| row.id).collect());
    let tasks = (0..TASKS).map(|task| tokio::spawn(work(bank.clone(), ids.clone(), task)));
    join_all(tasks).await.into_iter().for_each(Result::unwrap);

    // Workers that crashed have delivered nothing, and others did it.
    while bank.deliver(false).await.unwrap() > 0 {}
    let messages = bank.messages.list(db, MessageQuery::new().page_size(1_000)).await.unwrap();
    assert!(messages.iter().all(|message| message.sent == 1), "{messages:?}");
    let transfers = bank.transfers.list(db, TransferQuery::new().page_size(1_000)).await.unwrap();
    assert!(transfers.items.len() > 20, "few transfers succeeded: {}", transfers.items.len());
    let told: Vec<_> = sorted(messages.iter().map(|message| message.transfer_id));
    assert_eq!(told, sorted(transfers.iter().map(|transfer| transfer.id)));

    let mut expected: BTreeMap<Uuid, Decimal> = ids.iter().map(|id| (*id, dec!(100))).collect();
    for TransferRead { from_id, to_id, amount, .. } in &transfers {
        *expected.get_mut(from_id).unwrap() -= amount;
        *expected.get_mut(to_id).unwrap() += amount;
    }
    let (total, sums) = bank.report().await.unwrap();
    assert_eq!(total, dec!(1200));
    for account in bank.accounts.get_many(db, &ids).await.unwrap() {
        assert_eq!(account.balance, expected[&account.id]);
        assert_eq!(account.balance, dec!(100) + sums.get(&account.id).copied().unwrap_or_default());
        assert!(account.is_open || account.balance.is_zero(), "{account:?}");
    }
    // Nothing of it happened to another tenant.
    let untouched = AccountFilter::new().is_open(true).balance(Decimal::ZERO);
    assert_eq!(stranger.accounts.count(db, AccountQuery::new().filter(untouched)).await.unwrap(), 1);
    assert_eq!(stranger.messages.count(db, MessageQuery::new()).await.unwrap(), 0);
}

fn sorted(ids: impl Iterator<Item = Uuid>) -> Vec<Uuid> {
    let mut ids: Vec<_> = ids.collect();
    ids.sort();
    ids
}
