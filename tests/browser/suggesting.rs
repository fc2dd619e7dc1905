//! Tagging faster.
