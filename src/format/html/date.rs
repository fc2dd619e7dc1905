//! Dates as pages write them.

use crate::model::project::Published;

/// The date that a text is, if it is one: as ISO 8601 has it, or nearly so, or with the English name of a month.
pub fn date(text: &str) -> Option<Published> {
    let text = text.trim();
    Published::new(text).or_else(|| numeric(text)).or_else(|| spelled(text))
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
    whole.and_then(|whole| Published::new(&whole)).or_else(|| Published::new(day))
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
    Published::new(&match day {
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
}
