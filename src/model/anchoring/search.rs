//! Searching a text for a quotation, exactly and approximately.

use std::cell::OnceCell;
use std::ops::Range;

use super::approximate::Pattern;
use super::fold::{Folded, symbols};
use super::rewritten::Vocabulary;
use super::tokens;
use crate::model::anchor::{CONTEXT, Quote};
use crate::model::text::{Pos, Span, Text};

mod ends;

use self::ends::Aligner;

/// A text prepared for being searched: where each gram of it occurs, a gram being [`Index::gram`] folded symbols in a row.
///
/// A quotation that was changed still has many of its grams, and they all vote for about the same place. So the rarest
/// grams of the quotation and of what stood around it are looked up, and only at the places with most votes is the
/// quotation aligned with the text. Source of the idea: U. Manber and S. Wu's and, for several grams, E. Ukkonen,
/// "Approximate string-matching with q-grams and maximal matches", Theoretical Computer Science 92 (1992).
pub struct Index {
    text: Text,
    folded: Folded,
    gram: usize,
    /// How far a hash is shifted to be a bucket.
    shift: u32,
    /// For each bucket, where its positions begin; one more at the end.
    offsets: Vec<u32>,
    /// Where grams begin, in symbols, bucket by bucket, ascending in each.
    positions: Vec<u32>,
    /// Its words, which only what was rewritten is searched by.
    vocabulary: OnceCell<Vocabulary>,
}

/// A place that a quotation may be at, and how well it fits: shares from 0 to 1.
#[derive(Clone, PartialEq, Debug)]
pub struct Candidate {
    /// The place.
    pub span: Span,
    /// How much of the quotation is there: one minus the edits it takes for each of its symbols.
    pub quotation: f32,
    /// How much of the shorter of both, the quotation and the place, is in the other: more than `quotation` where part of the
    /// one is gone, or something was put in.
    pub contained: f32,
    /// How much of what stood before it does; `None` if that is not known.
    pub prefix: Option<f32>,
    /// How much of what stood after it does; `None` if that is not known.
    pub suffix: Option<f32>,
    /// How much of quotation and context together is there, by their lengths.
    pub agreement: f32,
    /// Whether the words are those of the quotation to the byte.
    pub identical: bool,
    /// All of that in one number, to compare candidates by.
    pub score: f32,
}

impl Candidate {
    /// How much of what is known to have stood around the quotation stands around this: the mean of both sides.
    pub fn context(&self) -> Option<f32> {
        match (self.prefix, self.suffix) {
            (Some(before), Some(after)) => Some((before + after) / 2.0),
            (one, other) => one.or(other),
        }
    }
}

/// Quotations of more than twice this are searched for by their two ends, of so many symbols each: four machine words of a
/// pattern, so that what is put in or taken out between does not matter, and a few rewritten words at an end do not either.
const END: usize = 256;

/// The ends of a quotation are not searched for apart if they are shorter than this, in grams: two words would be anywhere.
const LEAST_END: usize = 4;

/// A place with this much of the quotation is its whole, so that its ends need not be searched for apart.
const GOOD: f32 = 0.85;

/// So many grams in a row are not in a text by chance: a gram is so long that chance repeats it about once in the text; five
/// in a row are as long as five or six words.
pub(super) const LONG: usize = 5;

/// From here on, two contexts have clearly to do with each other. Of sides in unrelated articles half agree in less than
/// 0.38; with 10 % of the words changed, 95 in 100 in more than 0.69.
pub(super) const ALIKE: f32 = 0.60;

/// From here on, two contexts are the same but for a word or two. Of sides in unrelated articles 1 in 100 agrees so much.
pub(super) const SAME: f32 = 0.80;

/// How many exact occurrences are looked at, those nearest the hint. Where there are more, what stands around them
/// finds the right one by the votes.
const MOST_EXACT: usize = 16;

/// How many places are aligned with the quotation, those with most votes: the right one, a runner-up, and as many again,
/// since votes are only counted.
const MOST_ALIGNED: usize = 4;

/// How many positions of grams may vote, of the rarest grams first. With so many, the bench finds all of 200 quotations with
/// every tenth symbol wrong in 1,000,000 symbols; more takes time in proportion.
const MOST_VOTES: usize = 4000;

/// Votes are counted for stretches of this many symbols (as a power of two), so that insertions and deletions inside of
/// the quotation do not scatter them.
const STRETCH: u32 = 5;

