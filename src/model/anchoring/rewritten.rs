//! Searching for a sentence that was rewritten: by the words that it kept, in their order.
//!
//! Edits of letters do not find a sentence of which half of the words are others, into which a clause came, or of which the
//! beginning is gone. But words that are rare in a text are hardly together twice by chance. So the words of the quotation
//! and of what stood around it vote for where they are, the rare ones with more; there both are aligned word by word (T.
//! Smith and M. Waterman, 1981); and what was kept has to say more, in bits, than chance would bring together somewhere in
//! a text of that length. What is found so is for a person to judge.

use std::collections::HashMap;
use std::ops::Range;

use super::alignment::{SENTENCE, boundary};
use super::tokens::{Kind, Names, Tokens, UNKNOWN};
use crate::model::anchor::Quote;

/// The words of a text, and where each of them is.
pub(super) struct Vocabulary {
    names: Names,
    tokens: Tokens,
    keys: Vec<u32>,
    postings: HashMap<u32, Vec<u32>>,
}

/// A stretch of the text that may be what became of a quotation.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Rewritten {
    /// Where it is, in bytes.
    pub bytes: Range<usize>,
    /// How sure it is that this is no chance, in bits.
    pub bits: f32,
    /// How much of the quotation was kept, by the letters of its words.
    pub kept: f32,
}

/// A quotation and what stood around it, as tokens.
struct Query {
    string: String,
    tokens: Tokens,
    keys: Vec<u32>,
    /// The tokens of the quotation itself.
    own: Range<usize>,
    /// What finding each of them in a place of that length says, in bits.
    bits: Vec<f32>,
}

/// Longer quotations, in tokens, are found by their two ends.
const LONGEST: usize = 240;

/// Fewer words are together by chance.
const FEWEST: f32 = 6.0;

/// A token that is everywhere says nothing, but decides between alignments that are the same in all else.
const LEAST_BITS: f32 = 0.2;

/// From here on a word is rare enough to vote for where the quotation is, in bits.
const VOTING: f32 = 1.0;

/// How many places of words may vote, of the rarest words first.
const MOST_VOTES: usize = 2000;

/// How many places are aligned with the quotation, those with most votes.
const MOST_ALIGNED: usize = 4;

/// Votes are counted for stretches of so many tokens: about a sentence, since so much may have been put in or taken out.
const STRETCH: usize = 16;

/// How much may have been put in on the whole, in tokens.
const PUT_IN: usize = 40;

/// What going on into the next sentence costs where the quotation does not, in bits.
const CROSSED: f32 = 3.0;

/// What skipping a token costs, in bits, so that a word far away is not taken for one of the sentence.
const SKIPPED: f32 = 0.15;

impl Vocabulary {
    pub fn of(string: &str) -> Vocabulary {
        let mut names = Names::new();
        let tokens = Tokens::of(string, &mut names);
        let keys = keys(&tokens);
        let mut postings: HashMap<u32, Vec<u32>> = HashMap::new();
        for (at, key) in keys.iter().enumerate().filter(|(_, key)| **key != UNKNOWN) {
            postings.entry(*key).or_default().push(at as u32);
        }
        Vocabulary { names, tokens, keys, postings }
    }

    /// The place in the text `string` that keeps most of a quotation's words, if that is no chance. `is_free` says whether a
    /// range of bytes may be it at all.
    pub fn find(
        &self,
        string: &str,
        quote: &Quote,
        hint: Option<usize>,
        is_free: impl Fn(&Range<usize>) -> bool,
    ) -> Option<Rewritten> {
        let query = self.query(quote)?;
        let found = self.voted(&query).into_iter().filter_map(|start| self.aligned(string, &query, start));
        let found = found.map(|found| {
            let near = hint.map_or(0.0, |hint| nearness(found.bytes.start.abs_diff(hint), string.len()));
            Rewritten { bits: found.bits + near, ..found }
        });
        let free = found.filter(|found| is_free(&found.bytes));
        free.max_by(|one, other| one.bits.total_cmp(&other.bits))
    }

