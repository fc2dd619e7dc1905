//! Where the passages of a text are in a later version of it.

use std::cell::OnceCell;

use super::alignment::Alignment;
use super::mapping::{Mapping, Words};
use super::search::Index;
use crate::model::text::{Span, Text};

/// The difference of two texts.
pub struct Comparison {
    pub(super) old: Text,
    pub(super) new: Text,
    pub(super) alignment: Alignment,
    likeness: OnceCell<f32>,
    index: OnceCell<Index>,
}

impl Comparison {
    /// Compares two texts. Takes time in proportion to their length and the logarithm of the number of changes.
    pub fn of(old: &Text, new: &Text) -> Comparison {
        let alignment = Alignment::of(old.as_str(), new.as_str());
        let (old, new) = (old.clone(), new.clone());
        Comparison { old, new, alignment, likeness: OnceCell::new(), index: OnceCell::new() }
    }

    /// The old text.
    pub fn old(&self) -> &Text {
        &self.old
    }

    /// The new text.
    pub fn new_text(&self) -> &Text {
        &self.new
    }

    /// How much of the longer text is the same in the other, from 0 to 1: whether they are two versions of one.
    pub fn likeness(&self) -> f32 {
        *self.likeness.get_or_init(|| self.alignment.likeness())
    }

    /// The new text prepared for being searched; made when it is first asked for.
    pub fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::new(&self.new))
    }

    /// Where a span of the old text is in the new one; `None` if nothing of it is left.
    pub fn map(&self, span: Span) -> Option<Mapping> {
        let (old, new) = (self.old.as_str(), self.new.as_str());
        let mapping = Words { old, new, alignment: &self.alignment }.map(span.range())?;
        let span = self.new.span(mapping.span.clone())?;
        Some(mapping.with_span(span))
    }
}
