//! Where sentences end: one set of rules for the page, the worker and tests, so that the reading cursor, snapping, suggestions and
//! counts mean the same stretches in every browser.
//!
//! Candidates are the boundaries of UAX #29, and every sentence sign with white space after it. A sign takes along what closes
//! after it: quotation marks and brackets, also those after a space (*« Oui. »*), and marks of notes (`[1]`). Of the candidates these
//! are no ends:
//!
//! - Before a small letter the sentence goes on, whatever the sign: *“Why?” he asked*. Names as *iPhone* are no small letters, nor
//!   are texts without any capital letters.
//! - An abbreviation goes on where something has to follow: a name (*Dr. Adler*), a number (*No. 5*), anything (*vs.*). One that may
//!   end a sentence (*U.S.*, *p.m.*, *Inc.*, *1812 г.*) goes on before what belongs to it (*U.S. President*, *5 p.m. Monday*), and
//!   ends before a word that often begins sentences. Which abbreviations there are is in `sentences/abbreviations.rs`.
//! - Initials go on: *J. R. R. Tolkien*; but *vitamin C.* does not.
//! - A number or letter that the sentence begins with is its number in a list: *1. Open the valve.* Elsewhere a number with a stop goes
//!   on where it is an ordinal: in languages that write ordinals so, before a capital that begins no sentence (*am 3. Oktober*).
//! - What is in brackets within a sentence does not end it: *He left (why?) Ann’s house.*
//! - A quotation goes on where a form of speaking follows: *“Yes!” Ann said*, *「はい。」と言った*.
//! - An ellipsis ends only before a capital letter.
//! - The end of a line ends a sentence where a sentence sign stands before it, where a point of a list follows, and where each line
//!   stands for itself (preformatted text). Else a line goes on: the lines of a wrapped text, of verse and of an address are the
//!   same to the rules. An empty line always ends it.
//!
//! The language is the declared one unless the words clearly say another (`sentences/languages.rs`).

mod abbreviations;
mod languages;

use std::cell::OnceCell;

use unicode_segmentation::UnicodeSegmentation;

use super::project::Article;
use super::segmenter::Segmenter;
use super::snap;
use super::text::Span;
use abbreviations::{Abbreviation, has};
use languages::{Language, primary};

/// All sentences of an article in order, without the white space around them.
pub fn sentences(article: &Article) -> Vec<Span> {
    let segmenter = Segmenter::of(article);
    let blocks = 0..article.text.blocks().len();
    blocks.flat_map(|block| snap::sentences(&article.text, block, &segmenter)).collect()
}

/// Where the sentences of some words of one block end, in bytes; the last end is that of the words. White space belongs to the
/// sentence before it. With `by_line` each line stands for itself.
pub fn ends(text: &str, language: Option<&str>, by_line: bool) -> Vec<usize> {
    Rules::new(text, language, by_line).ends()
}

/// Signs that end sentences. Those of other scripts are known to UAX #29.
const SIGNS: &[char] = &[
    ':', '፡', '.', '!', '?', '…', '‽', '؟', '۔', '।', '॥', '。', '！', '？', '．', '｡', '։', '።', '፧', '‼',
    '⁇', '⁈', '⁉', ';', '\u{37e}',
];
/// Signs after which there has to be white space, or a letter of a script that has none.
const SPACED: &[char] = &[':', '.', '!', '?', '…', ';', '\u{37e}'];
const CLOSING: &[char] = &[
    '"', '\'', '”', '’', '»', '“', '‘', '«', '›', '‹', ')', ']', '}', '」', '』', '）', '］', '】', '〉',
    '》', '＂',
];
/// What closes after a space, as in French. A mark that a word follows opens.
const CLOSING_AFTER_SPACE: &[char] = &['»', '›', '”', ')', ']'];
const QUOTES: &[char] = &['"', '\'', '”', '’', '»', '“', '‘', '«', '›', '‹', '」', '』', '＂'];
const OPENING: &[char] = &[
    '"', '\'', '“', '‘', '„', '‚', '«', '‹', '»', '›', '(', '[', '{', '「', '『', '（', '【', '《', '¿', '¡',
    '—', '–', '-', '/', '”', '*', '_',
];
const BULLETS: &[char] = &['•', '‣', '◦', '▪', '●', '■', '□', '✓', '➤', '‧'];
const LINE_ENDS: &[char] = &['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}'];
/// How far is looked for what follows a sign, in characters.
const AHEAD: usize = 64;
/// How far is looked for the end of a bracket, in characters.
const BRACKET: usize = 200;
/// How long a form of speaking is where words are not parted, in characters.
const SPOKEN: usize = 16;
/// How many words stand before an ellipsis that breaks off.
const BEGUN: usize = 4;

/// A place where a sentence may end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Candidate {
    /// Where the sign is that ends it; empty where UAX #29 has a boundary for another reason.
    sign: (usize, usize),
    /// Where the sign and what closes after it end.
    closed: usize,
    /// Where the white space after that ends.
    end: usize,
}

