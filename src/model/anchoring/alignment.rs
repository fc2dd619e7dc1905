//! Which tokens of a text are which of another, moved ones included.

use std::collections::HashSet;
use std::ops::Range;

use super::fold::symbols;
use super::tokens::{Kind, Names, Tokens, is_respelled};

/// No token.
pub(super) const NONE: u32 = u32::MAX;

/// The farthest that a deletion is looked at to have been elsewhere, in tokens: some pages.
const FARTHEST: usize = 4096;

/// How a token of the old text is one of the new text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Match {
    /// The same word, but for case, accents and typography.
    Equal,
    /// The same word, spelled differently.
    Respelled,
    /// Another word in its place.
    Replaced,
}

/// The tokens of two texts, and which is which.
///
/// How it is found, from the strong to the weak:
/// 1. Runs of 8, then 4 tokens that are unique in a stretch of both texts are taken for the same, as far as they are in
///    the same order (B. Cohen's patience diff, with runs of words instead of lines), and extended while tokens are equal; so
///    on in the stretches between.
/// 2. In what is left over, runs of 5 tokens that are unique on both sides have been moved, whatever the order.
/// 3. What is still left between is short, mostly a word or two. It is paired by the table of S. Needleman and C. Wunsch
///    (1970), in which a word may also be respelled or replaced; where it is long, single unique words cut it up before.
pub(super) struct Alignment {
    pub old: Tokens,
    pub new: Tokens,
    /// For each token of the old text, the token of the new one, or [`NONE`].
    to: Vec<u32>,
    /// For each token of the new text, the token of the old one, or [`NONE`].
    from: Vec<u32>,
    /// How, for those of the old text that have one.
    how: Vec<Match>,
    /// Tokens of the old text that as well might be the ones that were deleted, since their like stands beside those.
    doubtful: Vec<bool>,
}

impl Alignment {
    pub fn of(old_string: &str, new_string: &str) -> Alignment {
        let mut names = Names::new();
        let (old_tokens, new_tokens) =
            (Tokens::of(old_string, &mut names), Tokens::of(new_string, &mut names));
        let mut matcher = Matcher {
            strings: [old_string, new_string],
            to: vec![NONE; old_tokens.len()],
            from: vec![NONE; new_tokens.len()],
            how: vec![Match::Equal; old_tokens.len()],
            gaps: Vec::new(),
            old: old_tokens,
            new: new_tokens,
        };
        let all = (0..matcher.old.len(), 0..matcher.new.len());
        matcher.align(all.0, all.1);
        matcher.find_moved();
        matcher.fill_gaps();
        let Matcher { old, new, to, from, how, .. } = matcher;
        let mut alignment = Alignment { old, new, to, from, how, doubtful: Vec::new() };
        alignment.settle([old_string, new_string]);
        alignment.doubt([old_string, new_string]);
        alignment
    }

    /// The token of the new text that a token of the old one is, and how.
    pub fn to(&self, token: usize) -> Option<(usize, Match)> {
        let to = self.to[token];
        (to != NONE).then_some((to as usize, self.how[token]))
    }

    /// The token of the old text that a token of the new one was, and how.
    pub fn from(&self, token: usize) -> Option<(usize, Match)> {
        let from = self.from[token];
        (from != NONE).then(|| (from as usize, self.how[from as usize]))
    }

    /// Whether an end of a passage of these tokens is in doubt.
    pub fn is_doubtful(&self, tokens: Range<usize>) -> bool {
        self.doubtful[tokens.start] || self.doubtful[tokens.end - 1]
    }

    /// How much of the longer text is the same in the other, by weight.
    pub fn likeness(&self) -> f32 {
        let same = |token: &usize| self.to(*token).is_some_and(|(_, how)| how != Match::Replaced);
        let same: u32 = (0..self.old.len()).filter(same).map(|token| self.old.weight(token, token + 1)).sum();
        let longer = self.old.weight(0, self.old.len()).max(self.new.weight(0, self.new.len()));
        if longer == 0 { 1.0 } else { same as f32 / longer as f32 }
    }

