//! Cursors that are used where they do not belong.

use std::sync::Arc;

use fin_infra::query::Cursor;
use futures_util::future::LocalBoxFuture;

use super::list::show;
use super::spec::Spec;
use crate::act::{Act, Answer, Source, on};
use crate::ids::Tenant;
use crate::player::Executor;
use crate::scribe::Generator;
use crate::subjects::{Rows, Subject};

/// The defect of a cursor or of its use.
#[derive(Clone, Debug)]
enum Tampering {
    /// The digit at this position, modulo the length, is changed.
    Digit(usize),
    /// So many characters are missing at the end.
    Cut(usize),
    /// This is appended.
    Longer(&'static str),
    /// It is another text altogether.
    Other(&'static str),
    /// Nothing: it is written in other letters.
    Uppercase,
}

#[derive(Debug)]
struct Forge<R: Subject> {
    spec: Spec<R>,
    tampering: Tampering,
    /// The list that it is used for.
    used_for: Spec<R>,
}

pub(super) fn tampered<R: Subject>(scribe: &mut Generator) -> Arc<dyn Act> {
    let spec = Spec::<R>::of_many_pages(scribe);
    let dice = &mut scribe.dice;
    let (position, cut) = (dice.below(1_000), 1 + dice.below(20));
    let tampering = dice.pick(&[
        Tampering::Digit(position),
        Tampering::Cut(cut),
        Tampering::Longer("00"),
        Tampering::Longer("x"),
        Tampering::Other(""),
        Tampering::Other("00"),
        Tampering::Other("not a cursor"),
        Tampering::Other("\u{1f34e}"),
        Tampering::Uppercase,
        Tampering::Uppercase,
        Tampering::Uppercase,
        Tampering::Uppercase,
    ]);
    let mut used_for = spec.clone();
    match dice.below(8) {
        0 => used_for.tenant = Tenant(7 - spec.tenant.0),
        1 => used_for.orders = vec![R::order(dice)],
        2 => used_for.orders.push(R::order(dice)),
        3 => used_for.filters.push(R::condition(dice, R::Filter::default())),
        4 => used_for.searches.push("foo".to_owned()),
        5 => used_for.rows = dice.pick(&[Rows::Live, Rows::Deleted, Rows::All]),
        6 => used_for.page_size = Some(5),
        _ => {}
    }
    Arc::new(Forge { spec, tampering, used_for })
}

impl Tampering {
    fn apply(&self, text: &str) -> String {
        match self {
            Self::Digit(position) => {
                let mut digits: Vec<char> = text.chars().collect();
                let position = position % digits.len().max(1);
                digits[position] = if digits[position] == '0' { '1' } else { '0' };
                digits.into_iter().collect()
            }
            Self::Cut(count) => text[..text.len().saturating_sub(*count)].to_owned(),
            Self::Longer(end) => format!("{text}{end}"),
            Self::Other(other) => (*other).to_owned(),
            Self::Uppercase => text.to_uppercase(),
        }
    }
}

impl<R: Subject> Act for Forge<R> {
    fn play<'a>(
        &'a self,
        player: &'a mut Executor,
        source: &'a mut Source<'_>,
    ) -> LocalBoxFuture<'a, Answer> {
        Box::pin(async move {
            let (rows, query) = (R::rows(self.spec.tenant), self.spec.query(player));
            let page = match on!(source, store => rows.list(store, query).await) {
                Ok(page) => page,
                Err(error) => return Answer::refused(&error),
            };
            let Some(cursor) = page.next else { return Answer::said("no cursor") };
            match self.tampering.apply(&cursor.to_string()).parse::<Cursor>() {
                Ok(cursor) => {
                    let (rows, query) =
                        (R::rows(self.used_for.tenant), self.used_for.query(player).after(cursor));
                    let result = on!(source, store => rows.list(store, query).await);
                    show::<R>(player, result)
                }
                Err(error) => Answer::refused(&error),
            }
        })
    }
}
