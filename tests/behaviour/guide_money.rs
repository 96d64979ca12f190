//! The programs of the chapter about money, on every store and by several tasks. `tests/guides` holds their text against
//! the chapter.

use fin_infra::prelude::*;
use fin_infra::query::LockWait;
use fin_infra::{Isolation, TransactionOptions};
use fin_infra_tests::on_each_store;
use futures_util::future::join_all;

/// A customer's money. A balance changes only by adjustments.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, check(balance >= 0))]
pub struct Account {
    pub owner: String,
    #[fin(adjust, readonly, default, decimal(precision = 18, scale = 2))]
    pub balance: Decimal,
}

/// An amount that went from one account to another.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, immutable, delete = false)]
pub struct Transfer {
    #[fin(belongs_to = "Account")]
    pub from_id: Uuid,
    #[fin(belongs_to = "Account")]
    pub to_id: Uuid,
    #[fin(decimal(precision = 18, scale = 2))]
    pub amount: Decimal,
}

/// Moves an amount. It fails if the first account has less, and changes nothing then.
async fn adjust_both(
    db: &Db,
    accounts: &AccountRepository,
    (from, to): (Uuid, Uuid),
    amount: Decimal,
) -> Result<(), Error> {
    let [take, give] = [-amount, amount].map(|amount| AccountAdjust::new().balance(amount));
    accounts.adjust_many(db, [(from, take), (to, give)]).await?;
    Ok(())
}

/// Moves half of what an account has, and returns how much that is.
async fn move_half(
    db: &Db,
    accounts: &AccountRepository,
    (from, to): (Uuid, Uuid),
) -> Result<Decimal, Error> {
    db.transaction(async |tx| {
        let rows = accounts.lock_many(&tx, &[from, to]).await?;
        let half = (rows[0].balance / dec!(2)).trunc_with_scale(2);
        for (id, amount) in [(from, -half), (to, half)] {
            accounts.adjust(&tx, id, AccountAdjust::new().balance(amount)).await?;
        }
        Ok(half)
    })
    .await
}

/// Withdraws an amount, unless the tenant's accounts would then hold less than `reserve`. Returns whether it did.
async fn withdraw(
    db: &Db,
    accounts: &AccountRepository,
    id: Uuid,
    (amount, reserve): (Decimal, Decimal),
) -> Result<bool, Error> {
    let options = TransactionOptions::new().isolation(Isolation::Serializable).attempts(50);
    db.transaction_with(options, async |tx| {
        let all = accounts.list(&tx, AccountQuery::new().page_size(1_000)).await?;
        let total: Decimal = all.iter().map(|account| account.balance).sum();
        if total - amount < reserve {
            return Ok(false);
        }
        accounts.adjust(&tx, id, AccountAdjust::new().balance(-amount)).await?;
        Ok(true)
    })
    .await
}

/// Books a transfer with an id, once, however often it is requested.
async fn book(
    db: &Db,
    (accounts, transfers): (&AccountRepository, &TransferRepository),
    id: Uuid,
    wanted: TransferCreate,
) -> Result<TransferRead, Error> {
    if wanted.amount <= Decimal::ZERO {
        return Err(Error::invalid("amount", "must be more than zero"));
    }
    let booked = db.transaction(async |tx| {
        let TransferCreate { from_id, to_id, amount } = wanted;
        accounts.lock_many(&tx, &[from_id, to_id]).await?;
        let row = transfers.create_with_id(&tx, id, wanted.clone()).await?;
        let [take, give] = [-amount, amount].map(|amount| AccountAdjust::new().balance(amount));
        accounts.adjust_many(&tx, [(from_id, take), (to_id, give)]).await?;
        Ok::<_, Error>(row)
    });
    match booked.await {
        // The id has been booked already. Is it the same transfer?
        Err(error) if error.is_conflict() => {
            let row = transfers.get(db, id).await?;
            let TransferCreate { from_id, to_id, amount } = wanted;
            let is_same = (row.from_id, row.to_id, row.amount) == (from_id, to_id, amount);
            if is_same { Ok(row) } else { Err(Error::invalid("id", "belongs to another transfer")) }
        }
        result => result,
    }
}