/// The rules, on some words.
struct Rules<'a> {
    text: &'a str,
    /// The primary subtag of the declared language.
    declared: Option<&'a str>,
    by_line: bool,
    language: OnceCell<Language>,
    has_capitals: OnceCell<bool>,
    has_danda: OnceCell<bool>,
    /// Where the last letter or digit ends.
    last_word: usize,
}

/// The sentence that a candidate would end, as far as it was read.
struct Sentence {
    start: usize,
    /// Where its first letter or digit is.
    first_word: usize,
    /// Brackets that are open, and where.
    open: Vec<(usize, char)>,
    /// The bracket that was closed last: where it opened and closed.
    bracket: Option<(usize, usize)>,
    /// How far it was read for brackets.
    read: usize,
}

impl Sentence {
    fn new(text: &str, start: usize) -> Sentence {
        let first_word = text[start..].find(char::is_alphanumeric).map_or(text.len(), |at| start + at);
        Sentence { start, first_word, open: Vec::new(), bracket: None, read: start }
    }

    /// Notes the brackets up to a place.
    fn read_to(&mut self, text: &str, end: usize) {
        if end <= self.read {
            return;
        }
        let before = text[..self.read].chars().next_back();
        let mut last = before;
        for (at, character) in text[self.read..end].char_indices() {
            let at = self.read + at;
            match character {
                // A face is no bracket.
                '(' if matches!(last, Some(':' | ';')) => {}
                '(' | '[' | '（' | '［' | '【' | '《' | '〈' => {
                    self.open.push((at, closing_of(character)))
                }
                ')' | ']' | '）' | '］' | '】' | '》' | '〉' => {
                    if let Some(opened) = self.open.iter().rposition(|(_, closing)| *closing == character) {
                        self.bracket = Some((self.open[opened].0, at));
                        self.open.truncate(opened);
                    }
                }
                _ => {}
            }
            last = Some(character);
        }
        self.read = end;
    }
}

fn closing_of(opening: char) -> char {
    match opening {
        '(' => ')',
        '[' => ']',
        '（' => '）',
        '［' => '］',
        '【' => '】',
        '《' => '》',
        _ => '〉',
    }
}

/// The words after a candidate.
#[derive(Clone, Copy)]
struct Next<'a> {
    /// All that follows.
    after: &'a str,
    /// The signs before the first word.
    lead: &'a str,
    /// The first word: letters and digits with what is between them.
    word: &'a str,
    /// The first character of the word.
    first: char,
}

impl<'a> Next<'a> {
    fn of(after: &'a str) -> Option<Next<'a>> {
        let mut ahead = after.char_indices().take(AHEAD);
        let (at, first) = ahead.find(|(_, character)| character.is_alphanumeric())?;
        let rest = &after[at..];
        Some(Next { after, lead: &after[..at], word: &rest[..word_end(rest)], first })
    }

    fn is_digit(self) -> bool {
        self.first.is_numeric()
    }

    /// Tells whether it begins with a small letter; names as *iPhone* do not count, nor does Dutch *’s Avonds*.
    fn is_small(self) -> bool {
        let is_short = self.word.chars().count() == 1 && self.lead.ends_with(['’', '\'']);
        let goes_before_capital = || last_words(self.rest()).starts_with(char::is_uppercase);
        self.first.is_lowercase()
            && !self.word.contains(char::is_uppercase)
            && !(is_short && goes_before_capital())
    }

    /// The word in small letters.
    fn lower(self) -> String {
        self.word.to_lowercase()
    }

    /// What follows the first word, without the white space.
    fn rest(self) -> &'a str {
        &self.after[self.lead.len() + self.word.len()..]
    }

    /// Tells whether the word is of one letter, or a Roman number.
    fn is_mark(self) -> bool {
        self.word.chars().count() == 1 || is_roman(self.word)
    }
}

/// Where a word at the beginning of a text ends; none is looked at for longer than it takes.
fn word_end(text: &str) -> usize {
    let is_part = |character: char| character.is_alphanumeric() || is_mark(character);
    let ahead = text.char_indices().take(AHEAD);
    ahead.take_while(|(_, it)| is_part(*it)).last().map_or(0, |(at, it)| at + it.len_utf8())
}

/// Tells whether a character is a mark that belongs to the letter before it: vowel signs, accents, joiners.
fn is_mark(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36f}' | '\u{900}'..='\u{903}' | '\u{93a}'..='\u{94f}' | '\u{962}'..='\u{963}'
        | '\u{200c}' | '\u{200d}' | '\u{ad}' | '\u{5b0}'..='\u{5bd}' | '\u{64b}'..='\u{65f}' | '\u{bbe}'..='\u{bcd}')
}

/// Scripts that do not part words by spaces, and their signs.
fn is_unparted(character: char) -> bool {
    matches!(character, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3000}'..='\u{30ff}'
        | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
}

fn is_emoji(character: char) -> bool {
    matches!(character, '\u{1f300}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}' | '\u{fe0f}' | '\u{200d}')
}

fn is_roman(word: &str) -> bool {
    let is_of = |signs: &str| word.chars().all(|it| signs.contains(it));
    !word.is_empty() && word.len() <= 7 && (is_of("IVXLCDM") || is_of("ivx"))
}

