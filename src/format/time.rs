//! Moments as RFC 3339 writes them, and days as the reader is shown them.
//!
//! Written out by hand, since a library for time zones and calendars is a twentieth of the whole bundle; the tests
//! hold it against one.

use crate::model::project::Time;

/// The milliseconds of a day.
const DAY: i64 = 86_400_000;

/// The first and the last millisecond that RFC 3339 can write: those of the years 0 and 9999.
const TIMES: std::ops::RangeInclusive<i64> = -62_167_219_200_000..=253_402_300_799_999;

/// A moment as `2026-11-23T01:22:02.000Z`; one that cannot be written so, as the nearest that can.
pub fn written(time: Time) -> String {
    let milliseconds = time.0.clamp(*TIMES.start(), *TIMES.end());
    let (days, rest) = (milliseconds.div_euclid(DAY), milliseconds.rem_euclid(DAY));
    let (year, month, day) = date_of(days);
    let mut text = String::with_capacity("2026-11-23T01:22:02.000Z".len());
    for (value, width, after) in [
        (year, 4, '-'),
        (month, 2, '-'),
        (day, 2, 'T'),
        (rest / 3_600_000, 2, ':'),
        (rest / 60_000 % 60, 2, ':'),
        (rest / 1_000 % 60, 2, '.'),
        (rest % 1_000, 3, 'Z'),
    ] {
        let digit = |place: u32| char::from(b'0' + (value / 10_i64.pow(place) % 10) as u8);
        text.extend((0..width).rev().map(digit));
        text.push(after);
    }
    text
}

/// The day of a moment as it is shown to the reader, `24 Nov 2026`. It is that of UTC, so the moment is to be one of the
/// reader's clocks.
pub fn day(moment: Time) -> String {
    shown(written(moment).get(..10).unwrap_or_default())
}

/// A date such as `2026-11-24` as it is shown to the reader, wherever it is: `24 Nov 2026`; a month or a year alone as that.
pub fn shown(date: &str) -> String {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let mut parts = date.splitn(3, '-');
    let year = parts.next().unwrap_or_default();
    let month = parts.next().and_then(|month| month.parse::<usize>().ok());
    let month = month.and_then(|month| MONTHS.get(month.checked_sub(1)?));
    let day = parts.next().and_then(|day| day.parse::<u8>().ok()).filter(|day| (1..=31).contains(day));
    match (month, day) {
        (Some(month), Some(day)) => format!("{day} {month} {year}"),
        (Some(month), None) => format!("{month} {year}"),
        _ => year.to_owned(),
    }
}

/// Reads a moment with any offset; what is finer than a millisecond is cut off, and a leap second is the second
/// before it. `None` if it is not written as RFC 3339 has it, or there is no such day.
pub fn read(text: &str) -> Option<Time> {
    let mut rest = text.as_bytes();
    let (year, month, day) = (number(&mut rest, 4)?, after(&mut rest, b"-", 2)?, after(&mut rest, b"-", 2)?);
    let (hour, minute) = (after(&mut rest, b"Tt ", 2)?, after(&mut rest, b":", 2)?);
    let second = after(&mut rest, b":", 2)?;
    let milliseconds = if rest.first() == Some(&b'.') { fraction(&mut rest)? } else { 0 };
    let offset = offset(rest)?;
    let days = days_of(year, month, day)?;
    if date_of(days) != (year, month, day) || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let seconds = (hour * 60 + minute - offset) * 60 + second.min(59);
    Some(Time(days * DAY + seconds * 1_000 + milliseconds))
}

/// A number of so many digits.
fn number(rest: &mut &[u8], digits: usize) -> Option<i64> {
    let (number, after) = rest.split_at_checked(digits)?;
    *rest = after;
    number
        .iter()
        .try_fold(0, |value, digit| digit.is_ascii_digit().then(|| value * 10 + i64::from(digit - b'0')))
}

/// A number of so many digits after one of the marks.
fn after(rest: &mut &[u8], marks: &[u8], digits: usize) -> Option<i64> {
    let (mark, after) = rest.split_first()?;
    *rest = after;
    if marks.contains(mark) { number(rest, digits) } else { None }
}

