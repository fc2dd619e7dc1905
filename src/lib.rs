//! Agendum turns an article into an agenda.