    /// Whether every token is there, in order and with none between, though perhaps spelled differently; but for words that
    /// `is_fixed`, which may not be.
    pub fn is_whole(&self, is_fixed: impl Fn(Range<usize>) -> bool) -> bool {
        let same = |token: usize| match self.to(token) {
            Some((to, Match::Equal)) => to == token,
            Some((to, Match::Respelled)) => to == token && !is_fixed(self.old.bytes(token)),
            _ => false,
        };
        self.old.len() == self.new.len() && (0..self.old.len()).all(same)
    }

    /// Where a deletion or insertion could stand in several places, puts it where sentences end: `Why [so? Why] not?` was
    /// `[Why so?] Why not?`.
    fn settle(&mut self, [old, new]: [&str; 2]) {
        let mut settled = Vec::new();
        runs(&self.to, |run| settled.extend(settle(old, &self.old, &self.to, run)));
        for (run, by) in settled.drain(..) {
            shift(&mut self.to, &mut self.from, run, by);
        }
        runs(&self.from, |run| settled.extend(settle(new, &self.new, &self.from, run)));
        for (run, by) in settled.drain(..) {
            shift(&mut self.from, &mut self.to, run, by);
        }
        for (old, to) in self.to.iter().enumerate().filter(|(_, to)| **to != NONE) {
            if self.old.ids[old] == self.new.ids[*to as usize] {
                self.how[old] = Match::Equal;
            }
        }
    }

    /// Whether the first tokens are the same, and the last, of so much weight at least, or all.
    pub fn has_ends(&self, least: u32) -> bool {
        let (olds, news) = (self.old.len(), self.new.len());
        let is_same = |old: usize, new: Option<usize>| {
            self.to(old).is_some_and(|(to, how)| Some(to) == new && how != Match::Replaced)
        };
        let first = (0..olds).find(|at| !is_same(*at, Some(*at))).unwrap_or(olds);
        let last = (0..olds).rev().find(|at| !is_same(*at, (at + news).checked_sub(olds)));
        let last = last.map_or(0, |at| at + 1);
        let least = least.min(self.old.weight(0, olds));
        olds > 0 && self.old.weight(0, first) >= least && self.old.weight(last, olds) >= least
    }

    /// Finds the tokens that a deletion, or insertion, could have met just as well: `a [b a] c` is `[a b] a c`.
    fn doubt(&mut self, [old, new]: [&str; 2]) {
        let is_same = |token: usize| self.to[token] != NONE && self.how[token] != Match::Replaced;
        let to: Vec<u32> =
            (0..self.to.len()).map(|old| if is_same(old) { self.to[old] } else { NONE }).collect();
        let from =
            self.from.iter().map(|old| if *old != NONE && is_same(*old as usize) { *old } else { NONE });
        let from: Vec<u32> = from.collect();
        let mut doubtful = vec![false; to.len()];
        runs(&to, |run| slide(old, &self.old, run, |token| doubtful[token] = true));
        runs(&from, |run| {
            slide(new, &self.new, run, |token| {
                if from[token] != NONE {
                    doubtful[from[token] as usize] = true;
                }
            });
        });
        self.doubtful = doubtful;
        self.doubt_copies(old, &to);
    }

    /// Where a copy of a deleted sentence stands beside another edit, it may be the copy that was deleted. `to` has the
    /// counterparts of those tokens that are the same.
    fn doubt_copies(&mut self, string: &str, to: &[u32]) {
        let ids = &self.old.ids;
        let bounds = (0..=ids.len()).filter(|at| boundary(string, &self.old, *at) >= 2);
        let mut start = 0;
        let sentences = bounds.filter_map(|end| {
            let sentence = std::mem::replace(&mut start, end)..end;
            (sentence.len() > 1).then_some(sentence)
        });
        let is_deleted = |sentence: &Range<usize>| {
            to[sentence.clone()].iter().filter(|to| **to == NONE).count() * 2 > sentence.len()
        };
        let sentences: Vec<_> = sentences.map(|sentence| (is_deleted(&sentence), sentence)).collect();
        let deleted =
            sentences.iter().filter(|(deleted, _)| *deleted).map(|(_, sentence)| &ids[sentence.clone()]);
        let deleted: HashSet<&[u32]> = deleted.collect();
        let is_copy = |at: usize| !sentences[at].0 && deleted.contains(&ids[sentences[at].1.clone()]);
        let is_intact = |at: usize| to[at - 1] != NONE && to[at - 1] + 1 == to[at];
        let mut at = 0;
        while at < sentences.len() {
            let end = (at..sentences.len()).find(|at| !is_copy(*at)).unwrap_or(sentences.len());
            if at < end {
                let copies = sentences[at].1.start..sentences[end - 1].1.end;
                let beside =
                    [at.checked_sub(1), Some(end)].into_iter().flatten().filter_map(|at| sentences.get(at));
                let is_beside_edit = copies.start > 0 && !is_intact(copies.start)
                    || copies.end < ids.len() && !is_intact(copies.end)
                    || beside.into_iter().any(|(deleted, _)| *deleted);
                self.doubtful[copies].iter_mut().for_each(|doubtful| *doubtful |= is_beside_edit);
            }
            at = end + 1;
        }
    }
}

