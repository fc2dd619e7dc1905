//! Where passages went, by where their words went.

use std::ops::Range;

use super::alignment::{Alignment, LINE, Match, SENTENCE, boundary};
use super::tokens::Kind;
use crate::model::anchor::CONTEXT;
use crate::model::text::Span;

/// Where a span of an old text is in a new one, and how well it is known. Shares are from 0 to 1.
#[derive(Clone, PartialEq, Debug)]
pub struct Mapping<S = Span> {
    /// Where it is.
    pub span: S,
    /// Whether every word of it is there, in order and with none between, though perhaps spelled differently.
    pub is_whole: bool,
    /// Whether its first and its last word are there, so that its ends are sure.
    pub has_ends: bool,
    /// How much of both spans is words that they have in common.
    pub kept: f32,
    /// How much of what is directly before the old span is before the new one; `None` at the start of the text.
    pub before: Option<f32>,
    /// How much of what is directly after the old span is after the new one; `None` at the end of the text.
    pub after: Option<f32>,
    /// How much the old span says, in letters.
    pub weight: u32,
    /// How much the new span says, in letters.
    pub new_weight: u32,
    /// Whether the same words stand, or stood, right beside it, so that it may be one of them that was deleted.
    pub is_doubtful: bool,
}

impl<S> Mapping<S> {
    /// The same, with the place in other terms.
    pub(super) fn with_span<T>(self, span: T) -> Mapping<T> {
        let Mapping { is_whole, has_ends, kept, before, after, weight, new_weight, is_doubtful, .. } = self;
        Mapping { span, is_whole, has_ends, kept, before, after, weight, new_weight, is_doubtful }
    }
}

/// Two texts, and which words of the one are which of the other. Places are ranges of bytes.
pub(super) struct Words<'a> {
    pub old: &'a str,
    pub new: &'a str,
    pub alignment: &'a Alignment,
}