impl Index {
    /// Prepares a text. Takes time and memory (about 16 bytes a character) in proportion to its length.
    pub fn new(text: &Text) -> Index {
        let folded = Folded::of(text.as_str());
        let symbols = folded.symbols();
        let gram = gram_for(symbols);
        let bits = symbols.len().max(1).ilog2().clamp(8, 20);
        let shift = 32 - bits;
        let mut offsets = vec![0u32; (1 << bits) + 2];
        hashes(symbols, gram, |_, hash| offsets[(hash >> shift) as usize + 2] += 1);
        let mut sum = 0;
        for offset in &mut offsets {
            sum += *offset;
            *offset = sum;
        }
        let mut positions = vec![0u32; sum as usize];
        hashes(symbols, gram, |at, hash| {
            let next = &mut offsets[(hash >> shift) as usize + 1];
            positions[*next as usize] = at as u32;
            *next += 1;
        });
        offsets.pop();
        let vocabulary = OnceCell::new();
        Index { text: text.clone(), folded, gram, shift, offsets, positions, vocabulary }
    }

    /// The text.
    pub fn text(&self) -> &Text {
        &self.text
    }

    /// The words of the text; gathered when they are first asked for.
    pub(super) fn vocabulary(&self) -> &Vocabulary {
        self.vocabulary.get_or_init(|| Vocabulary::of(self.text.as_str()))
    }

    /// How many symbols a gram has. It is chosen so that chance does not repeat a gram often in a text of this length and
    /// alphabet, so the number of grams in a quotation says how much it takes to be there by chance, in any script.
    pub fn gram(&self) -> usize {
        self.gram
    }

    /// The places that a quotation may be at, the best first; none overlaps a better one by more than half.
    /// `hint` is where it is expected to begin. An exact occurrence is always found where there is one.
    pub fn search(&self, quote: &Quote, hint: Option<Pos>) -> Vec<Candidate> {
        let query = Query::new(self, quote, hint);
        if query.exact.is_empty() {
            return Vec::new();
        }
        let mut places = self.voted(&query);
        if !places.iter().any(|place| self.is_certain(&query, place)) {
            places.extend(self.occurrences(&query));
        }
        let (mut exact, others): (Vec<_>, Vec<_>) = places.into_iter().partition(|place| place.is_exact);
        // A place that only looks like it may be the right one for what stands around it.
        let aligned = self.aligned(&query, &others);
        let is_good = |place: &Place| query.likeness(self, &place.symbols) >= GOOD;
        // Where much was put in or taken out, both ends cannot be found from one of them.
        if exact.is_empty() && query.exact.len() >= 2 * LEAST_END * self.gram && !aligned.iter().any(is_good)
        {
            exact.extend(self.ends(&query));
        }
        exact.extend(aligned);
        let mut found = self.ranked(&query, exact);
        if let Some(best) = found.first_mut().filter(|best| best.quotation < 1.0)
            && let Some(refined) = self.refined(&query, best)
        {
            *best = refined;
        }
        found
    }

    /// The same of exact occurrences alone, which takes a tenth of the time.
    pub fn search_exact(&self, quote: &Quote, hint: Option<Pos>) -> Vec<Candidate> {
        let query = Query::new(self, quote, hint);
        if query.exact.is_empty() {
            return Vec::new();
        }
        self.ranked(&query, self.occurrences(&query))
    }

    /// Scores places and puts the best first. Of exact ones only those are scored that have most of the context.
    fn ranked(&self, query: &Query, mut places: Vec<Place>) -> Vec<Candidate> {
        places.sort_by_key(|place| (place.symbols.start, place.symbols.end));
        places.dedup_by(|one, other| one.symbols == other.symbols);
        places.sort_by_cached_key(|place| {
            let [before, after] = self.touching(query, &place.symbols);
            let away = place.symbols.start.abs_diff(query.near);
            (!place.is_exact, std::cmp::Reverse(before + after), away)
        });
        let mut left = MOST_ALIGNED;
        places.retain(|place| {
            left = left.saturating_sub(usize::from(place.is_exact));
            !place.is_exact || left > 0
        });
        let mut found: Vec<_> = places.iter().filter_map(|place| self.candidate(query, place)).collect();
        // What has all of many words is not bettered by what has only most of them in a context more like theirs.
        let is_long = query.exact.len() >= LONG * self.gram;
        let is_all = |found: &Candidate| is_long && found.quotation == 1.0;
        found.sort_by(|one, other| is_all(other).cmp(&is_all(one)).then(other.score.total_cmp(&one.score)));
        let mut kept: Vec<Candidate> = Vec::new();
        for candidate in found {
            let shares = |other: &Candidate| {
                let shared = candidate.span.intersection(other.span).map_or(0, Span::bytes);
                shared * 2 > candidate.span.bytes().min(other.span.bytes())
            };
            match kept.iter_mut().find(|kept| shares(kept)) {
                // What is the quotation is not bettered by what has more of its context, and a space too many.
                Some(better) if better.quotation < 1.0 && candidate.quotation == 1.0 => *better = candidate,
                Some(_) => {}
                None => kept.push(candidate),
            }
        }
        kept
    }