/// Hands on the maximal runs of tokens that have no counterpart.
fn runs(counterparts: &[u32], mut take: impl FnMut(Range<usize>)) {
    let mut at = 0;
    for run in counterparts.chunk_by(|one, other| (*one == NONE) == (*other == NONE)) {
        if run[0] == NONE {
            take(at..at + run.len());
        }
        at += run.len();
    }
}

/// How far a run without counterpart is best put to the right, if it is not best where it is. Counterparts that are equal
/// tokens one after another can be given to the tokens that repeat them.
fn settle(
    string: &str,
    tokens: &Tokens,
    counterparts: &[u32],
    run: Range<usize>,
) -> Option<(Range<usize>, isize)> {
    let ids = &tokens.ids;
    let most = run.len();
    let left = (1..=most.min(run.start))
        .take_while(|by| counterparts[run.start - by] != NONE && ids[run.start - by] == ids[run.end - by]);
    let right = (0..most.min(ids.len() - run.end))
        .take_while(|by| counterparts[run.end + by] != NONE && ids[run.start + by] == ids[run.end + by]);
    let (left, right) = (left.count() as isize, right.count() as isize);
    if (left, right) == (0, 0) {
        return None;
    }
    let score = |by: &isize| {
        (boundary(string, tokens, run.start.wrapping_add_signed(*by)), std::cmp::Reverse(by.unsigned_abs()))
    };
    let best = (-left..=right).max_by_key(score)?;
    (best != 0).then_some((run, best))
}

/// Gives the counterparts beside a run to the tokens that repeat them.
fn shift(counterparts: &mut [u32], others: &mut [u32], run: Range<usize>, by: isize) {
    let mut give = |from: usize, to: usize| {
        let counterpart = std::mem::replace(&mut counterparts[from], NONE);
        // Another run may have taken it.
        if counterpart != NONE {
            counterparts[to] = counterpart;
            others[counterpart as usize] = to as u32;
        }
    };
    if by < 0 {
        (1..=by.unsigned_abs()).for_each(|by| give(run.start - by, run.end - by));
    } else {
        (0..by.unsigned_abs()).for_each(|by| give(run.end + by, run.start + by));
    }
}

/// Hands on the tokens beside a run that the run, put where it would fit as well, would cover.
fn slide(string: &str, tokens: &Tokens, run: Range<usize>, mut take: impl FnMut(usize)) {
    let ids = &tokens.ids;
    // A sentence may have been deleted whether it began a line or not.
    let fit = boundary(string, tokens, run.start).min(2);
    let left = (1..=run.start.min(FARTHEST)).take_while(|by| ids[run.start - by] == ids[run.end - by]);
    let left = left.filter(|by| boundary(string, tokens, run.start - by) >= fit).last().unwrap_or(0);
    (run.start - left..run.start).for_each(&mut take);
    let right =
        (0..FARTHEST.min(ids.len() - run.end)).take_while(|by| ids[run.start + by] == ids[run.end + by]);
    let right = right.filter(|by| boundary(string, tokens, run.start + by + 1) >= fit).last();
    (run.end..run.end + right.map_or(0, |by| by + 1)).for_each(&mut take);
}

