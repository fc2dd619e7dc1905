//! Mounts the application.

#[cfg(target_arch = "wasm32")]
mod page {
    use std::cell::OnceCell;

    use agendum::app::App;
    use wasm_bindgen::prelude::*;

    thread_local! {
        /// The application, once it has started; for what is called after it stopped.
        static APP: OnceCell<App> = const { OnceCell::new() };
    }

    /// Starts the application and draws it.
    pub fn start() {
        // Yew would set one of its own.
        yew::set_custom_panic_hook(Box::new(agendum::browser::stopped::report));
        agendum::browser::page::spawn(async {
            let app = App::start().await;
            APP.with(|slot| drop(slot.set(app.clone())));
            agendum::host::install(&app);
            agendum::ui::mount(app);
        });
    }

    /// The version, for reports.
    #[wasm_bindgen]
    pub fn version() -> String {
        env!("CARGO_PKG_VERSION").to_owned()
    }

    /// Says that the application has stopped, as the loader may know of what no panic has told.
    #[wasm_bindgen]
    pub fn stop() {
        agendum::browser::stopped::stop();
    }

    /// The whole project as an export, if something of it may not be stored; else nothing. `static/boot.js` asks once the
    /// application has stopped, for whatever reason.
    #[wasm_bindgen]
    pub fn unstored() -> Option<String> {
        APP.with(|app| app.get().and_then(App::unstored))
    }
}

#[cfg(target_arch = "wasm32")]
fn main() {
    page::start();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("Agendum runs in a browser: `cargo xtask serve` builds and serves it.");
    std::process::exit(2);
}