    /// How much of a quotation's words a place keeps, as [`Vocabulary::find`] measures it; `None` if that cannot be said of so
    /// short a quotation.
    pub fn evidence(
        &self,
        string: &str,
        quote: &Quote,
        hint: Option<usize>,
        place: Range<usize>,
    ) -> Option<Rewritten> {
        let query = self.query(quote)?;
        let start = self.tokens.touched(&place).start;
        let found = self.aligned(string, &query, start.saturating_sub(query.own.start));
        let near = hint.map_or(0.0, |hint| nearness(place.start.abs_diff(hint), string.len()));
        let (bits, kept) = found.map_or((0.0, 0.0), |found| (found.bits, found.kept));
        Some(Rewritten { bytes: place, bits: bits + near, kept })
    }

    fn query(&self, quote: &Quote) -> Option<Query> {
        let string = [&quote.prefix[..], &quote.exact, &quote.suffix].concat();
        let tokens = Tokens::beside(&string, &self.names);
        let start = quote.prefix.len();
        let own = tokens.touched(&(start..start + quote.exact.len()));
        let words = own.clone().filter(|at| tokens.kind(*at) != Kind::Sign);
        let words: f32 = words.map(|at| share(&tokens, at)).sum();
        if words < FEWEST || own.len() > LONGEST || self.keys.is_empty() {
            return None;
        }
        let keys = keys(&tokens);
        let length = (tokens.len() + PUT_IN / 2) as f32;
        let bits = keys.iter().enumerate().map(|(at, key)| {
            let Some(places) = self.postings.get(key) else { return 0.0 };
            let elsewhere = usual(&tokens, at) * PROSE;
            let chance = (places.len() as f32 + elsewhere) * length / (self.keys.len() as f32 + PROSE);
            (-chance.log2()).max(LEAST_BITS) * share(&tokens, at)
        });
        let bits = bits.collect();
        Some(Query { string, tokens, keys, own, bits })
    }

    /// Tokens of the text at which the query may begin, those with most votes first.
    fn voted(&self, query: &Query) -> Vec<usize> {
        let places = |at: &usize| self.postings.get(&query.keys[*at]).map_or(&[][..], Vec::as_slice);
        let mut voters: Vec<usize> = (0..query.keys.len()).filter(|at| query.bits[*at] >= VOTING).collect();
        voters.sort_by_key(|at| places(at).len());
        let (mut votes, mut left): (HashMap<usize, f32>, usize) = (HashMap::new(), MOST_VOTES);
        for at in voters {
            let Some(rest) = left.checked_sub(places(&at).len()) else { break };
            left = rest;
            for place in places(&at) {
                let start = (*place as usize + query.keys.len()).saturating_sub(at);
                *votes.entry(start / STRETCH).or_default() += query.bits[at];
            }
        }
        let mut sums: Vec<(f32, usize)> = votes
            .iter()
            .map(|(stretch, sum)| (sum + votes.get(&(stretch + 1)).copied().unwrap_or(0.0), *stretch))
            .collect();
        sums.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
        let mut kept: Vec<usize> = Vec::new();
        for (_, stretch) in sums {
            if kept.iter().all(|other| other.abs_diff(stretch) > 1) {
                kept.push(stretch);
            }
            if kept.len() == MOST_ALIGNED {
                break;
            }
        }
        kept.into_iter().map(|stretch| (stretch * STRETCH).saturating_sub(query.keys.len())).collect()
    }

