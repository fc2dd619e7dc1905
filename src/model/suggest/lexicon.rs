//! The words of all sentences, numbered and counted; and so the pairs of them, and their beginnings.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::weights;
use crate::model::words::{Inflection, Kind, Word, words_as_written};

/// What occurs, by its number, and in how many sentences each does.
#[derive(Default)]
pub struct Lexicon {
    numbers: HashMap<Box<str>, Term>,
    pairs: HashMap<(Term, Term), Term>,
    roots: HashMap<Box<str>, Term>,
    /// By number.
    counts: Vec<Count>,
    /// How many sentences there are.
    sentences: u32,
}

/// The number of a word, or of a pair of words.
pub type Term = u32;

/// Coordinates by number, ascending, none 0.
pub type Vector = Vec<(Term, f32)>;

#[derive(Clone, Copy)]
struct Count {
    sentences: u32,
    /// How much it says for its form: see [`says_by_form`].
    says: f32,
    /// Whether it comes on top of words: a pair or the beginning of one.
    is_extra: bool,
}

/// A word or pair of words where it stands.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Place {
    /// What it is.
    pub term: Term,
    /// Where it begins, in bytes of what it was read in.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
}

impl Lexicon {
    /// How many numbers were given.
    pub fn len(&self) -> usize {
        self.counts.len()
    }

    /// The words of a text that say anything, and the pairs of those that follow each other, numbered. Function words say
    /// nothing; of scripts that do not part their words, pairs of characters are the words.
    pub fn read(&mut self, text: &str, inflection: Inflection) -> Vec<Place> {
        let mut places = Vec::new();
        let mut last: Option<Place> = None;
        let mut glyph: Option<Word> = None;
        for mut word in words_as_written(text, inflection) {
            if word.kind == Kind::Glyph {
                let before =
                    glyph.replace(word.clone()).filter(|before| before.range.end == word.range.start);
                let Some(before) = before else { continue };
                word.range.start = before.range.start;
                word.term.insert_str(0, &before.term);
            } else if word.kind == Kind::Clitic || is_function_word(&word.term) {
                continue;
            } else {
                glyph = None;
                inflection.stem(&mut word.term);
            }
            let (start, end) = (word.range.start as u32, word.range.end as u32);
            let written = &text[word.range.clone()];
            let root = root_of(&word.term).filter(|_| word.kind == Kind::Word).map(str::to_owned);
            let place = Place { term: self.number(word.term, written, word.kind), start, end };
            places.push(place);
            if let Some(root) = root {
                places.push(Place { term: self.root(root), start, end });
            }
            if let Some(last) =
                last.replace(place).filter(|last| last.end <= start && last.term != place.term)
            {
                places.push(Place { term: self.pair(last.term, place.term), start: last.start, end });
            }
        }
        places
    }

    /// Counts a sentence of these places; `by` is 1, or -1 for one that is gone.
    pub fn count(&mut self, places: &[Place], by: i32) {
        self.sentences = self.sentences.saturating_add_signed(by);
        let mut terms: Vec<_> = places.iter().map(|place| place.term).collect();
        terms.sort_unstable();
        terms.dedup();
        for term in terms {
            let count = &mut self.counts[term as usize].sentences;
            *count = count.saturating_add_signed(by);
        }
    }

    /// The vector of some places, each with a factor: frequency by its logarithm, times how rare the word is. Its words have
    /// the length 1; pairs and beginnings come on top, so that one more never makes the words say less.
    pub fn vector(&self, places: impl Iterator<Item = (Term, f32)>) -> Vector {
        let mut terms: Vec<(Term, f32)> = places.collect();
        terms.sort_unstable_by_key(|(term, _)| *term);
        let mut vector: Vector = Vec::with_capacity(terms.len());
        for same in terms.chunk_by(|one, other| one.0 == other.0) {
            let count = same.len() as f32;
            let factor = same.iter().map(|(_, factor)| factor).sum::<f32>() / count;
            let weight = (1.0 + count.ln()) * factor * self.says(same[0].0);
            if weight > 0.0 {
                vector.push((same[0].0, weight));
            }
        }
        let words = vector.iter().filter(|(term, _)| !self.counts[*term as usize].is_extra);
        let length = words.map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
        if length > 0.0 {
            vector.iter_mut().for_each(|(_, weight)| *weight /= length);
        }
        vector
    }

    /// The vector of an item's own words, of those that occur in any text.
    pub fn seed(&mut self, title: &str, description: &str) -> Vector {
        let mut places = Vec::new();
        for (words, factor) in [(title, weights::TITLE), (description, 1.0)] {
            for inflection in [Inflection::English, Inflection::Eliding, Inflection::None] {
                places.extend(self.read(words, inflection).into_iter().map(|place| (place.term, factor)));
            }
        }
        // What is the same in several ways of reading is there as often.
        places.sort_unstable_by(|one, other| one.0.cmp(&other.0).then(other.1.total_cmp(&one.1)));
        places.dedup_by_key(|(term, _)| *term);
        self.vector(places.into_iter())
    }