/// A fraction of a second, in milliseconds.
fn fraction(rest: &mut &[u8]) -> Option<i64> {
    let digits = rest[1..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (fraction, after) = rest[1..].split_at(digits);
    *rest = after;
    let digit = |place: usize| i64::from(fraction.get(place).map_or(0, |digit| digit - b'0'));
    (digits > 0).then(|| digit(0) * 100 + digit(1) * 10 + digit(2))
}

/// An offset from UTC in minutes, to the end of the text.
fn offset(mut rest: &[u8]) -> Option<i64> {
    let sign = match rest {
        b"Z" | b"z" => return Some(0),
        [b'+', ..] => 1,
        [b'-', ..] => -1,
        _ => return None,
    };
    let (hours, minutes) = (after(&mut rest, b"+-", 2)?, after(&mut rest, b":", 2)?);
    (rest.is_empty() && hours < 24 && minutes < 60).then_some(sign * (hours * 60 + minutes))
}

/// The days of four centuries, after which the Gregorian calendar repeats itself.
const CYCLE: i64 = 146_097;

/// The days from 1 March of the year 0 to the beginning of 1970.
const EPOCH: i64 = 719_468;

/// Days since 1970 began as year, month and day. Years are counted from March, so that the leap day is the last.
fn date_of(days: i64) -> (i64, i64, i64) {
    let days = days + EPOCH;
    let (cycle, day) = (days.div_euclid(CYCLE), days.rem_euclid(CYCLE));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let (calendar_month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    (cycle * 400 + year + next, calendar_month, day - (153 * month + 2) / 5 + 1)
}

/// The days since 1970 began; a day that its month does not have becomes another date.
fn days_of(year: i64, month: i64, day: i64) -> Option<i64> {
    if !(1..=12).contains(&month) {
        return None;
    }
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let (cycle, of_cycle) = (year.div_euclid(400), year.rem_euclid(400));
    let before = 365 * of_cycle + of_cycle / 4 - of_cycle / 100;
    Some(cycle * CYCLE + before + (153 * month + 2) / 5 + day - 1 - EPOCH)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(read(text).map(written).as_deref(), expected, "{text}");
    }

    #[test]
    fn dates_are_shown_in_one_way() {
        for (date, expected) in [
            ("2026-11-24", "24 Nov 2026"),
            ("2026-05-01", "1 May 2026"),
            ("2026-11", "Nov 2026"),
            ("2026", "2026"),
            ("0987-01-31", "31 Jan 0987"),
            // There are no such days, and a page may say so all the same.
            ("2026-13-01", "2026"),
            ("2026-00-10", "2026"),
            ("2026-11-00", "Nov 2026"),
            ("2026-11-32", "Nov 2026"),
            ("", ""),
        ] {
            assert_eq!(shown(date), expected, "{date}");
        }
        let days = [0, 1_795_500_000_000, -1].map(|time| day(Time(time)));
        assert_eq!(days, ["1 Jan 1970", "24 Nov 2026", "31 Dec 1969"]);
    }

    #[test]
    fn moments_are_read() {
        check("2026-11-23T01:22:02.000Z", Some("2026-11-23T01:22:02.000Z"));
        check("2026-11-23t01:22:02z", Some("2026-11-23T01:22:02.000Z"));
        check("2026-11-23 01:22:02.1299+01:30", Some("2026-11-22T23:52:02.129Z"));
        check("2024-02-29T23:59:60-00:01", Some("2024-03-01T00:00:59.000Z"));
        check("0000-01-01T00:00:00+23:59", Some("0000-01-01T00:00:00.000Z"));
        for wrong in [
            "",
            "yesterday",
            "2026-11-23",
            "2026-11-23T01:22:02",
            "2026-11-23T01:22:02.Z",
            "2026-11-23T01:22:02Z ",
            "2026-11-23T24:00:00Z",
            "2026-11-23T01:60:00Z",
            "2026-11-23T01:22:02+1:00",
            "2026-11-23T01:22:02+24:00",
            "2026-13-01T00:00:00Z",
            "2026-00-01T00:00:00Z",
            "2026-04-31T00:00:00Z",
            "2100-02-29T00:00:00Z",
            "+026-11-23T01:22:02Z",
            "２026-11-23T01:22:02Z",
        ] {
            check(wrong, None);
        }
    }

    proptest! {
        #[test]
        fn moments_are_those_of_a_library(time in TIMES, hours in -23..24_i32, minutes in 0..60_i32) {
            let theirs = jiff::Timestamp::from_millisecond(time).expect("in range");
            let printer = jiff::fmt::temporal::DateTimePrinter::new().precision(Some(3));
            prop_assert_eq!(written(Time(time)), printer.timestamp_to_string(&theirs));
            let offset = jiff::tz::Offset::from_seconds((hours * 60 + hours.signum() * minutes) * 60);
            let offset = offset.expect("in range");
            prop_assume!((0..=9999).contains(&offset.to_datetime(theirs).year()));
            let there = printer.timestamp_with_offset_to_string(&theirs, offset);
            prop_assert_eq!(read(&there), Some(Time(time)));
        }

        #[test]
        fn no_text_panics(text in "[0-9TZtz:.+-]{0,30}|\\PC*") {
            if let Some(time) = read(&text) {
                prop_assert_eq!(read(&written(time)).map(written), Some(written(time)));
            }
        }
    }
}
