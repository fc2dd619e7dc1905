//! Anchoring: where the passages of a text are in another one.
//!
//! Two ways lead there. [`update`] has the old text: the [`Comparison`] of both maps most passages, and what it lost is
//! searched for. [`place`] has only a quotation, what stood around it, and perhaps where it was: it is searched for in
//! an [`Index`] of the text. Both answer with an [`Anchor`](super::anchor::Anchor): placed, to be reviewed, or orphaned.
//!
//! What is compared is the *folded* text ([`fold()`]): letters without case and accents, one kind of quotation mark, of
//! dash and of space. What is returned are spans of the text itself.
//!
//! None of this is needed to read and tag; it is meant to be in a module of its own that is loaded when first used. Hence
//! tables and sorting of the standard library, and arrays of numbers rather than of objects.

mod alignment;
mod approximate;
mod compare;
mod decide;
mod fold;
mod mapping;
mod rewritten;
mod rows;
mod search;
mod tokens;

pub use self::approximate::Pattern;
pub use self::compare::Comparison;
pub use self::decide::{Found, place, update};
pub use self::fold::{Folded, fold};
pub use self::mapping::Mapping;
pub use self::rows::{Mark, Marked, Row, RowKind};
pub use self::search::{Candidate, Index};
