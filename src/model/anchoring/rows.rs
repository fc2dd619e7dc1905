//! Two versions of a text side by side: which blocks belong together, and what changed in them.

use std::ops::Range;

use super::alignment::{Alignment, Match, NONE};
use super::compare::Comparison;
use super::tokens::Tokens;
use crate::model::text::{Span, Text};

/// What became of some words, for drawing both texts side by side.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mark {
    /// Others took their place, or they are written differently.
    Changed,
    /// They are gone.
    Deleted,
    /// They have come.
    Inserted,
    /// They stand, or stood, in another block.
    Moved,
}

/// Some words, and what became of them. What stands in no mark is the same in both texts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Marked {
    /// What became of them.
    pub mark: Mark,
    /// Where they are in the old text; not for what was inserted, or moved to here.
    pub old: Option<Span>,
    /// Where they are in the new text; not for what was deleted, or moved from here.
    pub new: Option<Span>,
}

/// What became of some blocks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RowKind {
    /// The same text.
    Equal,
    /// Some words differ, or one block was split, or several put together.
    Changed,
    /// They are gone.
    Deleted,
    /// They have come.
    Inserted,
    /// They stood elsewhere, and may have changed too.
    Moved,
}

/// Blocks of both texts that belong side by side.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// What became of them.
    pub kind: RowKind,
    /// Those of the old text, as indices; empty for what was inserted.
    pub old: Range<usize>,
    /// Those of the new text, as indices; empty for what was deleted.
    pub new: Range<usize>,
    /// What changed in them: first, in the order of the old text, what has a place there; then the rest.
    pub marked: Vec<Marked>,
}

/// The side-by-side view.
impl Comparison {
    /// All blocks of both texts in the order of the new one; what was deleted comes before what followed it.
    pub fn rows(&self) -> Vec<Row> {
        let mut rows = self.paired_blocks();
        for row in &mut rows {
            row.marked = self.marked(row);
            if !row.old.is_empty() && !row.new.is_empty() && row.kind != RowKind::Moved {
                let is_same = row.old.len() == 1
                    && row.new.len() == 1
                    && self.old.slice(self.old.blocks()[row.old.start].span)
                        == self.new.slice(self.new.blocks()[row.new.start].span);
                row.kind = if is_same { RowKind::Equal } else { RowKind::Changed };
            }
        }
        rows
    }

    /// Rows with blocks only, in order.
    fn paired_blocks(&self) -> Vec<Row> {
        let ties = self.ties();
        let mut rows = Vec::new();
        let mut placed = vec![false; self.old.blocks().len()];
        let mut new = 0;
        while new < self.new.blocks().len() {
            let row = ties.row(new);
            placed[row.old.clone()].fill(true);
            new = row.new.end;
            rows.push(row);
        }
        self.find_moved(&mut rows);
        let mut deleted = (0..placed.len()).filter(|old| !placed[*old]).peekable();
        let row = |old: usize, new: usize| Row {
            kind: RowKind::Deleted,
            old: old..old + 1,
            new: new..new,
            marked: Vec::new(),
        };
        let mut ordered = Vec::with_capacity(rows.len());
        for paired in rows {
            // Moved blocks say nothing of where others were.
            let stays = paired.kind != RowKind::Moved && !paired.old.is_empty();
            while let Some(old) = deleted.next_if(|old| stays && *old < paired.old.start) {
                ordered.push(row(old, paired.new.start));
            }
            ordered.push(paired);
        }
        ordered.extend(deleted.map(|old| row(old, new)));
        ordered
    }

    /// Says which paired rows were moved: those that are out of the order of the old text. Of all ways to move some to
    /// their places, it is the one that moves the least text.
    fn find_moved(&self, rows: &mut [Row]) {
        let paired: Vec<usize> = (0..rows.len()).filter(|row| !rows[*row].old.is_empty()).collect();
        let chain = heaviest_ascending(paired.iter().map(|row| {
            let old = &rows[*row].old;
            let bytes: usize = self.old.blocks()[old.clone()].iter().map(|block| block.span.bytes()).sum();
            (old.start, bytes)
        }));
        for (row, stays) in paired.into_iter().zip(chain) {
            if !stays {
                rows[row].kind = RowKind::Moved;
            }
        }
    }