    /// The bytes of the quotation at a place that folds to the same, or else all of the place: white space that is one
    /// symbol may begin before the quotation does, and marks that are none belong to the character before.
    fn exact_span(&self, query: &Query, place: &Place) -> Option<Span> {
        let range = self.folded.bytes(place.symbols.clone());
        let text = self.text.as_str();
        if place.is_exact && text[range.clone()] != *query.words {
            let before = text[..range.start].char_indices().rev().nth(1).map_or(0, |(at, _)| at);
            let here = &text[before..range.end];
            if let Some(at) = here.rfind(query.words) {
                return self.text.span(before + at..before + at + query.words.len());
            }
        }
        self.text.span(range)
    }

    fn candidate(&self, query: &Query, place: &Place) -> Option<Candidate> {
        let span = self.exact_span(query, place)?;
        let quotation = match place.is_exact {
            true => 1.0,
            false => query.likeness(self, &place.symbols),
        };
        let lengths = [query.exact.len().max(1), place.symbols.len().max(1)];
        let contained = quotation * lengths[0].max(lengths[1]) as f32 / lengths[0].min(lengths[1]) as f32;
        let [prefix, suffix] = self.agreement(query, &place.symbols);
        let identical = place.is_exact && self.text.slice(span) == query.words;
        let away =
            place.symbols.start.abs_diff(query.near) as f32 / self.folded.symbols().len().max(1) as f32;
        let near = if query.is_hinted { 1.0 - away } else { 0.0 };
        let full = QUOTATION * (query.exact.len() as f32 / CONTEXT as f32).clamp(LEAST_QUOTATION, 1.0);
        let (mut sum, mut full) = (full * quotation, full);
        for side in [prefix, suffix].into_iter().flatten() {
            sum += SIDE * side;
            full += SIDE;
        }
        let parts = [
            (Some(quotation), query.exact.len()),
            (prefix, query.prefix.len()),
            (suffix, query.suffix.len()),
        ];
        let parts =
            parts.into_iter().filter_map(|(share, length)| Some((share? * length as f32, length as f32)));
        let (agreeing, all) = parts.fold((0.0, 0.0), |(one, all), (more, of)| (one + more, all + of));
        let agreement = agreeing / f32::max(all, 1.0);
        let extra = NEARNESS * near + if identical { IDENTICAL } else { 0.0 };
        let score = (sum + extra) / (full + NEARNESS);
        Some(Candidate { span, quotation, contained, prefix, suffix, agreement, identical, score })
    }

    /// How much of prefix and suffix stands around a place.
    fn agreement(&self, query: &Query, place: &Range<usize>) -> [Option<f32>; 2] {
        let all = self.folded.symbols();
        let share = |cost: u32, of: usize| (of > 0).then(|| 1.0 - cost as f32 / of as f32);
        let mut costs = Vec::new();
        let before = &all[place.start.saturating_sub(2 * query.prefix.len())..place.start];
        query.before.costs(before.iter().copied(), false, &mut costs);
        let prefix = share(costs.last().copied().unwrap_or(0), query.prefix.len());
        let after = &all[place.end..all.len().min(place.end + 2 * query.suffix.len())];
        query.after.costs(after.iter().rev().copied(), false, &mut costs);
        let suffix = share(costs.last().copied().unwrap_or(0), query.suffix.len());
        [prefix, suffix]
    }

