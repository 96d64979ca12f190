//! Copies that a unique index does not take, since another row has the same one.
//!
//! The other row's copy may be one that is not right yet: names that were exchanged, or a chain in which each row has the next
//! one's. Such a copy gives way: it gets a value that no text is folded to, and is set right when its turn comes. Where the
//! other row's copy is right, the two rows are the same but for their case, and a person has to change one.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use fin_infra_core::internal::fold;
use sqlx::{AssertSqlSafe, SqlSafeStr as _};

use super::super::connection::{AnyConnection, with};
use super::super::dialect::{Database, Dialect as _};
use super::super::model::{Index, Table};
use super::batch::StoredRow;
use super::keys::Target;
use super::{FoldedCopy, RefoldError};

/// A copy that is not right yet in all rows, as SQL names it.
#[derive(Clone, Debug)]
pub(super) struct Fold {
    pub(super) copy: FoldedCopy,
    pub(super) source: String,
    pub(super) folded: String,
    /// How many letters it holds; none where it may be empty and needs no other value to give way.
    length: Option<usize>,
}

/// A unique index over the copy that is set right.
#[derive(Debug)]
pub(super) struct Unique {
    /// Its other columns.
    columns: Vec<String>,
    /// Those of its columns that are copies which are not right yet, by their place; the one that is set right is the first.
    folds: Vec<usize>,
    /// Which rows it holds.
    condition: Option<String>,
}

/// A row that has the same copy.
struct Other {
    key: Vec<String>,
    /// Whether its turn is still to come.
    comes_later: bool,
    /// Of each copy in the index: the other row's text and copy, and those of the row itself.
    texts: Vec<[Option<String>; 4]>,
}

/// A copy that has to give way.
struct Displaced {
    key: Vec<String>,
    fold: usize,
    comes_later: bool,
}

/// So often a row's copies are made way for, and so many values are tried for a copy that gives way.
const ATTEMPTS: u32 = 16;

/// The most letters of a copy that gives way, each of which is one of many.
const LETTERS: usize = 4;

/// Private letters, which stand in no text and are their own folded case.
const PRIVATE: std::ops::RangeInclusive<u32> = 0x10_0000..=0x10_FFFD;

impl Fold {
    pub(super) fn of(database: Database, copy: &FoldedCopy, table: &Table) -> Option<Self> {
        let column = table.column(&copy.folded)?;
        table.column(&copy.source)?;
        let length =
            column.sql_type.split_once('(').and_then(|(_, rest)| rest.split(')').next()?.parse().ok());
        Some(Self {
            copy: copy.clone(),
            source: database.quote(&copy.source),
            folded: database.quote(&copy.folded),
            length: (!column.nullable).then(|| length.unwrap_or(LETTERS).min(LETTERS)),
        })
    }

    /// A value that no text is folded to: another one for each row, and for each attempt.
    fn unique_value(&self, key: &[String], attempt: u32) -> Option<String> {
        let mut hasher = DefaultHasher::new();
        (key, attempt).hash(&mut hasher);
        let mut rest = hasher.finish();
        let many = u64::from(PRIVATE.end() - PRIVATE.start() + 1);
        let letters = (0..self.length?).filter_map(|_| {
            let letter =
                u32::try_from(rest % many).ok().and_then(|letter| char::from_u32(PRIVATE.start() + letter));
            rest /= many;
            letter
        });
        Some(letters.collect())
    }
}

impl Unique {
    /// A unique index, if it is over the first copy and over nothing but columns.
    pub(super) fn of(database: Database, folds: &[Fold], index: &Index, table: &Table) -> Option<Self> {
        let own = folds.first()?;
        let is_known = index.columns.iter().all(|name| table.column(name).is_some());
        if !index.unique || !is_known || !index.columns.contains(&own.copy.folded) {
            return None;
        }
        let name = |name: &String| database.quote(name);
        let live = index.live.as_ref().map(|live| format!("b.{} IS NULL", name(live)));
        let deleted = index.deleted.as_ref().map(|deleted| format!("b.{} IS NOT NULL", name(deleted)));
        Some(Self {
            columns: index.columns.iter().filter(|column| **column != own.copy.folded).map(name).collect(),
            folds: (0..folds.len())
                .filter(|&fold| index.columns.contains(&folds[fold].copy.folded))
                .collect(),
            condition: live.or(deleted),
        })
    }

    /// The row that has a copy which another row is to have: the row's key is bound first, and then the copy.
    fn other(&self, target: &Target) -> String {
        let texts = self.folds.iter().flat_map(|&fold| {
            let Fold { source, folded, .. } = &target.folds[fold];
            [format!("b.{source}"), format!("b.{folded}"), format!("a.{source}"), format!("a.{folded}")]
        });
        let selected: Vec<String> = target
            .key_texts("b")
            .into_iter()
            .chain([format!("CASE WHEN {} THEN 'yes' ELSE 'no' END", target.is_after("b", "a"))])
            .chain(texts)
            .collect();
        let mut joined: Vec<String> =
            self.columns.iter().map(|column| format!("a.{column} = b.{column}")).collect();
        joined.push(format!("NOT ({})", target.is_same("b", "a")));
        let copy = format!("b.{} = {}", target.folded, target.placeholder(target.key_length() + 1));
        let conditions: Vec<String> =
            [target.has_key("a", 1), copy].into_iter().chain(self.condition.clone()).collect();
        format!(
            "SELECT {} FROM {table} b JOIN {table} a ON {} WHERE {}",
            selected.join(", "),
            joined.join(" AND "),
            conditions.join(" AND "),
            table = target.table
        )
    }