    /// The query aligned with the text from about a token on.
    fn aligned(&self, string: &str, query: &Query, start: usize) -> Option<Rewritten> {
        let start = start.min(self.keys.len());
        let window =
            start.saturating_sub(PUT_IN)..self.keys.len().min(start + query.keys.len() + STRETCH + PUT_IN);
        let is_border = |at: usize| boundary(string, &self.tokens, at) >= SENTENCE;
        let borders: Vec<bool> = window.clone().map(is_border).collect();
        let pairs = align(query, &self.keys[window.clone()], &borders);
        let pairs: Vec<(usize, usize)> =
            pairs.into_iter().map(|(own, there)| (own, window.start + there)).collect();
        let own: Vec<(usize, usize)> =
            pairs.iter().copied().filter(|(at, _)| query.own.contains(at)).collect();
        let (first, last) = (own.first()?, own.last()?);
        let kept_own = || own.iter().map(|(at, _)| *at);
        let is_word = |at: &usize| query.tokens.kind(*at) != Kind::Sign;
        let letters = |at: usize| query.tokens.weight(at, at + 1);
        let all: u32 = query.own.clone().filter(is_word).map(letters).sum();
        let kept: u32 = kept_own().filter(is_word).map(letters).sum();
        let tells = |at: &usize| query.bits[*at] > LEAST_BITS;
        let share = |at: usize| share(&query.tokens, at);
        // Which of the words that are in the text at all were kept is chance, too.
        let telling: f32 = query.own.clone().filter(tells).map(share).sum();
        let telling_kept: f32 = kept_own().filter(tells).map(share).sum();
        let inside: f32 = kept_own().filter(tells).map(|at| query.bits[at]).sum();
        let beside = pairs.iter().map(|(at, _)| *at).filter(|at| !query.own.contains(at));
        let around: f32 = beside.filter(tells).map(|at| query.bits[at]).sum();
        let places = (self.keys.len() as f32 / query.keys.len() as f32).max(1.0).log2();
        let chance = choices(telling as usize, telling_kept as usize) + places;
        let bits = inside + around.min(inside) - chance;
        let start = self.start(string, query, &pairs, *first);
        let end = self.end(string, query, &pairs, *last);
        let bytes = self.tokens.starts[start] as usize..self.tokens.ends[end] as usize;
        Some(Rewritten { bytes, bits, kept: kept as f32 / all.max(1) as f32 })
    }

    /// The first token of the place: the quotation's own, or what took its place.
    fn start(&self, string: &str, query: &Query, pairs: &[(usize, usize)], first: (usize, usize)) -> usize {
        let missing = first.0 - query.own.start;
        if missing == 0 {
            return first.1;
        }
        let before = pairs.iter().rev().find(|(at, _)| *at < query.own.start).map_or(0, |(_, to)| to + 1);
        let least = before.min(first.1);
        let border = (least..=first.1).rev().find(|at| boundary(string, &self.tokens, *at) >= SENTENCE);
        if boundary(&query.string, &query.tokens, query.own.start) >= SENTENCE {
            return border.unwrap_or(least);
        }
        first.1.saturating_sub(missing).max(border.unwrap_or(least))
    }

    /// The last token of the place.
    fn end(&self, string: &str, query: &Query, pairs: &[(usize, usize)], last: (usize, usize)) -> usize {
        let missing = query.own.end - 1 - last.0;
        if missing == 0 {
            return last.1;
        }
        let tokens = self.tokens.len();
        let after = pairs.iter().find(|(at, _)| *at >= query.own.end).map_or(tokens, |(_, to)| *to);
        let most = after.max(last.1 + 1);
        let border = (last.1 + 1..=most).find(|at| boundary(string, &self.tokens, *at) >= SENTENCE);
        let end = match boundary(&query.string, &query.tokens, query.own.end) >= SENTENCE {
            true => border.unwrap_or(most),
            false => (last.1 + 1 + missing).min(border.unwrap_or(most)),
        };
        end.min(tokens) - 1
    }
}

/// A text is taken to be part of so many more tokens of prose, or one of a few lines would have no rare words.
const PROSE: f32 = 1000.0;

/// How often a word is met in prose, by its length: roughly a hundredth of all words is one of four letters, and each letter
/// more makes it less than half as frequent. A pair of ideographs is met like a word of six.
fn usual(tokens: &Tokens, at: usize) -> f32 {
    let letters = match tokens.kind(at) {
        Kind::Ideograph => 6.0,
        _ => tokens.weight(at, at + 1) as f32,
    };
    (-2.0 - 1.2 * letters).exp2()
}