    /// How many symbols directly before and after a place are those of prefix and suffix.
    fn touching(&self, query: &Query, place: &Range<usize>) -> [usize; 2] {
        let all = self.folded.symbols();
        let before = all[..place.start].iter().rev().zip(query.prefix.iter().rev());
        let after = all[place.end..].iter().zip(&query.suffix);
        [
            before.take_while(|(one, other)| one == other).count(),
            after.take_while(|(one, other)| one == other).count(),
        ]
    }

    /// Whether a place is exact and all that is known of its context stands around it, both sides being known: then no
    /// other place can be better, and one that is as good has as many votes.
    fn is_certain(&self, query: &Query, place: &Place) -> bool {
        let all = [query.prefix.len(), query.suffix.len()];
        place.is_exact && all.iter().all(|of| *of >= self.gram) && self.touching(query, &place.symbols) == all
    }
}

/// What the parts of the score count: as in Hypothesis' client (`match-quote.ts`), where the quotation counts 50, each side
/// of its context 20 and its position 2.
const QUOTATION: f32 = 50.0;
/// A quotation that is shorter than a side of its context counts less in proportion, but this much at least: a word is
/// found anywhere.
const LEAST_QUOTATION: f32 = 0.2;
/// See [`QUOTATION`].
const SIDE: f32 = 20.0;
/// See [`QUOTATION`].
const NEARNESS: f32 = 2.0;
/// That it is the same to the byte decides between what folds to the same, and nothing else.
const IDENTICAL: f32 = 0.5;

/// A place that is being looked at.
#[derive(Clone, Debug)]
struct Place {
    symbols: Range<usize>,
    /// Whether it is the quotation; else it is where votes say that it is, more or less, until it is aligned.
    is_exact: bool,
}

/// A quotation, folded.
struct Query<'a> {
    quote: &'a Quote,
    words: &'a str,
    prefix: Vec<u32>,
    exact: Vec<u32>,
    suffix: Vec<u32>,
    /// Where it is expected to begin, in symbols.
    near: usize,
    is_hinted: bool,
    before: Pattern,
    /// Of the reversed suffix.
    after: Pattern,
}

impl<'a> Query<'a> {
    fn new(index: &Index, quote: &'a Quote, hint: Option<Pos>) -> Query<'a> {
        let (prefix, suffix) = (symbols(&quote.prefix), symbols(&quote.suffix));
        Query {
            quote,
            words: &quote.exact,
            exact: symbols(&quote.exact),
            near: hint.map_or(0, |hint| index.folded.at(hint.byte())),
            is_hinted: hint.is_some(),
            before: Pattern::new(prefix.iter().copied()),
            after: Pattern::new(suffix.iter().rev().copied()),
            prefix,
            suffix,
        }
    }

    /// How much of the quotation a place is.
    fn likeness(&self, index: &Index, place: &Range<usize>) -> f32 {
        if self.exact.len() > 2 * END {
            let text = &index.text.as_str()[index.folded.bytes(place.clone())];
            return tokens::likeness(self.words, text);
        }
        let folded = &index.folded.symbols()[place.clone()];
        let mut costs = Vec::new();
        Pattern::new(self.exact.iter().copied()).costs(folded.iter().copied(), true, &mut costs);
        let longer = self.exact.len().max(folded.len()).max(1);
        1.0 - costs.last().copied().unwrap_or(0) as f32 / longer as f32
    }
}

/// Exact occurrences.
impl Index {
    /// Those nearest the hint.
    fn occurrences(&self, query: &Query) -> Vec<Place> {
        let length = query.exact.len();
        let mut found = Vec::new();
        let mut take = |at: usize| {
            found.push(Place { symbols: at..at + length, is_exact: true });
            found.len() < MOST_EXACT
        };
        if length < self.gram {
            self.scan(&query.exact, query.near, &mut take);
        } else if let Some((bucket, within)) = self.rarest(&query.exact) {
            let near = query.near + within;
            outward(bucket, near, |at| {
                let start = at as usize;
                start < within || !self.is_at(&query.exact, start - within) || take(start - within)
            });
        }
        found
    }

    fn is_at(&self, exact: &[u32], at: usize) -> bool {
        self.folded.symbols().get(at..at + exact.len()).is_some_and(|there| there == exact)
    }

    /// The positions of the rarest gram of a pattern, and where in the pattern it is.
    fn rarest(&self, pattern: &[u32]) -> Option<(&[u32], usize)> {
        let mut rarest: Option<(&[u32], usize)> = None;
        hashes(pattern, self.gram, |at, hash| {
            let bucket = self.bucket(hash);
            if rarest.is_none_or(|(least, _)| bucket.len() < least.len()) {
                rarest = Some((bucket, at));
            }
        });
        rarest
    }

