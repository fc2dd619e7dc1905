//! Words as they are counted and compared: without case, accents and typography (see [`fold()`]), and, where the language
//! is known to have them, without the endings of inflection. Where it elides, an article that an apostrophe joins to a word is
//! a word of its own: *dell’orologio* is *dell* and *orologio*.
//!
//! Scripts that do not part their words give their characters one by one, as [`Kind::Glyph`]; who counts takes them by
//! twos, which for Chinese finds about what words do (Nie, Gao and Zhang, SIGIR 2000).
//!
//! Like anchoring, this is for the module that is loaded later.

use std::ops::Range;

use super::anchoring::fold;

/// A word of a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Word {
    /// Which bytes of the text it is.
    pub range: Range<usize>,
    /// What it is of.
    pub kind: Kind,
    /// It folded; with an [`Inflection`], without its ending.
    pub term: String,
}

/// What a word is of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Letters and digits between spaces and signs.
    Word,
    /// An article, pronoun or preposition that lost its vowel and is joined to the next word by an apostrophe: *l’*, *dell’*,
    /// *qu’*.
    Clitic,
    /// One character of a script that does not part its words: Chinese, Japanese, Thai, Lao, Myanmar, Khmer.
    Glyph,
}

/// Whose endings are taken off, and whether articles are parted from words.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Inflection {
    /// Words are compared as they are written.
    #[default]
    None,
    /// The endings of English: plural, past, present participle, genitive.
    English,
    /// No endings, but elided articles, of Italian, French, Catalan and their neighbours.
    Eliding,
    /// Both: the language is not declared. An article is parted only before a vowel.
    Undeclared,
}

/// Languages that elide.
const ELIDING: [&str; 9] = ["it", "fr", "ca", "oc", "co", "scn", "lmo", "pms", "fur"];

/// What is elided, folded: of Italian, French and Catalan.
const CLITICS: &str = "l d j m t s c n v qu jusqu lorsqu puisqu quoiqu un dell nell sull all dall coll quell quest bell sant gl degl \
    agl negl com dov quand senz anch tutt quant nient";

impl Inflection {
    /// That of a language, a BCP 47 tag. What does not say its language is taken for English, unless articles are elided in it.
    pub fn of(language: Option<&str>) -> Inflection {
        let Some(language) = language else { return Inflection::Undeclared };
        let primary = language.split(['-', '_']).next().unwrap_or_default();
        if primary.eq_ignore_ascii_case("en") {
            Inflection::English
        } else if ELIDING.iter().any(|eliding| primary.eq_ignore_ascii_case(eliding)) {
            Inflection::Eliding
        } else {
            Inflection::None
        }
    }

    /// Tells whether a folded word before an apostrophe is an elided article; `next` is the letter after it.
    fn parts(self, word: &str, next: char) -> bool {
        let is_clitic = || CLITICS.split_ascii_whitespace().any(|clitic| clitic == word);
        let is_vowel = || {
            let mut folded = None;
            fold(next, |symbol| folded = folded.or(Some(symbol)));
            folded.is_some_and(|symbol| "aeiouh".contains(symbol))
        };
        match self {
            Inflection::Eliding => is_clitic(),
            Inflection::Undeclared => is_vowel() && is_clitic(),
            Inflection::None | Inflection::English => false,
        }
    }

    /// A folded word without its ending.
    pub fn stem(self, word: &mut String) {
        let is_english = matches!(self, Inflection::English | Inflection::Undeclared);
        if is_english && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'\'') {
            stem_english(word);
        }
    }
}

/// The words of a text in order, without their endings. An apostrophe between letters is part of a word unless something was
/// elided there, a hyphen is not.
pub fn words(text: &str, inflection: Inflection) -> Vec<Word> {
    let mut found = words_as_written(text, inflection);
    found.iter_mut().for_each(|word| inflection.stem(&mut word.term));
    found
}