    /// Which blocks belong together.
    fn ties(&self) -> Ties {
        let Alignment { old, new, .. } = &self.alignment;
        let (old_blocks, new_blocks) = (blocks_of(old, &self.old), blocks_of(new, &self.new));
        let mut shared: Vec<(u32, u32, u32)> = Vec::new();
        for (token, from) in old_blocks.iter().copied().enumerate() {
            let Some((to, how)) = self.alignment.to(token) else { continue };
            let to = new_blocks[to];
            if how == Match::Replaced || from == NONE || to == NONE {
                continue;
            }
            let weight = old.weight(token, token + 1);
            match shared.last_mut() {
                Some((one, other, sum)) if (*one, *other) == (from, to) => *sum += weight,
                _ => shared.push((from, to, weight)),
            }
        }
        shared.sort_unstable();
        shared.dedup_by(|next, kept| {
            let same = (next.0, next.1) == (kept.0, kept.1);
            kept.2 += if same { next.2 } else { 0 };
            same
        });
        let mut ties = Ties::new(self.old.blocks().len(), self.new.blocks().len());
        let weights = |tokens: &Tokens, text: &Text| -> Vec<u32> {
            let blocks = text.blocks().iter().map(|block| tokens.touched(&block.span.range()));
            blocks.map(|range| tokens.weight(range.start, range.end)).collect()
        };
        let (old_weights, new_weights) = (weights(old, &self.old), weights(new, &self.new));
        for (from, to, weight) in shared {
            let (from, to) = (from as usize, to as usize);
            if weight * LEAST_SHARED >= old_weights[from].min(new_weights[to]) {
                ties.consider(from, to, weight);
            }
        }
        ties
    }

    /// What changed in the blocks of a row.
    fn marked(&self, row: &Row) -> Vec<Marked> {
        let Alignment { old, new, .. } = &self.alignment;
        let olds = tokens_of(old, &self.old, &row.old);
        let news = tokens_of(new, &self.new, &row.new);
        let mut runs: Vec<Run> = Vec::new();
        let mut add = |mark: Mark, old: Option<usize>, new: Option<usize>| match runs.last_mut() {
            Some(run) if run.goes_on(mark, old, new) => run.go_on(),
            _ => runs.push(Run { mark, old: old.map(|at| at..at + 1), new: new.map(|at| at..at + 1) }),
        };
        for token in olds.clone() {
            match self.alignment.to(token) {
                Some((to, _)) if !news.contains(&to) => add(Mark::Moved, Some(token), None),
                Some((to, _)) if self.old.as_str()[old.bytes(token)] == self.new.as_str()[new.bytes(to)] => {}
                Some((to, _)) => add(Mark::Changed, Some(token), Some(to)),
                None => add(Mark::Deleted, Some(token), None),
            }
        }
        for token in news {
            match self.alignment.from(token) {
                Some((from, _)) if !olds.contains(&from) => add(Mark::Moved, None, Some(token)),
                Some(_) => {}
                None => add(Mark::Inserted, None, Some(token)),
            }
        }
        let span = |text: &Text, tokens: &Tokens, range: Option<Range<usize>>| {
            let range = range?;
            text.span(tokens.starts[range.start] as usize..tokens.ends[range.end - 1] as usize)
        };
        let marked = runs.into_iter().map(|run| Marked {
            mark: run.mark,
            old: span(&self.old, old, run.old),
            new: span(&self.new, new, run.new),
        });
        marked.collect()
    }
}

/// Blocks that share less than one in so many letters of the shorter one do not belong together: two sentences nearly
/// always have a full stop in common, and often a short word.
const LEAST_SHARED: u32 = 8;

/// Tokens one after another that fared the same.
struct Run {
    mark: Mark,
    old: Option<Range<usize>>,
    new: Option<Range<usize>>,
}