    fn bucket(&self, hash: u32) -> &[u32] {
        let bucket = (hash >> self.shift) as usize;
        &self.positions[self.offsets[bucket] as usize..self.offsets[bucket + 1] as usize]
    }

    /// Goes through the text from `near` in both directions by turns until `take` has enough.
    fn scan(&self, exact: &[u32], near: usize, take: &mut impl FnMut(usize) -> bool) {
        const TURN: usize = 4096;
        let all = self.folded.symbols();
        let last = (all.len() + 1).saturating_sub(exact.len());
        let near = near.min(last);
        let (mut left, mut right) = (near, near);
        while left > 0 || right < last {
            let turn = right..last.min(right + TURN);
            right = turn.end;
            let turns = [(turn, false), (left.saturating_sub(TURN)..left, true)];
            left = left.saturating_sub(TURN);
            for (turn, backwards) in turns {
                let mut here = all[turn.clone()].iter().enumerate();
                let is_first = |found: &(usize, &u32)| *found.1 == exact[0];
                let mut next =
                    || if backwards { here.by_ref().rev().find(is_first) } else { here.find(is_first) };
                while let Some((at, _)) = next() {
                    let at = turn.start + at;
                    if all[at..].starts_with(exact) && !take(at) {
                        return;
                    }
                }
            }
        }
    }
}

/// Goes through ascending positions from the one nearest `near` in both directions, the nearer first, until `take` has
/// enough.
fn outward(positions: &[u32], near: usize, mut take: impl FnMut(u32) -> bool) {
    let middle = positions.partition_point(|at| (*at as usize) < near);
    let (mut left, mut right) = (middle, middle);
    loop {
        let before = left.checked_sub(1).map(|at| positions[at]);
        let after = positions.get(right).copied();
        let next = match (before, after) {
            (Some(before), Some(after)) if near - before as usize <= after as usize - near => before,
            (Some(before), None) => before,
            (_, Some(after)) => after,
            (None, None) => return,
        };
        if before == Some(next) {
            left -= 1;
        } else {
            right += 1;
        }
        if !take(next) {
            return;
        }
    }
}

/// Approximate occurrences.
impl Index {
    /// Where the grams of the quotation and its context say that it is, most votes first.
    fn voted(&self, query: &Query) -> Vec<Place> {
        if query.exact.len() > 2 * END {
            return Vec::new();
        }
        let pattern = [&query.prefix[..], &query.exact, &query.suffix].concat();
        let starts = self.votes(&pattern, query.prefix.len(), query.near);
        let mut places = Vec::new();
        for start in starts {
            let exact = self.near_exact(query, start);
            // A short word is near any place. It is the one that is meant if some of what stood beside it does.
            let is_meant = |exact: &Place| {
                let beside = self.touching(query, &exact.symbols);
                query.exact.len() >= LONG * self.gram || beside.iter().any(|of| *of >= self.gram)
            };
            if !exact.as_ref().is_some_and(is_meant) {
                places.push(self.stretch(query, start));
            }
            places.extend(exact);
        }
        places
    }

    /// An exact occurrence near where votes say that it begins.
    fn near_exact(&self, query: &Query, start: i64) -> Option<Place> {
        let around = (1 << STRETCH) * 2;
        let from = (start - around).max(0) as usize;
        let to = (start + around).max(0) as usize;
        let at = (from..to).filter(|at| self.is_at(&query.exact, *at));
        let length = query.exact.len();
        let best = at.max_by_key(|at| {
            let [before, after] = self.touching(query, &(*at..*at + length));
            (before + after, std::cmp::Reverse((*at as i64).abs_diff(start)))
        })?;
        Some(Place { symbols: best..best + length, is_exact: true })
    }

    fn stretch(&self, query: &Query, start: i64) -> Place {
        let all = self.folded.symbols().len();
        let start = start.clamp(0, all as i64) as usize;
        let end = all.min(start + query.exact.len());
        Place { symbols: start..end, is_exact: false }
    }