/// The same words with their endings.
pub fn words_as_written(text: &str, inflection: Inflection) -> Vec<Word> {
    let mut found: Vec<Word> = Vec::with_capacity(text.len() / 6);
    // Whether the last word may go on.
    let mut is_open = false;
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let end = at + character.len_utf8();
        let class = Class::of(character);
        match (class, found.last_mut()) {
            (Class::Mark, Some(last)) if last.range.end == at => {
                last.range.end = end;
                fold(character, |symbol| last.term.push(symbol));
            }
            (Class::Letter, Some(last)) if is_open => {
                last.range.end = end;
                fold(character, |symbol| last.term.push(symbol));
            }
            (Class::Letter | Class::Glyph, _) => {
                let kind = if class == Class::Glyph { Kind::Glyph } else { Kind::Word };
                let mut term = String::new();
                fold(character, |symbol| term.push(symbol));
                found.push(Word { range: at..end, kind, term });
                is_open = kind == Kind::Word;
            }
            (Class::Apostrophe, Some(last)) if is_open => {
                let next = characters.peek().map(|(_, next)| *next);
                match next.filter(|next| Class::of(*next) == Class::Letter) {
                    Some(next) if inflection.parts(&last.term, next) => {
                        last.kind = Kind::Clitic;
                        is_open = false;
                    }
                    Some(_) => last.term.push('\''),
                    None => is_open = false,
                }
            }
            (Class::Mark, _) => {}
            _ => is_open = false,
        }
    }
    found
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Letter,
    Glyph,
    /// What belongs to the letter before it: accents, vowel signs, joiners, soft hyphens.
    Mark,
    Apostrophe,
    Other,
}

impl Class {
    fn of(character: char) -> Class {
        match character {
            'a'..='z' | 'A'..='Z' | '0'..='9' => Class::Letter,
            '\'' | '’' | 'ʼ' => Class::Apostrophe,
            '\0'..='\u{7f}' => Class::Other,
            // The scripts of India: vowel signs and viramas are part of the word, the danda is not.
            '।' | '॥' => Class::Other,
            '\u{900}'..='\u{dff}' => Class::Letter,
            // Thai, Lao, Myanmar, Khmer; their vowel signs are characters like others here.
            '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' => Class::Glyph,
            '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' => Class::Glyph,
            '\u{20000}'..='\u{3ffff}' => Class::Glyph,
            _ if character.is_alphanumeric() => Class::Letter,
            _ => {
                let mut is_nothing = true;
                fold(character, |_| is_nothing = false);
                if is_nothing { Class::Mark } else { Class::Other }
            }
        }
    }
}