/// An amount that was taken from an account.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, immutable, delete = false)]
pub struct Invoice {
    #[fin(number(per = "tenant"), filter, order)]
    pub number: i64,
    #[fin(belongs_to = "Account")]
    pub account_id: Uuid,
    #[fin(decimal(precision = 18, scale = 2))]
    pub total: Decimal,
}

/// Takes an amount from an account, and issues an invoice for it.
async fn issue(
    db: &Db,
    (accounts, invoices): (&AccountRepository, &InvoiceRepository),
    wanted: InvoiceCreate,
) -> Result<InvoiceRead, Error> {
    db.transaction(async |tx| {
        let take = AccountAdjust::new().balance(-wanted.total);
        accounts.adjust(&tx, wanted.account_id, take).await?;
        invoices.create(&tx, wanted.clone()).await
    })
    .await
}
/// A message that has to be sent.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, filter("is_sent"))]
pub struct Message {
    pub recipient: String,
    #[fin(default)]
    pub is_sent: bool,
}

/// Sends at most ten messages, and returns how many there were.
async fn send_some(db: &Db, messages: &MessageRepository) -> Result<usize, Error> {
    db.transaction(async |tx| {
        let query = MessageQuery::new().filter(MessageFilter::new().is_sent(false)).page_size(10);
        let taken = messages.list_for_update(&tx, query, LockWait::SkipLocked).await?;
        for message in &taken {
            // Send it here, with its own id.
            let sent = MessageUpdate { is_sent: Some(true), ..MessageUpdate::default() };
            messages.update(&tx, message.id, sent).await?;
        }
        Ok(taken.len())
    })
    .await
}

/// Accounts with these balances, and the transfers of their tenant.
async fn accounts<const N: usize>(
    db: &Db,
    balances: [i64; N],
) -> (AccountRepository, TransferRepository, [Uuid; N]) {
    let tenant = Uuid::now_v7();
    let accounts = Account::repository().tenant(tenant);
    let rows = balances.map(|balance| AccountCreate { owner: "Ada".to_owned(), balance: balance.into() });
    let rows = accounts.create_many(db, rows).await.unwrap();
    (accounts, Transfer::repository().tenant(tenant), std::array::from_fn(|number| rows[number].id))
}

async fn balances(db: &Db, accounts: &AccountRepository, ids: &[Uuid]) -> Vec<Decimal> {
    accounts.get_many(db, ids).await.unwrap().into_iter().map(|row| row.balance).collect()
}

on_each_store!(
    [Account, Transfer] adjustments_move_each_amount_once,
    [Account, Transfer] locked_rows_lose_no_half,
    [Account, Transfer] the_reserve_is_kept,
    [Account, Transfer] a_transfer_is_booked_once_however_many_ask_for_it,
    [Account, Invoice] invoices_are_numbered_as_they_are_issued,
    [Message] each_message_is_sent_once,
);

async fn adjustments_move_each_amount_once(db: &Db) {
    let (accounts, _, [one, other]) = accounts(db, [100, 0]).await;
    let moves = (0..24).map(|number| {
        let pair = if number % 3 == 0 { (other, one) } else { (one, other) };
        adjust_both(db, &accounts, pair, dec!(7.50))
    });
    let moved = join_all(moves).await;
    assert!(moved.iter().flat_map(|result| result.as_ref().err()).all(Error::is_invalid));
    let after = balances(db, &accounts, &[one, other]).await;
    assert_eq!(after.iter().sum::<Decimal>(), dec!(100));
    assert!(after.iter().all(|balance| *balance >= dec!(0)));
    let error = adjust_both(db, &accounts, (one, other), dec!(100.01)).await.unwrap_err();
    assert!(error.is_invalid(), "{error}");
}

async fn locked_rows_lose_no_half(db: &Db) {
    let (accounts, _, [one, other]) = accounts(db, [64, 0]).await;
    let halves = join_all((0..6).map(|_| move_half(db, &accounts, (one, other)))).await;
    let mut halves: Vec<_> = halves.into_iter().map(Result::unwrap).collect();
    halves.sort();
    assert_eq!(halves, [dec!(1), dec!(2), dec!(4), dec!(8), dec!(16), dec!(32)]);
    assert_eq!(balances(db, &accounts, &[one, other]).await, [dec!(1), dec!(63)]);
}

