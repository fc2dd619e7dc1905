//! Agendum turns an article into an agenda.

pub mod sample;
