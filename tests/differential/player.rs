//! The state of one store's run: which act created which row, and when.

use std::collections::HashMap;

use fin_infra::Result;
use fin_infra::prelude::*;
use fin_infra_tests::StoreKind;
use serde_json::Value;

use crate::act::{Answer, Planned, Source};
use crate::contents::{Fields, fields};
use crate::ids::{Shared, Target, Tenant};
use crate::subjects::Subject;

/// One store's run.
#[derive(Default)]
pub(crate) struct Executor {
    /// The act that is under way.
    number: usize,
    made_by_it: usize,
    /// When each act was under way, in microseconds.
    windows: Vec<(i64, i64, usize)>,
    made: HashMap<(usize, usize), Uuid>,
    names: HashMap<Uuid, String>,
    versions: HashMap<(&'static str, String, Uuid), i64>,
    /// Whether the store takes SQL of the program's own.
    pub(crate) has_sql: bool,
    /// The checks that every store must pass on its own.
    pub(crate) broken_rules: Vec<String>,
}

fn now() -> i64 {
    Utc::now().timestamp_micros()
}

impl Executor {
    pub(crate) fn new(kind: StoreKind) -> Self {
        let tenants = Tenant::all().map(|tenant| (tenant.id(), format!("{tenant:?}")));
        let ids = Shared::all().map(|id| (id.id(), format!("{id:?}")));
        Self { names: tenants.chain(ids).collect(), has_sql: kind != StoreKind::Memory, ..Self::default() }
    }

    /// Plays an act.
    pub(crate) async fn play(&mut self, planned: &Planned, source: &mut Source<'_>) -> Answer {
        self.begin(planned.number);
        let answer = planned.act.play(self, source).await;
        self.end();
        answer
    }

    /// Plays an act in the middle of another one.
    pub(crate) async fn play_between(&mut self, planned: &Planned, source: &mut Source<'_>) -> Answer {
        let (number, made_by_it) = (self.number, self.made_by_it);
        self.end();
        let answer = Box::pin(self.play(planned, source)).await;
        self.begin(number);
        self.made_by_it = made_by_it;
        answer
    }

    fn begin(&mut self, number: usize) {
        let last = self.windows.last().map_or(0, |&(_, end, _)| end);
        // A time identifies its act, so no two acts share a microsecond.
        while now() <= last {
            std::hint::spin_loop();
        }
        self.windows.push((now(), i64::MAX, number));
        (self.number, self.made_by_it) = (number, 0);
    }

    fn end(&mut self) {
        if let Some((_, end, _)) = self.windows.last_mut() {
            *end = now();
        }
    }

    /// When an act began; if there was none, when the one before it did.
    pub(crate) fn time_of(&self, number: usize) -> DateTime<Utc> {
        let began =
            self.windows.iter().rev().find(|(.., other)| *other <= number).map_or(0, |(start, ..)| *start);
        DateTime::from_timestamp_micros(began).unwrap_or_default()
    }

    /// The id of the row that is meant.
    pub(crate) fn id(&self, target: Target) -> Uuid {
        match target {
            Target::Shared(shared) => shared.id(),
            Target::MadeBy(act, number) => self.made.get(&(act, number)).copied().unwrap_or(Uuid::nil()),
            Target::Nowhere => Uuid::nil(),
        }
    }

    /// The version that a row was seen at last.
    pub(crate) fn version<R: Subject>(&self, tenant: Tenant, id: Uuid) -> i64 {
        self.versions.get(&(R::TABLE.name, tenant.id().to_string(), id)).copied().unwrap_or(1)
    }

    /// Names the rows that an act created.
    pub(crate) fn made<R: Subject>(&mut self, row: &R::Read) {
        let id = *R::id(row);
        if self.names.contains_key(&id) {
            return;
        }
        let target = Target::MadeBy(self.number, self.made_by_it);
        self.made.insert((self.number, self.made_by_it), id);
        self.names.insert(id, format!("{target:?}"));
        self.made_by_it += 1;
    }

