//! Dates with times.

use std::fmt;
use std::str::FromStr;
use std::time::{Duration, SystemTime};

use super::guid::NotA;
use super::info::Kind;
use super::leaf::{Leaf, Scalar, leaf_serde};

/// A date and time in UTC, from the year 1 to the year 9999, to the nanosecond.
///
/// It is read as RFC 3339 has it, with any offset, and written in UTC, with as many decimals as it takes.
///
/// ```
/// use std::time::{Duration, SystemTime};
///
/// use hcs::schema::Timestamp;
///
/// let time: Timestamp = "2021-03-04T05:06:07.5000000+01:00".parse()?;
/// assert_eq!(time.to_string(), "2021-03-04T04:06:07.5Z");
/// let since_1970 = Duration::from_millis(1_614_830_767_500);
/// assert_eq!(time.to_system_time(), Some(SystemTime::UNIX_EPOCH + since_1970));
/// # Ok::<(), hcs::schema::NotA>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp {
    /// Since the beginning of the year 1.
    seconds: u64,
    nanoseconds: u32,
}

const DAY: u64 = 24 * 60 * 60;
/// From the beginning of the year 1 to that of 1970.
const UNIX: u64 = 719_162 * DAY;
/// The beginning of the year 10000.
const END: u64 = 3_652_059 * DAY;

impl Timestamp {
    /// The same time for the standard library; none if the system's clock can't tell it.
    #[must_use]
    pub fn to_system_time(self) -> Option<SystemTime> {
        let unix = SystemTime::UNIX_EPOCH;
        let whole = match self.seconds.checked_sub(UNIX) {
            Some(after) => unix.checked_add(Duration::from_secs(after)),
            None => unix.checked_sub(Duration::from_secs(UNIX - self.seconds)),
        };
        whole?.checked_add(Duration::from_nanos(self.nanoseconds.into()))
    }

    fn parse(text: &str) -> Option<Self> {
        let (date, time) = text.split_at_checked(10)?;
        let [year, month, day] = numbers(date, '-', [4, 2, 2])?;
        let time = time.strip_prefix(['T', 't', ' '])?;
        let (clock, rest) = time.split_at_checked(8)?;
        let [hour, minute, second] = numbers(clock, ':', [2, 2, 2])?;
        let (nanoseconds, zone) = match rest.strip_prefix('.') {
            Some(rest) => fraction(rest)?,
            None => (0, rest),
        };
        let in_range = (1..=9999).contains(&year)
            && (1..=12).contains(&month)
            && (1..=days(year, month)).contains(&day)
            && hour < 24
            && minute < 60
            // A leap second is the first one of the next minute.
            && second <= 60;
        if !in_range {
            return None;
        }
        let date = days_before(year) + (1..month).map(|month| days(year, month)).sum::<u64>();
        let local = (date + day - 1) * DAY + (hour * 60 + minute) * 60 + second;
        let seconds = match zone.strip_prefix(['+', '-']) {
            Some(offset) => {
                let [hours, minutes] = numbers(offset, ':', [2, 2])?;
                let offset = (hours < 24 && minutes < 60).then_some((hours * 60 + minutes) * 60)?;
                match zone.starts_with('+') {
                    true => local.checked_sub(offset)?,
                    false => local + offset,
                }
            }
            None if zone == "Z" || zone == "z" => local,
            None => return None,
        };
        (seconds < END).then_some(Self {
            seconds,
            nanoseconds,
        })
    }
}

/// Numbers of so many digits, with a mark between.
fn numbers<const N: usize>(text: &str, between: char, digits: [usize; N]) -> Option<[u64; N]> {
    let mut parts = text.split(between);
    let mut numbers = [0; N];
    for (number, digits) in numbers.iter_mut().zip(digits) {
        let part = parts.next()?;
        let is_number = part.len() == digits && part.bytes().all(|digit| digit.is_ascii_digit());
        *number = is_number.then(|| part.parse().ok())??;
    }
    parts.next().is_none().then_some(numbers)
}

/// The decimals of a second, in nanoseconds, and what is behind them. What is finer is cut off.
fn fraction(text: &str) -> Option<(u32, &str)> {
    let end = text.find(|letter: char| !letter.is_ascii_digit());
    let (digits, rest) = text.split_at(end?);
    let mut nanoseconds = 0;
    for at in 0..9 {
        let digit = digits.as_bytes().get(at).map_or(0, |digit| digit - b'0');
        nanoseconds = nanoseconds * 10 + u32::from(digit);
    }
    (!digits.is_empty()).then_some((nanoseconds, rest))
}

fn is_leap(year: u64) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

/// The days of a month.
fn days(year: u64, month: u64) -> u64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        _ => 31,
    }
}

/// The days from the beginning of the year 1 to that of another.
fn days_before(year: u64) -> u64 {
    let years = year - 1;
    years * 365 + years / 4 - years / 100 + years / 400
}

/// None outside the years from 1 to 9999.
impl TryFrom<SystemTime> for Timestamp {
    type Error = NotA;

    fn try_from(time: SystemTime) -> Result<Self, NotA> {
        let (seconds, nanoseconds) = match time.duration_since(SystemTime::UNIX_EPOCH) {
            Ok(after) => (UNIX.checked_add(after.as_secs()), after.subsec_nanos()),
            Err(before) => {
                let before = before.duration();
                let (more, nanoseconds) = match before.subsec_nanos() {
                    0 => (0, 0),
                    nanoseconds => (1, 1_000_000_000 - nanoseconds),
                };
                let whole = UNIX.checked_sub(before.as_secs());
                (whole.and_then(|whole| whole.checked_sub(more)), nanoseconds)
            }
        };
        match seconds {
            Some(seconds) if seconds < END => Ok(Self {
                seconds,
                nanoseconds,
            }),
            _ => Err(NotA::new(Self::KIND, &format!("{time:?}"))),
        }
    }
}