    /// Which copies are not right, and have to give way; none where both rows' copies are.
    fn displaced(&self, target: &Target, own: &[String], other: &Other) -> Vec<Displaced> {
        let is_wrong = |text: &Option<String>, copied: &Option<String>| text.as_deref().map(fold) != *copied;
        let mut found = Vec::new();
        for (&fold, [text, copied, own_text, own_copied]) in self.folds.iter().zip(&other.texts) {
            let is_set_right = target.folds[fold].copy.folded == target.folds[0].copy.folded;
            if is_wrong(text, copied) {
                let comes_later = is_set_right && other.comes_later;
                found.push(Displaced { key: other.key.clone(), fold, comes_later });
            }
            if !is_set_right && is_wrong(own_text, own_copied) {
                found.push(Displaced { key: own.to_vec(), fold, comes_later: false });
            }
        }
        found
    }
}

impl AnyConnection {
    /// Sets one row's copy right, and has those give way that are not right themselves. Says whether one of them is of a row
    /// that was looked at already.
    pub(super) async fn refold_row_with_collisions(
        &mut self,
        target: &Target,
        row: &StoredRow,
        folded: &str,
    ) -> Result<bool, RefoldError> {
        let mut again = false;
        for _ in 0..ATTEMPTS {
            let set = async |connection: &mut Self| {
                connection.refold_row(target, row, Some(folded.to_owned())).await
            };
            let Some(error) = self.attempt(set).await? else { return Ok(again) };
            let ways = self.find_displaced(target, row, folded).await?;
            if ways.is_empty() {
                return Err(error.into());
            }
            for way in ways {
                self.displace(target, &way).await?;
                again |= !way.comes_later && way.fold == 0;
            }
        }
        self.refold_row(target, row, Some(folded.to_owned())).await?;
        Ok(again)
    }

    /// Does something within the transaction, which stays as it is where a unique index refuses: gives that error.
    async fn attempt(
        &mut self,
        work: impl AsyncFnOnce(&mut Self) -> Result<(), sqlx::Error>,
    ) -> Result<Option<sqlx::Error>, sqlx::Error> {
        self.execute("SAVEPOINT fin_copy".into_sql_str()).await?;
        let refused = match work(self).await {
            Ok(()) => None,
            Err(error) if self.is_unique(&error) => {
                self.execute("ROLLBACK TO SAVEPOINT fin_copy".into_sql_str()).await?;
                Some(error)
            }
            Err(error) => return Err(error),
        };
        self.execute("RELEASE SAVEPOINT fin_copy".into_sql_str()).await?;
        Ok(refused)
    }

    async fn find_displaced(
        &mut self,
        target: &Target,
        row: &StoredRow,
        folded: &str,
    ) -> Result<Vec<Displaced>, RefoldError> {
        for unique in &target.uniques {
            if let Some(other) = self.other(target, unique, &row.key, folded).await? {
                let found = unique.displaced(target, &row.key, &other);
                if found.is_empty() {
                    return Err(RefoldError::Same(target.condition(&row.key), target.condition(&other.key)));
                }
                return Ok(found);
            }
        }
        Ok(Vec::new())
    }

    async fn other(
        &mut self,
        target: &Target,
        unique: &Unique,
        key: &[String],
        folded: &str,
    ) -> Result<Option<Other>, sqlx::Error> {
        let keys = target.key_length();
        let sql = AssertSqlSafe(unique.other(target)).into_sql_str();
        let values = key.iter().cloned().chain([folded.to_owned()]);
        with!(self, connection => {
            let select = values.fold(sqlx::query(sql), sqlx::query::Query::bind);
            let row = select.fetch_optional(connection).await?;
            let read = |row: &_| {
                let text = |index: usize| sqlx::Row::try_get::<Option<String>, _>(row, index);
                let texts = (0..unique.folds.len()).map(|fold| {
                    let first = keys + 1 + 4 * fold;
                    Ok([text(first)?, text(first + 1)?, text(first + 2)?, text(first + 3)?])
                });
                Ok(Other {
                    key: (0..keys).map(|index| sqlx::Row::try_get(row, index)).collect::<Result<_, sqlx::Error>>()?,
                    comes_later: text(keys)?.as_deref() == Some("yes"),
                    texts: texts.collect::<Result<_, sqlx::Error>>()?,
                })
            };
            row.as_ref().map(read).transpose()
        })
    }

    /// Gives a copy a value that is no other row's. Another copy than the one that is set right is looked at anew from its first
    /// row on.
    async fn displace(&mut self, target: &Target, way: &Displaced) -> Result<(), RefoldError> {
        let fold = &target.folds[way.fold];
        let sql = format!(
            "UPDATE {} SET {} = {} WHERE {}",
            target.table,
            fold.folded,
            target.placeholder(1),
            target.has_key("", 2)
        );
        for attempt in 0..ATTEMPTS {
            let update = AssertSqlSafe(sql.clone()).into_sql_str();
            let (value, key) = (fold.unique_value(&way.key, attempt), way.key.clone());
            let set = async |connection: &mut Self| {
                with!(connection, connection => {
                    let update = sqlx::query(update).bind(value);
                    key.into_iter().fold(update, sqlx::query::Query::bind).execute(connection).await.map(drop)
                })
            };
            match self.attempt(set).await? {
                None => break,
                Some(error) if attempt + 1 == ATTEMPTS => return Err(error.into()),
                Some(_) => {}
            }
        }
        if way.fold != 0 {
            self.start_over(&fold.copy).await?;
        }
        Ok(())
    }
}
