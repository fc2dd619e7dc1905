//! The decision: placed, to be reviewed, or orphaned.
//!
//! The constants were fitted by hand to the corpus of `tests/anchoring` at its tuning seeds, to no more than two digits; what
//! the tests assert, they assert at other seeds. Where a comment says how much agrees in what kind of article, that was
//! measured on ten articles of each kind at the tuning seeds. `docs/anchoring.md` has the figures.

use std::ops::Range;
use std::rc::Rc;

use super::alignment::{Alignment, Match};
use super::compare::Comparison;
use super::fold::symbols;
use super::mapping::Mapping;
use super::search::{ALIKE, Candidate, Index, LONG, SAME};
use super::tokens::{self, Kind, Tokens};
use crate::model::anchor::{Anchor, Quote};
use crate::model::text::{Pos, Span};

/// What [`place`] has found.
#[derive(Clone, PartialEq, Debug)]
pub struct Found {
    /// Where the passage is.
    pub anchor: Anchor,
    /// The place that fits best, if any fits at all.
    pub best: Option<Candidate>,
    /// The place that fits next best.
    pub runner_up: Option<Candidate>,
}

/// Finds the place of a quotation in a text that it may come from, as those from files. `hint` is where it is said to
/// begin; it decides between places that are the same in all else.
pub fn place(quote: &Rc<Quote>, hint: Option<Pos>, index: &Index) -> Found {
    let mut candidates = index.search(quote, hint).into_iter();
    let (best, runner_up) = (candidates.next(), candidates.next());
    let anchor = decide(quote, hint, index, best.as_ref(), runner_up.as_ref());
    let anchor = or_rewritten(anchor, quote, hint, index, |_| true);
    Found { anchor, best, runner_up }
}

/// Brings anchors from the old text of a comparison to the new one. The result has the same order and length.
///
/// Passages are mapped by the comparison; those that it lost are searched for by their quotation, where no other words of
/// the old text have gone. Anchors that were in review or orphaned before are tried again with the quotation they keep.
pub fn update(comparison: &Comparison, anchors: &[Anchor]) -> Vec<Anchor> {
    let update = Update { comparison };
    anchors.iter().map(|anchor| update.anchor(anchor)).collect()
}

/// Of texts that have less than this in common hardly any passage is in both: those are searched for to the letter only.
/// Unrelated articles of the corpus have up to 0.10 in common, articles with 30 % of their words changed 0.69.
const RELATED: f32 = 0.20;

/// How sure it is that a place is the right one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Verdict {
    No,
    Perhaps,
    Sure,
}

/// The best place has to be better than the next by this much of the full score to be sure of it. A side of context that
/// differs in a half counts 0.11, so places that differ in less than that are for a person to tell apart.
const MARGIN: f32 = 0.10;

/// From here on, two contexts are the same but for one of their five or six words.
const BUT_A_WORD: f32 = 0.70;

/// From here on, two contexts are the same but for a letter or two.
const NEARLY_ALL: f32 = 0.95;

/// An unchanged quotation of so many grams is sure though it stands in another context. A sentence that was deleted may
/// have had a copy; two sentences hardly.
const LONG_ELSEWHERE: usize = 16;

/// A quotation of so many grams is sure though it was respelled, and stands in another context.
const LONG_RESPELLED: usize = 10;

/// Quotations in which a word was replaced are sure from this length on, in grams, and from this share of kept words.
const LONG_REPLACED: usize = 20;
/// See [`LONG_REPLACED`].
const KEPT_SURE: f32 = 0.88;

/// Of quotation and context together, weighed by their lengths, this much has to agree for a place to be proposed. The best
/// place in an unrelated article agrees in less than 0.58 for 95 quotations in 100; with 30 % of the words changed, in more
/// than 0.59.
const AGREEING: f32 = 0.60;

/// Shorter quotations, in grams, are not proposed without context.
const SHORT: usize = 3;

