//! A new row together with its children.

use std::sync::Arc;

use fin_infra::prelude::*;
use futures_util::future::LocalBoxFuture;

use super::create::wished;
use crate::act::{Act, Answer, Source, Wish, on};
use crate::contents::Contents;
use crate::ids::Tenant;
use crate::player::Executor;
use crate::scribe::Generator;
use crate::subjects::{Entry, EntryCreate, Goal, GoalCreate, Subject as _};

/// A goal with entries.
#[derive(Debug)]
struct CreateWith {
    tenant: Tenant,
    goal: GoalCreate,
    entries: Vec<Child>,
}

#[derive(Clone, Debug)]
struct Child {
    create: EntryCreate,
    /// Whether it refers to another goal, which is an error.
    is_stray: bool,
}

pub(crate) fn maker(scribe: &mut Generator) -> Arc<dyn Act> {
    let tenant = scribe.tenant();
    scribe.makes::<Goal>(tenant);
    scribe.makes::<Entry>(tenant);
    let dice = &mut scribe.dice;
    // A goal that is accepted is what its entries are about.
    let goal = if dice.chance(70) { dice.tame(Goal::draft) } else { Goal::draft(dice) };
    let entries = dice.several(4, |dice| {
        let create = if dice.chance(70) { dice.tame(Entry::draft) } else { Entry::draft(dice) };
        Child { create, is_stray: dice.goes_wrong(5) }
    });
    Arc::new(CreateWith { tenant, goal, entries })
}

impl Act for CreateWith {
    fn play<'a>(
        &'a self,
        player: &'a mut Executor,
        source: &'a mut Source<'_>,
    ) -> LocalBoxFuture<'a, Answer> {
        Box::pin(async move {
            let goals = Goal::repository().tenant(self.tenant.id());
            let children = self.entries.clone();
            let entries = Goal::entries().create(move |id| {
                children.into_iter().map(move |Child { create, is_stray }| {
                    if is_stray { create } else { EntryCreate { goal_id: id, ..create } }
                })
            });
            let goal = self.goal.clone();
            let result = on!(source, store => goals.create_with(store, goal, entries).await);
            player.answer(result, |player, goal| {
                player.made::<Goal>(&goal.row);
                player.check_is_now::<Goal>(&goal.row, &["created_at", "updated_at"]);
                goal.related.iter().for_each(|entry| player.made::<Entry>(entry));
                format!("{} with {}", player.show::<Goal>(&goal.row), player.show_all::<Entry>(&goal.related))
            })
        })
    }

    /// Goals have no references, so several constraints can only be violated by the entries.
    fn wish(&self, _player: &Executor, _contents: &Contents) -> Option<Wish> {
        let rows = self.entries.iter().enumerate().map(|(number, child)| {
            let goal_id = if child.is_stray { child.create.goal_id } else { Uuid::nil() };
            let create = EntryCreate { goal_id, ..child.create.clone() };
            let mut row = wished::<Entry>(self.tenant, None, &create);
            // Each of them is another one.
            row.insert("id".to_owned(), number.into());
            row
        });
        Some(Wish { table: Entry::TABLE, rows: rows.collect(), are_changed: false })
    }
}
