//! Serving what is tested, each time on an origin of its own, so that what tests store never meets.

use std::path::{Path, PathBuf};

use xtask::server::{Server, serve, serve_under};

/// A folder that is served on this machine, on a port of its own, until this is dropped.
pub struct Site(Server);

impl Site {
    /// Serves a folder.
    pub fn of(folder: &Path) -> Site {
        Site(serve(folder.to_owned(), 0).expect("there is a free port"))
    }

    /// Serves the release bundle.
    pub fn bundle() -> Site {
        Site::of(&bundle())
    }

    /// Serves the release bundle from a path such as `some/where`, and nothing outside of it.
    pub fn bundle_under(path: &str) -> Site {
        Site(serve_under(path, bundle(), 0).expect("there is a free port"))
    }

    /// Scheme, host and port.
    pub fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.0.port())
    }

    /// The address of the page.
    pub fn address(&self) -> String {
        self.0.address()
    }
}

/// Where the release bundle is.
fn bundle() -> PathBuf {
    let folder = std::env::var_os("AGENDUM_DIST").map_or_else(|| PathBuf::from("dist"), PathBuf::from);
    assert!(
        folder.join("index.html").is_file(),
        "there is no bundle in {}: build it with `cargo xtask build`, or let AGENDUM_DIST say where it is",
        folder.display()
    );
    folder
}
