//! The resources of these behaviours.

use fin_infra::prelude::*;

/// A currency, which is everybody's.
#[derive(FinResource, Debug, Clone, PartialEq)]
#[fin(children("Rate"))]
pub(super) struct Currency {
    #[fin(id)]
    pub code: String,
    pub name: String,
}

/// The rate of a currency.
#[derive(FinResource, Debug, Clone, PartialEq)]
pub(super) struct Rate {
    #[fin(belongs_to = "Currency")]
    pub currency: String,
    pub value: i32,
}

/// An account, which is never deleted softly.
#[derive(FinResource, Debug, Clone, PartialEq)]
#[fin(tenant)]
pub(super) struct Account {
    pub name: String,
    #[fin(belongs_to = "Currency")]
    pub currency: String,
}

/// A goal.
#[derive(FinResource, Debug, Clone, PartialEq)]
#[fin(tenant, soft_delete, children("Deposit"))]
pub(super) struct Goal {
    pub name: String,
}

/// A deposit for a goal.
#[derive(FinResource, Debug, Clone, PartialEq)]
#[fin(tenant, soft_delete, search = "name", children("Note"))]
pub(super) struct Deposit {
    #[fin(belongs_to = "Goal")]
    pub goal_id: Uuid,
    #[fin(belongs_to = "Account")]
    pub account_id: Uuid,
    #[fin(filter, order)]
    pub amount: i32,
    pub name: String,
    #[fin(order)]
    pub note: Option<String>,
    #[fin(created_at, order)]
    pub created_at: DateTime<Utc>,
}

/// A note on a deposit.
#[derive(FinResource, Debug, Clone, PartialEq)]
#[fin(tenant)]
pub(super) struct Note {
    #[fin(belongs_to = "Deposit")]
    pub deposit_id: Uuid,
    pub text: String,
}

/// A step of another one, or of none.
#[derive(FinResource, Debug, Clone, PartialEq)]
#[fin(tenant, children("Step"))]
pub(super) struct Step {
    #[fin(belongs_to = "Step")]
    pub parent_id: Option<Uuid>,
    pub name: String,
}

impl Step {
    pub(super) fn named(name: &str, parent_id: Option<Uuid>) -> StepCreate {
        StepCreate { parent_id, name: name.to_owned() }
    }
}

impl Goal {
    pub(super) fn named(name: &str) -> GoalCreate {
        GoalCreate { name: name.to_owned() }
    }
}

impl Deposit {
    pub(super) fn of(goal: &GoalRead, account: &AccountRead, amount: i32) -> DepositCreate {
        let name = format!("Deposit {amount}");
        DepositCreate { goal_id: goal.id, account_id: account.id, amount, name, note: None }
    }
}

impl Rate {
    pub(super) fn of(currency: &str, value: i32) -> RateCreate {
        RateCreate { currency: currency.to_owned(), value }
    }
}

impl Currency {
    pub(super) async fn create_euro(db: &Db) -> CurrencyRead {
        let (code, name) = ("EUR".to_owned(), "Euro".to_owned());
        match Self::repository().find(db, code.clone()).await.unwrap() {
            Some(euro) => euro,
            None => Self::repository().create_with_id(db, code, CurrencyCreate { name }).await.unwrap(),
        }
    }
}

/// The repositories of a tenant.
pub(super) struct Repositories {
    pub accounts: AccountRepository,
    pub goals: GoalRepository,
    pub deposits: DepositRepository,
    pub notes: NoteRepository,
}

/// The repositories of a new tenant.
pub(super) fn repositories() -> Repositories {
    let tenant = Uuid::now_v7();
    Repositories {
        accounts: Account::repository().tenant(tenant),
        goals: Goal::repository().tenant(tenant),
        deposits: Deposit::repository().tenant(tenant),
        notes: Note::repository().tenant(tenant),
    }
}

impl Repositories {
    pub(super) async fn account(&self, db: &Db, name: &str) -> AccountRead {
        let currency = Currency::create_euro(db).await.code;
        self.accounts.create(db, AccountCreate { name: name.to_owned(), currency }).await.unwrap()
    }

    pub(super) async fn goal(&self, db: &Db, name: &str) -> GoalRead {
        self.goals.create(db, Goal::named(name)).await.unwrap()
    }

    pub(super) async fn deposit(
        &self,
        db: &Db,
        goal: &GoalRead,
        account: &AccountRead,
        amount: i32,
    ) -> DepositRead {
        self.deposits.create(db, Deposit::of(goal, account, amount)).await.unwrap()
    }
}
