//! Where an annotation's passage is, and the quotation that says so without the text.

use std::rc::Rc;

use super::text::{Span, Text};

/// Where an annotation's passage is. Lost text is a state, never a dropped record.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Anchor {
    /// The text of the span is the quotation, always.
    Placed {
        /// Where it is.
        span: Span,
    },
    /// Something like the quotation is there; a person has to say whether it is meant.
    NeedsReview {
        /// The proposal.
        span: Span,
        /// What was marked.
        quote: Rc<Quote>,
    },
    /// The quotation is not in the text, or the article is not here.
    Orphaned {
        /// What was marked.
        quote: Rc<Quote>,
    },
}

impl Anchor {
    /// Where the passage is or may be.
    pub fn span(&self) -> Option<Span> {
        match self {
            Anchor::Placed { span } | Anchor::NeedsReview { span, .. } => Some(*span),
            Anchor::Orphaned { .. } => None,
        }
    }

    /// Whether there is a proposal that somebody has to look at.
    pub fn is_in_review(&self) -> bool {
        matches!(self, Anchor::NeedsReview { .. })
    }

    /// Whether the passage is where it was marked.
    pub fn is_placed(&self) -> bool {
        matches!(self, Anchor::Placed { .. })
    }

    /// The quotation: from the text where the passage is placed, else what was kept.
    pub fn quote(&self, text: Option<&Text>) -> Rc<Quote> {
        match (self, text) {
            (Anchor::Placed { span }, Some(text)) => Rc::new(Quote::of(text, *span)),
            (Anchor::Placed { .. }, None) => Rc::default(),
            (Anchor::NeedsReview { quote, .. } | Anchor::Orphaned { quote }, _) => quote.clone(),
        }
    }

    /// Where the passage is in a text that takes the place of `from`: at the same code points if the same words
    /// are there, else orphaned with its quotation.
    ///
    /// This is for texts that replace each other without anybody having asked, as when another tab brings
    /// one: it looks nowhere else, so that nothing is placed wrongly, and what it orphans keeps its quotation for
    /// [`anchoring`](super::anchoring), which looks everywhere, and which imports and updates ask.
    pub fn carried(&self, from: &Text, to: &Text) -> Anchor {
        let Some(was) = self.span() else { return self.clone() };
        let now = to.span_of_code_points(from.code_point_range(was));
        let now = now.filter(|now| to.slice(*now) == from.slice(was));
        match (self, now) {
            (Anchor::NeedsReview { quote, .. }, Some(span)) => {
                Anchor::NeedsReview { span, quote: quote.clone() }
            }
            (_, Some(span)) => Anchor::Placed { span },
            (_, None) => Anchor::Orphaned { quote: self.quote(Some(from)) },
        }
    }
}

/// A quotation with what stands before and after it (W3C Web Annotation's `TextQuoteSelector`).
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Quote {
    /// The words.
    pub exact: String,
    /// Up to [`CONTEXT`] code points before them.
    pub prefix: String,
    /// Up to [`CONTEXT`] code points after them.
    pub suffix: String,
}

/// How much stands around a quotation, in code points; as much as Hypothesis and Apache Annotator keep.
pub const CONTEXT: usize = 32;

impl Quote {
    /// The quotation of a span.
    pub fn of(text: &Text, span: Span) -> Quote {
        let (prefix, suffix) = Quote::context(text, span);
        Quote { exact: text.slice(span).to_owned(), prefix: prefix.to_owned(), suffix: suffix.to_owned() }
    }

    /// What stands before and after a span, up to [`CONTEXT`] code points each.
    pub fn context(text: &Text, span: Span) -> (&str, &str) {
        let (before, after) = (text.split_at(span.start()).0, text.split_at(span.end()).1);
        let start = before.char_indices().rev().nth(CONTEXT - 1).map_or(0, |(at, _)| at);
        let end = after.char_indices().nth(CONTEXT).map_or(after.len(), |(at, _)| at);
        (&before[start..], &after[..end])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(raw: &str, quoted: &str, prefix: &str, suffix: &str) {
        let (text, _) = Text::plain(raw, Some("t"));
        let start = raw.find(quoted).expect("quoted");
        let span = text.span(start..start + quoted.len()).expect("span");
        let expected = Quote { exact: quoted.into(), prefix: prefix.into(), suffix: suffix.into() };
        assert_eq!(Quote::of(&text, span), expected);
    }

    #[test]
    fn a_passage_is_carried_where_its_words_stay() {
        #[track_caller]
        fn check(was: &str, marked: &str, now: &str, expected: &str) {
            let (from, to) = (Text::plain(was, Some("t")).0, Text::plain(now, Some("t")).0);
            let start = was.find(marked).expect("marked");
            let span = from.span(start..start + marked.len()).expect("span");
            let carried = Anchor::Placed { span }.carried(&from, &to);
            let shown = match &carried {
                Anchor::Placed { span } => to.slice(*span).to_owned(),
                Anchor::NeedsReview { .. } => "in review".to_owned(),
                Anchor::Orphaned { quote } => format!("lost {}", quote.exact),
            };
            assert_eq!(shown, expected);
        }
        check("The quick fox", "quick", "The quick dog", "quick");
        check("Thé quick fox", "quick", "The quick fox", "quick");
        check("The quick fox", "quick", "A quick fox", "lost quick");
        check("The quick fox", "fox", "The", "lost fox");
    }

    #[test]
    fn a_quotation_has_32_code_points_around_it() {
        check("The quick fox", "quick", "The ", " fox");
        check("quick", "quick", "", "");
        let long = "é".repeat(40);
        check(&format!("{long}quick{long}"), "quick", &"é".repeat(32), &"é".repeat(32));
    }
}