    /// Where a pattern's symbol `origin` may be in the text by the votes of the pattern's rarest grams.
    fn votes(&self, pattern: &[u32], origin: usize, near: usize) -> Vec<i64> {
        let mut grams: Vec<(u32, u32, u32)> = Vec::with_capacity(pattern.len());
        hashes(pattern, self.gram, |at, hash| grams.push((self.bucket(hash).len() as u32, at as u32, hash)));
        grams.retain(|(count, ..)| *count > 0);
        grams.sort_unstable();
        let mut ballot = Ballot::new();
        let mut left = MOST_VOTES;
        for (count, at, hash) in grams {
            let bucket = self.bucket(hash);
            let middle = bucket.partition_point(|position| (*position as usize) < near);
            let from = middle.saturating_sub(left / 2).min(bucket.len().saturating_sub(left));
            let bucket = &bucket[from..bucket.len().min(from + left)];
            // What is rare says more: as many bits as it halves the text.
            let weight = (self.positions.len() as u32 / count).max(1).ilog2() + 1;
            for position in bucket {
                ballot.vote(i64::from(*position) - i64::from(at) + origin as i64, weight);
            }
            left -= bucket.len();
            if left == 0 {
                break;
            }
        }
        ballot.result()
    }

    /// Places with their ends put where the quotation's are, as far as it is there.
    fn aligned(&self, query: &Query, places: &[Place]) -> Vec<Place> {
        let aligner = Aligner::new(self, &query.prefix, &query.exact, &query.suffix);
        places
            .iter()
            .filter(|place| !place.is_exact)
            .filter_map(|place| aligner.align(place.symbols.start))
            .collect()
    }

    /// Places of a quotation by where its two ends are, and what stood before and after it.
    fn ends(&self, query: &Query) -> Vec<Place> {
        let length = query.exact.len();
        let end = END.min(length / 2);
        let (head, tail) = (&query.exact[..end], &query.exact[length - end..]);
        let far = query.near + length;
        let heads = self.parts(&query.prefix, head, &[], query.near).map(|place| place.start);
        let before = self.parts(&[], &query.prefix, head, query.near).map(|place| place.end);
        let tails = self.parts(&[], tail, &query.suffix, far - end).map(|place| place.end);
        let after = self.parts(tail, &query.suffix, &[], far).map(|place| place.start);
        let (starts, ends): (Vec<_>, Vec<_>) = (heads.chain(before).collect(), tails.chain(after).collect());
        let mut found = Vec::new();
        for start in &starts {
            // So much may have been put in or taken out.
            let fits = |end: &&usize| {
                (length / 3..=length * 2 + FEW_SENTENCES).contains(&end.saturating_sub(*start))
            };
            found.extend(ends.iter().filter(fits).map(|end| *start..*end));
        }
        if found.is_empty() {
            let all = self.folded.symbols().len();
            found.extend(starts.iter().map(|start| *start..all.min(start + length)));
            found.extend(ends.iter().map(|end| end.saturating_sub(length)..*end));
        }
        found.sort_by_key(|place| (place.start, place.end));
        found.dedup();
        found
            .into_iter()
            .filter(|place| !place.is_empty())
            .map(|symbols| Place { symbols, is_exact: false })
            .collect()
    }

    /// The places of a part of a quotation that stands between others.
    fn parts(
        &self,
        prefix: &[u32],
        part: &[u32],
        suffix: &[u32],
        near: usize,
    ) -> impl Iterator<Item = Range<usize>> {
        // What is nearest to the part says most of where it is.
        let prefix = &prefix[prefix.len().saturating_sub(CONTEXT)..];
        let suffix = &suffix[..suffix.len().min(CONTEXT)];
        let part_start = if part.len() < self.gram {
            Vec::new()
        } else {
            self.votes(&[prefix, part, suffix].concat(), prefix.len(), near)
        };
        let aligner = Aligner::new(self, prefix, part, suffix);
        let places =
            part_start.into_iter().take(2).filter_map(move |start| aligner.align(start.max(0) as usize));
        places.map(|place| place.symbols).collect::<Vec<_>>().into_iter()
    }
}

/// What may have been put into a short quotation that is still recognised, in symbols.
const FEW_SENTENCES: usize = 200;

/// Counts votes by stretches of text.
struct Ballot {
    /// Stretch plus one (0 is free), votes, and the sum of where in the stretch they were.
    table: Vec<(u32, u32, u32)>,
}

impl Ballot {
    fn new() -> Ballot {
        Ballot { table: vec![(0, 0, 0); (MOST_VOTES * 2).next_power_of_two()] }
    }