/// The boundary between two sentences.
pub(super) const SENTENCE: u8 = 2;

/// The boundary between two lines.
pub(super) const LINE: u8 = 3;

/// How much of a boundary there is before a token: of a line, of a sentence, after a sign, or none.
pub(super) fn boundary(string: &str, tokens: &Tokens, token: usize) -> u8 {
    let Some(before) = token.checked_sub(1) else { return LINE };
    let Some(start) = tokens.starts.get(token) else { return LINE };
    let space = &string[tokens.ends[before] as usize..*start as usize];
    // What follows a sign that opens belongs to it.
    let sign = &string[tokens.bytes(before)];
    let is_straight = sign.starts_with(['"', '\'']) && space.is_empty();
    let is_first = before == 0 || tokens.ends[before - 1] < tokens.starts[before];
    if sign.starts_with(['“', '„', '«', '‘', '(', '[', '「', '『', '《', '¿', '¡']) || is_straight && is_first
    {
        return 0;
    }
    // The end of a sentence may be followed by quotation marks, brackets, an emoji.
    let signs = (0..=before).rev().take(4).take_while(|token| tokens.kind(*token) == Kind::Sign);
    let mut signs = signs.map(|token| &string[tokens.bytes(token)]);
    let ends_sentence = signs.any(|sign| sign.starts_with(['.', '!', '?', '…', '。', '！', '？', '।', '؟']));
    match space.contains('\n') {
        true => LINE,
        false if ends_sentence => 2,
        false => u8::from(tokens.kind(before) == Kind::Sign),
    }
}

/// What is known while two texts are being compared.
struct Matcher<'a> {
    strings: [&'a str; 2],
    old: Tokens,
    new: Tokens,
    to: Vec<u32>,
    from: Vec<u32>,
    how: Vec<Match>,
    /// Stretches between matches, not empty on either side or on one.
    gaps: Vec<(Range<usize>, Range<usize>)>,
}

/// The lengths of the runs that step 1 looks for: about a clause, which is mostly unique in an article, and about a phrase,
/// which is in a stretch between two clauses.
const STRONG: [usize; 2] = [8, 4];
/// The length of the runs that step 2 looks for.
const MOVED: usize = 5;
/// The least weight of what is said to have been moved, in letters: half a line.
const LEAST_MOVED: u32 = 30;
/// How far apart two runs may be and still have been moved together, in tokens: a sentence or two.
const APART: usize = 40;
/// The most cells of a table of step 3; 128 tokens against 128.
const CELLS: usize = 1 << 14;
/// How often a stretch is cut up by unique runs before it is left to step 3, so that no text takes quadratic time.
const DEEPEST: usize = 16;

