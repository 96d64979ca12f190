//! The operations on one store.

use std::thread;

use fin_infra::Db;
use fin_infra_tests::{Fixture, StoreKind};

use crate::act::{Act, Answer, Source};
use crate::contents::Contents;
use crate::player::Executor;
use crate::scribe::Step;
use crate::subjects;

/// The results of a store, act by act, and its final contents.
pub(crate) struct Trace {
    pub(crate) answers: Vec<(usize, Answer)>,
    pub(crate) contents: Vec<String>,
    pub(crate) broken_rules: Vec<String>,
    /// The constraints that the act which the run stopped before would break.
    pub(crate) constraints: Vec<String>,
}

/// Runs the operations on several stores at once.
pub(crate) fn on_each(kinds: &[StoreKind], steps: &[Step]) -> Vec<(StoreKind, Trace)> {
    thread::scope(|scope| {
        let threads: Vec<_> =
            kinds.iter().map(|&kind| (kind, scope.spawn(move || on(kind, steps, None)))).collect();
        let joined = threads.into_iter().map(|(kind, thread)| (kind, thread.join()));
        joined
            .map(|(kind, trace)| (kind, trace.unwrap_or_else(|panic| std::panic::resume_unwind(panic))))
            .collect()
    })
}

/// Runs the operations on a new store, up to the act with a number if there is one.
pub(crate) fn on(kind: StoreKind, steps: &[Step], until: Option<usize>) -> Trace {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime can be made");
    runtime.block_on(async {
        let fixture = Fixture::new(kind, &subjects::definitions()).await;
        let mut run =
            Run { player: Executor::new(kind), answers: Vec::new(), until, constraints: Vec::new() };
        for step in steps {
            if run.step(&fixture.db, step).await.is_err() {
                break;
            }
        }
        let contents = Contents::of(&mut run.player, &mut Source::Db(&fixture.db)).await;
        let Run { player, answers, constraints, .. } = run;
        Trace { answers, contents: contents.lines, broken_rules: player.broken_rules, constraints }
    })
}

struct Run {
    player: Executor,
    answers: Vec<(usize, Answer)>,
    until: Option<usize>,
    constraints: Vec<String>,
}

/// The act was reached before which the run is to stop.
struct Reached;

impl Run {
    async fn step(&mut self, db: &Db, step: &Step) -> Result<(), Reached> {
        let (number, acts, commit) = match step {
            Step::Alone(act) => {
                let mut source = Source::Db(db);
                self.stop_before(act.number, act.act.as_ref(), &mut source).await?;
                let answer = self.player.play(act, &mut source).await;
                self.answers.push((act.number, answer));
                return Ok(());
            }
            Step::Together { number, acts, commit } => (*number, acts, *commit),
        };
        let mut transaction = match db.begin().await {
            Ok(transaction) => transaction,
            Err(error) => {
                self.answers.push((number, Answer::refused(&error)));
                return Ok(());
            }
        };
        for act in acts {
            let mut source = Source::Transaction(&mut transaction);
            self.stop_before(act.number, act.act.as_ref(), &mut source).await?;
            let answer = self.player.play(act, &mut source).await;
            self.answers.push((act.number, answer));
        }
        let end = if commit { transaction.commit().await } else { transaction.rollback().await };
        let answer = self.player.answer(end, |_, ()| "done".to_owned());
        self.answers.push((number, answer));
        Ok(())
    }

    async fn stop_before(
        &mut self,
        number: usize,
        act: &dyn Act,
        source: &mut Source<'_>,
    ) -> Result<(), Reached> {
        if self.until != Some(number) {
            return Ok(());
        }
        let contents = Contents::of(&mut self.player, source).await;
        let wish = act.wish(&self.player, &contents);
        self.constraints = wish.map(|wish| contents.broken_by(&wish)).unwrap_or_default();
        Err(Reached)
    }
}