/// Takes the endings of English inflection off a folded word.
///
/// The plural is that of Harman's S stemmer ("How effective is suffixing?", JASIS 42, 1991); `-ed` and `-ing` go as in
/// step 1b of Porter's ("An algorithm for suffix stripping", Program 14, 1980), where a vowel is left before them. At last
/// `e` goes and `y` is `i`, so that *fox* and *foxes*, *like* and *liking*, *carry* and *carried* meet. Derivation stays:
/// *quickly* is not *quick*, nor *government* *govern*.
fn stem_english(word: &mut String) {
    if let Some(at) = word.find('\'') {
        // A genitive; what was contracted (don't, we've) is a function word anyway.
        word.truncate(at);
    }
    // Words that look inflected and are not, or would meet another word.
    const WHOLE: [&str; 6] = ["news", "series", "species", "less", "hundred", "united"];
    if word.len() < 4 || WHOLE.contains(&word.as_str()) {
        return;
    }
    let ends = |word: &String, endings: &[&str]| endings.iter().any(|ending| word.ends_with(ending));
    if word.ends_with("ies") && word.len() > 4 && !ends(word, &["eies", "aies"]) {
        word.truncate(word.len() - 3);
        word.push('y');
    } else if word.ends_with('s') && !ends(word, &["us", "ss", "is"]) {
        word.pop();
    }
    if word.ends_with("ied") && word.len() > 4 {
        word.truncate(word.len() - 3);
        word.push('y');
    } else if word.ends_with("eed") {
        if word.len() > 5 && !word.ends_with("ceed") {
            word.pop();
        }
    } else if let Some(stem) = word.strip_suffix("ed").or_else(|| word.strip_suffix("ing"))
        && stem.len() >= 3
        && stem.contains(['a', 'e', 'i', 'o', 'u', 'y'])
    {
        let length = stem.len();
        let bytes = stem.as_bytes();
        let doubled = bytes[length - 1] == bytes[length - 2] && !b"aeiouylsz".contains(&bytes[length - 1]);
        word.truncate(length - usize::from(doubled));
    }
    if word.len() > 3 && word.ends_with('e') {
        word.pop();
    } else if word.len() > 3 && word.ends_with('y') {
        word.pop();
        word.push('i');
    }
    // fuss, fusses, fussing; the e of -sses is gone by now.
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, inflection: Inflection, expected: &str) {
        let found = words(text, inflection);
        let shown: Vec<_> =
            found.iter().map(|word| format!("{}={}", &text[word.range.clone()], word.term)).collect();
        assert_eq!(shown.join(" "), expected);
    }

    #[test]
    fn texts_are_words() {
        let none = Inflection::None;
        check("The QUICK-brown fox…", none, "The=the QUICK=quick brown=brown fox=fox");
        check("Don’t ’tis dogs’ 3rd", none, "Don’t=don't tis=tis dogs=dogs 3rd=3rd");
        check(
            "Zu\u{308}rich co\u{ad}op «Straße»",
            none,
            "Zu\u{308}rich=zurich co\u{ad}op=coop Straße=strasse",
        );
        check("第一輪ok", none, "第=第 一=一 輪=輪 ok=ok");
        check("क्षत्रिय गया।", none, "क्षत्रिय=क्षत्रिय गया=गया");
        check(" \n…", none, "");
    }

    #[test]
    fn elided_articles_are_words_of_their_own() {
        let eliding = Inflection::Eliding;
        check("dell’orologio l'Aquila", eliding, "dell=dell orologio=orologio l=l Aquila=aquila");
        check("qu’il d'accord aujourd’hui", eliding, "qu=qu il=il d=d accord=accord aujourd’hui=aujourd'hui");
        check("l’église jusqu’à", eliding, "l=l église=eglise jusqu=jusqu à=a");
        let undeclared = Inflection::Undeclared;
        check("l’eau all'alba", undeclared, "l=l eau=eau all=all alba=alba");
        check("O’Brien’s don’t y’all", undeclared, "O’Brien’s=o don’t=don y’all=y");
        check("l’eau O’Brien", Inflection::English, "l’eau=l O’Brien=o");
        check("l’eau", Inflection::None, "l’eau=l'eau");
    }

    #[test]
    fn inflections_of_english_meet() {
        for family in [
            "fox foxes fox's Foxes’",
            "ferry ferries",
            "carry carries carried carrying",
            "tag tags tagged tagging",
            "like likes liked liking",
            "agree agrees agreed agreeing",
            "refuse refuses refused refusing",
            "bus bus",
            "class classes",
            "committee committees",
            "call calls called calling",
            "extradite extradited extraditing",
        ] {
            let terms = |word: &str| words(word, Inflection::English).remove(0).term;
            let all: Vec<_> = family.split(' ').map(terms).collect();
            assert!(all.iter().all(|term| *term == all[0]), "{family}: {all:?}");
        }
    }

    #[test]
    fn other_words_do_not_meet() {
        for pair in
            ["thing th", "king k", "red r", "news new", "need ne", "proceed proc", "united unit", "speed spe"]
        {
            let (one, other) = pair.split_once(' ').expect("two words");
            let terms = [one, other].map(|word| words(word, Inflection::English).remove(0).term);
            assert_ne!(terms[0], terms[1], "{pair}");
        }
        assert_eq!(Inflection::of(Some("de-CH")), Inflection::None);
        assert_eq!(Inflection::of(Some("EN-gb")), Inflection::English);
        assert_eq!(Inflection::of(None), Inflection::Undeclared);
        assert_eq!(Inflection::of(Some("it-IT")), Inflection::Eliding);
    }
}