async fn the_reserve_is_kept(db: &Db) {
    let (accounts, _, ids) = accounts(db, [30, 30, 30]).await;
    let withdrawals = ids.iter().map(|id| withdraw(db, &accounts, *id, (dec!(25), dec!(40))));
    let taken = join_all(withdrawals).await.into_iter().filter(|taken| *taken.as_ref().unwrap()).count();
    assert_eq!(taken, 2);
    assert_eq!(balances(db, &accounts, &ids).await.iter().sum::<Decimal>(), dec!(40));
}

async fn a_transfer_is_booked_once_however_many_ask_for_it(db: &Db) {
    let (accounts, transfers, [one, other, third]) = accounts(db, [100, 100, 100]).await;
    let wanted = |number: usize| {
        let (from_id, to_id) = [(one, other), (other, one), (third, one)][number % 3];
        TransferCreate { from_id, to_id, amount: dec!(1.5) }
    };
    let ids: Vec<Uuid> = (0..12).map(|_| Uuid::now_v7()).collect();
    let twice = ids.iter().chain(&ids).enumerate();
    let both = (&accounts, &transfers);
    for booked in join_all(twice.map(|(number, id)| book(db, both, *id, wanted(number)))).await {
        booked.unwrap();
    }
    assert_eq!(transfers.count(db, TransferQuery::new()).await.unwrap(), 12);
    assert_eq!(balances(db, &accounts, &[one, other, third]).await, [dec!(106), dec!(100), dec!(94)]);

    let of = |from_id, to_id, amount| TransferCreate { from_id, to_id, amount };
    for (id, wanted) in [
        (Uuid::now_v7(), of(one, other, dec!(-1))),
        (Uuid::now_v7(), of(one, other, dec!(0))),
        (Uuid::now_v7(), of(one, one, dec!(1))),
        (Uuid::now_v7(), of(one, other, dec!(106.01))),
        (ids[0], of(one, other, dec!(2))),
    ] {
        let error = book(db, both, id, wanted).await.unwrap_err();
        assert!(error.is_invalid(), "{error}");
    }
    let nobody = book(db, both, Uuid::now_v7(), of(one, Uuid::now_v7(), dec!(1))).await.unwrap_err();
    assert!(nobody.is_foreign_key() || nobody.is_not_found(), "{nobody}");
    assert_eq!(transfers.count(db, TransferQuery::new()).await.unwrap(), 12);
}

async fn invoices_are_numbered_as_they_are_issued(db: &Db) {
    let (accounts, _, [one, other]) = accounts(db, [12, 30]).await;
    let invoices = Invoice::repository().tenant(*accounts.tenant_id());
    let issued = (0..24).map(|number| {
        let account_id = if number % 2 == 0 { one } else { other };
        issue(db, (&accounts, &invoices), InvoiceCreate { account_id, total: dec!(2.5) })
    });
    let issued = join_all(issued).await;
    assert!(issued.iter().flat_map(|result| result.as_ref().err()).all(Error::is_invalid));
    // Four times from one account, and twelve times from the other.
    assert_eq!(balances(db, &accounts, &[one, other]).await, [dec!(2), dec!(0)]);
    let query = InvoiceQuery::new().order_by(InvoiceOrder::Number.asc()).page_size(100);
    let rows = invoices.list(db, query).await.unwrap();
    assert!(rows.iter().map(|row| row.number).eq(1..=16));
}

async fn each_message_is_sent_once(db: &Db) {
    let messages = Message::repository().tenant(Uuid::now_v7());
    let creates = (0..35).map(|number| MessageCreate::new(number.to_string()));
    messages.create_many(db, creates).await.unwrap();
    let sent = join_all((0..5).map(|_| send_some(db, &messages))).await;
    assert_eq!(sent.into_iter().map(Result::unwrap).sum::<usize>(), 35);
    assert_eq!(send_some(db, &messages).await.unwrap(), 0);
    let rows = messages.list(db, MessageQuery::new().page_size(100)).await.unwrap();
    assert!(rows.iter().all(|row| row.is_sent));
}