impl FromStr for Timestamp {
    type Err = NotA;

    fn from_str(text: &str) -> Result<Self, NotA> {
        Self::parse(text).ok_or_else(|| NotA::new(Self::KIND, text))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (mut day, time) = (self.seconds / DAY, self.seconds % DAY);
        // At least the right one, as years are longer than 365 days; some years before, at most.
        let mut year = day / 366 + 1;
        while days_before(year + 1) <= day {
            year += 1;
        }
        day -= days_before(year);
        let mut month = 1;
        while day >= days(year, month) {
            day -= days(year, month);
            month += 1;
        }
        let (hour, minute, second) = (time / 3600, time / 60 % 60, time % 60);
        let day = day + 1;
        write!(
            f,
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"
        )?;
        if self.nanoseconds != 0 {
            let (mut decimals, mut width) = (self.nanoseconds, 9);
            while decimals.is_multiple_of(10) {
                (decimals, width) = (decimals / 10, width - 1);
            }
            write!(f, ".{decimals:0width$}")?;
        }
        f.write_str("Z")
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Leaf for Timestamp {
    const KIND: Kind = Kind::Timestamp;

    fn read(value: Scalar<'_>) -> Option<Self> {
        match value {
            Scalar::Text(text) => Self::parse(text),
            _ => None,
        }
    }

    fn scalar(&self) -> Scalar<'_> {
        Scalar::Shown(self)
    }
}

leaf_serde!(Timestamp);

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical(text: &str) -> String {
        text.parse::<Timestamp>().unwrap().to_string()
    }

    #[test]
    fn times_are_told_in_utc() {
        for (text, expected) in [
            ("1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z"),
            (
                "2000-02-29t23:59:59.1234567z",
                "2000-02-29T23:59:59.1234567Z",
            ),
            ("2024-12-31T23:30:00-01:00", "2025-01-01T00:30:00Z"),
            ("2024-03-01 00:30:00+01:00", "2024-02-29T23:30:00Z"),
            ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"),
            ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
            (
                "9999-12-31T23:59:59.999999999Z",
                "9999-12-31T23:59:59.999999999Z",
            ),
            (
                "2021-03-04T05:06:07.1234567891Z",
                "2021-03-04T05:06:07.123456789Z",
            ),
        ] {
            assert_eq!(canonical(text), expected);
            assert_eq!(canonical(expected), expected);
        }
    }

    #[test]
    fn what_is_no_time_is_none() {
        for bad in [
            "",
            "2021-03-04",
            "2021-03-04T05:06:07",
            "2021-02-29T00:00:00Z",
            "1900-02-29T00:00:00Z",
            "2021-13-01T00:00:00Z",
            "2021-04-31T00:00:00Z",
            "2021-03-04T24:00:00Z",
            "2021-03-04T05:60:00Z",
            "2021-03-04T05:06:61Z",
            "2021-03-04T05:06:07.Z",
            "2021-03-04T05:06:07.5",
            "2021-03-04T05:06:07+1:00",
            "2021-03-04T05:06:07+24:00",
            "2021-03-04T05:06:07ZZ",
            "0000-01-01T00:00:00Z",
            "0001-01-01T00:00:00+01:00",
            "9999-12-31T23:59:59-01:00",
            "+021-03-04T05:06:07Z",
            "2021-03-0üT05:06:07Z",
        ] {
            assert!(bad.parse::<Timestamp>().is_err(), "{bad}");
        }
    }

    #[test]
    fn each_day_of_many_years_is_the_one_behind_the_day_before() {
        let mut expected = (2396, 1, 1);
        let first: Timestamp = "2396-01-01T12:00:00Z".parse().unwrap();
        for day in 0..2000 {
            let time = Timestamp {
                seconds: first.seconds + day * DAY,
                nanoseconds: 0,
            };
            let (year, month, of_month) = expected;
            let text = format!("{year:04}-{month:02}-{of_month:02}T12:00:00Z");
            assert_eq!(time.to_string(), text);
            assert_eq!(text.parse(), Ok(time));
            expected = match of_month < days(year, month) {
                true => (year, month, of_month + 1),
                false if month < 12 => (year, month + 1, 1),
                false => (year + 1, 1, 1),
            };
        }
    }

    #[test]
    fn the_standard_librarys_times_are_the_same() {
        for text in [
            "1970-01-01T00:00:00Z",
            "1969-12-31T23:59:59.25Z",
            "1601-01-01T00:00:00Z",
        ] {
            let time: Timestamp = text.parse().unwrap();
            let system = time.to_system_time().unwrap();
            assert_eq!(Timestamp::try_from(system), Ok(time), "{text}");
        }
        let nanos = "2021-03-04T05:06:07.1234567Z".parse::<Timestamp>().unwrap();
        assert_eq!(
            Timestamp::try_from(nanos.to_system_time().unwrap()),
            Ok(nanos)
        );
        let late = SystemTime::UNIX_EPOCH + Duration::from_secs(END);
        assert!(Timestamp::try_from(late).is_err());
    }
}
