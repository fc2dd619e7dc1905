//! Telling commands from words: single keys are commands, but whoever goes on writing where no field has the focus means
//! none of them.
//!
//! Three things are told from how keys follow each other. Right after a note was closed nothing is a command, for as long as
//! keys go on coming quickly. Three keys in quick succession are words once one of them is bound to nothing: prose has
//! such a letter soon. And what opens something, or stands until it is taken back, wants a short pause before it. What
//! moves or tags needs none, so that quick hands are not slowed down.

/// Within how many milliseconds keys follow each other as they do when somebody types.
pub const QUICK: f64 = 300.0;

/// For how many milliseconds after a note was closed no key is a command.
pub const AFTER_NOTE: f64 = 1_000.0;

/// For how many milliseconds after a single key opened a dialog no other presses anything in it.
pub const AFTER_OPENING: f64 = 500.0;

/// What a key would do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stroke {
    /// It is a digit, which tags, or a key with a name, as Enter.
    Digit,
    /// It moves something.
    Plain,
    /// It opens something, or stands until it is taken back.
    Weighty,
    /// It is bound to nothing.
    Unbound,
}

/// How the last keys followed each other, in milliseconds of some clock.
#[derive(Clone, Copy, Default, Debug)]
pub struct Rhythm {
    /// When a key was pressed last.
    last: Option<f64>,
    /// How many keys came quickly one after the other, and whether one of them is bound to nothing.
    run: usize,
    is_odd: bool,
    /// Until when keys are words.
    words_until: f64,
    /// Until when keys press nothing in the dialog that one of them opened.
    stray_until: f64,
}

impl Rhythm {
    /// A note was closed by a key.
    pub fn note_closed(&mut self, now: f64) {
        self.words_until = now + AFTER_NOTE;
    }

    /// A key has opened a dialog.
    pub fn opened(&mut self, now: f64) {
        self.stray_until = now + AFTER_OPENING;
    }

    /// Whether a key goes on with words whose first letter opened the dialog that it would be pressed in.
    pub fn is_stray(&mut self, now: f64) -> bool {
        lasts(&mut self.stray_until, now)
    }

    /// A key was pressed that is in no words, as Escape: what comes next begins anew.
    pub fn paused(&mut self) {
        (self.last, self.run, self.is_odd) = (None, 0, false);
    }

    /// A pointer was pressed: whoever does that has stopped writing.
    pub fn pointed(&mut self) {
        *self = Rhythm::default();
    }

    /// Whether a key goes on with words that were being written. They last for as long as keys come quickly.
    pub fn is_in_words(&mut self, now: f64) -> bool {
        lasts(&mut self.words_until, now)
    }

    /// Whether a key that is pressed now does what it would do.
    pub fn is_command(&mut self, stroke: Stroke, now: f64) -> bool {
        // Numbers are in words too, but mostly they tag; who does goes on at once with whatever it is.
        if stroke == Stroke::Digit {
            self.paused();
            return !self.is_in_words(now);
        }
        let is_quick = self.last.replace(now).is_some_and(|last| now - last < QUICK);
        (self.run, self.is_odd) = if is_quick { (self.run + 1, self.is_odd) } else { (1, false) };
        self.is_odd |= stroke == Stroke::Unbound;
        if self.run >= 3 && self.is_odd {
            self.words_until = self.words_until.max(now + QUICK);
        }
        match stroke {
            _ if self.is_in_words(now) => false,
            Stroke::Digit | Stroke::Plain => true,
            Stroke::Weighty => !is_quick,
            Stroke::Unbound => false,
        }
    }
}

/// Whether a time is not over, which lasts for as long as keys come quickly.
fn lasts(until: &mut f64, now: f64) -> bool {
    let lasts = now < *until;
    if lasts {
        *until = until.max(now + QUICK);
    }
    lasts
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Keys with the milliseconds before each, as `.` for one that moves, `#` for a digit, `!` for a weighty one and `x` for one that
    /// is bound to nothing; `n` closes a note, `p` is a pointer and `e` is Escape. What is a command is written again.
    #[track_caller]
    fn check(strokes: &str, expected: &str) {
        let mut rhythm = Rhythm::default();
        let mut now = 10_000.0;
        let mut done = String::new();
        for stroke in strokes.split(' ') {
            let at = stroke.find(|c: char| !c.is_ascii_digit()).expect("a key");
            now += stroke[..at].parse::<f64>().unwrap_or(0.0);
            let key = &stroke[at..];
            let kind = match key {
                "n" => {
                    rhythm.note_closed(now);
                    continue;
                }
                "p" => {
                    rhythm.pointed();
                    continue;
                }
                "e" => {
                    rhythm.paused();
                    continue;
                }
                "." => Stroke::Plain,
                "#" => Stroke::Digit,
                "!" => Stroke::Weighty,
                _ => Stroke::Unbound,
            };
            if rhythm.is_command(kind, now) {
                done.push_str(key);
            }
        }
        assert_eq!(done, expected, "{strokes}");
    }

    #[test]
    fn deliberate_keys_are_commands() {
        check(". 50. 50. 50. 400!", "....!");
        check("! 900! 400.", "!!.");
        check("# 20! 20# 20#", "#!##");
        check(". 20# 20!", ".#!");
        check("x 20. 20e 20!", ".!");
        check("x 100. 400!", ".!");
        check("x 400x 400. 400x 400!", ".!");
    }

    #[test]
    fn what_is_weighty_wants_a_pause() {
        check(". 120! 120!", ".");
        check(". 120! 350!", ".!");
    }

    #[test]
    fn words_are_no_commands() {
        check("x 120. 120. 120. 120! 120.", ".");
        check(". 120x 120. 120. 200! 500.", "..");
    }

    #[test]
    fn nothing_that_follows_a_note_is_a_command() {
        check("n 40. 90! 90x 700.", "");
        check("n 900. 200. 200. 200! 200.", "");
        check("n 100# 200# 200# 500#", "#");
        check("n 1100. 400!", ".!");
        check("n 900. 400.", ".");
        check("n 100p 100.", ".");
    }

    #[test]
    fn a_dialog_that_a_key_opened_is_not_typed_in() {
        let mut rhythm = Rhythm::default();
        rhythm.opened(1_000.0);
        assert!([1_100.0, 1_490.0, 1_780.0].into_iter().all(|now| rhythm.is_stray(now)));
        assert!(!rhythm.is_stray(2_200.0));
        // Beside the dialog, or when it is closed again, keys are what they were.
        rhythm.opened(3_000.0);
        assert!(rhythm.is_command(Stroke::Plain, 3_100.0));
    }
}