fn decide(
    quote: &Rc<Quote>,
    hint: Option<Pos>,
    index: &Index,
    best: Option<&Candidate>,
    runner_up: Option<&Candidate>,
) -> Anchor {
    let orphaned = || Anchor::Orphaned { quote: quote.clone() };
    let Some(best) = best else { return orphaned() };
    match judge(quote, index, best) {
        Verdict::No => orphaned(),
        Verdict::Sure if is_clear(quote, hint, index, best, runner_up) => Anchor::Placed { span: best.span },
        _ if best.quotation < ALIKE_LETTERS && is_chance(quote, hint, index, best.span) => orphaned(),
        _ => Anchor::NeedsReview { span: best.span, quote: quote.clone() },
    }
}

/// Where words say less than this of a place, in bits, only the letters and the words that are everywhere are alike.
const CHANCE: f32 = 2.5;
/// See [`CHANCE`]: so much of the words, by letters, says enough by itself.
const KEPT_SAID: f32 = 0.5;
/// See [`CHANCE`]: so much of the letters too.
const ALIKE_LETTERS: f32 = 0.75;

/// Whether a place has no more of the words of a quotation than chance would bring together.
fn is_chance(quote: &Quote, hint: Option<Pos>, index: &Index, place: Span) -> bool {
    let evidence =
        index.vocabulary().evidence(index.text().as_str(), quote, hint.map(Pos::byte), place.range());
    evidence.is_some_and(|found| found.bits < CHANCE && found.kept < KEPT_SAID)
}

/// What was kept of a rewritten sentence has to say so much more than chance, in bits.
const REWRITTEN: f32 = 7.0;

/// What has less of the words, by letters, is hardly alike.
const HARDLY: f32 = 0.5;

/// So much of a rewritten sentence has to be kept, by the letters of its words.
const KEPT_REWRITTEN: f32 = 0.33;

/// Proposes what an orphaned quotation may have been rewritten to, among the places that are free.
fn or_rewritten(
    anchor: Anchor,
    quote: &Rc<Quote>,
    hint: Option<Pos>,
    index: &Index,
    is_free: impl Fn(Span) -> bool,
) -> Anchor {
    let text = index.text();
    let proposed = match &anchor {
        Anchor::Placed { .. } => return anchor,
        Anchor::NeedsReview { span, .. } => Some(*span),
        Anchor::Orphaned { .. } => None,
    };
    // Of what is hardly alike, the words that were kept know the ends better.
    if proposed.is_some_and(|span| tokens::likeness(&quote.exact, text.slice(span)) >= HARDLY) {
        return anchor;
    }
    let is_possible = |bytes: &Range<usize>| {
        let place = text.span(bytes.clone());
        let is_there = |place: Span| proposed.is_none_or(|span| span.intersection(place).is_some());
        place
            .is_some_and(|place| is_there(place) && is_free(place) && is_comparable(quote, text.slice(place)))
    };
    let found = index.vocabulary().find(text.as_str(), quote, hint.map(Pos::byte), is_possible);
    let found = found.filter(|found| found.bits >= REWRITTEN && found.kept >= KEPT_REWRITTEN);
    match found.and_then(|found| text.span(found.bytes)) {
        Some(span) => Anchor::NeedsReview { span, quote: quote.clone() },
        None => anchor,
    }
}

/// Whether some words may be what became of a quotation at all.
fn is_comparable(quote: &Quote, there: &str) -> bool {
    let alignment = Alignment::of(&quote.exact, there);
    Pair::of([&quote.exact, there], &alignment).is_comparable()
}

/// Whether nothing else fits nearly as well.
fn is_clear(
    quote: &Quote,
    hint: Option<Pos>,
    index: &Index,
    best: &Candidate,
    runner_up: Option<&Candidate>,
) -> bool {
    // Words, context and position all say the same.
    let context = best.context().unwrap_or(0.0);
    if best.identical && hint == Some(best.span.start()) && context >= SAME {
        return true;
    }
    if !index.has_sure_ends(best) {
        return false;
    }
    let Some(runner_up) = runner_up else { return true };
    // Of several copies it may be the one that was deleted, unless what stands around it agrees on both sides.
    let both = [best.prefix, best.suffix].into_iter().flatten().fold(1.0, f32::min);
    let is_copy = runner_up.quotation >= 1.0 && both < ALIKE;
    !is_copy && best.score - runner_up.score >= MARGIN && !quote.exact.is_empty()
}

