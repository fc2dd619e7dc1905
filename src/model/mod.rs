//! The model: pure. No DOM, clock, randomness, storage or serde; ids and times come in as arguments.

pub mod agenda;
pub mod alike;
pub mod anchor;
pub mod anchoring;
pub mod article_span;
pub mod colours;
pub mod extra;
pub mod highlight;
pub mod margin;
pub mod overview;
pub mod paragraphs;
pub mod project;
pub mod script;
pub mod segmenter;
pub mod sentences;
pub mod session;
pub mod snap;
pub mod sorted;
pub mod suggest;
pub mod table;
pub mod tally;
pub mod text;
pub mod words;
