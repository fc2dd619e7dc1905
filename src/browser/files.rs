//! Files in and out, and the clipboard.

use js_sys::{Array, Function, Promise, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobPropertyBag, ClipboardEvent, DataTransfer, Event, File, FileList, FileSystemDirectoryEntry,
    FileSystemEntry, FileSystemFileEntry, HtmlAnchorElement, HtmlInputElement, Response, Url,
};

use super::page::{document, window};

/// The files of an `<input type=file>`.
fn files(list: Option<FileList>) -> Vec<File> {
    list.map_or_else(Vec::new, |list| (0..list.length()).filter_map(|index| list.item(index)).collect())
}

/// The files that were chosen in an input, which is emptied so that the same file can be chosen again.
pub fn take_chosen(input: &HtmlInputElement) -> Vec<File> {
    let chosen = files(input.files());
    input.set_value("");
    chosen
}

/// What a text file says, as UTF-8. Errors are in words for the reader.
pub async fn read_text(file: &Blob) -> Result<String, String> {
    let text = JsFuture::from(file.text()).await;
    let text = text.map_err(|_| "The file could not be read. Is it still there?".to_owned())?;
    Ok(text.as_string().unwrap_or_default())
}

/// A file that a program would read as this media type.
pub fn of_text(text: &str, kind: &str) -> Result<Blob, String> {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    let parts = Array::of1(&JsValue::from_str(text));
    Blob::new_with_str_sequence_and_options(&parts, &options)
        .map_err(|_| "The file is too large for this browser's memory.".to_owned())
}

/// Whether something of this kind is dragged.
pub fn carries(data: &DataTransfer, kind: &str) -> bool {
    data.types().includes(&kind.into(), 0)
}

/// What text of a media type is dragged or pasted; `None` if there is none.
pub fn text_of(data: &DataTransfer, kind: &str) -> Option<String> {
    data.get_data(kind).ok().filter(|text| !text.trim().is_empty())
}

/// What is pasted.
pub fn pasted(event: &Event) -> Option<DataTransfer> {
    event.dyn_ref::<ClipboardEvent>().and_then(ClipboardEvent::clipboard_data)
}

/// What was dropped: files, and folders, of which only the browser's own walk gets the files. A drop can be looked at
/// only while it is told of, so this is taken at once and walked through then.
pub struct Dropped {
    files: Vec<File>,
    folders: Vec<FileSystemEntry>,
}

impl Dropped {
    /// The files and folders of a drop.
    pub fn of(data: &DataTransfer) -> Dropped {
        let items = data.items();
        let (mut found, mut folders) = (Vec::new(), Vec::new());
        for item in (0..items.length()).filter_map(|index| items.get(index)) {
            match item.webkit_get_as_entry().ok().flatten().filter(FileSystemEntry::is_directory) {
                Some(folder) => folders.push(folder),
                None => found.extend(item.get_as_file().ok().flatten()),
            }
        }
        Dropped { files: found, folders }
    }

    /// The files, then those in the folders at any depth.
    pub async fn files(self) -> (Vec<File>, Vec<File>) {
        let Dropped { files, mut folders } = self;
        let mut inside = Vec::new();
        while let Some(folder) = folders.pop() {
            let reader = folder.unchecked_into::<FileSystemDirectoryEntry>().create_reader();
            // A folder tells its entries in parts, the last of which is empty.
            while let Some(entries) =
                told(|ok, no| reader.read_entries_with_callback_and_callback(ok, no)).await
            {
                let entries: Array = entries.unchecked_into();
                if entries.length() == 0 {
                    break;
                }
                for entry in entries.iter() {
                    let entry: FileSystemEntry = entry.unchecked_into();
                    if entry.is_directory() {
                        folders.push(entry);
                    } else {
                        let file: FileSystemFileEntry = entry.unchecked_into();
                        let file = told(|ok, no| {
                            file.file_with_callback_and_callback(ok, no);
                            Ok(())
                        });
                        inside.extend(file.await.map(File::from));
                    }
                }
            }
        }
        (files, inside)
    }
}

/// What a function tells the first of two callbacks; `None` if it calls the other.
async fn told(mut ask: impl FnMut(&Function, &Function) -> Result<(), JsValue>) -> Option<JsValue> {
    let promise = Promise::new(&mut |ok, no| {
        if ask(&ok, &no).is_err() {
            let _ = no.call0(&JsValue::NULL);
        }
    });
    JsFuture::from(promise).await.ok()
}

/// What a file says that lies beside the page. Errors are in words for the reader.
pub async fn fetch(name: &str) -> Result<String, String> {
    let fetched = async {
        let response: Response = JsFuture::from(window().fetch_with_str(name)).await?.unchecked_into();
        if !response.ok() {
            return Err(JsValue::from_f64(f64::from(response.status())));
        }
        JsFuture::from(response.text()?).await
    };
    let text = fetched.await.ok().and_then(|text| text.as_string());
    text.ok_or_else(|| format!("{name} could not be loaded. Is this computer online?"))
}

/// Hands a file to the reader's download folder.
pub fn download(name: &str, kind: &str, content: &str) -> Result<(), String> {
    hand_over(name, &of_text(content, kind)?)
}

/// The same for bytes that are written as base64.
pub fn download_bytes(name: &str, kind: &str, base64: &str) -> Result<(), String> {
    let bytes = window().atob(base64).map_err(not_taken)?;
    // One character to a byte: so `atob` has it.
    let bytes: Vec<u8> = bytes.chars().map(|byte| byte as u8).collect();
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    let parts = Array::of1(&Uint8Array::from(&*bytes));
    hand_over(name, &Blob::new_with_u8_array_sequence_and_options(&parts, &options).map_err(not_taken)?)
}

fn not_taken(_: JsValue) -> String {
    "The browser refused to download the file.".to_owned()
}

fn hand_over(name: &str, blob: &Blob) -> Result<(), String> {
    let trouble = not_taken;
    let address = Url::create_object_url_with_blob(blob).map_err(trouble)?;
    let link = document().create_element("a").map_err(trouble)?;
    let link: HtmlAnchorElement = link.unchecked_into();
    link.set_href(&address);
    link.set_download(name);
    link.click();
    // The download has begun with the click, but some browsers read the address a moment later.
    super::page::after(10_000, move || {
        let _ = Url::revoke_object_url(&address);
    });
    Ok(())
}

/// Copies text to the clipboard; `false` where there is none or the browser refuses.
pub async fn copy(text: &str) -> bool {
    let navigator: JsValue = window().navigator().into();
    // Absent outside secure contexts, though web-sys says it is always there.
    let clipboard = js_sys::Reflect::get(&navigator, &"clipboard".into()).ok();
    let Some(clipboard) = clipboard.filter(|it| it.is_object()) else { return false };
    let clipboard: web_sys::Clipboard = clipboard.unchecked_into();
    JsFuture::from(clipboard.write_text(text)).await.is_ok()
}
