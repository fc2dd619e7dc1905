//! Where the ends of a quotation are, and whether that is sure.

use std::ops::Range;

use super::super::alignment::Alignment;
use super::super::approximate::Pattern;
use super::super::mapping::Words;
use super::{ALIKE, Candidate, Index, LONG, Place, Query, SAME, STRETCH};
use crate::model::anchor::{CONTEXT, Quote};

impl Index {
    /// A place with its ends where the words of the quotation and its context went. Costs of letters put a word that came
    /// in beside an end on either side of it, and take another word there for part of the context.
    pub(super) fn refined(&self, query: &Query, found: &Candidate) -> Option<Candidate> {
        let Quote { exact, prefix, suffix } = query.quote;
        // An end beside which nothing is known may be within a word.
        let is_known = [prefix, suffix].map(|side| !side.is_empty());
        if is_known == [false, false] {
            return None;
        }
        let old = [prefix.as_str(), exact, suffix].concat();
        let symbols = self.folded.at(found.span.start().byte())..self.folded.at(found.span.end().byte());
        let is_cut = [found.prefix, found.suffix].map(|side| side.is_some_and(|share| share < ALIKE));
        let beyond = is_cut.map(|is_cut| if is_cut { AROUND + 2 * CONTEXT } else { CONTEXT + FEW });
        let from = symbols.start.saturating_sub(beyond[0]);
        let to = self.folded.symbols().len().min(symbols.end + beyond[1]);
        let window = self.folded.bytes(from..to);
        let new = &self.text.as_str()[window.clone()];
        let alignment = Alignment::of(&old, new);
        let words = Words { old: &old, new, alignment: &alignment };
        let [start, end] = words.ends(&(prefix.len()..prefix.len() + exact.len()), is_cut);
        let symbol = |byte: usize| self.folded.at(window.start + byte);
        let (start, end) = (start.filter(|_| is_known[0]), end.filter(|_| is_known[1]));
        let place = start.map_or(symbols.start, symbol)..end.map_or(symbols.end, symbol);
        if place.is_empty() || place == symbols {
            return None;
        }
        self.candidate(query, &Place { symbols: place, is_exact: false })
    }

    /// Whether each end of a place is known, not only that the passage is there.
    ///
    /// Of two copies one may be what was deleted. So the words around an end have to be nowhere else in the text; or all of
    /// the sentence that begins or ends there.
    pub(in super::super) fn has_sure_ends(&self, found: &Candidate) -> bool {
        let all = self.folded.symbols();
        let start = self.folded.at(found.span.start().byte());
        let end = self.folded.at(found.span.end().byte()).max(start);
        let (before, here, after) = (&all[..start], &all[start..end], &all[end..]);
        let (head, tail) = (sentence(here.iter()), sentence(here.iter().rev()));
        let from_start = |beyond: usize, within: usize| start - beyond..start + within;
        let from_end = |beyond: usize, within: usize| end - within..end + beyond;
        let is_whole = |at: usize, length: usize, range: Range<usize>| {
            self.is_border(at) && length >= LONG * self.gram && !self.is_repeated(&all[range])
        };
        (is_whole(start, head, from_start(0, head))
            || self.is_end_sure(found.prefix, before.iter().rev(), (head, here.len()), from_start))
            && (is_whole(end, tail, from_end(0, tail))
                || self.is_end_sure(found.suffix, after.iter(), (tail, here.len()), from_end))
    }

    /// Whether the words around one end are nowhere else. `beyond` is the text from there outwards; `within` is how far it is
    /// to a sentence's border inwards, and how long the passage is; `around` makes a range of so many symbols on both sides.
    ///
    /// Where the words beyond are others by now, those within have to say it alone; and if a sentence ends soon within, the
    /// few words before that are anywhere.
    fn is_end_sure<'a>(
        &self,
        side: Option<f32>,
        beyond: impl ExactSizeIterator<Item = &'a u32>,
        (within, length): (usize, usize),
        around: impl Fn(usize, usize) -> Range<usize>,
    ) -> bool {
        let is_unique = |range: Range<usize>| !self.is_repeated(&self.folded.symbols()[range]);
        let long = LONG * self.gram;
        let is_short = within < long.min(length);
        if side.is_some_and(|share| share < if is_short { SAME } else { ALIKE }) {
            return !is_short && is_unique(around(0, within.min(long)));
        }
        // Of what is beyond, the sentence that the end is in; more than that only if all of it is very short.
        let far = long.min(beyond.len());
        let border = beyond.take(far).position(|symbol| ends_sentence(letter(*symbol))).unwrap_or(far);
        let within = within.min((FEW_WITHIN * self.gram).max(long.saturating_sub(border)));
        is_unique(around(if border + within < long { far } else { border }, within))
    }

    /// Whether a sentence ends at a symbol, or the text.
    fn is_border(&self, at: usize) -> bool {
        let (before, after) = self.folded.symbols().split_at(at);
        let signs = |symbol: &&u32| !letter(**symbol).is_alphanumeric();
        let mut around = before.iter().rev().take_while(signs).chain(after.iter().take_while(signs));
        before.is_empty() || after.is_empty() || around.any(|symbol| ends_sentence(letter(*symbol)))
    }

    /// Whether some symbols of the text are in it more than once.
    fn is_repeated(&self, symbols: &[u32]) -> bool {
        let Some((bucket, within)) = self.rarest(symbols) else { return false };
        let starts = bucket.iter().filter_map(|at| (*at as usize).checked_sub(within));
        starts.filter(|at| self.is_at(symbols, *at)).nth(1).is_some()
    }
}