impl Run {
    fn goes_on(&self, mark: Mark, old: Option<usize>, new: Option<usize>) -> bool {
        let next = |range: &Option<Range<usize>>| range.as_ref().map(|range| range.end);
        self.mark == mark && next(&self.old) == old && next(&self.new) == new
    }

    fn go_on(&mut self) {
        [&mut self.old, &mut self.new].into_iter().flatten().for_each(|range| range.end += 1);
    }
}

/// For each block the one of the other text that it shares most with.
struct Ties {
    to: Vec<(u32, u32)>,
    from: Vec<(u32, u32)>,
}

impl Ties {
    fn new(olds: usize, news: usize) -> Ties {
        Ties { to: vec![(NONE, 0); olds], from: vec![(NONE, 0); news] }
    }

    fn consider(&mut self, old: usize, new: usize, weight: u32) {
        if weight > self.to[old].1 {
            self.to[old] = (new as u32, weight);
        }
        if weight > self.from[new].1 {
            self.from[new] = (old as u32, weight);
        }
    }

    /// The row that begins with a block of the new text: it and its old block, with the neighbours of either that belong
    /// to the other.
    fn row(&self, new: usize) -> Row {
        let (old, mut news) = (self.from[new].0 as usize, new..new + 1);
        while old != NONE as usize && self.from.get(news.end).is_some_and(|(from, _)| *from as usize == old) {
            news.end += 1;
        }
        // Else it has only a part of a block that is mostly elsewhere.
        if !self.to.get(old).is_some_and(|(to, _)| news.contains(&(*to as usize))) {
            return Row { kind: RowKind::Inserted, old: 0..0, new: new..new + 1, marked: Vec::new() };
        }
        let mut olds = old..old + 1;
        while olds.start > 0 && news.contains(&(self.to[olds.start - 1].0 as usize)) {
            olds.start -= 1;
        }
        while self.to.get(olds.end).is_some_and(|(to, _)| news.contains(&(*to as usize))) {
            olds.end += 1;
        }
        Row { kind: RowKind::Changed, old: olds, new: news, marked: Vec::new() }
    }
}

/// Which of some places, each with a weight, are of the ascending chain that weighs the most. Places are all different.
fn heaviest_ascending(places: impl Iterator<Item = (usize, usize)>) -> Vec<bool> {
    let places: Vec<(usize, usize)> = places.collect();
    let size = places.iter().map(|(place, _)| place + 1).max().unwrap_or(0);
    // For each place the best chain that ends at or before it: its weight and its last member, in a Fenwick tree.
    let mut best: Vec<(usize, usize)> = vec![(0, usize::MAX); size + 1];
    let mut before = vec![usize::MAX; places.len()];
    let mut heaviest = (0, usize::MAX);
    for (index, (place, weight)) in places.iter().enumerate() {
        let (mut found, mut at) = ((0, usize::MAX), *place);
        while at > 0 {
            found = if best[at].0 > found.0 { best[at] } else { found };
            at &= at - 1;
        }
        before[index] = found.1;
        let chain = (found.0 + weight, index);
        heaviest = if chain.0 > heaviest.0 { chain } else { heaviest };
        let mut at = place + 1;
        while at <= size {
            best[at] = if chain.0 > best[at].0 { chain } else { best[at] };
            at += at & at.wrapping_neg();
        }
    }
    let mut is_member = vec![false; places.len()];
    let mut member = heaviest.1;
    while member != usize::MAX {
        is_member[member] = true;
        member = before[member];
    }
    is_member
}

/// For each token the block that it begins in, or [`NONE`].
fn blocks_of(tokens: &Tokens, text: &Text) -> Vec<u32> {
    let mut found = vec![NONE; tokens.len()];
    for (index, block) in text.blocks().iter().enumerate() {
        found[tokens.touched(&block.span.range())].fill(index as u32);
    }
    found
}

fn tokens_of(tokens: &Tokens, text: &Text, blocks: &Range<usize>) -> Range<usize> {
    match (text.blocks().get(blocks.clone()).and_then(<[_]>::first), text.blocks()[blocks.clone()].last()) {
        (Some(first), Some(last)) => tokens.touched(&first.span.union(last.span).range()),
        _ => 0..0,
    }
}
