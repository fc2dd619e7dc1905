//! Agendum turns an article into an agenda: a reader marks passages, tags each with agenda items, and leaves
//! with the tagged article as data.

pub mod format;
pub mod model;
