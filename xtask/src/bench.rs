//! The bench, which drives a browser and prints its table.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::browsers::{self, Browser};
use crate::run::{Result, cargo, run};
use crate::{bundle, engines, machine::Node};

/// The bench target that drives a browser. It is told where the bundle is by `AGENDUM_DIST`.
const BROWSER_BENCH: &str = "browser";

/// Builds the release bundle, and prints how large and how fast it is in a browser.
pub fn bench(node: &Node) -> Result<()> {
    browsers::have(&[Browser::Chromium])?;
    let dist = bundle::build(node, bundle::Profile::Release)?;
    let engines = engines::build(node)?;
    // What is timed is the bundle. What drives the browser is as the tests have it, and so is compiled only once.
    run(
        cargo()
            .args(["bench", "--profile", "dev", "--bench", BROWSER_BENCH])
            .env("AGENDUM_DIST", dist)
            .env("AGENDUM_ENGINES", engines),
        "It drives Chromium by way of chromedriver: look whether both start.",
    )
}

/// Prints only how fast anchoring is, which needs no bundle.
pub fn bench_anchoring(node: &Node) -> Result<()> {
    browsers::have(&[Browser::Chromium])?;
    let engines = engines::build(node)?;
    run(
        cargo().args(["bench", "--profile", "dev", "--bench", BROWSER_BENCH]).env("AGENDUM_ENGINES", engines),
        "It drives Chromium by way of chromedriver: look whether both start.",
    )
}

/// How many bytes `bytes` are when gzipped as small as gzip can.
pub fn gzipped(bytes: &[u8]) -> std::io::Result<usize> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repetition_is_compressed() {
        assert!(gzipped(&[b'a'; 10_000]).unwrap() < 100);
    }
}