/// Tells whether these words are a number in a list or of a section: *3*, *2.1*, *5a*, *B*, *iv*.
fn is_enumerator(words: &str) -> bool {
    let words = words.trim_start_matches(['§', ' ']);
    let mut letters = words.chars();
    if words.len() > 12 {
        return false;
    }
    if let (Some(only), None) = (letters.next(), letters.next()) {
        return only.is_alphanumeric() && !matches!(only, '\u{ac00}'..='\u{d7a3}') && !is_unparted(only)
            || only.is_numeric();
    }
    let is_part = |part: &str| {
        let digits = part.trim_end_matches(|it: char| it.is_ascii_lowercase());
        let letters = part.len() - digits.len();
        let digits = digits.chars();
        letters <= 1 && (1..=3).contains(&digits.clone().count()) && digits.clone().all(char::is_numeric)
    };
    words.split('.').all(is_part) || is_roman(words)
}

/// Tells whether a point of a list begins some words: *(b)*, *2)*; and at the beginning of a line also *2.*
fn begins_point(words: &str, begins_line: bool) -> bool {
    if words.starts_with(BULLETS) {
        return true;
    }
    if begins_line && words.starts_with(['-', '–', '—', '*', '+', '·']) {
        return true;
    }
    let rest = words.strip_prefix('(').unwrap_or(words);
    let mark = &rest[..word_end(rest)];
    let rest = &rest[mark.len()..];
    let is_short = mark.chars().all(|it| it.is_ascii_digit()) && mark.len() <= 2
        || mark.len() == 1 && mark.bytes().all(|it| it.is_ascii_lowercase())
        || mark.len() <= 4 && is_roman(mark);
    let mut signs = rest.chars();
    let sign = signs.next();
    let is_marked = sign == Some(')') || begins_line && sign == Some('.');
    !mark.is_empty() && is_short && is_marked && signs.next().is_none_or(char::is_whitespace)
}