fn judge(quote: &Quote, index: &Index, found: &Candidate) -> Verdict {
    let grams = symbols(&quote.exact).len() / index.gram();
    let sides = [found.prefix, found.suffix];
    let one = sides.into_iter().flatten().fold(0.0, f32::max);
    let both = sides.into_iter().flatten().reduce(f32::min).unwrap_or(0.0);
    let (is_whole, has_ends, kept) = match found.quotation >= 1.0 {
        true => (true, true, 1.0),
        false => {
            let new = index.text().slice(found.span);
            let alignment = Alignment::of(&quote.exact, new);
            if !Pair::of([&quote.exact, new], &alignment).is_comparable() {
                return Verdict::No;
            }
            // A name that is spelled differently may be another name, and not every script tells names from words.
            let is_name = |word: Range<usize>| !quote.exact[word].starts_with(char::is_lowercase);
            (alignment.is_whole(is_name), alignment.has_ends(SHORT_MAPPED), alignment.likeness())
        }
    };
    let sure = if found.quotation >= 1.0 {
        let is_known = found.context().is_some();
        let fits = match grams >= SHORT {
            true => both >= ALIKE,
            false => both >= SAME || both >= BUT_A_WORD && one >= NEARLY_ALL,
        };
        fits || one >= NEARLY_ALL && grams >= SHORT || grams >= if is_known { LONG_ELSEWHERE } else { LONG }
    } else if is_whole {
        both >= SAME && grams >= 1 || one >= SAME && grams >= LONG || grams >= LONG_RESPELLED
    } else {
        has_ends && grams >= LONG_REPLACED && kept >= KEPT_SURE && both >= SAME
    };
    // What is left of a passage where the sentence was cut off that it ended in.
    let is_rest = || {
        let rest = symbols(index.text().slice(found.span)).len() / index.gram();
        one >= NEARLY_ALL && rest >= LONG && found.contained >= KEPT_SURE
    };
    let is_all = found.quotation >= 1.0 && grams >= SHORT;
    let perhaps = found.agreement >= AGREEING || is_all || both >= SAME || is_rest();
    match (sure, perhaps) {
        (true, _) => Verdict::Sure,
        (_, true) => Verdict::Perhaps,
        _ => Verdict::No,
    }
}

/// A passage of fewer letters has to have what stood beside it still beside it, on one side at least.
const LONG_MAPPED: u32 = 40;

/// A passage of fewer letters, a word or two, is anywhere: both sides have to be as they were.
const SHORT_MAPPED: u32 = 12;

/// How much a short passage and what still stands around it must say together, in letters: as much as one side of context.
const LEAST_MAPPED: f32 = 32.0;

/// A mapped passage of so many letters is placed though a word was replaced, if so much of it was kept.
const LONG_CHANGED: u32 = 60;
/// See [`LONG_CHANGED`].
const KEPT_MAPPED: f32 = 0.88;

/// Of a mapped passage and what is around it this much has to be the same words for it to be proposed, unless it is short
/// and stands between the words that it stood between. In unrelated articles 99 passages in 100 have less than 0.36; with
/// 30 % of the words changed, 95 in 100 more than 0.54.
const AGREEING_MAPPED: f32 = 0.40;

/// What is short enough to be recognised by its surroundings alone, in letters: three words.
const RECOGNISED: u32 = 20;

fn judge_mapping(mapping: &Mapping) -> Verdict {
    let sides = [mapping.before, mapping.after];
    let one = sides.into_iter().flatten().fold(0.0, f32::max);
    let both = sides.into_iter().flatten().reduce(f32::min).unwrap_or(0.0);
    let around: f32 = sides.into_iter().flatten().sum::<f32>() * 32.0;
    let sure = match mapping.is_whole {
        true => {
            mapping.weight >= LONG_MAPPED
                || (if mapping.weight < SHORT_MAPPED { both } else { one }) >= BUT_A_WORD
                    && mapping.weight as f32 + around >= LEAST_MAPPED
        }
        false => {
            mapping.has_ends && mapping.weight >= LONG_CHANGED && mapping.kept >= KEPT_MAPPED && both >= 0.5
        }
    };
    let stands_between = both >= SAME && mapping.weight <= RECOGNISED && mapping.new_weight <= 2 * RECOGNISED;
    let own = mapping.weight.max(mapping.new_weight) as f32;
    let known = sides.into_iter().flatten().count() as f32 * 32.0;
    let agreement = (mapping.kept * own + around) / (own + known);
    let perhaps = agreement >= AGREEING_MAPPED && mapping.kept > 0.0 || stands_between;
    match (sure && !mapping.is_doubtful, perhaps) {
        (true, _) => Verdict::Sure,
        (_, true) => Verdict::Perhaps,
        _ => Verdict::No,
    }
}

