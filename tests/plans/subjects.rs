//! Every list, filter, order and search that the examples declare.

use fin_infra::prelude::*;
use fin_infra::query::{IntoAggregate, Query, TimeZone};
use fin_infra::schema::{self, Definition, Table};
use fin_infra::{DbResource, Repository};

use crate::applications::{quickstart, sample, wealth_management};
use crate::asks::{Ask, Asks, Large, Reads};
use crate::companies;
use crate::fill;
use crate::household;
use crate::plan::Explain;

/// The tables of an application, and the calls on them.
pub(crate) trait Application {
    /// Parents before children.
    fn definitions() -> Vec<Definition>;

    /// Runs all calls, and returns the defects.
    async fn faults(explain: &impl Explain) -> Vec<String>;
}

/// A resource and everything that can be asked of it.
pub(crate) trait Subject: DbResource<Id = Uuid, Tenant: Large> {
    async fn asks(asks: &mut Asks<'_, Self>, row: &Self::Read);
}

/// Asks for everything that can be asked of a resource.
pub(crate) async fn faults<R: Subject>(explain: &impl Explain) -> Vec<String> {
    let mut asks = Asks::<R>::new(explain.db(), fill::rows());
    let row = asks.row().await;
    asks.get(*R::id(&row));
    R::asks(&mut asks, &row).await;
    asks.check_is_complete();
    let mut faults = Vec::new();
    for ask in &asks.asks {
        faults.extend(faults_of(ask, R::TABLE, R::Tenant::share(fill::rows()), explain).await);
    }
    faults
}

/// How many rows of a tenant are many.
const MANY: u64 = 100_000;

async fn faults_of(ask: &Ask, table: &'static Table, of_tenant: u64, explain: &impl Explain) -> Vec<String> {
    let plans = explain.plans(ask, table).await;
    assert!(!plans.is_empty(), "{}: no plan was reported", ask.what);
    let is_in_vain = ask.compares_a_decimal && !explain.compares_decimals_in_indexes();
    let reads = match (is_in_vain, of_tenant) {
        (false, _) if ask.reads == Reads::Ties && !explain.sorts_ties_alone() => Reads::SortedTenantsRows,
        (false, _) => ask.reads,
        // An index to a fifth of so many rows is dearer than all of them in parallel.
        (true, MANY..) => Reads::Table,
        (true, _) if ask.reads.may_not_sort() => Reads::TenantsRows,
        (true, _) => Reads::SortedTenantsRows,
    };
    let mut faults: Vec<String> = Vec::new();
    for plan in &plans {
        let wrong = plan.faults(reads, table, of_tenant);
        if !wrong.is_empty() {
            faults.push(format!("{}: {}\n{}", ask.what, wrong.join("; "), plan.text));
        }
    }
    // A defect that occurs each time is reported once.
    faults.truncate(1);
    faults
}

macro_rules! applications {
    ($($application:ident: $($resource:ty),*;)*) => {$(
        pub(crate) struct $application;

        impl Application for $application {
            fn definitions() -> Vec<Definition> {
                vec![$(schema::of::<$resource>()),*]
            }

            async fn faults(explain: &impl Explain) -> Vec<String> {
                let mut all = Vec::new();
                $(all.extend(faults::<$resource>(explain).await);)*
                all
            }
        }
    )*};
}

applications! {
    Quickstart: quickstart::Budget;
    Household: household::Budget, household::Goal, household::NetWorthSnapshot;
    Companies: companies::Budget, companies::Goal, companies::Transaction;
    WealthManagement: wealth_management::Client, wealth_management::Snapshot;
    Bills: sample::Bill;
    Letters: sample::Letter;
    Offers: sample::Offer;
    Spendings: sample::Purse, sample::Spending;
    Tasks: sample::Task;
}

impl Subject for sample::Purse {
    async fn asks(asks: &mut Asks<'_, Self>, row: &Self::Read) {
        use sample::{PurseFilter as Filter, PurseOrder as Order};
        asks.order("id", Order::Id).await;
        asks.order("created_at", Order::CreatedAt).await;
        asks.equal("id", Filter::new().id(row.id));
        asks.equal("created_at", Filter::new().created_at(row.created_at));
    }
}

impl Subject for sample::Spending {
    async fn asks(asks: &mut Asks<'_, Self>, row: &Self::Read) {
        use sample::{SpendingAggregate as Aggregate, SpendingFilter as Filter, SpendingOrder as Order};
        asks.order("id", Order::Id).await;
        asks.order("created_at", Order::CreatedAt).await;
        asks.equal("id", Filter::new().id(row.id));
        asks.equal("created_at", Filter::new().created_at(row.created_at));
        asks.equal("purse_id", Filter::new().purse_id(row.purse_id));
        asks.equal("booked_at", Filter::new().booked_at(row.booked_at));
        let berlin = || TimeZone::get("Europe/Berlin").unwrap();
        let around = Condition::between(row.booked_at, row.booked_at + chrono::TimeDelta::minutes(1));
        let narrow = Aggregate::new().filter(Filter::new().booked_at(around)).by_day(berlin()).sum_amount();
        aggregate(asks, "around a time", Reads::Few, narrow);
        let future =
            Filter::new().booked_at(Condition::gt("9000-01-01T00:00:00Z".parse::<DateTime<Utc>>().unwrap()));
        aggregate(
            asks,
            "of the future",
            Reads::Few,
            Aggregate::new().filter(future).by_month(berlin()).count(),
        );
        let of_purse =
            Aggregate::new().filter(Filter::new().purse_id(row.purse_id)).by_category().max_amount();
        aggregate(asks, "of a purse", Reads::Few, of_purse);
        let of_purse =
            Aggregate::new().filter(Filter::new().purse_id(row.purse_id)).by_month(berlin()).sum_amount();
        aggregate(asks, "of a purse by month", Reads::Few, of_purse);
        // Statements about each of the tenant's rows.
        let all = || Aggregate::new().sum_amount().count().page_size(1_000);
        aggregate(asks, "by category", Reads::SortedTenantsRows, all().by_category());
        // PostgreSQL rather computes the months of a fifth of all rows in parallel.
        aggregate(asks, "by month", Reads::Table, all().by_month(berlin()));
        let by_both = all().by_category().by_day(TimeZone::UTC).count_distinct_category();
        aggregate(asks, "by category and day", Reads::SortedTenantsRows, by_both);
        let purse = row.purse_id;
        asks.call("a join of a purse", Reads::Few, move |db| Box::pin(joined(db, purse)));
        related(asks, row.purse_id);
        let parents = [row.purse_id, fill::uuid(1)];
        asks.call("sums of two purses", Reads::Few, move |db| {
            Box::pin(async move {
                let purses = sample::Purse::repository().tenant(<Uuid as Large>::large());
                purses.spendings_sum_of(db, &parents, Aggregate::new().sum_amount()).await.map(drop)
            })
        });
    }
}

/// The largest spendings of a purse, in the program's own SQL.
async fn joined(db: &Db, purse: Uuid) -> Result<(), Error> {
    use sample::{Purse, Spending};
    #[derive(FinRow)]
    struct Largest {
        name: String,
        #[fin(like = "Spending::amount")]
        amount: Decimal,
    }
    let largest = scoped_sql!(<Uuid as Large>::large(), Largest, "
        SELECT p.name AS name, MAX(s.amount) AS amount
        FROM {Purse} p JOIN {Spending} s ON s.purse_id = p.id WHERE p.id = {purse: Purse::id} GROUP BY p.name");
    let rows = largest.fetch_all(db).await?;
    assert!(rows.iter().all(|row| !row.name.is_empty() && row.amount >= Decimal::ZERO));
    Ok(())
}

/// The spendings of two purses, and their purse.
fn related(asks: &mut Asks<'_, sample::Spending>, purse: Uuid) {
    use sample::{Purse, PurseRead, Spending, SpendingOrder as Order};
    let purses = || Purse::repository().tenant(<Uuid as Large>::large());
    let of_two = async move |db: &Db| -> Result<Vec<PurseRead>, Error> {
        let found = purses().get_many(db, &[purse, fill::uuid(1)]).await?;
        assert!(!found.is_empty(), "there is no such purse");
        Ok(found)
    };
    let latest = || Purse::spendings().order_by(Order::CreatedAt.desc());
    for (what, relation) in [
        ("spendings of two purses", Purse::spendings()),
        ("the latest spendings of two purses", latest()),
        ("the three latest spendings of two purses", latest().limit(3)),
    ] {
        asks.call(what, Reads::Few, move |db| {
            let relation = relation.clone();
            Box::pin(async move { purses().load(db, of_two(db).await?, relation).await.map(drop) })
        });
    }
    asks.call(
        "spendings of a thousand purses, of which two are there",
        Reads::SortedTenantsRows,
        move |db| {
            Box::pin(async move {
                let row = of_two(db).await?.remove(0);
                let others = (0..999).map(|_| PurseRead { id: Uuid::now_v7(), ..row.clone() });
                let rows: Vec<_> = others.chain([row.clone()]).collect();
                purses().load(db, rows.clone(), Purse::spendings()).await?;
                purses().load(db, rows, latest().limit(3)).await.map(drop)
            })
        },
    );
    asks.call("spendings with their purse", Reads::Few, move |db| {
        let with_purse = Purse::spendings().limit(3).with(Spending::purse());
        Box::pin(async move { purses().load(db, of_two(db).await?, with_purse).await.map(drop) })
    });
}

/// An aggregate. Its groups are few, whatever they are made of.
fn aggregate<A>(asks: &mut Asks<'_, sample::Spending>, what: &str, reads: Reads, asked: A)
where
    A: IntoAggregate<sample::Spending> + Clone + 'static,
{
    asks.call(what, reads, move |db| {
        let asked = asked.clone();
        Box::pin(async move { Asks::<sample::Spending>::repository().aggregate(db, asked).await.map(drop) })
    });
}

impl Subject for sample::Offer {
    async fn asks(asks: &mut Asks<'_, Self>, row: &Self::Read) {
        use sample::{OfferFilter as Filter, OfferOrder as Order};
        asks.order("id", Order::Id).await;
        asks.order("created_at", Order::CreatedAt).await;
        asks.order("price", Order::Price).await;
        asks.equal("id", Filter::new().id(row.id));
        asks.equal("created_at", Filter::new().created_at(row.created_at));
        asks.equal("price", Filter::new().price(row.price));
        asks.equal("price_currency", Filter::new().price_currency(Currency::JPY));
        asks.deleted().await;
        // MariaDB does not see that the currency is the same in all rows, and sorts what it finds.
        let dear = Filter::new().price(Condition::gt(money!(50000 JPY)));
        let dear = Query::new().filter(dear).order_by(Order::Price.asc());
        asks.list("above a price".to_owned(), Reads::SortedTenantsRows, dear);
    }
}

impl Subject for quickstart::Budget {
    async fn asks(asks: &mut Asks<'_, Self>, row: &Self::Read) {
        use quickstart::{BudgetFilter as Filter, BudgetOrder as Order};
        asks.order("id", Order::Id).await;
        asks.order("created_at", Order::CreatedAt).await;
        asks.order("name", Order::Name).await;
        asks.order("amount", Order::Amount).await;
        asks.order("period_start", Order::PeriodStart).await;
        asks.orders(Reads::Ties, &[Order::Amount.desc(), Order::Name.asc()]).await;
        asks.orders(Reads::Ties, &[Order::CreatedAt.desc(), Order::Amount.desc(), Order::Name.desc()]).await;
        asks.equal("id", Filter::new().id(row.id));
        asks.equal("created_at", Filter::new().created_at(row.created_at));
        asks.equal("user_id", Filter::new().user_id(row.user_id));
        asks.equal("name", Filter::new().name(row.name.clone()));
        asks.equal("amount", Filter::new().amount(row.amount));
        asks.equal("period_start", Filter::new().period_start(row.period_start));
        asks.equal("approval_status", Filter::new().approval_status(row.approval_status.clone()));
        asks.range("id", Filter::new().id(Condition::gt(row.id)), Order::Id);
        asks.range("created_at", Filter::new().created_at(Condition::ge(row.created_at)), Order::CreatedAt);
        asks.range("name", Filter::new().name(Condition::ge(row.name.clone())), Order::Name);
        let beginning = row.name[..row.name.len() - 1].to_owned();
        asks.range("name", Filter::new().name(Condition::starts_with(beginning)), Order::Name);
        asks.range("amount", Filter::new().amount(Condition::gt(row.amount)), Order::Amount);
        asks.range(
            "period_start",
            Filter::new().period_start(Condition::gt(row.period_start)),
            Order::PeriodStart,
        );
        let cheap_or_named = || {
            Filter::any_of([
                Filter::new().amount(Condition::lt(Decimal::TEN)),
                Filter::new().name(Condition::starts_with("Row 000012")),
            ])
        };
        let of_user = Filter::new().user_id(row.user_id);
        for filter in [cheap_or_named(), Filter::new().not(cheap_or_named())] {
            asks.list(
                "where a group holds".to_owned(),
                Reads::TenantsRows,
                Query::new().filter(filter.clone()),
            );
            let query = Query::new().filter(of_user.clone()).filter(filter);
            asks.list("where a user is equal and a group holds".to_owned(), Reads::Few, query);
        }
        asks.search();
        asks.deleted().await;
    }
}

impl Subject for household::Budget {
    async fn asks(asks: &mut Asks<'_, Self>, row: &Self::Read) {
        use household::{BudgetFilter as Filter, BudgetOrder as Order};
        asks.order("id", Order::Id).await;
        asks.order("created_at", Order::CreatedAt).await;
        asks.order("amount", Order::Amount).await;
        asks.equal("id", Filter::new().id(row.id));
        asks.range("created_at", Filter::new().created_at(Condition::ge(row.created_at)), Order::CreatedAt);
        asks.search();
        asks.deleted().await;
    }
}

impl Subject for household::Goal {
    async fn asks(asks: &mut Asks<'_, Self>, row: &Self::Read) {
        use household::{GoalFilter as Filter, GoalOrder as Order};
        asks.order("id", Order::Id).await;
        asks.order("created_at", Order::CreatedAt).await;
        asks.equal("id", Filter::new().id(row.id));
        asks.equal("reached", Filter::new().reached(true));
        asks.range("created_at", Filter::new().created_at(Condition::ge(row.created_at)), Order::CreatedAt);
    }
}

impl Subject for household::NetWorthSnapshot {
    async fn asks(asks: &mut Asks<'_, Self>, row: &Self::Read) {
        use household::{NetWorthSnapshotFilter as Filter, NetWorthSnapshotOrder as Order};
        asks.order("id", Order::Id).await;
        asks.order("created_at", Order::CreatedAt).await;
        asks.equal("id", Filter::new().id(row.id));
        asks.range("created_at", Filter::new().created_at(Condition::ge(row.created_at)), Order::CreatedAt);
        asks.deleted().await;
    }
}

impl Subject for companies::Budget {
    async fn asks(asks: &mut Asks<'_, Self>, row: &Self::Read) {
        use companies::{BudgetFilter as Filter, BudgetOrder as Order};
        asks.order("id", Order::Id).await;
        asks.order("created_at", Order::CreatedAt).await;
        asks.order("name", Order::Name).await;
        asks.equal("id", Filter::new().id(row.id));
        asks.equal("user_id", Filter::new().user_id(row.user_id));
        asks.range("created_at", Filter::new().created_at(Condition::ge(row.created_at)), Order::CreatedAt);
        asks.search();
        asks.deleted().await;
    }
}

impl Subject for companies::Goal {
    async fn asks(asks: &mut Asks<'_, Self>, row: &Self::Read) {
        use companies::{GoalFilter as Filter, GoalOrder as Order};
        asks.order("id", Order::Id).await;
        asks.order("created_at", Order::CreatedAt).await;
        asks.order("name", Order::Name).await;
        asks.equal("id", Filter::new().id(row.id));
        asks.range("created_at", Filter::new().created_at(Condition::ge(row.created_at)), Order::CreatedAt);
        children(asks);
    }
}

/// The children of three parents, of which each of the first ten rows of a tenant may be one.
fn children(asks: &mut Asks<'_, companies::Goal>) {
    asks.call("children of three", Reads::Few, |db| {
        Box::pin(async move {
            let parents = [1, 51, 101].map(fill::uuid);
            let goals = Repository::<companies::Goal>::of(Uuid::large());
            let children = goals.children::<companies::Transaction, _>(db, &parents).await?;
            assert_eq!(children.len(), 3);
            Ok(())
        })
    });
}

impl Subject for companies::Transaction {
    async fn asks(asks: &mut Asks<'_, Self>, row: &Self::Read) {
        use companies::{TransactionFilter as Filter, TransactionOrder as Order};
        asks.order("id", Order::Id).await;
        asks.order("created_at", Order::CreatedAt).await;
        asks.equal("id", Filter::new().id(row.id));
        asks.equal("goal_id", Filter::new().goal_id(row.goal_id));
        asks.range("created_at", Filter::new().created_at(Condition::ge(row.created_at)), Order::CreatedAt);
    }
}

impl Subject for wealth_management::Client {
    async fn asks(asks: &mut Asks<'_, Self>, row: &Self::Read) {
        use wealth_management::{ClientFilter as Filter, ClientOrder as Order};
        asks.order("id", Order::Id).await;
        asks.order("created_at", Order::CreatedAt).await;
        asks.order("name", Order::Name).await;
        asks.equal("id", Filter::new().id(row.id));
        asks.range("created_at", Filter::new().created_at(Condition::ge(row.created_at)), Order::CreatedAt);
        asks.search();
        asks.deleted().await;
    }
}

impl Subject for wealth_management::Snapshot {
    async fn asks(asks: &mut Asks<'_, Self>, row: &Self::Read) {
        use wealth_management::{SnapshotFilter as Filter, SnapshotOrder as Order};
        asks.order("id", Order::Id).await;
        asks.order("created_at", Order::CreatedAt).await;
        asks.order("taken_on", Order::TakenOn).await;
        asks.equal("id", Filter::new().id(row.id));
        asks.equal("client_id", Filter::new().client_id(row.client_id));
        asks.equal("taken_on", Filter::new().taken_on(row.taken_on));
        asks.range("created_at", Filter::new().created_at(Condition::ge(row.created_at)), Order::CreatedAt);
        asks.range("taken_on", Filter::new().taken_on(Condition::ge(row.taken_on)), Order::TakenOn);
    }
}

impl Subject for sample::Bill {
    async fn asks(asks: &mut Asks<'_, Self>, row: &Self::Read) {
        use sample::{BillFilter as Filter, BillOrder as Order};
        asks.order("id", Order::Id).await;
        asks.order("created_at", Order::CreatedAt).await;
        asks.order("due", Order::Due).await;
        asks.order("amount", Order::Amount).await;
        // A third of the rows have no due date, and are equal in it.
        asks.orders(Reads::SortedTenantsRows, &[Order::Due.asc(), Order::Amount.desc()]).await;
        asks.orders(Reads::SortedTenantsRows, &[Order::Due.desc(), Order::CreatedAt.desc()]).await;
        asks.orders(Reads::Ties, &[Order::CreatedAt.asc(), Order::Due.desc()]).await;
        asks.equal("id", Filter::new().id(row.id));
        asks.equal("due", Filter::new().due(Condition::is_null()));
        asks.equal("due", Filter::new().due(Condition::eq(row.created_at)));
        asks.range("due", Filter::new().due(Condition::ge(row.created_at)), Order::Due);
        asks.range("created_at", Filter::new().created_at(Condition::ge(row.created_at)), Order::CreatedAt);
        asks.deleted().await;
    }
}

impl Subject for sample::Letter {
    async fn asks(asks: &mut Asks<'_, Self>, row: &Self::Read) {
        use sample::{LetterFilter as Filter, LetterOrder as Order};
        asks.order("id", Order::Id).await;
        asks.order("created_at", Order::CreatedAt).await;
        asks.equal("id", Filter::new().id(row.id));
        asks.range("created_at", Filter::new().created_at(Condition::ge(row.created_at)), Order::CreatedAt);
        asks.search();
        asks.deleted().await;
    }
}

impl Subject for sample::Task {
    async fn asks(asks: &mut Asks<'_, Self>, row: &Self::Read) {
        use sample::{TaskFilter as Filter, TaskOrder as Order};
        asks.order("id", Order::Id).await;
        asks.order("created_at", Order::CreatedAt).await;
        asks.order("due", Order::Due).await;
        asks.order("remind", Order::Remind).await;
        asks.order("priority", Order::Priority).await;
        // A ninth of the rows have one priority.
        asks.orders(Reads::PageInOrder, &[Order::Priority.asc(), Order::Due.asc()]).await;
        asks.orders(Reads::PageInOrder, &[Order::Priority.desc(), Order::Due.desc()]).await;
        asks.orders(Reads::Few, &[Order::Remind.asc(), Order::Priority.asc()]).await;
        asks.orders(Reads::Few, &[Order::Remind.desc(), Order::Priority.desc()]).await;
        asks.equal("id", Filter::new().id(row.id));
        asks.range("created_at", Filter::new().created_at(Condition::ge(row.created_at)), Order::CreatedAt);
        asks.deleted().await;
    }
}
