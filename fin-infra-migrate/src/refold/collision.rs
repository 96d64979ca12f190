//! Copies that violate a unique index, since another row has the same one.
//!
//! The other row's copy may be incomplete itself, for example after two names were exchanged. Such a copy is displaced:
//! it gets a value that no text folds to, and is corrected later. If the other row's copy is correct, the two rows differ
//! only in case, and a person has to change one.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use fin_infra_core::internal::fold;
use sqlx::{AssertSqlSafe, SqlSafeStr as _};

use super::super::connection::{AnyConnection, with};
use super::super::dialect::{Database, Dialect as _};
use super::super::model::{Index, Table};
use super::batch::StoredRow;
use super::keys::Target;
use super::{FoldedCopy, RefoldError};

/// A copy that is not complete yet, with quoted names.
#[derive(Clone, Debug)]
pub(super) struct Fold {
    pub(super) copy: FoldedCopy,
    pub(super) source: String,
    pub(super) folded: String,
    /// The number of characters of a displaced value; `None` if null serves.
    length: Option<usize>,
}

/// A unique index over the copy that is being completed.
#[derive(Debug)]
pub(super) struct Unique {
    /// Its other columns.
    columns: Vec<String>,
    /// The incomplete copies among its columns, as indexes; the one that is being completed is the first.
    folds: Vec<usize>,
    /// The condition of its rows.
    condition: Option<String>,
}

/// Another row with the same copy.
struct Other {
    key: Vec<String>,
    /// Whether it is checked later.
    comes_later: bool,
    /// For each copy in the index: the other row's text and copy, and those of the row itself.
    texts: Vec<[Option<String>; 4]>,
}

/// A copy to displace.
struct Displaced {
    key: Vec<String>,
    fold: usize,
    comes_later: bool,
}

/// The number of attempts to update a row, and to find a value for a displaced copy.
const ATTEMPTS: u32 = 16;

/// The maximum length of a displaced value.
const LETTERS: usize = 4;

/// Private-use characters, which occur in no text and fold to themselves.
const PRIVATE: std::ops::RangeInclusive<u32> = 0x10_0000..=0x10_FFFD;

impl Fold {
    pub(super) fn of(database: Database, copy: &FoldedCopy, table: &Table) -> Option<Self> {
        let column = table.column(&copy.folded)?;
        table.column(&copy.source)?;
        let length =
            column.sql_type.split_once('(').and_then(|(_, rest)| rest.split(')').next()?.parse().ok());
        Some(Self {
            copy: copy.clone(),
            source: database.quoted(&copy.source),
            folded: database.quoted(&copy.folded),
            length: (!column.nullable).then(|| length.unwrap_or(LETTERS).min(LETTERS)),
        })
    }

    /// A value that no text folds to, different for each row and attempt.
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
    /// A unique index, if it contains the first copy and only columns.
    pub(super) fn of(database: Database, folds: &[Fold], index: &Index, table: &Table) -> Option<Self> {
        let own = folds.first()?;
        let is_known = index.columns.iter().all(|name| table.column(name).is_some());
        if !index.unique || !is_known || !index.columns.contains(&own.copy.folded) {
            return None;
        }
        let name = |name: &String| database.quoted(name);
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

    /// The query for the row with a copy that another row needs. The arguments are the row's key and the copy.
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

    /// The incorrect copies to displace; none if the copies of both rows are correct.
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
    /// Updates one row's copy, and displaces conflicting ones that are incorrect. Returns whether a row that was already
    /// checked was displaced.
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

    /// Runs `work` in a savepoint, and returns the error of a violated unique index after rolling back to it.
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

    /// Sets a copy to a value that no other row has. If it belongs to another copy than the one that is being completed,
    /// that one starts over.
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
