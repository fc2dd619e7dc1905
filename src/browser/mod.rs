//! What only a browser has: selection, measuring, files, colours, the strip's canvas. Wasm only; knows the
//! model and the formats, not Yew.

pub mod address;
pub mod colours;
pub mod files;
pub mod grid;
pub mod handed;
pub mod measure;
pub mod page;
pub mod paint;
pub mod segmenter;
pub mod selection;
pub mod slot;
pub mod stopped;
pub mod storage;
pub mod strip;
pub mod worker;