impl Matcher<'_> {
    fn is_equal(&self, old: usize, new: usize) -> bool {
        self.old.ids[old] == self.new.ids[new]
    }

    fn pair(&mut self, old: usize, new: usize, how: Match) {
        self.to[old] = new as u32;
        self.from[new] = old as u32;
        self.how[old] = how;
    }

    /// Takes equal tokens off both ends of a stretch.
    fn strip(&mut self, old: &mut Range<usize>, new: &mut Range<usize>) {
        while old.start < old.end && new.start < new.end && self.is_equal(old.start, new.start) {
            self.pair(old.start, new.start, Match::Equal);
            (old.start, new.start) = (old.start + 1, new.start + 1);
        }
        while old.start < old.end && new.start < new.end && self.is_equal(old.end - 1, new.end - 1) {
            (old.end, new.end) = (old.end - 1, new.end - 1);
            self.pair(old.end, new.end, Match::Equal);
        }
    }

    /// Step 1 for a stretch of both texts. What stays unmatched goes to the gaps.
    fn align(&mut self, old: Range<usize>, new: Range<usize>) {
        let mut stretches = vec![(old, new, 0)];
        while let Some((mut old, mut new, depth)) = stretches.pop() {
            self.strip(&mut old, &mut new);
            if old.is_empty() && new.is_empty() {
                continue;
            }
            let is_small = old.len().min(new.len()) < STRONG[1] || old.len() * new.len() <= 64;
            let chain = match is_small || depth == DEEPEST {
                true => Vec::new(),
                false => self.chain(&old, &new),
            };
            if chain.is_empty() {
                self.gaps.push((old, new));
                continue;
            }
            let (mut i, mut j) = (old.start, new.start);
            for (mut p, mut q) in chain {
                if p < i || q < j {
                    continue;
                }
                while p > i && q > j && self.is_equal(p - 1, q - 1) {
                    (p, q) = (p - 1, q - 1);
                }
                stretches.push((i..p, j..q, depth + 1));
                while p < old.end && q < new.end && self.is_equal(p, q) {
                    self.pair(p, q, Match::Equal);
                    (p, q) = (p + 1, q + 1);
                }
                (i, j) = (p, q);
            }
            stretches.push((i..old.end, j..new.end, depth + 1));
        }
    }

    /// The runs that are unique in both stretches, as far as they are in order.
    fn chain(&self, old: &Range<usize>, new: &Range<usize>) -> Vec<(usize, usize)> {
        for length in STRONG {
            let pairs = unique(&self.old.ids[old.clone()], &self.new.ids[new.clone()], length);
            if !pairs.is_empty() {
                let chain = ascending(&pairs);
                return chain.into_iter().map(|(p, q)| (old.start + p, new.start + q)).collect();
            }
        }
        Vec::new()
    }

    /// Step 2.
    fn find_moved(&mut self) {
        let olds: Vec<usize> = self.gaps.iter().flat_map(|(old, _)| old.clone()).collect();
        let news: Vec<usize> = self.gaps.iter().flat_map(|(_, new)| new.clone()).collect();
        if olds.len() < MOVED || news.len() < MOVED {
            return;
        }
        let (mut olds, mut news) = (olds, news);
        olds.sort_unstable();
        news.sort_unstable();
        let ids = |places: &[usize], ids: &[u32]| places.iter().map(|at| ids[*at]).collect::<Vec<_>>();
        let pairs = unique(&ids(&olds, &self.old.ids), &ids(&news, &self.new.ids), MOVED);
        let pairs = pairs.into_iter().map(|(p, q)| (olds[p], news[q]));
        // A run must not go over from one gap to the next.
        let is_run = |at: usize, counterparts: &[u32]| {
            counterparts.get(at..at + MOVED).is_some_and(|run| run.iter().all(|it| *it == NONE))
        };
        let pairs: Vec<_> = pairs.filter(|(p, q)| is_run(*p, &self.to) && is_run(*q, &self.from)).collect();
        let together = |one: &(usize, usize), next: &(usize, usize)| {
            let near = |one: usize, next: usize, counterparts: &[u32]| {
                next > one
                    && next - one <= APART
                    && counterparts[one..next].iter().all(|counterpart| *counterpart == NONE)
            };
            near(one.0, next.0, &self.to) && near(one.1, next.1, &self.from)
        };
        let mut pieces = Vec::new();
        for chain in pairs.chunk_by(together) {
            let (first, last) = (chain[0], chain[chain.len() - 1]);
            pieces.push((first.0..last.0 + MOVED, first.1..last.1 + MOVED));
        }
        for (old, new) in pieces {
            self.take_moved(old, new);
        }
    }

    /// Takes a moved piece with what belongs to it: equal tokens around it, and the rest of its lines, if that is short.
    fn take_moved(&mut self, mut old: Range<usize>, mut new: Range<usize>) {
        let free = |at: usize, counterparts: &[u32]| counterparts.get(at).is_some_and(|it| *it == NONE);
        if old.clone().any(|at| !free(at, &self.to)) || new.clone().any(|at| !free(at, &self.from)) {
            return;
        }
        while old.start > 0
            && new.start > 0
            && free(old.start - 1, &self.to)
            && free(new.start - 1, &self.from)
            && self.is_equal(old.start - 1, new.start - 1)
        {
            (old.start, new.start) = (old.start - 1, new.start - 1);
        }
        while free(old.end, &self.to) && free(new.end, &self.from) && self.is_equal(old.end, new.end) {
            (old.end, new.end) = (old.end + 1, new.end + 1);
        }
        if self.old.weight(old.start, old.end) < LEAST_MOVED {
            return;
        }
        let starts = (self.line_start(0, old.start), self.line_start(1, new.start));
        if let (Some(of_old), Some(of_new)) = starts {
            (old.start, new.start) = (of_old, of_new);
        }
        let ends = (self.line_end(0, old.end), self.line_end(1, new.end));
        if let (Some(of_old), Some(of_new)) = ends {
            (old.end, new.end) = (of_old, of_new);
        }
        self.align(old, new);
    }

    /// The first token of the line that a token is in, if there are only a few unmatched ones between.
    fn line_start(&self, side: usize, token: usize) -> Option<usize> {
        let counterparts = [&self.to, &self.from][side];
        let first = token.saturating_sub(LINE_REST);
        (first..=token)
            .rev()
            .take_while(|at| *at == token || counterparts[*at] == NONE)
            .find(|at| self.begins_line(side, *at))
    }

    /// The end of the line that a token ends or is in, if there are only a few unmatched ones between.
    fn line_end(&self, side: usize, token: usize) -> Option<usize> {
        let counterparts = [&self.to, &self.from][side];
        let mut at = token;
        while at <= token + LINE_REST {
            if at >= counterparts.len() || self.begins_line(side, at) {
                return Some(at);
            }
            if counterparts[at] != NONE {
                return None;
            }
            at += 1;
        }
        None
    }

    fn begins_line(&self, side: usize, token: usize) -> bool {
        let tokens = [&self.old, &self.new][side];
        let Some(before) = token.checked_sub(1) else { return true };
        self.strings[side][tokens.ends[before] as usize..tokens.starts[token] as usize].contains('\n')
    }
}