impl<'a> Rules<'a> {
    fn new(text: &'a str, language: Option<&'a str>, by_line: bool) -> Rules<'a> {
        let last = text.char_indices().rev().find(|(_, it)| it.is_alphanumeric());
        Rules {
            text,
            declared: language.map(primary),
            by_line,
            language: OnceCell::new(),
            has_capitals: OnceCell::new(),
            has_danda: OnceCell::new(),
            last_word: last.map_or(0, |(at, it)| at + it.len_utf8()),
        }
    }

    fn language(&self) -> Language {
        *self.language.get_or_init(|| Language::of(self.text, self.declared))
    }

    fn has_capitals(&self) -> bool {
        *self.has_capitals.get_or_init(|| self.text.chars().any(char::is_uppercase))
    }

    fn has_danda(&self) -> bool {
        *self.has_danda.get_or_init(|| self.text.contains(['।', '॥']))
    }

    fn ends(&self) -> Vec<usize> {
        let mut ends = Vec::new();
        let mut sentence = Sentence::new(self.text, 0);
        for candidate in self.candidates() {
            if candidate.end < self.text.len() && !self.goes_on(&mut sentence, candidate) {
                ends.push(candidate.end);
                sentence = Sentence::new(self.text, candidate.end);
            }
        }
        if !self.text.is_empty() {
            ends.push(self.text.len());
        }
        ends
    }

    /// The places where a sentence may end, in order.
    fn candidates(&self) -> Vec<Candidate> {
        let text = self.text;
        let mut found: Vec<Candidate> = Vec::new();
        let mut push = |candidate: Candidate| {
            if found.last().is_none_or(|last| last.end < candidate.end) {
                found.push(candidate);
            }
        };
        let boundaries = text.split_sentence_bound_indices().map(|(at, part)| at + part.len());
        let mut boundaries = boundaries.peekable();
        let other = |at: usize| {
            let closed = text[..at].trim_end().len();
            Candidate { sign: (closed, closed), closed, end: self.after_space(at) }
        };
        let mut at = 0;
        while let Some(found) = text[at..].find(SIGNS) {
            let start = at + found;
            let end =
                text[start..].find(|it| !SIGNS.contains(&it)).map_or(text.len(), |length| start + length);
            let closed = self.after_closing(end);
            let after = self.after_space(closed);
            let is_sign = self.is_sign(start, end, closed, after);
            let until = if is_sign { after } else { closed };
            while let Some(boundary) = boundaries.next_if(|boundary| *boundary <= until) {
                if boundary <= start {
                    push(other(boundary));
                }
            }
            if is_sign {
                push(Candidate { sign: (start, end), closed, end: after });
            }
            at = end;
        }
        boundaries.map(other).for_each(push);
        found
    }

    /// Tells whether signs may end a sentence where they are.
    fn is_sign(&self, start: usize, end: usize, closed: usize, after: usize) -> bool {
        let signs = &self.text[start..end];
        if signs == ";" && !self.text[..start].trim_end().ends_with(|it| matches!(it, '\u{370}'..='\u{3ff}'))
        {
            return false;
        }
        // Armenian and Amharic have full stops that look like other signs.
        let is_armenian = || self.text[..start].ends_with(|it| matches!(it, '\u{531}'..='\u{58f}'));
        if signs == ":" && !is_armenian() || signs == "፡" {
            return false;
        }
        if !signs.ends_with(SPACED) || after > closed {
            return true;
        }
        self.text[after..].chars().next().is_none_or(is_unparted)
    }

    fn after_space(&self, at: usize) -> usize {
        let rest = &self.text[at..];
        at + rest.len() - rest.trim_start().len()
    }

    /// Where what closes after a sign ends: quotation marks, brackets, and marks of notes.
    fn after_closing(&self, mut at: usize) -> usize {
        let begins_word = |at: usize| self.text[at..].chars().next().is_some_and(char::is_alphanumeric);
        loop {
            let rest = &self.text[at..];
            let Some(first) = rest.chars().next() else { return at };
            let next = at + first.len_utf8();
            if CLOSING.contains(&first) {
                // German closes with what English opens with.
                if matches!(first, '“' | '‘' | '«' | '‹') && begins_word(next) {
                    return at;
                }
                at = next;
            } else if is_emoji(first) || matches!(first, '¹' | '²' | '³' | '⁰' | '⁴'..='⁹' | '†' | '‡' | '*')
            {
                at = next;
            } else if let Some(end) = note(rest) {
                at += end;
            } else if first.is_whitespace() && !LINE_ENDS.contains(&first) {
                let after = self.after_space(at);
                let Some(closing) = self.text[after..].chars().next() else { return at };
                let then = after + closing.len_utf8();
                let is_closing = (CLOSING_AFTER_SPACE.contains(&closing) || is_emoji(closing))
                    && !begins_word(then)
                    && !self.text[at..after].contains(LINE_ENDS);
                if !is_closing {
                    return at;
                }
                at = then;
            } else {
                return at;
            }
        }
    }

    /// Tells whether a sentence goes on at a candidate.
    fn goes_on(&self, sentence: &mut Sentence, candidate: Candidate) -> bool {
        let Candidate { sign, closed, end } = candidate;
        let gap = &self.text[closed..end];
        let lines = line_ends(gap);
        if self.by_line && lines > 0 && sentence.first_word < closed {
            return false;
        }
        if sentence.first_word >= closed {
            return true;
        }
        if lines > 1 {
            return false;
        }
        if end >= self.last_word {
            return true;
        }
        let after = &self.text[end..];
        let has_sign = sign.0 < sign.1;
        if !has_sign && lines == 1 {
            return !begins_point(after, true);
        }
        let Some(next) = Next::of(after) else { return false };
        if self.is_in_brackets(sentence, candidate, next) {
            return true;
        }
        if begins_point(after, lines == 1) && !self.is_before_number(sentence, candidate, next) {
            return false;
        }
        let quoted = self.text[sign.1..closed].contains(QUOTES);
        let is_small = next.is_small();
        if is_small {
            return self.has_capitals() || quoted || self.goes_on_without_capitals(sentence, candidate, next);
        }
        if !has_sign {
            return false;
        }
        if quoted && self.is_spoken(sentence, candidate, next) {
            return true;
        }
        let signs = &self.text[sign.0..sign.1];
        if signs.ends_with('…') || signs.ends_with("..") {
            let is_short =
                || self.text[sentence.start..sign.0].split_whitespace().take(BEGUN).count() < BEGUN;
            return gap.is_empty() || next.is_digit() || next.word == "I" && is_short();
        }
        signs == "." && !quoted && closed == sign.1 && self.is_short(sentence, candidate, next)
    }

    /// Where there are no capital letters at all, only what is known to be short goes on.
    fn goes_on_without_capitals(&self, sentence: &Sentence, candidate: Candidate, next: Next<'_>) -> bool {
        let (start, end) = candidate.sign;
        if &self.text[start..end] != "." {
            return start == end || self.text[start..end].contains('…') || end - start > 1;
        }
        let short = Short::of(self, sentence, start);
        short.word.chars().count() == 1 || short.kind().is_some() || short.goes_on(next)
    }

    /// Tells whether a candidate is within brackets that opened within the sentence, or right after such.
    fn is_in_brackets(&self, sentence: &mut Sentence, candidate: Candidate, next: Next<'_>) -> bool {
        sentence.read_to(self.text, candidate.closed);
        let is_title = |at: usize| self.text[at..].starts_with(['《', '〈']);
        let is_within = |at: usize| at > sentence.first_word || is_title(at);
        if let Some((opened, closed)) = sentence.bracket
            && closed >= candidate.sign.1
            && is_within(opened)
        {
            return is_title(opened) || !self.language().is_opener(next.word);
        }
        let Some((_, closing)) = sentence.open.iter().find(|(at, _)| is_within(*at)) else { return false };
        let ahead = &self.text[candidate.end..];
        ahead.chars().take(BRACKET).any(|it| it == *closing)
    }

    fn is_before_number(&self, sentence: &Sentence, candidate: Candidate, next: Next<'_>) -> bool {
        let (start, end) = candidate.sign;
        next.is_digit() && &self.text[start..end] == "." && Short::of(self, sentence, start).goes_on(next)
    }

    /// Tells whether a form of speaking follows a quotation.
    fn is_spoken(&self, sentence: &Sentence, candidate: Candidate, next: Next<'_>) -> bool {
        let Candidate { sign, closed, end } = candidate;
        let signs = &self.text[sign.0..sign.1];
        if is_unparted(next.first) && closed == end {
            let after = next.after;
            if !next.lead.is_empty() {
                return false;
            }
            if abbreviations::QUOTING.iter().any(|it| after.starts_with(it)) {
                return !abbreviations::NOT_QUOTING.iter().any(|it| after.starts_with(it));
            }
            let before = &self.text[sentence.start..sign.0];
            if let Some(opened) = before.rfind(['“', '「', '『', '‘'])
                && sentence.start + opened > sentence.first_word
            {
                return !before[..opened].ends_with(['：', ':', '，', '、', ',']);
            }
            let clause = after.split(['。', '！', '？', '，', '、', '：', '；']).next().unwrap_or_default();
            let near: String = clause.chars().take(SPOKEN).collect();
            let is_short = near.len() == clause.len();
            let head: String = near.chars().take(4).collect();
            let tail: String = near.chars().skip(near.chars().count().saturating_sub(2)).collect();
            let speaks = |part: &str| {
                !near.contains(['没', '沒', '不'])
                    && abbreviations::SPEAKING_UNPARTED.iter().any(|it| part.contains(it))
            };
            return speaks(&head)
                || is_short && speaks(&tail)
                || abbreviations::SPEAKING_JAPANESE.iter().any(|it| near.contains(it));
        }
        let is_cased = next.first.is_uppercase();
        if !next.lead.is_empty() || is_cased && signs == "." {
            return false;
        }
        if is_cased && self.language().is_opener(next.word) {
            return false;
        }
        let line: String = next.after.chars().take(AHEAD).collect();
        let clause = line.split(['.', '!', '?', ',', ';', ':', '।', '،', '\n', '“', '"', '۔']).next();
        let mut words = clause.unwrap_or_default().split_whitespace().take(4);
        words.any(|word| has(abbreviations::SPEAKING, word))
    }

    /// Tells whether the word before a full stop is short for something that goes on, or a number that does.
    fn is_short(&self, sentence: &Sentence, candidate: Candidate, next: Next<'_>) -> bool {
        Short::of(self, sentence, candidate.sign.0).goes_on(next)
    }
}