    fn slot(&self, stretch: u32) -> usize {
        let mask = self.table.len() - 1;
        let mut slot = (stretch.wrapping_mul(0x9e37_79b1) >> 16) as usize & mask;
        while self.table[slot].0 != stretch && self.table[slot].0 != 0 {
            slot = (slot + 1) & mask;
        }
        slot
    }

    #[inline]
    fn vote(&mut self, start: i64, weight: u32) {
        // A quotation that is cut off by the text's start begins before it.
        let start = (start + BEFORE_START).max(0) as u32;
        let stretch = (start >> STRETCH) + 1;
        let slot = self.slot(stretch);
        let (at, votes, sum) = &mut self.table[slot];
        *at = stretch;
        *votes += weight;
        *sum += weight * (start & ((1 << STRETCH) - 1));
    }

    /// The places with most votes, at most [`MOST_ALIGNED`], and none with less than a third of the most.
    fn result(&self) -> Vec<i64> {
        let mut best: Vec<(u32, i64)> = Vec::new();
        for (stretch, votes, sum) in self.table.iter().filter(|(stretch, ..)| *stretch != 0) {
            let (_, more, more_sum) = self.table[self.slot(stretch + 1)];
            let (both, sum) =
                (votes + more, u64::from(*sum) + u64::from(more_sum) + (u64::from(more) << STRETCH));
            let start = (i64::from(stretch - 1) << STRETCH) + (sum / u64::from(both)) as i64 - BEFORE_START;
            if best.len() < 3 * MOST_ALIGNED || best.last().is_some_and(|(least, _)| both > *least) {
                let place = best.partition_point(|(votes, _)| *votes >= both);
                best.insert(place, (both, start));
                best.truncate(3 * MOST_ALIGNED);
            }
        }
        let most = best.first().map_or(0, |(votes, _)| *votes);
        let mut kept: Vec<i64> = Vec::new();
        for (votes, start) in best {
            let is_new = kept.iter().all(|other| other.abs_diff(start) > 1 << STRETCH);
            if is_new && votes * 3 >= most && kept.len() < MOST_ALIGNED {
                kept.push(start);
            }
        }
        kept
    }
}

/// More than any pattern that votes is long.
const BEFORE_START: i64 = 1024;

/// The length of grams for a text: so that chance brings a gram up about once in the whole text, taking symbols for
/// independent, and a fifth more, since in language they are not. Chance is reckoned by the collision entropy.
fn gram_for(symbols: &[u32]) -> usize {
    const MARGIN: f64 = 1.2;
    const SAMPLE: usize = 1 << 16;
    let step = (symbols.len() / SAMPLE).max(1);
    let mut counts = vec![0u32; 4096];
    let mut total = 0u32;
    for symbol in symbols.iter().step_by(step) {
        counts[(symbol.wrapping_mul(0x9e37_79b1) >> 20) as usize] += 1;
        total += 1;
    }
    let share = |count: &u32| (f64::from(*count) / f64::from(total.max(1))).powi(2);
    let bits = -counts.iter().map(share).sum::<f64>().log2();
    let wanted = MARGIN * (symbols.len().max(2) as f64).log2() / bits.max(0.5);
    (wanted.ceil() as usize).clamp(2, 8)
}

/// Hands on the hash of every gram of some symbols with where it begins. The hash of the next is made of the last one's.
#[inline]
pub(super) fn hashes(symbols: &[u32], gram: usize, mut take: impl FnMut(usize, u32)) {
    // Odd, so that no symbol loses a bit; the last step spreads to the high bits, of which buckets are made.
    const BASE: u32 = 0x0100_0193;
    const SPREAD: u32 = 0x9e37_79b1;
    if symbols.len() < gram {
        return;
    }
    let gone = BASE.wrapping_pow(gram as u32);
    let add = |hash: u32, symbol: u32| hash.wrapping_mul(BASE).wrapping_add(symbol);
    let mut hash = symbols[..gram].iter().fold(0, |hash, symbol| add(hash, *symbol));
    take(0, hash.wrapping_mul(SPREAD));
    for (at, (first, next)) in symbols.iter().zip(&symbols[gram..]).enumerate() {
        hash = add(hash, *next).wrapping_sub(first.wrapping_mul(gone));
        take(at + 1, hash.wrapping_mul(SPREAD));
    }
}