/// How many grams within an end are looked at together with what stands beyond it: a word or two.
const FEW_WITHIN: usize = 2;

/// How far around a place the words of a quotation may have gone, in symbols, beside its context: two sentences.
const AROUND: usize = 200;

/// How far beyond the context of a place that is where it was, in symbols: a word that was put in.
const FEW: usize = 8;

/// How many symbols it is, from an end of a passage, to where a sentence ends within it; all of them if none does.
fn sentence<'a>(symbols: impl ExactSizeIterator<Item = &'a u32>) -> usize {
    let all = symbols.len();
    let mut letters = symbols.map(|symbol| letter(*symbol)).enumerate();
    // The signs that a passage begins or ends with are of its own sentence.
    let _ = letters.find(|(_, letter)| letter.is_alphanumeric());
    letters.find(|(_, letter)| ends_sentence(*letter)).map_or(all, |(at, _)| at)
}

fn ends_sentence(folded: char) -> bool {
    matches!(folded, '.' | '!' | '?' | '。' | '।' | '؟')
}

fn letter(symbol: u32) -> char {
    char::from_u32(symbol).unwrap_or(' ')
}

/// Puts the ends of a quotation where they are in a changed text.
///
/// The start is where what ends there is most like the prefix and what begins there most like the quotation; the end
/// likewise. Both costs are known for every position from one bit-parallel pass over the text, forwards for what ends and
/// backwards for what begins, so no path through the table of distances has to be kept.
pub(super) struct Aligner<'a> {
    index: &'a Index,
    forwards: Pattern,
    backwards: Pattern,
    before: Pattern,
    after: Pattern,
    /// Whether its ends are within words, or nobody knows.
    within: [bool; 2],
}

impl<'a> Aligner<'a> {
    pub fn new(index: &'a Index, prefix: &[u32], exact: &[u32], suffix: &[u32]) -> Aligner<'a> {
        Aligner {
            index,
            forwards: Pattern::new(exact.iter().copied()),
            backwards: Pattern::new(exact.iter().rev().copied()),
            before: Pattern::new(prefix.iter().copied()),
            after: Pattern::new(suffix.iter().rev().copied()),
            within: [
                prefix.is_empty() || is_within(prefix.last().copied(), exact.first().copied()),
                suffix.is_empty() || is_within(exact.last().copied(), suffix.first().copied()),
            ],
        }
    }

    /// The quotation's place near a start that is right within a stretch or two and an eighth of its length.
    pub fn align(&self, start: usize) -> Option<Place> {
        let length = self.forwards.length();
        let slack = (2 << STRETCH) + length / 8;
        let all = self.index.folded.symbols();
        let from = start.saturating_sub(slack + self.before.length());
        let to = all.len().min(start + length + slack + self.after.length());
        let here = all.get(from..to)?;
        let (mut ending, mut beginning) = (Vec::new(), Vec::new());
        self.before.costs(here.iter().copied(), false, &mut ending);
        self.backwards.costs(here.iter().rev().copied(), false, &mut beginning);
        let cap = cap(self.before.length());
        let within = |at: usize| is_within(at.checked_sub(1).map(|at| here[at]), here.get(at).copied());
        let cost = |at: usize| {
            let misfit = MISFIT * u32::from(within(at) && !self.within[0]);
            (ending[at].min(cap) + beginning[here.len() - at] + misfit, (from + at).abs_diff(start))
        };
        let first = (0..here.len()).min_by_key(|at| cost(*at))?;
        self.after.costs(here[first..].iter().rev().copied(), false, &mut beginning);
        self.forwards.costs(here[first..].iter().copied(), true, &mut ending);
        let cap = self::cap(self.after.length());
        let count = here.len() - first;
        let cost = |at: usize| {
            let misfit = MISFIT * u32::from(within(first + at) && !self.within[1]);
            (ending[at] + beginning[count - at].min(cap) + misfit, at.abs_diff(length))
        };
        let last = (1..=count).min_by_key(|at| cost(*at))?;
        let symbols = from + first..from + first + last;
        Some(Place { symbols, is_exact: false })
    }
}

/// That a quotation whose start is not within a word would begin within one counts as much as so many edits; so too its end.
const MISFIT: u32 = 3;

/// Context that differs in more than two symbols of five says nothing of where the quotation's end is: in unrelated articles
/// of the corpus it differs in six of ten.
fn cap(length: usize) -> u32 {
    length as u32 * 2 / 5
}

/// Whether both sides of a boundary are letters, so that it is within a word.
fn is_within(one: Option<u32>, other: Option<u32>) -> bool {
    let is_letter = |symbol: Option<u32>| symbol.and_then(char::from_u32).is_some_and(char::is_alphanumeric);
    is_letter(one) && is_letter(other)
}