fn first_of(text: &str) -> char {
    text.chars().next().unwrap_or_default()
}

/// The length of a note's mark in brackets, as `[12]`.
fn note(text: &str) -> Option<usize> {
    let inner = text.strip_prefix('[')?;
    let mut ahead = inner.char_indices().take(9);
    let (end, _) = ahead.find(|(_, it)| *it == ']')?;
    let is_plain = |it: char| it.is_alphanumeric() || it == ' ';
    (end > 0 && inner[..end].chars().all(is_plain) && !inner[..end].starts_with(' ')).then_some(end + 2)
}

/// How many lines end in some white space.
fn line_ends(gap: &str) -> usize {
    let all = gap.chars().filter(|it| LINE_ENDS.contains(it)).count();
    all - gap.matches("\r\n").count()
}

/// The word before a full stop, and what stands before it in the sentence.
struct Short<'r, 'a> {
    rules: &'r Rules<'a>,
    /// The sentence up to the stop, from its first word on.
    sentence: &'a str,
    /// The last word with the signs within, as *U.S*.
    token: &'a str,
    /// Its last part, without signs.
    word: &'a str,
    /// What is before the last word.
    before: &'a str,
}

impl<'r, 'a> Short<'r, 'a> {
    fn of(rules: &'r Rules<'a>, sentence: &Sentence, stop: usize) -> Short<'r, 'a> {
        let text = rules.text;
        let sentence = &text[sentence.first_word.min(stop)..stop];
        let (before, token) = last_token(sentence);
        let is_part = |it: char| it.is_alphanumeric() || is_mark(it);
        let word = &token[token.trim_end_matches(is_part).len()..];
        Short { rules, sentence, token, word, before }
    }

    /// The word before the last one, in small letters, with its stop.
    fn word_before(&self) -> String {
        last_token(self.before.trim_end()).1.to_lowercase()
    }

