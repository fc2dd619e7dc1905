//! Files in and out, and the clipboard.

use js_sys::Uint8Array;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, File, FileList, HtmlAnchorElement, HtmlInputElement, Response, Url};

use super::page::{document, window};

/// The files of an `<input type=file>` or a drop.
pub fn files(list: Option<FileList>) -> Vec<File> {
    list.map_or_else(Vec::new, |list| (0..list.length()).filter_map(|index| list.item(index)).collect())
}

/// The files that were chosen in an input, which is emptied so that the same file can be chosen again.
pub fn take_chosen(input: &HtmlInputElement) -> Vec<File> {
    let chosen = files(input.files());
    input.set_value("");
    chosen
}

/// What a text file says: UTF-8, or UTF-16 where it begins with that byte-order mark. What is not text in
/// that encoding becomes U+FFFD. Errors are in words for the reader.
pub async fn read_text(file: &File) -> Result<String, String> {
    let buffer = JsFuture::from(file.array_buffer()).await;
    let buffer = buffer.map_err(|_| format!("“{}” could not be read. Is it still there?", file.name()))?;
    let bytes = Uint8Array::new(&buffer).to_vec();
    let pairs = |decode: fn([u8; 2]) -> u16| {
        let units = bytes[2..].chunks_exact(2).map(|pair| decode([pair[0], pair[1]]));
        char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
    };
    let text: String = match bytes.get(..2) {
        Some([0xff, 0xfe]) => pairs(u16::from_le_bytes),
        Some([0xfe, 0xff]) => pairs(u16::from_be_bytes),
        _ => String::from_utf8_lossy(&bytes).into_owned(),
    };
    if text.contains('\0') {
        return Err(format!(
            "“{}” is not a text file. Save it as plain text (.txt) and open that.",
            file.name()
        ));
    }
    Ok(text)
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
    let trouble = |_| "The browser did not take the file.".to_owned();
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    let parts = js_sys::Array::of1(&JsValue::from_str(content));
    let blob = Blob::new_with_str_sequence_and_options(&parts, &options).map_err(trouble)?;
    let address = Url::create_object_url_with_blob(&blob).map_err(trouble)?;
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