    /// The result of a call.
    pub(crate) fn answer<T>(
        &mut self,
        result: Result<T>,
        show: impl FnOnce(&mut Self, T) -> String,
    ) -> Answer {
        match result {
            Ok(value) => Answer::said(show(self, value)),
            Err(error) => Answer::refused(&error),
        }
    }

    /// The result of a call that returns one row.
    pub(crate) fn row<R: Subject>(&mut self, result: Result<R::Read>) -> Answer {
        self.answer(result, |player, row| player.show::<R>(&row))
    }

    /// The result of a call that returns rows.
    pub(crate) fn rows<R: Subject>(&mut self, result: Result<Vec<R::Read>>) -> Answer {
        self.answer(result, |player, rows| player.show_all::<R>(&rows))
    }

    /// Rows as text.
    pub(crate) fn show_all<R: Subject>(&mut self, rows: &[R::Read]) -> String {
        let rows: Vec<_> = rows.iter().map(|row| self.show::<R>(row)).collect();
        format!("{} rows {}", rows.len(), rows.join(" "))
    }

    /// A row as text: ids by their names, and times by the acts that they are of.
    pub(crate) fn show<R: Subject>(&mut self, row: &R::Read) -> String {
        let fields = fields(row);
        if let Some(version) = R::version(row) {
            let tenant = fields.get("tenant_id").and_then(Value::as_str).unwrap_or_default().to_owned();
            self.versions.insert((R::TABLE.name, tenant, *R::id(row)), version);
        }
        let times = ["created_at", "updated_at", "deleted_at"].map(|name| time(&fields, name));
        self.check_times(&times, &fields);
        let shown = fields.into_iter().map(|(name, value)| match name.as_str() {
            "created_at" | "updated_at" | "deleted_at" => format!("{name}: {}", self.name_of_time(&value)),
            _ => format!("{name}: {}", self.name_of_id(&value)),
        });
        format!("{{{}}}", shown.collect::<Vec<_>>().join(", "))
    }

    /// Checks the times of a row.
    fn check_times(&mut self, [created, updated, deleted]: &[Option<i64>; 3], row: &Fields) {
        let in_order = created.is_none() || updated.is_none() || created <= updated;
        let touched = deleted.is_none() || updated.is_none() || deleted == updated;
        if !in_order || !touched {
            self.broken_rules.push(format!("act {}: the times of {row:?}", self.number));
        }
    }

    /// Notes it if a time of a row is not that of the act that is under way.
    pub(crate) fn check_is_now<R: Subject>(&mut self, row: &R::Read, names: &[&str]) {
        let fields = fields(row);
        for name in names.iter().filter(|name| fields.contains_key(**name)) {
            let start = self.windows.last().map_or(0, |&(start, ..)| start);
            if time(&fields, name).is_none_or(|time| time < start) {
                self.broken_rules.push(format!("act {}: {name} did not change in {fields:?}", self.number));
            }
        }
    }

    fn name_of_time(&self, value: &Value) -> String {
        let Some(time) = micros(value) else { return value.to_string() };
        let window = self.windows.iter().rev().find(|(start, end, _)| (*start..=*end).contains(&time));
        window.map_or_else(|| format!("unknown time {value}"), |(.., number)| format!("act {number}"))
    }

    fn name_of_id(&self, value: &Value) -> String {
        let id = value.as_str().and_then(|text| text.parse().ok());
        id.and_then(|id: Uuid| self.names.get(&id).cloned()).unwrap_or_else(|| value.to_string())
    }
}

fn time(fields: &Fields, name: &str) -> Option<i64> {
    fields.get(name).and_then(micros)
}

fn micros(value: &Value) -> Option<i64> {
    value.as_str()?.parse::<DateTime<Utc>>().ok().map(|time| time.timestamp_micros())
}
