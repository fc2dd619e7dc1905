//! Serving what is tested, each time on an origin of its own, so that what tests store never meets.

use std::{
    fs,
    path::{Path, PathBuf},
};

use xtask::server::{Server, serve, serve_under};

use super::folder::Folder;

/// A folder that is served on this machine, on a port of its own, until this is dropped.
pub struct Site {
    server: Server,
    // After the server, so that it is served from as long as there is one.
    _copy: Option<Folder>,
}

impl Site {
    /// Serves a folder.
    pub fn of(folder: &Path) -> Site {
        Site { server: serve(folder.to_owned(), 0).expect("there is a free port"), _copy: None }
    }

    /// Serves the release bundle with other files beside it, and with what `edit` makes of those of its files that are
    /// text: it is given the name, in which a hash may stand, and the text, and gives none to leave the file out.
    pub fn bundle_with(beside: &[(&str, &str)], edit: impl Fn(&str, &str) -> Option<String>) -> Site {
        let copy = Folder::new();
        for entry in fs::read_dir(bundle()).expect("the bundle can be listed").flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let content = fs::read(entry.path()).expect("the bundle can be read");
            match String::from_utf8(content) {
                Ok(text) => drop(edit(&name, &text).map(|text| copy.write(&name, text))),
                Err(binary) => drop(copy.write(&name, binary.into_bytes())),
            }
        }
        for (name, content) in beside {
            copy.write(name, content);
        }
        Site { server: serve(copy.path().to_owned(), 0).expect("there is a free port"), _copy: Some(copy) }
    }

    /// Serves the release bundle.
    pub fn bundle() -> Site {
        Site::of(&bundle())
    }

    /// Serves the release bundle from a path such as `some/where`, and nothing outside of it.
    pub fn bundle_under(path: &str) -> Site {
        Site { server: serve_under(path, bundle(), 0).expect("there is a free port"), _copy: None }
    }

    /// Scheme, host and port.
    pub fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.server.port())
    }

    /// The address of the page.
    pub fn address(&self) -> String {
        self.server.address()
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