/// How many unmatched tokens at the ends of a line may belong to what was moved out of it.
const LINE_REST: usize = 12;

/// Step 3.
impl Matcher<'_> {
    fn fill_gaps(&mut self) {
        for (old, new) in std::mem::take(&mut self.gaps) {
            // What was moved in or out of the gap in the meantime is not in it any more.
            let olds: Vec<usize> = old.filter(|at| self.to[*at] == NONE).collect();
            let news: Vec<usize> = new.filter(|at| self.from[*at] == NONE).collect();
            self.fill(&olds, &news);
            self.let_go(&olds, &news);
        }
    }

    /// Sentences that were written anew have some words in common with those they took the place of, which mean nothing.
    fn let_go(&mut self, olds: &[usize], news: &[usize]) {
        let weigh = |tokens: &Tokens, places: &[usize]| {
            places.iter().map(|at| tokens.weight(*at, at + 1)).sum::<u32>()
        };
        let least = weigh(&self.old, olds).min(weigh(&self.new, news));
        let most = weigh(&self.old, olds).max(weigh(&self.new, news));
        let kept = olds.iter().filter(|at| self.to[**at] != NONE && self.how[**at] != Match::Replaced);
        let kept: u32 = kept.map(|at| self.old.weight(*at, at + 1)).sum();
        let has_boundary = |side: usize, tokens: &Tokens, places: &[usize]| {
            let (Some(first), Some(last)) = (places.first(), places.last()) else { return false };
            (*first..=last + 1).any(|at| boundary(self.strings[side], tokens, at) >= 2)
        };
        let is_anew = least >= LEAST_ANEW && kept * 100 < most * KEPT_ANEW;
        if is_anew && has_boundary(0, &self.old, olds) && has_boundary(1, &self.new, news) {
            olds.iter().for_each(|at| self.to[*at] = NONE);
            news.iter().for_each(|at| self.from[*at] = NONE);
        }
    }

    fn fill(&mut self, olds: &[usize], news: &[usize]) {
        let mut stretches = vec![(olds, news, 0)];
        while let Some((mut olds, mut news, depth)) = stretches.pop() {
            while let ([old, rest_old @ ..], [new, rest_new @ ..]) = (olds, news)
                && self.is_equal(*old, *new)
            {
                self.pair(*old, *new, Match::Equal);
                (olds, news) = (rest_old, rest_new);
            }
            while let ([rest_old @ .., old], [rest_new @ .., new]) = (olds, news)
                && self.is_equal(*old, *new)
            {
                self.pair(*old, *new, Match::Equal);
                (olds, news) = (rest_old, rest_new);
            }
            if olds.is_empty() || news.is_empty() {
                continue;
            }
            if olds.len() * news.len() <= CELLS {
                self.tabulate(olds, news);
                continue;
            }
            let ids = |places: &[usize], ids: &[u32]| places.iter().map(|at| ids[*at]).collect::<Vec<_>>();
            let (old_ids, new_ids) = (ids(olds, &self.old.ids), ids(news, &self.new.ids));
            let pairs = [2, 1].into_iter().map(|length| unique(&old_ids, &new_ids, length));
            let chain = pairs.map(|pairs| ascending(&pairs)).find(|chain| !chain.is_empty());
            let cuts = match chain {
                Some(chain) if depth < DEEPEST => chain,
                // Nothing tells where anything belongs: what is in the middle of one is taken to be in that of the other.
                _ => vec![(olds.len() / 2, news.len() / 2)],
            };
            let (mut i, mut j) = (0, 0);
            for (p, q) in cuts {
                stretches.push((&olds[i..p], &news[j..q], depth + 1));
                (i, j) = (p, q);
            }
            stretches.push((&olds[i..], &news[j..], depth + 1));
        }
    }

    /// The best pairing of a few tokens.
    fn tabulate(&mut self, olds: &[usize], news: &[usize]) {
        let wide = news.len() + 1;
        let with_spelling = olds.len() * news.len() <= CELLS / 16;
        let folded = |side: usize, tokens: &Tokens, places: &[usize]| -> Vec<Vec<u32>> {
            let places = places.iter().filter(|_| with_spelling);
            places.map(|at| symbols(&self.strings[side][tokens.bytes(*at)])).collect()
        };
        let spelled = [folded(0, &self.old, olds), folded(1, &self.new, news)];
        let gain = |i: usize, j: usize| -> (i32, Match) {
            let (old, new) = (olds[i], news[j]);
            if self.is_equal(old, new) {
                return (EQUAL + 4 * self.old.weight(old, old + 1).min(12) as i32, Match::Equal);
            }
            let (one, other) = (self.old.kind(old), self.new.kind(new));
            let is_word = one == Kind::Word && other == Kind::Word;
            if with_spelling && is_word && is_respelled(&spelled[0][i], &spelled[1][j]) {
                return (EQUAL / 2 + 2 * self.old.weight(old, old + 1).min(12) as i32, Match::Respelled);
            }
            let fits = (one == Kind::Sign) == (other == Kind::Sign);
            (i32::from(fits), Match::Replaced)
        };
        let mut best = vec![0; (olds.len() + 1) * wide];
        let mut gains = Vec::with_capacity(olds.len() * news.len());
        for i in 0..olds.len() {
            for j in 0..news.len() {
                let (gain, how) = gain(i, j);
                gains.push((gain, how));
                let cell = (i + 1) * wide + j + 1;
                let paired = if gain > 0 { best[cell - wide - 1] + gain } else { 0 };
                best[cell] = paired.max(best[cell - 1]).max(best[cell - wide]);
            }
        }
        let (mut i, mut j) = (olds.len(), news.len());
        while i > 0 && j > 0 {
            let cell = i * wide + j;
            let (gain, how) = gains[(i - 1) * news.len() + j - 1];
            if gain > 0 && best[cell] == best[cell - wide - 1] + gain {
                self.pair(olds[i - 1], news[j - 1], how);
                (i, j) = (i - 1, j - 1);
            } else if best[cell] == best[cell - 1] {
                j -= 1;
            } else {
                i -= 1;
            }
        }
    }
}