    /// How much a word says: the rarer the more, and nothing where it is in no sentence.
    fn says(&self, term: Term) -> f32 {
        let count = self.counts[term as usize];
        if count.sentences == 0 {
            return 0.0;
        }
        count.says * (1.0 + self.sentences as f32 / count.sentences as f32).ln()
    }

    fn number(&mut self, term: String, written: &str, kind: Kind) -> Term {
        if let Some(number) = self.numbers.get(term.as_str()) {
            return *number;
        }
        let number = self.add(Count { sentences: 0, says: says_by_form(written, kind), is_extra: false });
        self.numbers.insert(term.into(), number);
        number
    }

    fn root(&mut self, root: String) -> Term {
        if let Some(number) = self.roots.get(root.as_str()) {
            return *number;
        }
        let number = self.add(Count { sentences: 0, says: weights::ROOT, is_extra: true });
        self.roots.insert(root.into(), number);
        number
    }

    fn pair(&mut self, one: Term, other: Term) -> Term {
        if let Some(number) = self.pairs.get(&(one, other)) {
            return *number;
        }
        let number = self.add(Count { sentences: 0, says: weights::PHRASE, is_extra: true });
        self.pairs.insert((one, other), number);
        number
    }

    fn add(&mut self, count: Count) -> Term {
        self.counts.push(count);
        self.counts.len() as Term - 1
    }
}

/// The beginning of a word, in which words of one family meet that inflection does not bring together.
fn root_of(term: &str) -> Option<&str> {
    let is_word = |character: char| character.is_alphabetic();
    let end = term.char_indices().nth(weights::ROOT_LETTERS).map_or(term.len(), |(at, _)| at);
    let has_all = term.chars().nth(weights::ROOT_LETTERS - 1).is_some();
    (has_all && term[..end].chars().all(is_word)).then_some(&term[..end])
}

/// Words of one to three letters say half, in any language: most are function words. Abbreviations (`NCB`), numbers and
/// pairs of glyphs say what others do.
fn says_by_form(written: &str, kind: Kind) -> f32 {
    let is_short = written.chars().nth(3).is_none();
    let is_plain = written.chars().skip(1).all(|character| character.is_lowercase())
        && !written.starts_with(|first: char| first.is_numeric());
    if kind == Kind::Word && is_short && is_plain { 0.5 } else { 1.0 }
}

/// Whether a folded word is about nothing. In texts of a few dozen sentences frequency alone does not tell.
fn is_function_word(folded: &str) -> bool {
    static SET: LazyLock<HashSet<&str>> = LazyLock::new(|| FUNCTION_WORDS.split(' ').collect());
    SET.contains(folded)
}

/// Articles, pronouns, prepositions, auxiliaries and the like: of English, German, French and Spanish, folded; without those
/// that are something in another of them, as *war*.
const FUNCTION_WORDS: &str = "a about above after again against all almost also although always am among an and another any \
    anybody anyone anything are aren't around as asked at away back be became because become been before behind being below \
    between both but by came can can't cannot come could couldn't did didn't do does doesn't doing done don't down during \
    each either else enough even ever every everybody everyone everything few first for from further gave get gets getting \
    give given go goes going gone got had hadn't has hasn't have haven't having he he's her here hers herself him himself \
    his how however i i'd i'll i'm i've if in instead into is isn't it it's its itself just keep kept last least less let \
    like made make makes making many may me might mine more most much must my myself neither never next no nobody none nor \
    not nothing now of off often on once one only onto or other others our ours out over own perhaps put quite rather said \
    same saw say saying says second see seen several shall she should since so some somebody someone something soon still \
    such take taken takes than that that's the their theirs them themselves then there there's these they they're thing \
    things third this those though through thus to together told too took toward towards two under until up upon us very \
    was wasn't way we we're we've well went were weren't what whatever when where whether which while who whoever whole whom \
    whose why will with within without won't would wouldn't yes yet you you're your yours yourself \
    aber als am an auch auf aus bei bis da dann das dass dem den der des doch dort du durch ein eine einem einen einer \
    eines er es fur haben hatte ich ihm ihn ihr ihre im ist ja kann kein keine mehr mit nach nicht noch nur oder \
    sein seine sich sie sind so uber um und uns von vor waren was weil wenn werden wie wird wir wurde zu zum zur \
    au aux avec ce cela ces cette comme dans de des du elle elles en et etait ete etre il ils je la le les leur \
    lui mais meme ne nous on ont ou pas pour qu'il qu'on que qui sa sans se ses sont tout tres un une \
    vous al como con cuando del desde donde el ella ellos entre es esta este esto ha han hay la lo mas me mi \
    muy no nos o para pero por porque que se ser si sobre su sus tambien te un una uno unos y ya";