/// How much of a word a token is: each ideograph is in two pairs.
fn share(tokens: &Tokens, at: usize) -> f32 {
    if tokens.kind(at) == Kind::Ideograph { 0.5 } else { 1.0 }
}

/// What tokens are compared by: words by themselves, and ideographs two by two, since one says little. Signs and what is
/// unknown are not.
fn keys(tokens: &Tokens) -> Vec<u32> {
    const PAIRED: u32 = 1 << 31;
    let pair = |at: usize| {
        let next = at + 1;
        let is_paired = next < tokens.len()
            && tokens.kind(next) == Kind::Ideograph
            && tokens.starts[next] == tokens.ends[at]
            && tokens.ids[next] != UNKNOWN;
        is_paired.then(|| tokens.ids[at].wrapping_mul(0x9e37_79b1).wrapping_add(tokens.ids[next]) | PAIRED)
    };
    let key = |at: usize| match (tokens.ids[at], tokens.kind(at)) {
        (UNKNOWN, _) | (_, Kind::Sign) => UNKNOWN,
        (id, Kind::Ideograph) => pair(at).unwrap_or(id),
        (id, _) => id,
    };
    (0..tokens.len()).map(key).collect()
}

/// The pairs of equal keys in the same order that say most together, less what is skipped between them, and less for each
/// border of sentences that is crossed in the text alone.
fn align(query: &Query, other: &[u32], borders: &[bool]) -> Vec<(usize, usize)> {
    let Query { string, tokens, keys: one, bits, .. } = query;
    let width = other.len() + 1;
    let mut table = vec![0f32; (one.len() + 1) * width];
    let own_borders: Vec<bool> = (0..one.len()).map(|at| boundary(string, tokens, at) >= SENTENCE).collect();
    let step = |table: &[f32], row: usize, column: usize| -> [f32; 3] {
        let cell = (row + 1) * width + column + 1;
        let crossing = if borders[column] { CROSSED } else { 0.0 };
        let both = if own_borders[row] { 0.0 } else { crossing };
        // One word in the place of another costs no more than one.
        let says = if one[row] == other[column] && one[row] != UNKNOWN { bits[row] } else { -SKIPPED };
        [
            table[cell - width - 1] + says - both,
            table[cell - 1] - SKIPPED - crossing,
            table[cell - width] - SKIPPED,
        ]
    };
    let (mut best, mut end) = (0f32, 0);
    for row in 0..one.len() {
        for column in 0..other.len() {
            let cell = (row + 1) * width + column + 1;
            table[cell] = step(&table, row, column).into_iter().fold(0.0, f32::max);
            if table[cell] > best {
                (best, end) = (table[cell], cell);
            }
        }
    }
    let mut pairs = Vec::new();
    let mut cell = end;
    while table[cell] > 0.0 {
        let (row, column) = (cell / width - 1, cell % width - 1);
        let [diagonal, left, _] = step(&table, row, column);
        cell -= if table[cell] == diagonal {
            if one[row] == other[column] && one[row] != UNKNOWN {
                pairs.push((row, column));
            }
            width + 1
        } else if table[cell] == left {
            1
        } else {
            width
        };
    }
    pairs.reverse();
    pairs
}

/// What being so near to where it was says, in bits: a quarter of the texts' places are within an eighth on both sides.
fn nearness(distance: usize, length: usize) -> f32 {
    let share = 2.0 * distance as f32 / length.max(1) as f32;
    (-share.max(NEAREST).log2()).max(0.0)
}

/// Nobody knows a place better than this share of the text, a paragraph or two, when others came and went before it.
const NEAREST: f32 = 0.1;

/// In how many ways so many of all words can have been kept, in bits.
fn choices(all: usize, kept: usize) -> f32 {
    let kept = kept.min(all);
    (0..kept).map(|at| ((all - at) as f32 / (at + 1) as f32).log2()).sum()
}
