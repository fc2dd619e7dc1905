//! Dates as pages write them.

use crate::model::project::Published;

/// The date that a text is, if it is one: as ISO 8601 has it, or nearly so, or with the English name of a month.
pub fn date(text: &str) -> Option<Published> {
    let text = text.trim();
    checked(text).or_else(|| numeric(text)).or_else(|| spelled(text))
}

/// A date that there is, as ISO 8601 has it.
fn checked(text: &str) -> Option<Published> {
    Published::new(text).filter(|_| is_date(text))
}

/// Whether a text is a year, a month or a day of the Gregorian calendar, or a day and a time. A leap second is one.
fn is_date(text: &str) -> bool {
    const DATE: &str = "0000-00-00T00:00:00";
    let known = text.bytes().zip(DATE.bytes()).take_while(|(byte, like)| is_like(*byte, *like)).count();
    let (date, rest) = text.split_at(known);
    let number = |at: usize| date.get(at..at + 2).and_then(|digits| digits.parse().ok()).unwrap_or(0);
    let year = 100 * number(0) + number(2);
    let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let days = match number(5) {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    let month = known < 7 || (1..=12).contains(&number(5));
    let day = known < 10 || (1..=days).contains(&number(8));
    let time = number(11) < 24 && number(14) < 60 && number(17) <= 60;
    let complete = match known {
        4 | 7 | 10 => rest.is_empty(),
        16 => is_zone(rest),
        19 => is_zone(after_fraction(rest)),
        _ => false,
    };
    month && day && time && complete
}

/// Whether a byte is what stands for it: any digit for `0`, else the byte itself.
fn is_like(byte: u8, like: u8) -> bool {
    if like == b'0' { byte.is_ascii_digit() } else { byte == like }
}

/// What follows the fraction of a second, if there is one.
fn after_fraction(text: &str) -> &str {
    let rest = text
        .strip_prefix('.')
        .map(|digits| (digits, digits.trim_start_matches(|c: char| c.is_ascii_digit())));
    rest.filter(|(digits, rest)| digits.len() > rest.len()).map_or(text, |(_, rest)| rest)
}

/// Whether a text is nothing, `Z`, or an offset as `+01:00` or `-0330`.
fn is_zone(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or_default().as_bytes();
    let is_offset = match digits {
        [hour @ .., b':', minute, last] | [hour @ .., minute, last] => {
            let all = hour.iter().chain([minute, last]).all(u8::is_ascii_digit);
            all && hour.len() == 2 && hour < b"24".as_slice() && *minute < b'6'
        }
        _ => false,
    };
    is_offset || matches!(text, "" | "Z")
}

/// `2026/11/03`, `20261103`, `2026-11-03 09:30`, `2026-11-03 09:30:00 +0100` and the like.
fn numeric(text: &str) -> Option<Published> {
    let mut plain = text.to_owned();
    if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        plain = format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..]);
    }
    let plain = plain.replacen(['/', '.'], "-", 2);
    let (day, time) = plain.split_once(['T', ' ']).map_or((&*plain, None), |(day, time)| (day, Some(time)));
    let time = time.map(|time| time.replace(" UTC", "Z").replace(" GMT", "Z").replace(' ', ""));
    let whole = time.map(|time| format!("{day}T{time}"));
    whole.and_then(|whole| checked(&whole)).or_else(|| checked(day))
}

/// What the names of months begin with.
const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const NAMES: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// `3 November 2026`, `Nov 3rd, 2026`, `Tue, 03 Nov 2026 10:00:00 GMT`: the day alone.
fn spelled(text: &str) -> Option<Published> {
    const LONGEST: usize = 100;
    if text.len() > LONGEST || !text.is_ascii() {
        return None;
    }
    let lower = text.to_ascii_lowercase();
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let month = |word: &str| {
        let short = MONTHS.iter().position(|name| word.starts_with(name))?;
        (word.len() == 3 || word == "sept" || word == NAMES[short]).then_some(short + 1)
    };
    let (at, month) = words.iter().enumerate().find_map(|(at, word)| Some((at, month(word)?)))?;
    let year = words.iter().find(|word| word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit()))?;
    let day = |at: Option<usize>| {
        let word = words.get(at?)?.trim_end_matches(['s', 't', 'n', 'd', 'r', 'h']);
        word.parse::<u8>().ok().filter(|_| word.len() <= 2)
    };
    let day = day(at.checked_sub(1)).or_else(|| day(Some(at + 1)));
    checked(&match day {
        Some(day) => format!("{year}-{month:02}-{day:02}"),
        None => format!("{year}-{month:02}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_pages_write_them() {
        for (text, expected) in [
            ("2026-11-03T09:30:00+01:00", "2026-11-03T09:30:00+01:00"),
            (" 2026-11-03 09:30 ", "2026-11-03T09:30"),
            ("2026-11-03 09:30:15 +0100", "2026-11-03T09:30:15+0100"),
            ("2026-11-03 09:30 UTC", "2026-11-03T09:30Z"),
            ("2026/11/03", "2026-11-03"),
            ("2026/11/03 9:30", "2026-11-03"),
            ("20261103", "2026-11-03"),
            ("3 November 2026", "2026-11-03"),
            ("Nov. 3rd, 2026", "2026-11-03"),
            ("Published on Sept 21, 2026 at 10:45 a.m.", "2026-09-21"),
            ("Tue, 03 Nov 2026 10:00:00 GMT", "2026-11-03"),
            ("May 2026", "2026-05"),
        ] {
            assert_eq!(date(text).as_ref().map(Published::as_str), Some(expected), "{text}");
        }
        for text in [
            "",
            "yesterday",
            "31 February 2026",
            "Maybe in 2026",
            "12/25",
            "1234567",
            "2026年11月3日",
            "March on",
        ] {
            assert_eq!(date(text), None, "{text}");
        }
    }

    #[test]
    fn dates_are_held_against_the_calendar() {
        let right = [
            "2026",
            "2026-11",
            "2024-02-29",
            "2026-11-24T09:30",
            "2026-11-24T09:30:60Z",
            "2026-11-24T09:30+0100",
            "2026-11-24T09:30:15.250-03:30",
        ];
        for right in right {
            assert_eq!(checked(right).as_ref().map(Published::as_str), Some(right));
        }
        let wrong = [
            "",
            "26",
            "2026-",
            "2026-13",
            "2026-02-29",
            "2026-11-24-",
            "24.11.2026",
            "2026-11T09:30",
            "2026-11-24T",
            "2026-11-24T9:30",
            "2026-11-24T24:00",
            "2026-11-24T09:30:15.",
            "2026-11-24T09:30.5",
            "2026-11-24T09:30Zx",
            "2026-11-24T09:30+1",
            "2026-11-24T09:30+24:00",
            "2026-11-24T09:30:00:00",
            "2026-11-24 09:30",
            "２０２６",
        ];
        for wrong in wrong {
            assert_eq!(checked(wrong), None, "{wrong}");
        }
    }
}
