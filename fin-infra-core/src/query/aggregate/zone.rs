//! Time zones, as the offsets that a statement needs.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, Utc};

use crate::error::{Error, Result};
use crate::limits;
use crate::value::{Offsets, TimeColumn};

/// The time zone in which instants are grouped by days, weeks, months, quarters or years.
///
/// UTC and fixed offsets are always there. With the feature `time-zones`, so is every zone of the IANA database, with its
/// changes between summer and winter: [`TimeZone::get`], or `From<jiff::tz::TimeZone>`. The offsets are computed in the
/// program, not by the database, so that all stores agree.
///
/// ```
/// use fin_infra::query::TimeZone;
///
/// let nepal = TimeZone::from(chrono::FixedOffset::east_opt(20_700).unwrap());
/// assert_ne!(nepal, TimeZone::UTC);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct TimeZone(Zone);

#[derive(Clone, Debug, PartialEq)]
enum Zone {
    /// Seconds east of UTC.
    Fixed(i32),
    #[cfg(feature = "time-zones")]
    Named(jiff::tz::TimeZone),
}

impl TimeZone {
    /// Coordinated universal time.
    pub const UTC: Self = Self(Zone::Fixed(0));

    /// Returns the time zone with a name of the IANA database, such as `Europe/Berlin`.
    ///
    /// ```
    /// # #[cfg(feature = "time-zones")]
    /// # fn example() -> Result<(), fin_infra::Error> {
    /// let berlin = fin_infra::query::TimeZone::get("Europe/Berlin")?;
    /// # drop(berlin);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Invalid`](crate::ErrorKind::Invalid) if there is no such time zone. The database is that of the operating system,
    /// in `/usr/share/zoneinfo`; jiff's feature `tzdb-bundle-always` compiles one into the program.
    #[cfg(feature = "time-zones")]
    pub fn get(name: &str) -> Result<Self> {
        let zone = jiff::tz::TimeZone::get(name);
        zone.map(Self::from).map_err(|error| {
            Error::invalid("time_zone", "must be a name of the IANA time zone database").with_source(error)
        })
    }

    /// Whether its offset is always the same.
    pub(crate) fn is_fixed(&self) -> bool {
        matches!(self.0, Zone::Fixed(_))
    }

    /// Returns the offsets of the instants in a window, in microseconds since 1970.
    pub(crate) fn offsets(&self, field: &'static str, (first, last): (i64, i64)) -> Result<Offsets> {
        let offsets = match &self.0 {
            Zone::Fixed(seconds) => vec![(i64::MIN, *seconds)],
            #[cfg(feature = "time-zones")]
            Zone::Named(zone) => transitions(zone, first, last),
        };
        let _ = (first, last);
        if offsets.len() > MAX_TRANSITIONS {
            let reason = format!(
                "the times span more than {} changes of the time zone's offset: filter by fewer years",
                limits::with_commas(MAX_TRANSITIONS)
            );
            return Err(Error::invalid(field, reason));
        }
        Ok(Offsets::new(offsets))
    }
}

/// The maximum number of changes of an offset within the times of one aggregate: a thousand years of two changes.
const MAX_TRANSITIONS: usize = 2_000;

/// Returns the instants from which an offset applies, and the offsets in seconds. The first one applies to everything before
/// as well.
#[cfg(feature = "time-zones")]
fn transitions(zone: &jiff::tz::TimeZone, first: i64, last: i64) -> Vec<(i64, i32)> {
    // The last day that jiff knows is the last but one of the year 9999.
    let nearest = if first < 0 { jiff::Timestamp::MIN } else { jiff::Timestamp::MAX };
    let start = jiff::Timestamp::from_microsecond(first).unwrap_or(nearest);
    let changes =
        zone.following(start).map(|change| (change.timestamp().as_microsecond(), change.offset().seconds()));
    let within = changes.take_while(|(instant, _)| *instant <= last).take(MAX_TRANSITIONS + 1);
    let mut offsets = vec![(i64::MIN, zone.to_offset(start).seconds())];
    for (instant, seconds) in within {
        // A change of the zone's abbreviation alone changes nothing here.
        if offsets.last().is_none_or(|(_, before)| *before != seconds) {
            offsets.push((instant, seconds));
        }
    }
    offsets
}

impl From<FixedOffset> for TimeZone {
    fn from(offset: FixedOffset) -> Self {
        Self(Zone::Fixed(offset.local_minus_utc()))
    }
}

impl From<Utc> for TimeZone {
    fn from(_: Utc) -> Self {
        Self::UTC
    }
}

#[cfg(feature = "time-zones")]
impl From<jiff::tz::TimeZone> for TimeZone {
    fn from(zone: jiff::tz::TimeZone) -> Self {
        match zone.to_fixed_offset() {
            Ok(offset) => Self(Zone::Fixed(offset.seconds())),
            Err(_) => Self(Zone::Named(zone)),
        }
    }
}

/// A type of times that have periods of a calendar: in a time zone, or in the local time that they are already.
#[diagnostic::on_unimplemented(
    message = "a column of `{Self}` has no days, weeks, months, quarters and years",
    label = "not a `DateTime<Utc>`, a `NaiveDateTime` or a `NaiveDate`",
    note = "write `group` without a unit to group by the value itself"
)]
pub trait Calendar<Zone> {
    /// What the column contains.
    #[doc(hidden)]
    const COLUMN: TimeColumn;
}

impl<Z: Into<TimeZone>> Calendar<Z> for DateTime<Utc> {
    const COLUMN: TimeColumn = TimeColumn::Instant;
}

/// The time zone of times that are local already.
#[derive(Clone, Copy, Debug)]
pub struct LocalTime;

impl Calendar<LocalTime> for NaiveDateTime {
    const COLUMN: TimeColumn = TimeColumn::Local;
}

impl Calendar<LocalTime> for NaiveDate {
    const COLUMN: TimeColumn = TimeColumn::Date;
}

impl From<LocalTime> for TimeZone {
    fn from(_: LocalTime) -> Self {
        Self::UTC
    }
}
