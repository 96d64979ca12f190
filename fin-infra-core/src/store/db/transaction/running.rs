//! A transaction on its connection.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use sqlx::Database;
use sqlx_core::transaction::TransactionManager;

use super::super::bound_tenant::BoundTenant;
use super::super::connections::{Connections, Lease};
use super::super::each_database::{each_database, from_lease};
use super::ended::{commit, learn, rollback};
use super::state::State;
use crate::backend::Backend;
use crate::error::{Error, ErrorKind, Result};
use crate::options::{Begin, Isolation};
use crate::sql::connection_failure;
use crate::sql::row_security::set_tenant;
use crate::store::Memory;
use crate::store::call::DbOperation;
use crate::store::memory::MemoryTransaction;
use crate::store::sql::attempt;
use crate::timeout::{NoAnswer, limited, within};

/// What runs after the commit.
pub(super) type Effect = BoxFuture<'static, ()>;

/// The part of a transaction that a handle is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// What is outside of all savepoints.
    Whole,
    /// The savepoint with this number.
    Savepoint(u64),
}

pub(super) struct Running {
    kind: Kind,
    state: State,
    is_read_only: bool,
    /// The tenant that it is bound to, if any.
    tenant: Option<Arc<BoundTenant>>,
    /// The numbers of the open savepoints, the innermost last. A number is given once.
    savepoints: Vec<u64>,
    last_savepoint: u64,
    /// What runs after the commit, with the depth at which it was added.
    effects: Vec<(usize, Effect)>,
}

pub(super) enum Kind {
    #[cfg(feature = "sqlite")]
    Sqlite(Lease<sqlx::Sqlite>),
    #[cfg(feature = "postgres")]
    Postgres(Lease<sqlx::Postgres>),
    #[cfg(feature = "mysql")]
    MySql(Lease<sqlx::MySql>),
    Memory(MemoryTransaction),
}

from_lease!(Kind);

const STOPPED: &str =
    "the program stopped during the commit; whether the transaction was committed is not known";

impl Running {
    pub(super) async fn begin<DB: Backend>(connections: &Connections<DB>, begin: Begin) -> Result<Self>
    where
        Kind: From<Lease<DB>>,
    {
        let mut lease = connections.lease().await?;
        let limit = lease.waits.little();
        let answer = <DB as Database>::TransactionManager::begin(lease.connection(), Some(DB::begin(begin)));
        match within(limit, NoAnswer::Harmless, answer).await.map_err(connection_failure::<DB>) {
            Ok(()) => Ok(Self::new(lease.into(), begin)),
            Err(error) => {
                let result = Err(error);
                // The server may be in the transaction although sqlx is not: PostgreSQL's message has two statements.
                if !DB::FAILURE_ENDS_TRANSACTION {
                    lease.give_back(&result);
                }
                result
            }
        }
    }

    pub(super) async fn in_memory(memory: &Memory, begin: Begin) -> Result<Self> {
        let is_serializable = begin.isolation == Some(Isolation::Serializable);
        let transaction = memory.begin(begin.queues, is_serializable).await?;
        Ok(Self::new(Kind::Memory(transaction), begin))
    }

    fn new(kind: Kind, begin: Begin) -> Self {
        Self {
            kind,
            state: State::Open,
            is_read_only: begin.read_only,
            tenant: None,
            savepoints: Vec::new(),
            last_savepoint: 0,
            effects: Vec::new(),
        }
    }

    /// Binds it to one tenant until it ends.
    pub(super) async fn bind_tenant(&mut self, tenant: Arc<BoundTenant>) -> Result<()> {
        let limit = self.response();
        let set = async {
            each_database!(
                &mut self.kind,
                lease => set_tenant::<DB>(lease.connection(), tenant.text()).await,
                Memory(_) => Ok(()),
            )
        };
        limited(limit, set).await?;
        self.tenant = Some(tenant);
        Ok(())
    }

    /// Returns the time limit of each statement.
    pub(super) fn response(&self) -> Duration {
        each_database!(&self.kind, lease => lease.waits.response, Memory(_) => Duration::MAX)
    }

    pub(super) async fn call(&mut self, writes: bool, call: &mut dyn DbOperation) -> Result<()> {
        self.state.check()?;
        if let Some(tenant) = &self.tenant {
            tenant.check(call)?;
        }
        if writes && self.is_read_only {
            let reason = "the transaction is read-only, and this call changes or locks rows";
            return Err(Error::new(ErrorKind::Invalid, reason).of(call.table().name));
        }
        self.state = State::UnderWay;
        let result = limited(self.response(), self.call_within(call)).await;
        self.settle(&result);
        result
    }

    /// Records the outcome of a call. sqlx rolls back when it cannot begin a savepoint; the transaction is over if that
    /// was the rollback of something else.
    fn settle<T>(&mut self, result: &Result<T>) {
        self.state = State::after(result);
        let depth = each_database!(
            &mut self.kind,
            lease => <DB as Database>::TransactionManager::get_transaction_depth(lease.connection()),
            Memory(_) => self.depth() + 1,
        );
        if depth != self.depth() + 1 && matches!(self.state, State::Open | State::Failed) {
            self.state = State::Ended;
        }
    }