impl Words<'_> {
    /// Where a range of the old text is in the new one; `None` if nothing of it is left.
    pub fn map(&self, range: Range<usize>) -> Option<Mapping<Range<usize>>> {
        let tokens = self.alignment.old.touched(&range);
        if tokens.is_empty() {
            return self.map_space(range, tokens.start);
        }
        let group = self.together(&tokens)?;
        let Alignment { old, new, .. } = &self.alignment;
        let start = match group.first.0 == tokens.start {
            true => self.map_start(range.start, group.first),
            false => new.starts[group.first.1] as usize,
        };
        let end = match group.last.0 + 1 == tokens.end {
            true => self.map_end(range.end, group.last),
            false => new.ends[group.last.1] as usize,
        };
        let weight = old.weight(tokens.start, tokens.end);
        let new_weight = new.weight(group.first.1, group.last.1 + 1);
        let (before, after) = (self.before(&tokens, group.first.1), self.after(&tokens, group.last.1));
        Some(Mapping {
            span: start..end,
            is_whole: group.same == tokens.len() && group.last.1 - group.first.1 + 1 == tokens.len(),
            has_ends: [tokens.start, tokens.end - 1].into_iter().all(|token| {
                let is_end = token == group.first.0 || token == group.last.0;
                is_end && self.alignment.to(token).is_some_and(|(_, how)| how != Match::Replaced)
            }),
            kept: group.weight as f32 / weight.max(new_weight).max(1) as f32,
            before,
            after,
            weight,
            new_weight,
            is_doubtful: self.alignment.is_doubtful(tokens),
        })
    }

    /// Where the ends of a range are in the new text, each as far as words say so: the word at the end is there, or another
    /// stands in its place beside one that stayed; or, where `is_cut`, the sentence that the range cut there is gone.
    pub fn ends(&self, range: &Range<usize>, is_cut: [bool; 2]) -> [Option<usize>; 2] {
        let Alignment { old, new, .. } = &self.alignment;
        let tokens = old.touched(range);
        let group = Some(&tokens).filter(|tokens| !tokens.is_empty()).and_then(|tokens| self.group(tokens));
        let Some(Group { first, last, .. }) = group else { return [None, None] };
        let before = |token: usize| token.checked_sub(1);
        let after = |token: usize| Some(token + 1);
        let start = match first.0 == tokens.start && (self.is_kept(first) || self.is_beside(first, before)) {
            true => Some(self.map_start(range.start, first)),
            false if is_cut[0] => {
                self.border(first.0..=last.0, |token| token).map(|to| new.starts[to] as usize)
            }
            false => None,
        };
        let end = match last.0 + 1 == tokens.end && (self.is_kept(last) || self.is_beside(last, after)) {
            true => Some(self.map_end(range.end, last)),
            false if is_cut[1] => {
                let border = self.border((first.0..=last.0).rev(), |token| token + 1);
                border.map(|to| new.ends[to] as usize)
            }
            false => None,
        };
        [start, end]
    }

    /// Whether a token of the old text is one of the new text, though perhaps spelled differently.
    fn is_kept(&self, (token, to): (usize, usize)) -> bool {
        token < self.alignment.old.len()
            && self.alignment.to(token).is_some_and(|(at, how)| at == to && how != Match::Replaced)
    }

    /// Whether two tokens have neighbours that are the same.
    fn is_beside(&self, (token, to): (usize, usize), next: impl Fn(usize) -> Option<usize>) -> bool {
        next(token).zip(next(to)).is_some_and(|pair| self.is_kept(pair))
    }

    /// From an end of a passage inwards, the first token that stayed and has a sentence's border on its outer side in both
    /// texts, unless a word that stayed stands before it: as the token of the new text that it is.
    fn border(&self, inwards: impl Iterator<Item = usize>, outer: impl Fn(usize) -> usize) -> Option<usize> {
        let Alignment { old, new, .. } = &self.alignment;
        let stayed = |token: usize| match self.alignment.to(token) {
            Some((to, how)) if how != Match::Replaced => Some((token, to)),
            _ => None,
        };
        for (token, to) in inwards.filter_map(stayed) {
            let is_border = boundary(self.old, old, outer(token)) >= SENTENCE;
            if is_border && boundary(self.new, new, outer(to)) >= SENTENCE {
                return Some(to);
            }
            if old.kind(token) == Kind::Word {
                return None;
            }
        }
        None
    }

    /// Of the tokens of a span, those that are together in the new text, and say most; without strays.
    fn group(&self, tokens: &Range<usize>) -> Option<Group> {
        let group = self.together(tokens)?;
        let tokens = group.first.0..group.last.0 + 1;
        let core = self.without_strays(&tokens);
        if core == tokens { Some(group) } else { self.together(&core) }
    }

    /// Some tokens without those at either end that came to stand so far from the rest that they may not be theirs: a sign or
    /// a small word is in any sentence. What stayed beside them beyond the end speaks for them.
    fn without_strays(&self, tokens: &Range<usize>) -> Range<usize> {
        let Alignment { old, new, .. } = &self.alignment;
        let pairs = tokens.clone().filter_map(|token| Some((token, self.alignment.to(token)?.0)));
        let pairs: Vec<(usize, usize)> = pairs.collect();
        let [first, .., last] = pairs[..] else { return tokens.clone() };
        let says = |pair: &(usize, usize)| match self.is_kept(*pair) {
            true => old.weight(pair.0, pair.0 + 1),
            false => 0,
        };
        let all: u32 = pairs.iter().map(says).sum();
        let before = self.beside(first, |token| token.checked_sub(1));
        let after = self.beside(last, |token| Some(token + 1));
        let (mut start, mut said) = (tokens.start, 0);
        for pair in pairs.windows(2) {
            let [(one, to_one), (other, to_other)] = [pair[0], pair[1]];
            said += says(&pair[0]);
            let put_in = new.weight(to_one + 1, to_other).saturating_sub(old.weight(one + 1, other));
            if said * 2 <= all && is_stray(said + before, put_in) {
                start = other;
            } else if said * 2 > all && is_stray(all - said + after, put_in) {
                return start..one + 1;
            }
        }
        start..tokens.end
    }

    /// How much the tokens say that are next to one in both texts, as far as that says anything of it.
    fn beside(&self, from: (usize, usize), next: impl Fn(usize) -> Option<usize>) -> u32 {
        let follow = |(one, other): &(usize, usize)| next(*one).zip(next(*other));
        let run = std::iter::successors(follow(&from), follow).take_while(|pair| self.is_kept(*pair));
        run.take(NEAR).map(|(token, _)| self.alignment.old.weight(token, token + 1)).sum()
    }

    /// Of the tokens of a span, those that are together in the new text, and say most.
    fn together(&self, tokens: &Range<usize>) -> Option<Group> {
        let mut best: Option<Group> = None;
        let mut open: Option<Group> = None;
        let better = |one: &Group, best: &Option<Group>| {
            best.as_ref().is_none_or(|best| (one.weight, one.count) > (best.weight, best.count))
        };
        for token in tokens.clone() {
            let Some((to, how)) = self.alignment.to(token) else { continue };
            let goes_on = |group: &Group| {
                let step = token - group.last.0;
                to > group.last.1 && to - group.last.1 <= step + TOGETHER + tokens.len() / 2
            };
            if !open.as_ref().is_some_and(goes_on)
                && let Some(group) = open.replace(Group::at(token, to))
                && better(&group, &best)
            {
                best = Some(group);
            }
            let group = open.get_or_insert_with(|| Group::at(token, to));
            group.last = (token, to);
            group.count += 1;
            if how != Match::Replaced {
                group.same += 1;
                group.weight += self.alignment.old.weight(token, token + 1);
            }
        }
        match open {
            Some(group) if better(&group, &best) => Some(group),
            _ => best,
        }
    }

    /// White space between two tokens that are neighbours in both texts.
    fn map_space(&self, range: Range<usize>, next: usize) -> Option<Mapping<Range<usize>>> {
        let Alignment { old, new, .. } = &self.alignment;
        let before = next.checked_sub(1)?;
        let (one, one_how) = self.alignment.to(before)?;
        let (other, other_how) = (next < old.len()).then(|| self.alignment.to(next)).flatten()?;
        if one + 1 != other || [one_how, other_how].contains(&Match::Replaced) {
            return None;
        }
        let was = old.ends[before] as usize..old.starts[next] as usize;
        let is = new.ends[one] as usize..new.starts[other] as usize;
        let same = self.old[was.clone()] == self.new[is.clone()];
        let span = match same {
            true => is.start + range.start - was.start..is.start + range.end - was.start,
            false if range == was => is,
            false => return None,
        };
        let tokens = next..next;
        Some(Mapping {
            span,
            is_whole: true,
            has_ends: true,
            kept: 1.0,
            before: self.before(&tokens, other),
            after: self.after(&tokens, one),
            weight: 1,
            new_weight: 1,
            is_doubtful: false,
        })
    }

    /// Where a start is that lies in a token, or in the white space before it.
    fn map_start(&self, start: usize, (token, to): (usize, usize)) -> usize {
        let Alignment { old, new, .. } = &self.alignment;
        let (was, is) = (old.bytes(token), new.bytes(to));
        let Some(space) = was.start.checked_sub(start) else { return self.map_within(start, was, is) };
        // As much white space as there was, as far as it is the same.
        let (old, new) = (&self.old[start..was.start], &self.new[..is.start]);
        if new.ends_with(old) { is.start - space } else { is.start }
    }

    /// Where an end is that lies in a token, or in the white space after it.
    fn map_end(&self, end: usize, (token, to): (usize, usize)) -> usize {
        let Alignment { old, new, .. } = &self.alignment;
        let (was, is) = (old.bytes(token), new.bytes(to));
        let Some(space) = end.checked_sub(was.end) else { return self.map_within(end, was, is) };
        let (old, new) = (&self.old[was.end..end], &self.new[is.end..]);
        if new.starts_with(old) { is.end + space } else { is.end }
    }

    /// Where a position in a word is in the word that it became: by what both begin with, or else end with.
    fn map_within(&self, at: usize, was: Range<usize>, is: Range<usize>) -> usize {
        let (old, new) = (&self.old[was.clone()], &self.new[is.clone()]);
        let (head, tail) = old.split_at(at - was.start);
        if head.is_empty() {
            return is.start;
        }
        if tail.is_empty() {
            return is.end;
        }
        if new.starts_with(head) {
            return is.start + head.len();
        }
        if new.ends_with(tail) {
            return is.end - tail.len();
        }
        let share = new.chars().count() * head.chars().count() / old.chars().count();
        is.start + new.char_indices().nth(share).map_or(new.len(), |(at, _)| at)
    }

    /// How much of what is before some tokens is before a token of the new text.
    fn before(&self, tokens: &Range<usize>, to: usize) -> Option<f32> {
        let around = (0..tokens.start).rev();
        self.around(around, |token| token + 1, |distance, there| there < to && to - there <= distance + NEAR)
    }

    /// How much of what is after some tokens is after a token of the new text.
    fn after(&self, tokens: &Range<usize>, to: usize) -> Option<f32> {
        let around = tokens.end..self.alignment.old.len();
        self.around(around, |token| token, |distance, there| there > to && there - to <= distance + NEAR)
    }

    /// `border` is the token that begins at the nearer end of a token.
    fn around(
        &self,
        tokens: impl Iterator<Item = usize>,
        border: impl Fn(usize) -> usize,
        is_near: impl Fn(usize, usize) -> bool,
    ) -> Option<f32> {
        let (mut near, mut all) = (0, 0);
        for (distance, token) in tokens.enumerate() {
            let is_enough = all >= CONTEXT as u32
                || all >= LEAST_CONTEXT && boundary(self.old, &self.alignment.old, border(token)) == LINE;
            if is_enough {
                break;
            }
            let weight = self.alignment.old.weight(token, token + 1);
            all += weight;
            match self.alignment.to(token) {
                Some((to, how)) if how != Match::Replaced && is_near(distance, to) => near += weight,
                _ => {}
            }
        }
        (all > 0).then(|| near as f32 / all as f32)
    }
}

/// Tokens of a span that follow each other in the new text.
struct Group {
    first: (usize, usize),
    last: (usize, usize),
    /// How many there are.
    count: usize,
    /// How many of them were not replaced by others.
    same: usize,
    /// How much those say.
    weight: u32,
}

impl Group {
    fn at(token: usize, to: usize) -> Group {
        Group { first: (token, to), last: (token, to), count: 0, same: 0, weight: 0 }
    }
}

/// How many tokens may have come between two of a passage for it still to be one: some sentences.
const TOGETHER: usize = 60;

/// Whether words at an end of a passage that say so much may be other words, with so much put in between them and the rest.
fn is_stray(said: u32, put_in: u32) -> bool {
    said < SAYING && put_in >= PUT_IN && put_in > 4 * said
}

/// From here on words are not just anywhere, in letters: three words.
const SAYING: u32 = 20;

/// What is put in between two words of a passage is less than this, in letters, or a sentence.
const PUT_IN: u32 = 20;

/// So many letters of what stands around a passage in its own line suffice to know it: what is in the next line may have
/// been moved away.
const LEAST_CONTEXT: u32 = 8;

/// How many tokens may have come between a passage and what stood beside it: a clause.
const NEAR: usize = 8;