/// Stretches of fewer letters are not taken to be written anew: a clause.
const LEAST_ANEW: u32 = 30;
/// A stretch that keeps less than so many percent of its letters was written anew. Fitted to the corpus: with less, words of
/// deleted sentences pass for kept ones; with more, sentences with 30 % of their words changed are taken apart.
const KEPT_ANEW: u32 = 35;

/// What a pair of equal tokens gains beside its weight; another word in the same place gains 1.
const EQUAL: i32 = 8;

/// Runs of so many ids that occur once in each of two sequences: where, ascending in the first.
///
/// Of long sequences only a quarter of the runs is looked at, the same in both: those with certain hashes.
fn unique(one: &[u32], other: &[u32], length: usize) -> Vec<(usize, usize)> {
    const LONG: usize = 1 << 13;
    let sampled = if one.len().min(other.len()) > LONG && length >= STRONG[1] { 3 } else { 0 };
    let expected = if sampled == 0 { one.len() } else { one.len() / 3 };
    let mut table = Table::new(expected);
    super::search::hashes(one, length, |at, hash| {
        if (hash >> 11) & sampled == 0 {
            table.first(hash, at as u32);
        }
    });
    super::search::hashes(other, length, |at, hash| {
        if (hash >> 11) & sampled == 0 {
            table.second(hash, at as u32);
        }
    });
    let mut pairs: Vec<(usize, usize)> = table.pairs().collect();
    // Two runs may have one hash.
    pairs.retain(|(p, q)| one[*p..*p + length] == other[*q..*q + length]);
    pairs.sort_unstable();
    pairs
}