    /// The subtag of the language: of the declared one if its openers are not known.
    fn language(&self) -> &'a str {
        let declared = self.rules.declared.filter(|declared| !languages::is_known(declared));
        declared.unwrap_or_else(|| self.rules.language().code())
    }

    /// What the words are short for, and where that begins in the sentence.
    fn kind(&self) -> Option<(Abbreviation, usize)> {
        let dotted = self.dotted();
        for (start, dotted) in &dotted {
            let lower = || abbreviations::of_dotted(&dotted.to_lowercase(), self.language());
            if let Some(kind) = abbreviations::of_dotted(dotted, self.language()).or_else(lower) {
                return Some((kind, *start));
            }
        }
        let at = self.sentence.len() - self.word.len();
        let is_capital = self.word.starts_with(char::is_uppercase);
        let kind = abbreviations::of_word(&self.word.to_lowercase(), self.language())?;
        (kind != Abbreviation::Date || is_capital).then_some((kind, at))
    }

    /// Chains of short parts with stops that end here, the longest first, without their spaces: of *z. B* that is *z.B*. Each
    /// with its beginning.
    fn dotted(&self) -> Vec<(usize, String)> {
        let mut parts = vec![(self.before.len(), self.token.to_owned())];
        let mut before = self.before.trim_end();
        while parts.len() < 5 {
            let (rest, token) = last_token(before);
            let Some(body) = token.strip_suffix('.') else { break };
            let is_short = |part: &str| {
                part.len() <= 12 && (1..=3).contains(&part.chars().filter(|it| it.is_alphabetic()).count())
            };
            if body.is_empty() || !is_short(body) || !is_short(&parts[parts.len() - 1].1) {
                break;
            }
            parts.push((rest.len(), body.to_owned()));
            before = rest.trim_end();
        }
        let chain = |from: usize| {
            let words = parts[..=from].iter().rev().map(|(_, part)| part.as_str());
            (parts[from].0, words.collect::<Vec<_>>().join("."))
        };
        let chains = (0..parts.len()).rev().map(chain);
        chains.filter(|(_, chain)| chain.contains('.')).collect()
    }

    /// Tells whether the last parts and the next word with its stop are one abbreviation, as *v. Chr.*
    fn is_chain_with(&self, next: &str) -> bool {
        let language = self.language();
        let chains = self.dotted();
        let chains = chains.iter().map(|(_, chain)| chain.as_str()).chain([self.token]);
        let mut chains = chains.map(|chain| format!("{chain}.{next}"));
        chains.any(|chain| abbreviations::of_dotted(&chain.to_lowercase(), language).is_some())
    }

    fn goes_on(&self, next: Next<'_>) -> bool {
        if self.word.is_empty() {
            return false;
        }
        if next.rest().starts_with('.') && self.is_chain_with(next.word) {
            return true;
        }
        if is_enumerator(self.sentence) {
            return true;
        }
        if let Some((kind, start)) = self.kind() {
            return self.goes_on_after(kind, start, next);
        }
        if self.word.chars().all(char::is_numeric) {
            return self.is_ordinal(next);
        }
        let is_opener = || self.rules.language().is_opener(next.word);
        let (token, word) = (self.token, self.word);
        if token.contains('.') && token.split('.').all(is_letter) {
            let has_acronym = has(abbreviations::ACRONYMS, &token.to_lowercase());
            let goes_on = !is_opener() && !next.is_digit();
            return if has_acronym {
                self.names_institution(next) || !has_begun(self.before) && goes_on
            } else {
                goes_on
            };
        }
        if word.chars().all(|it| matches!(it, '\u{900}'..='\u{97f}' | '\u{200d}')) {
            return self.rules.has_danda() || has(abbreviations::LETTERS, word);
        }
        if is_letter(word) && !token.contains('.') {
            return self.is_initial(next);
        }
        if next.is_digit() {
            return word.to_lowercase().ends_with("str");
        }
        is_roman(word)
            && word.len() > 1
            && self.has_ordinals_before_capitals()
            && !is_opener()
            && !self.is_counted()
    }

    fn goes_on_after(&self, kind: Abbreviation, start: usize, next: Next<'_>) -> bool {
        let language = self.rules.language();
        let before = self.sentence[..start].trim_end();
        let ends_with_number = || before.ends_with(char::is_numeric) || is_roman(last_token(before).1);
        match kind {
            Abbreviation::Title if has("St Ste", self.word) => !language.is_opener(next.word),
            Abbreviation::Title if self.word.starts_with(char::is_uppercase) => true,
            Abbreviation::Title if self.word == "ft" => false,
            Abbreviation::Title => !language.is_opener_and_no_name(next.word),
            Abbreviation::Inner => true,
            Abbreviation::Number if next.is_digit() => true,
            Abbreviation::Number if is_letter(self.word) && !next.is_mark() => {
                !ends_with_number() && self.is_initial(next)
            }
            Abbreviation::Number => {
                next.is_mark()
                    && (is_roman(next.word) && next.word.len() > 1 || !language.is_opener(next.word))
                    || has("fig figs app sec tab", &self.word.to_lowercase()) && next.is_mark()
            }
            Abbreviation::Date => {
                let lower = next.lower();
                next.is_digit()
                    || has(abbreviations::DATES, &lower)
                    || abbreviations::of_word(&lower, self.language()) == Some(Abbreviation::Date)
            }
            Abbreviation::Either => !language.is_opener(next.word),
            Abbreviation::Name if self.word == "Co" && last_token(before).1 == "in" => true,
            Abbreviation::Name => self.names_institution(next),
            // § 3 ff. BGB
            Abbreviation::Closing => {
                has("f ff", self.word) && next.word.chars().filter(|it| it.is_uppercase()).count() > 1
            }
            Abbreviation::Year
                if is_letter(self.word)
                    && start + self.word.len() == self.sentence.len()
                    && !ends_with_number() =>
            {
                true
            }
            Abbreviation::Year if next.is_digit() && !ends_with_number() => true,
            Abbreviation::Year => !has_begun(before) && !language.is_opener(next.word),
            Abbreviation::Hour if next.is_digit() => {
                has(abbreviations::DATES, &last_words(next.rest()).to_lowercase())
            }
            Abbreviation::Hour => {
                has(abbreviations::DATES, &next.lower())
                    || begins_with_preposition(before) && !has_begun(before) && !language.is_opener(next.word)
            }
            Abbreviation::Country => {
                let (rest, article) = last_token(before);
                let preposition =
                    if has("the The", article) { last_token(rest.trim_end()).1 } else { article };
                let is_place = before.ends_with(',')
                    || has(
                        "in to from of across throughout into within for with than against between by and leave left visit \
                         visited outside inside via toward towards around on",
                        preposition,
                    );
                self.names_institution(next)
                    || !(is_place && has_begun(before) || next.is_digit() || language.is_opener(next.word))
            }
        }
    }

    /// Tells whether an office or a part of a country follows.
    fn names_institution(&self, next: Next<'_>) -> bool {
        has(abbreviations::INSTITUTIONS, &next.lower())
    }

    /// Tells whether one letter is an initial, or short for something before a name.
    fn is_initial(&self, next: Next<'_>) -> bool {
        let language = self.rules.language();
        let first = first_of(self.word);
        if is_unparted(first) || matches!(first, '\u{ac00}'..='\u{d7a3}') {
            return false;
        }
        if next.is_digit() {
            return first.is_lowercase() || !first.is_uppercase() || first == 'S';
        }
        let before = self.before.trim_end();
        let ends_with_number = before.ends_with(char::is_numeric);
        if !first.is_uppercase() && !first.is_lowercase() {
            // Titles; after a number, a year.
            return matches!(first, '\u{590}'..='\u{6ff}') && !ends_with_number;
        }
        let word_before = self.word_before();
        if first.is_lowercase() {
            return !ends_with_number && !language.is_opener(next.word);
        }
        if has(abbreviations::LETTERED, &word_before) {
            return false;
        }
        if is_letter(next.word) && next.rest().starts_with('.') {
            return true;
        }
        let is_after_initial = word_before.ends_with('.');
        if self.word == "I" && !is_after_initial {
            return has("by of with from and", &word_before) && !language.is_opener(next.word);
        }
        let may_be_name = is_after_initial
            || before.ends_with(|it: char| it.is_alphabetic()) && {
                let last = last_token(before).1;
                last.starts_with(char::is_uppercase) && !language.is_opener(last)
            };
        if may_be_name { !language.is_opener_and_no_name(next.word) } else { !language.is_opener(next.word) }
    }

    fn has_ordinals(&self) -> bool {
        has(abbreviations::ORDINALS, self.language())
    }

    fn has_ordinals_before_capitals(&self) -> bool {
        has(abbreviations::ORDINALS_BEFORE_CAPITALS, self.language())
    }

    /// Tells whether what is before the number counts or names it, so that it is no ordinal: *Kapitel 3*, *S. 12*.
    fn is_counted(&self) -> bool {
        let before = self.word_before();
        let is_number_word = |word: &str| {
            let kind = abbreviations::of_word(word, self.language());
            kind.is_some_and(|kind| kind == Abbreviation::Number)
        };
        has(abbreviations::COUNTED, &before) || before.strip_suffix('.').is_some_and(is_number_word)
    }

    /// Tells whether a number with a stop is an ordinal, or part of a date.
    fn is_ordinal(&self, next: Next<'_>) -> bool {
        let language = self.rules.language();
        let word = self.token;
        if word.chars().count() > 3 || !word.chars().all(char::is_numeric) {
            return false;
        }
        if next.is_digit() {
            // 3. 10. 1990
            let is_date = |part: &str| part.len() <= 2 && part.bytes().all(|it| it.is_ascii_digit());
            let before = self.word_before();
            let goes_on = is_date(next.word) && next.rest().starts_with('.') && has_digit(&next.rest()[1..]);
            let ends = matches!(next.word.len(), 2 | 4) && before.strip_suffix('.').is_some_and(is_date);
            return is_date(word) && self.has_ordinals() && (goes_on || ends)
                || is_date(word) && before.strip_suffix('.').is_some_and(|it| !it.is_empty() && is_date(it));
        }
        if self.is_counted() {
            return false;
        }
        let is_english = language.code() == "en";
        let lower = next.lower();
        if has(abbreviations::MONTHS, &lower) || !is_english && has(abbreviations::ENGLISH_MONTHS, &lower) {
            return true;
        }
        self.has_ordinals_before_capitals() && !language.is_opener(next.word)
    }
}

