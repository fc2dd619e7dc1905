//! What the worker does beside the page: tasks by name, each a pure function. `src/bin/worker.rs` is how they are asked
//! for and answered.

use crate::format::{bookmarklet, handover};

/// Does a task. What it is asked is text, and bytes where the task reads some; the answer is text, an error a sentence
/// or two for the reader.
pub fn answer(task: &str, asked: &str, bytes: &[u8]) -> Result<String, String> {
    match task {
        handover::READ => handover::read(asked, bytes),
        handover::ADDRESS => handover::address(asked),
        handover::BOOKMARKLET => Ok(bookmarklet::address(asked.trim_end())),
        _ => Err(format!(
            "This part of Agendum is of another version: it does not know what “{task}” is. Reload the page."
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_task_is_said_to_be_one() {
        assert!(answer("dance", "{}", b"").unwrap_err().contains("“dance”"));
    }
}