/// Where hashes occur first and whether again, with open addressing, at most two thirds full.
struct Table {
    /// Hash, place in the first sequence plus one, place in the second plus one; [`NONE`] for several places.
    slots: Vec<(u32, u32, u32)>,
    shift: u32,
    filled: usize,
}

impl Table {
    fn new(expected: usize) -> Table {
        let bits = (expected.max(8) * 3 / 2).next_power_of_two().ilog2();
        Table { slots: vec![(0, 0, 0); 1 << bits], shift: 32 - bits, filled: 0 }
    }

    fn slot(&self, hash: u32) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = (hash >> self.shift) as usize & mask;
        while self.slots[slot].1 != 0 && self.slots[slot].0 != hash {
            slot = (slot + 1) & mask;
        }
        slot
    }

    fn first(&mut self, hash: u32, at: u32) {
        let mut slot = self.slot(hash);
        if self.slots[slot].1 == 0 {
            if self.filled * 3 >= self.slots.len() * 2 {
                self.grow();
                slot = self.slot(hash);
            }
            self.filled += 1;
            self.slots[slot] = (hash, at + 1, 0);
        } else {
            self.slots[slot].1 = NONE;
        }
    }

    fn second(&mut self, hash: u32, at: u32) {
        let slot = self.slot(hash);
        let (_, first, second) = &mut self.slots[slot];
        if *first != 0 {
            *second = if *second == 0 { at + 1 } else { NONE };
        }
    }

    fn grow(&mut self) {
        let larger = vec![(0, 0, 0); self.slots.len() * 2];
        self.shift -= 1;
        for entry in std::mem::replace(&mut self.slots, larger) {
            if entry.1 != 0 {
                let slot = self.slot(entry.0);
                self.slots[slot] = entry;
            }
        }
    }

    fn pairs(&self) -> impl Iterator<Item = (usize, usize)> {
        let once = |place: u32| place != 0 && place != NONE;
        let pairs = self.slots.iter().filter(move |(_, first, second)| once(*first) && once(*second));
        pairs.map(|(_, first, second)| (*first as usize - 1, *second as usize - 1))
    }
}

/// The longest chain of pairs that ascend on both sides, of pairs that ascend in the first: patience sorting.
fn ascending(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // For each length, the pair that ends a chain of it with the least second; and before each pair the one it follows.
    let mut ends: Vec<u32> = Vec::new();
    let mut before = vec![NONE; pairs.len()];
    for (at, (_, second)) in pairs.iter().enumerate() {
        let shorter = match ends.last() {
            Some(last) if pairs[*last as usize].1 < *second => ends.len(),
            _ => ends.partition_point(|end| pairs[*end as usize].1 < *second),
        };
        if shorter > 0 {
            before[at] = ends[shorter - 1];
        }
        if shorter == ends.len() {
            ends.push(at as u32);
        } else {
            ends[shorter] = at as u32;
        }
    }
    let mut chain = Vec::with_capacity(ends.len());
    let mut at = ends.last().copied().unwrap_or(NONE);
    while at != NONE {
        chain.push(pairs[at as usize]);
        at = before[at as usize];
    }
    chain.reverse();
    chain
}