/// Tells whether a number follows some white space.
fn has_digit(text: &str) -> bool {
    text.trim_start().starts_with(|it: char| it.is_ascii_digit())
}

/// The first word of a text that begins with white space.
fn last_words(text: &str) -> &str {
    let text = text.trim_start();
    &text[..word_end(text)]
}

/// Prepositions that begin a time or a place, which a verb has yet to follow: *At 5 p.m. Ann left.*
const PREPOSITIONS: &str =
    "at on by from until in since after before around am um im в во к с до en le el em il nel à au";

fn begins_with_preposition(words: &str) -> bool {
    words.split_whitespace().next().is_some_and(|first| has(PREPOSITIONS, &first.to_lowercase()))
}

/// Tells whether a sentence of which this is the beginning may be one already: more is there than a word or two, as *In May
/// 1812*.
fn has_begun(before: &str) -> bool {
    let is_word = |word: &&str| word.contains(char::is_alphabetic) && !word.ends_with('.');
    let most = if begins_with_preposition(before) { 2 } else { 1 };
    before.split_whitespace().filter(is_word).take(most + 1).count() > most
}

fn is_letter(word: &str) -> bool {
    let word = word.strip_prefix('-').unwrap_or(word);
    let mut letters = word.chars().filter(|it| !is_mark(*it));
    letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none()
}