/// A passage of the old text and a place in the new one, in tokens.
struct Pair<'a> {
    strings: [&'a str; 2],
    alignment: &'a Alignment,
    own: Range<usize>,
    there: Range<usize>,
}

impl<'a> Pair<'a> {
    /// All of one string and all of another.
    fn of(strings: [&'a str; 2], alignment: &'a Alignment) -> Pair<'a> {
        Pair { strings, alignment, own: 0..alignment.old.len(), there: 0..alignment.new.len() }
    }

    /// Whether the one may be what became of the other at all. What has no word in common with it is not; nor what is over
    /// twice as long, unless it has nearly all of the passage; nor what goes from one block into another, unless the passage did or its words are in both.
    fn is_comparable(&self) -> bool {
        let Alignment { old, new, .. } = &self.alignment;
        let own = words(old, self.own.clone());
        if own > 0 && self.kept(self.there.clone()) == 0 {
            return false;
        }
        let is_long = words(new, self.there.clone()) > (2 * own).max(2 * RECOGNISED);
        if is_long && (self.kept(self.there.clone()) as f32) < NEARLY_KEPT * own as f32 {
            return false;
        }
        let is_border = |side: usize, token: &usize| {
            let tokens = [old, new][side];
            let space = tokens.ends[token - 1] as usize..tokens.starts[*token] as usize;
            self.strings[side][space].contains('\n')
        };
        if self.own.clone().skip(1).any(|token| is_border(0, &token)) {
            return true;
        }
        let mut borders = self.there.clone().skip(1).filter(|token| is_border(1, token));
        let Some(first) = borders.next() else { return true };
        let last = borders.next_back().unwrap_or(first);
        [self.there.start..first, last..self.there.end].into_iter().all(|part| self.is_own(part))
    }

    /// Whether a part of the new text is of the passage: a word or two of it are, or a third, or there is no word in it.
    fn is_own(&self, part: Range<usize>) -> bool {
        let (kept, all) = (self.kept(part.clone()), words(&self.alignment.new, part));
        kept >= SHORT_MAPPED || kept * 3 >= all
    }

    /// How much the words of a part of the new text say that are words of the passage.
    fn kept(&self, part: Range<usize>) -> u32 {
        let is_own = |token: &usize| {
            let from = self.alignment.from(*token);
            from.is_some_and(|(from, how)| how != Match::Replaced && self.own.contains(&from))
        };
        words(&self.alignment.new, part.filter(is_own))
    }
}

/// How much the words among some tokens say, in letters; signs are in any text.
fn words(tokens: &Tokens, some: impl Iterator<Item = usize>) -> u32 {
    let words = some.filter(|token| tokens.kind(*token) != Kind::Sign);
    words.map(|token| tokens.weight(token, token + 1)).sum()
}

/// What has so much of the words of a passage has nearly all of it: all but one in five.
const NEARLY_KEPT: f32 = 0.80;

/// The update of one text.
struct Update<'a> {
    comparison: &'a Comparison,
}

