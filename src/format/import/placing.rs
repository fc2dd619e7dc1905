//! Where passages stand in the text that their article has in the end.

use std::cell::OnceCell;
use std::rc::Rc;

use super::Why;
use crate::format::read::Claim;
use crate::model::anchor::{Anchor, Quote};
use crate::model::anchoring::{self, Comparison, Index};
use crate::model::text::{Span, Text};

/// The text of an article, and what finds passages in it: made when the first passage asks for it, and once, however
/// many there are.
pub(super) struct Texts<'a> {
    /// The text that the article has in the end.
    now: &'a Text,
    /// The text that gives way to it, if that has other words: the one here or the one of the file.
    before: Option<&'a Text>,
    comparison: OnceCell<Comparison>,
    index: OnceCell<Index>,
}

/// Where a passage of a file stands.
pub(super) struct Settled {
    pub anchor: Anchor,
    /// What is to be said of that.
    pub why: Option<Why>,
    /// Whether the file has it just so.
    pub is_as_said: bool,
}

impl<'a> Texts<'a> {
    /// The text `now`, and the one that gives way to it.
    pub fn new(now: &'a Text, before: Option<&'a Text>) -> Texts<'a> {
        let before = before.filter(|before| before.as_str() != now.as_str());
        Texts { now, before, comparison: OnceCell::new(), index: OnceCell::new() }
    }

    /// Where what the file says of a passage leads. `theirs` is the file's text of the article, if it has one.
    pub fn settle(&self, claim: Claim, quote: &Rc<Quote>, theirs: Option<&Text>) -> Settled {
        let of = theirs.unwrap_or(self.now);
        let span = span_of(claim, of);
        let quote = match claim.quoted {
            true => quote.clone(),
            false => Rc::new(Quote { exact: nearest_words(claim, of), ..Quote::clone(quote) }),
        };
        match span {
            Some(span) if claim.proposed => self.moved(Anchor::NeedsReview { span, quote }, theirs),
            Some(span) if of.slice(span) == quote.exact => self.moved(Anchor::Placed { span }, theirs),
            _ => {
                let lost = if span.is_some() { Why::OtherWords } else { Why::OutOfRange };
                // What has no words, and no place where some are, says nothing that could be found.
                let anchor = match claim.quoted {
                    true => self.found(&quote, usize::try_from(claim.start).ok()),
                    false => Anchor::Orphaned { quote },
                };
                let why = match anchor {
                    Anchor::Placed { .. } => Why::Elsewhere,
                    Anchor::NeedsReview { .. } => Why::Doubtful,
                    Anchor::Orphaned { .. } => lost,
                };
                Settled { anchor, why: Some(why), is_as_said: false }
            }
        }
    }

    /// A passage that stands in the file's text, in the text that the article has in the end.
    fn moved(&self, anchor: Anchor, theirs: Option<&Text>) -> Settled {
        match theirs.is_some_and(|theirs| self.gives_way(theirs)) {
            false => Settled { anchor, why: None, is_as_said: true },
            true => {
                let now = self.followed(&anchor);
                Settled { why: change(&anchor, &now), anchor: now, is_as_said: false }
            }
        }
    }

    /// Whether a text is the one that gives way.
    pub fn gives_way(&self, text: &Text) -> bool {
        self.before.is_some_and(|before| std::ptr::eq(before, text))
    }

    /// Whether a span has the words of a passage that is not placed.
    pub fn is_of(&self, span: Span, lost: &Anchor) -> bool {
        match lost {
            Anchor::Placed { .. } => false,
            Anchor::NeedsReview { quote, .. } | Anchor::Orphaned { quote } => {
                self.now.slice(span) == quote.exact
            }
        }
    }

    /// Where a passage of the text that gives way is in the other one. What had no place may have one now.
    pub fn followed(&self, anchor: &Anchor) -> Anchor {
        match (self.before, anchor) {
            (Some(before), _) => {
                let mut now = anchoring::update(self.comparison(before), std::slice::from_ref(anchor));
                now.pop().expect("as many anchors as were given")
            }
            (None, Anchor::Orphaned { quote }) => self.found(quote, None),
            (None, _) => anchor.clone(),
        }
    }

    /// Where a quotation is that was said to begin at a code point.
    pub fn found(&self, quote: &Rc<Quote>, start: Option<usize>) -> Anchor {
        let hint = start.and_then(|start| self.now.pos_of_code_point(start));
        let index = match self.before {
            Some(before) => self.comparison(before).index(),
            None => self.index.get_or_init(|| Index::new(self.now)),
        };
        anchoring::place(quote, hint, index).anchor
    }

    fn comparison(&self, before: &Text) -> &Comparison {
        self.comparison.get_or_init(|| Comparison::of(before, self.now))
    }
}

/// What is to be said of a passage that was carried from one text into another.
pub(super) fn change(was: &Anchor, now: &Anchor) -> Option<Why> {
    match (was, now) {
        (Anchor::Orphaned { .. }, Anchor::Placed { .. }) => Some(Why::FoundAgain),
        (Anchor::Placed { .. } | Anchor::Orphaned { .. }, Anchor::NeedsReview { .. }) => Some(Why::Doubtful),
        (Anchor::Placed { .. } | Anchor::NeedsReview { .. }, Anchor::Orphaned { .. }) => Some(Why::Displaced),
        _ => None,
    }
}

fn span_of(claim: Claim, text: &Text) -> Option<Span> {
    text.span_of_code_points(usize::try_from(claim.start).ok()?..usize::try_from(claim.end).ok()?)
}

/// The words of a text that a claim reaches.
fn nearest_words(claim: Claim, text: &Text) -> String {
    let length = text.len_code_points();
    let within = |offset: i64| usize::try_from(offset.max(0)).unwrap_or(length).min(length);
    let span = text.span_of_code_points(within(claim.start)..within(claim.end));
    span.map_or_else(String::new, |span| text.slice(span).to_owned())
}
