//! The icons: one set, drawn as lines on a grid of 16 by 16. The page (`ui/controls.rs`) and panels (`desk/drawing.rs`)
//! make elements of them; no icon is a character of some font.

/// An icon.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Icon {
    /// A cross.
    Close,
    /// To the left.
    Previous,
    /// To the right.
    Next,
    /// Upwards.
    Up,
    /// Downwards.
    Down,
    /// An arrow that turns back.
    Undo,
    /// An arrow that turns forwards.
    Redo,
    /// A magnifying glass.
    Search,
    /// Two sliders.
    Settings,
    /// Three lines: a menu.
    Menu,
    /// Three dots: more that can be done.
    More,
    /// Six dots, to drag by.
    Grip,
    /// A pin.
    Pin,
    /// What is below is seen.
    Unfolded,
    /// What is below is hidden.
    Folded,
    /// The start of a passage, moved to the left.
    StartEarlier,
    /// The start of a passage, moved to the right.
    StartLater,
    /// The end of a passage, moved to the left.
    EndEarlier,
    /// The end of a passage, moved to the right.
    EndLater,
    /// A tick.
    Tick,
}

impl Icon {
    /// The side of the square that [`Icon::path`] is drawn in.
    pub const VIEW_BOX: &'static str = "0 0 16 16";

    /// The lines, as the `d` of a `path` element that is stroked, not filled.
    pub const fn path(self) -> &'static str {
        match self {
            Icon::Close => "M4 4l8 8M12 4l-8 8",
            Icon::Previous => "M10 3L5 8l5 5",
            Icon::Next => "M6 3l5 5-5 5",
            Icon::Up => "M8 13V3M4 7l4-4 4 4",
            Icon::Down => "M8 3v10M4 9l4 4 4-4",
            Icon::Undo => "M6 3L3 6l3 3M3 6h6.5a3.5 3.5 0 0 1 0 7H6",
            Icon::Redo => "M10 3l3 3-3 3M13 6H6.5a3.5 3.5 0 0 0 0 7H10",
            Icon::Search => "M7 2.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 1 0 0-9M10.5 10.5L14 14",
            Icon::Settings => {
                "M2 5h6M12 5h2M10 3a2 2 0 1 0 0 4a2 2 0 1 0 0-4M2 11h2M8 11h6M6 9a2 2 0 1 0 0 4a2 2 0 1 0 0-4"
            }
            Icon::Menu => "M2.5 4h11M2.5 8h11M2.5 12h11",
            Icon::More => "M3.5 8h.01M8 8h.01M12.5 8h.01",
            Icon::Grip => "M6 4h.01M10 4h.01M6 8h.01M10 8h.01M6 12h.01M10 12h.01",
            Icon::Pin => "M5.5 2.5h5M6.5 2.5v4L4 9.5h8l-2.5-3v-4M8 9.5V14",
            Icon::Unfolded => "M4 6l4 4 4-4",
            Icon::Folded => "M6 4l4 4-4 4",
            Icon::StartEarlier => "M2.5 3v10M14 8H6M9 5L6 8l3 3",
            Icon::StartLater => "M2.5 3v10M6 8h8M11 5l3 3-3 3",
            Icon::EndEarlier => "M13.5 3v10M10 8H2M5 5L2 8l3 3",
            Icon::EndLater => "M13.5 3v10M2 8h8M7 5l3 3-3 3",
            Icon::Tick => "M3 8.5l3.5 3.5L13 4.5",
        }
    }
}