impl Update<'_> {
    fn anchor(&self, anchor: &Anchor) -> Anchor {
        match anchor {
            Anchor::Placed { span } => self.placed(*span),
            Anchor::NeedsReview { span, quote } => self.in_review(*span, quote),
            Anchor::Orphaned { quote } => place(quote, None, self.comparison.index()).anchor,
        }
    }

    fn placed(&self, span: Span) -> Anchor {
        let mapping = self.comparison.map(span);
        let mut verdict = mapping.as_ref().map_or(Verdict::No, |mapping| self.judge(span, mapping));
        if self.comparison.likeness() < RELATED {
            // What an unrelated text has in common is there by chance.
            verdict = verdict.min(Verdict::Perhaps);
        }
        let quote = || Rc::new(Quote::of(self.comparison.old(), span));
        if self.comparison.likeness() < RELATED
            && let Some(mapping) = &mapping
            && is_chance(&quote(), None, self.comparison.index(), mapping.span)
        {
            verdict = Verdict::No;
        }
        match (mapping, verdict) {
            (Some(mapping), Verdict::Sure) => Anchor::Placed { span: mapping.span },
            (Some(mapping), Verdict::Perhaps) => Anchor::NeedsReview { span: mapping.span, quote: quote() },
            (mapping, _) => {
                let quote = quote();
                let is_doubtful = mapping.is_some_and(|mapping| mapping.is_doubtful);
                match self.searched(span, &quote) {
                    Anchor::Placed { span } if is_doubtful => Anchor::NeedsReview { span, quote },
                    found => found,
                }
            }
        }
    }

    /// How sure it is that a passage was mapped rightly.
    fn judge(&self, span: Span, mapping: &Mapping) -> Verdict {
        let Comparison { old, new, alignment, .. } = self.comparison;
        let own = alignment.old.touched(&span.range());
        let there = alignment.new.touched(&mapping.span.range());
        let pair = Pair { strings: [old.as_str(), new.as_str()], alignment, own, there };
        if pair.is_comparable() { judge_mapping(mapping) } else { Verdict::No }
    }

    /// Searches for a passage that the comparison has lost.
    fn searched(&self, span: Span, quote: &Rc<Quote>) -> Anchor {
        let old = &self.comparison.alignment.old;
        let own = old.touched(&span.range());
        let hint = self.expected(own.start);
        let (comparison, index) = (self.comparison, self.comparison.index());
        let candidates = match comparison.likeness() >= RELATED {
            true => index.search(quote, hint),
            false => index.search_exact(quote, hint),
        };
        let is_free = |span: Span| claimed(comparison, span, &own) < CLAIMED;
        let mut free = candidates.iter().filter(|found| is_free(found.span));
        let (best, runner_up) = (free.next(), free.next());
        let anchor = decide(quote, None, index, best, runner_up);
        // In an unrelated text there is nothing that was rewritten.
        match comparison.likeness() >= RELATED {
            true => or_rewritten(anchor, quote, hint, index, is_free),
            false => anchor,
        }
    }

    /// A proposal: its quotation is tried again, else the proposal is kept up.
    fn in_review(&self, span: Span, quote: &Rc<Quote>) -> Anchor {
        let mapping = self.comparison.map(span);
        let hint = mapping.as_ref().map(|mapping| mapping.span.start());
        let found = place(quote, hint, self.comparison.index()).anchor;
        match (found, mapping) {
            (Anchor::Placed { span }, _) => Anchor::Placed { span },
            (_, Some(mapping)) if self.judge(span, &mapping) >= Verdict::Perhaps => {
                Anchor::NeedsReview { span: mapping.span, quote: quote.clone() }
            }
            (found, _) => found,
        }
    }

    /// About where a token of the old text would be: after what it stood after.
    fn expected(&self, token: usize) -> Option<Pos> {
        let alignment = &self.comparison.alignment;
        let (to, _) = (0..token).rev().take(FAR).find_map(|token| alignment.to(token))?;
        let at = alignment.new.bytes(to);
        self.comparison.new_text().span(at).map(Span::start)
    }
}

/// How far back it is looked for something that is still there, in tokens: a page.
const FAR: usize = 500;

/// A place of which so much is taken up by other words of the old text is not where a lost passage went: it is their
/// place, and the passage is a sentence like theirs.
const CLAIMED: f32 = 0.5;

/// How much of a span of the new text is words that come from the old one, but not from the passage itself.
fn claimed(comparison: &Comparison, span: Span, own: &Range<usize>) -> f32 {
    let Alignment { new, .. } = &comparison.alignment;
    let tokens = new.touched(&span.range());
    let all = new.weight(tokens.start, tokens.end);
    let from_others = |token: &usize| {
        let from = comparison.alignment.from(*token);
        from.is_some_and(|(from, how)| how != Match::Replaced && !own.contains(&from))
    };
    let others: u32 = tokens.filter(from_others).map(|token| new.weight(token, token + 1)).sum();
    others as f32 / all.max(1) as f32
}