    async fn call_within(&mut self, call: &mut dyn DbOperation) -> Result<()> {
        // The tenant is already set for the whole transaction, and nothing here could set another one.
        let is_set = self.tenant.is_some();
        each_database!(
            &mut self.kind,
            lease => {
                let result = attempt::<DB>(lease.connection(), call, is_set).await;
                learn(lease, result).await
            },
            Memory(transaction) => transaction.run(call),
        )
    }

    /// The number of open savepoints.
    fn depth(&self) -> usize {
        self.savepoints.len()
    }

    /// Returns an error unless a part is the innermost one.
    pub(super) fn check_innermost(&self, part: Part) -> Result<()> {
        let innermost = self.savepoints.last().map_or(Part::Whole, |number| Part::Savepoint(*number));
        if part == innermost {
            return Ok(());
        }
        let reason = match self.position(part) {
            None if part != Part::Whole => "the savepoint has ended",
            _ => "a savepoint of the transaction is open: pass the savepoint, or end it first",
        };
        Err(Error::new(ErrorKind::Invalid, reason))
    }

    /// The number of open savepoints around a savepoint, if it is open.
    fn position(&self, part: Part) -> Option<usize> {
        self.savepoints.iter().position(|number| Part::Savepoint(*number) == part)
    }

    pub(super) fn after_commit(&mut self, effect: Effect) -> Result<()> {
        self.state.check()?;
        self.effects.push((self.depth(), effect));
        Ok(())
    }

    /// Begins a savepoint.
    pub(super) async fn savepoint(&mut self) -> Result<Part> {
        self.state.check()?;
        self.state = State::UnderWay;
        let begun = each_database!(
            &mut self.kind,
            lease => {
                let limit = lease.waits.response;
                let begun = <DB as Database>::TransactionManager::begin(lease.connection(), None);
                within(limit, NoAnswer::Harmless, begun).await.map_err(connection_failure::<DB>)
            },
            Memory(transaction) => {
                transaction.savepoint();
                Ok(())
            },
        );
        if begun.is_ok() {
            self.last_savepoint += 1;
            self.savepoints.push(self.last_savepoint);
        }
        self.settle(&begun);
        begun.map(|()| Part::Savepoint(self.last_savepoint))
    }

    /// Keeps the changes since the innermost savepoint.
    pub(super) async fn release(&mut self) -> Result<()> {
        self.state.check()?;
        self.state = State::UnderWay;
        let released = each_database!(
            &mut self.kind,
            lease => {
                let limit = lease.waits.response;
                let released = <DB as Database>::TransactionManager::commit(lease.connection());
                within(limit, NoAnswer::Unknown, released).await.map_err(connection_failure::<DB>)
            },
            Memory(transaction) => {
                transaction.release();
                Ok(())
            },
        );
        if released.is_ok() {
            self.savepoints.pop();
        }
        self.settle(&released);
        released?;
        let innermost = self.depth();
        for (depth, _) in &mut self.effects {
            *depth = (*depth).min(innermost);
        }
        Ok(())
    }

    /// Undoes the changes since a savepoint, unless it has ended. A rejected call no longer matters then.
    pub(super) async fn undo(&mut self, part: Part) -> Result<()> {
        let Some(depth) = self.position(part) else { return Ok(()) };
        self.effects.retain(|(added, _)| *added <= depth);
        while self.depth() > depth {
            self.state.check_undo()?;
            self.state = State::UnderWay;
            let undone = each_database!(
                &mut self.kind,
                lease => {
                    let limit = lease.waits.response;
                    let undone = <DB as Database>::TransactionManager::rollback(lease.connection());
                    within(limit, NoAnswer::Harmless, undone).await.map_err(connection_failure::<DB>)
                },
                Memory(transaction) => {
                    transaction.undo();
                    Ok(())
                },
            );
            if undone.is_ok() {
                self.savepoints.pop();
            }
            self.settle(&undone);
            undone?;
        }
        Ok(())
    }

    /// Whether what was done since a savepoint can be undone.
    pub(super) fn can_undo(&self) -> bool {
        self.state.check_undo().is_ok()
    }

    pub(super) fn state(&self) -> State {
        self.state
    }

    /// Commits it, and then runs the effects, whether or not anybody still waits for that.
    pub(super) async fn commit(mut self) -> Result<()> {
        self.state.check()?;
        self.check_innermost(Part::Whole)?;
        let effects = std::mem::take(&mut self.effects);
        if effects.is_empty() {
            return self.commit_alone().await;
        }
        let all = async move {
            self.commit_alone().await?;
            for (_, effect) in effects {
                // In a task of its own, so that a panic ends this effect and no other.
                if let Err(error) = tokio::spawn(effect).await {
                    tracing::error!(%error, "what follows a commit failed");
                }
            }
            Ok(())
        };
        tokio::spawn(all).await.unwrap_or_else(|_| Err(Error::unavailable(STOPPED)))
    }

    /// Boxed for the compiler, as `Db::call` is.
    fn commit_alone(self) -> BoxFuture<'static, Result<()>> {
        Box::pin(async move {
            each_database!(self.kind, lease => commit(lease).await, Memory(transaction) => transaction.commit())
        })
    }

    /// Boxed for the compiler, as `Db::call` is.
    pub(super) fn rollback(self) -> BoxFuture<'static, Result<()>> {
        Box::pin(async move {
            if self.state == State::UnderWay {
                return Ok(());
            }
            each_database!(self.kind, lease => rollback(lease).await, Memory(_) => Ok(()))
        })
    }
}
