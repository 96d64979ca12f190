//! Makes the operations up, from a seed.

use std::collections::HashMap;
use std::sync::Arc;

use crate::act::{Act, Maker, Planned};
use crate::dice::Rng;
use crate::ids::{self, TENANTS, Target, Tenant};
use crate::subjects::{self, Subject};

/// The acts that run together.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// One act.
    Alone(Planned),
    /// Several in one transaction, whose end has the number.
    Together { number: usize, acts: Vec<Planned>, commit: bool },
}

/// Who makes the operations up.
pub(crate) struct Generator {
    pub(crate) dice: Rng,
    /// The number of the act that is generated.
    number: usize,
    makers: Vec<(usize, Maker)>,
    /// Whose rows a transaction is about, so that its acts meet.
    of: Option<Tenant>,
    /// The acts that may have created rows with ids from the store.
    made: HashMap<&'static str, Vec<(Tenant, usize)>>,
}

/// The operations of a seed.
pub(crate) fn write(seed: u64, steps: usize) -> Vec<Step> {
    let mut scribe = Generator {
        dice: Rng::new(seed),
        number: 0,
        makers: subjects::makers(),
        of: None,
        made: HashMap::new(),
    };
    (0..steps).map(|_| scribe.step()).collect()
}

impl Generator {
    fn step(&mut self) -> Step {
        if !self.dice.chance(12) {
            return Step::Alone(self.planned());
        }
        self.of = Some(self.tenant()).filter(|_| self.dice.chance(80));
        let acts = (0..=self.dice.below(8)).map(|_| self.planned()).collect();
        self.of = None;
        self.number += 1;
        Step::Together { number: self.number, acts, commit: self.dice.chance(70) }
    }

    /// An act with the next number.
    pub(crate) fn planned(&mut self) -> Planned {
        self.number += 1;
        let number = self.number;
        let act = self.act();
        Planned { number, act }
    }

    fn act(&mut self) -> Arc<dyn Act> {
        let all: usize = self.makers.iter().map(|(weight, _)| weight).sum();
        let mut rest = self.dice.below(all);
        let chosen = self.makers.iter().find(|(weight, _)| {
            let is_it = rest < *weight;
            rest = rest.saturating_sub(*weight);
            is_it
        });
        let (_, maker) = *chosen.expect("the weights add up");
        maker(self)
    }

    /// The number of the act that is generated.
    pub(crate) fn number(&self) -> usize {
        self.number
    }

    /// A tenant; the first of them has most of the work, so that its rows meet.
    pub(crate) fn tenant(&mut self) -> Tenant {
        if let Some(tenant) = self.of {
            return tenant;
        }
        let number = if self.dice.chance(60) { 0 } else { self.dice.below(TENANTS.into()) };
        Tenant(u8::try_from(number).unwrap_or(0))
    }

    /// Which row an act is about.
    pub(crate) fn target<R: Subject>(&mut self, tenant: Tenant) -> Target {
        let made: Vec<usize> = self.made.get(R::TABLE.name).map_or_else(Vec::new, |made| {
            made.iter().filter(|(owner, _)| *owner == tenant).map(|(_, number)| *number).collect()
        });
        match self.dice.below(100) {
            0..3 => Target::Nowhere,
            3..40 if !made.is_empty() => {
                // The later ones are more likely to be there still.
                let back = self.dice.below(made.len().min(8));
                Target::MadeBy(made[made.len() - 1 - back], self.dice.below(3))
            }
            _ => Target::Shared(ids::shared(&mut self.dice)),
        }
    }

    /// Remembers that this act may make rows with ids of the store's own.
    pub(crate) fn makes<R: Subject>(&mut self, tenant: Tenant) {
        self.made.entry(R::TABLE.name).or_default().push((tenant, self.number));
    }
}