/// The last word of some words, without the signs that open before it, and what is before it. Of a very long one, the end.
fn last_token(words: &str) -> (&str, &str) {
    const LONGEST: usize = 48;
    let mut from = words.len().saturating_sub(LONGEST);
    while !words.is_char_boundary(from) {
        from += 1;
    }
    let start = words[from..].rfind(char::is_whitespace);
    let space = |at: usize| from + at + words[from + at..].chars().next().map_or(0, char::len_utf8);
    let token = &words[start.map_or(from, space)..];
    let token = token.trim_start_matches(OPENING);
    (&words[..words.len() - token.len()], token)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The sentences of a text, parted by `|`. More are in `tests/sentences`.
    #[track_caller]
    fn check(language: &str, by_line: bool, drawn: &str) {
        let text = drawn.replace('|', "");
        let mut start = 0;
        let mut found = Vec::new();
        for end in ends(&text, Some(language), by_line) {
            found.push(&text[start..end]);
            start = end;
        }
        assert_eq!(found.join("|"), drawn);
    }

    #[test]
    fn sentences_end_where_they_do() {
        check("en", false, "It rains. |We go. |So it is.");
        check("en", false, "“It rains.” |We go! |(Or not.) |So?");
        check("en", false, "He came on 3. Oktober. |Then he left.");
        check("fr", false, "« Le pont est fermé. » |Personne ne savait.");
        check("", false, "Am 3. Oktober nach § 4 Abs. 2 gilt z. B. das. |Gut.");
    }

    #[test]
    fn lines_end_them_only_where_lines_count() {
        check("en", false, "It rains and\nWe go.\n|So");
        check("en", true, "It rains and\n|We go.\n|So");
        check("en", true, "One\n\n  |Two\r\n|Three");
        check("en", false, "One and\r\nTwo");
        check("en", false, "To do\n|- this\n|- that");
        check("en", false, "To do\n\n|this");
    }

    #[test]
    fn long_texts_cost_what_their_length_does() {
        let parts = [
            "Mr. ",
            ". ",
            "(a. ",
            "«a.» ",
            "a“b！”",
            "a\n",
            "a. b. ",
            "3. ",
            "z. ",
            "?! ",
            "[a] ",
            ".[",
            "... ",
            "word ",
        ];
        for part in parts {
            // Time in proportion to the square of this length would be minutes.
            let text = part.repeat(50_000);
            assert_eq!(ends(&text, Some("en"), false).last(), Some(&text.len()), "{part:?}");
        }
    }

    proptest! {
        /// Ends are ascending and on boundaries of characters, the last is that of the words, and every sentence has some.
        #[test]
        fn ends_part_the_words(text in "[aBz3 .!?…\n“”«»()\\[\\]'。「」はI。है।-]{0,80}", by_line: bool) {
            let found = ends(&text, Some("en"), by_line);
            prop_assert_eq!(found.last().copied().unwrap_or_default(), text.len());
            prop_assert!(found.windows(2).all(|two| two[0] < two[1]));
            prop_assert!(found.iter().all(|end| text.is_char_boundary(*end)));
            let mut start = 0;
            for end in found {
                let sentence = &text[std::mem::replace(&mut start, end)..end];
                prop_assert!(text.trim().is_empty() || sentence.contains(|it: char| !it.is_whitespace()));
            }
        }

        /// White space at its ends changes nothing about where sentences end.
        #[test]
        fn space_around_changes_nothing(text in "[aB3.!? \n“”()]{0,40}") {
            let inner = text.trim();
            let shown = |text: &str| -> Vec<String> {
                let mut start = 0;
                let parts = ends(text, Some("en"), false);
                parts.into_iter().map(|end| text[std::mem::replace(&mut start, end)..end].trim().to_owned()).collect()
            };
            if !inner.is_empty() {
                prop_assert_eq!(shown(&format!("  {inner} \n")), shown(inner));
            }
        }
    }
}
