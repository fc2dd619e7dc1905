//! Whether colours can be told apart: from the page, and from each other for eyes that lack one kind of cone.

use super::project::Colour;
use super::session::PALETTE;

/// What the palette's colours are called, in its order.
pub const NAMES: [&str; PALETTE.len()] = [
    "Blue",
    "Vermilion",
    "Green",
    "Pink",
    "Ochre",
    "Sky blue",
    "Purple",
    "Brown",
    "Teal",
    "Raspberry",
    "Grey",
];

/// What articles are read on: `--paper` of `styles/agendum.css` in light and in dark.
pub const PAPERS: [(&str, Colour); 2] =
    [("light", Colour([0xfd, 0xfc, 0xf9])), ("dark", Colour([0x19, 0x18, 0x16]))];

/// The contrast that something which is no text has to have with what is beside it (WCAG 2.2, 1.4.11).
pub const CONTRAST: f64 = 3.0;

/// From which difference on an observer sees two colours, and not one that varies (Mokrzycki and Tatol, "Colour difference
/// ΔE: a survey", 2011).
pub const APART: f64 = 5.0;

/// The name of a colour of the palette.
pub fn name(colour: Colour) -> Option<&'static str> {
    PALETTE.iter().position(|own| *own == colour).map(|at| NAMES[at])
}

/// The papers, "light" or "dark", on which a colour has less than [`CONTRAST`].
pub fn faint_on(colour: Colour) -> Vec<&'static str> {
    PAPERS.iter().filter(|(_, paper)| contrast(colour, *paper) < CONTRAST).map(|(name, _)| *name).collect()
}

/// The contrast ratio of two colours, from 1 to 21 (WCAG 2.2).
pub fn contrast(one: Colour, other: Colour) -> f64 {
    let luminance = |colour| dot([0.2126, 0.7152, 0.0722], linear(colour));
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// For each of some colours, how many of those before it some eyes cannot tell it from: what has the colour again needs
/// something else to be known by.
pub fn repeats(colours: &[Colour]) -> Vec<usize> {
    let colours_before = colours.iter().enumerate();
    colours_before
        .map(|(at, colour)| colours[..at].iter().filter(|before| !are_apart(**before, *colour)).count())
        .collect()
}

/// Whether two colours can be told apart by all eyes.
pub fn are_apart(one: Colour, other: Colour) -> bool {
    if one == other {
        return false;
    }
    EYES.iter().all(|eyes| difference(*eyes, one, other) >= APART)
}

/// The kinds of eyes that there are for [`difference`].
pub const EYES: [Eyes; 4] = [Eyes::Usual, Eyes::Protanopia, Eyes::Deuteranopia, Eyes::Tritanopia];

/// Which cones eyes have.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Eyes {
    /// All three.
    Usual,
    /// None for long waves.
    Protanopia,
    /// None for those in the middle.
    Deuteranopia,
    /// None for short waves.
    Tritanopia,
}

/// How different two colours look to some eyes: CIEDE2000 of what these see of them.
pub fn difference(eyes: Eyes, one: Colour, other: Colour) -> f64 {
    let seen = |colour| lab(eyes.seen(linear(colour)));
    ciede2000(seen(one), seen(other))
}

type Row = [f64; 3];
type Matrix = [Row; 3];

/// Viénot, Brettel and Mollon, "Digital video colourmaps for checking the legibility of displays by dichromats", 1999: their
/// projections, on linear sRGB. The numbers are those of DaltonLens.
const PROTANOPIA: Matrix = [[0.11238, 0.88762, 0.0], [0.11238, 0.88762, 0.0], [0.00401, -0.00401, 1.0]];
const DEUTERANOPIA: Matrix = [[0.29275, 0.70725, 0.0], [0.29275, 0.70725, 0.0], [-0.02234, 0.02234, 1.0]];

/// Brettel, Viénot and Mollon, "Computerized simulation of color appearance for dichromats", 1997. For tritanopia there are two
/// half planes, parted by the plane with this normal; numbers as above.
const TRITANOPIA: [Matrix; 2] = [
    [[1.01354, 0.14268, -0.15622], [-0.01181, 0.87561, 0.13619], [0.07707, 0.81208, 0.11085]],
    [[0.93337, 0.19999, -0.13336], [0.05809, 0.82565, 0.11626], [-0.37923, 1.13825, 0.24098]],
];
const BETWEEN_THEM: Row = [0.03960, -0.02831, -0.01129];

impl Eyes {
    /// The linear colour that looks to all eyes as this one does to these.
    fn seen(self, colour: Row) -> Row {
        let matrix = match self {
            Eyes::Usual => return colour,
            Eyes::Protanopia => &PROTANOPIA,
            Eyes::Deuteranopia => &DEUTERANOPIA,
            Eyes::Tritanopia => &TRITANOPIA[usize::from(dot(BETWEEN_THEM, colour) < 0.0)],
        };
        matrix.map(|row| dot(row, colour).clamp(0.0, 1.0))
    }
}

fn dot(one: Row, other: Row) -> f64 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}

/// A colour as amounts of light (IEC 61966-2-1).
fn linear(Colour(parts): Colour) -> Row {
    parts.map(|part| light(f64::from(part) / 255.0))
}

/// How much light a part of a colour is.
fn light(part: f64) -> f64 {
    if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
}

/// CIELAB of a linear colour, under D65.
fn lab(colour: Row) -> Row {
    const XYZ: Matrix = [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ];
    const WHITE: Row = [0.95047, 1.0, 1.08883];
    let curve = |share: f64| {
        if share > 216.0 / 24_389.0 { share.cbrt() } else { (24_389.0 / 27.0 * share + 16.0) / 116.0 }
    };
    let [x, y, z] = [0, 1, 2].map(|at| curve(dot(XYZ[at], colour) / WHITE[at]));
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

/// The difference of two colours in CIELAB (Sharma, Wu and Dalal, "The CIEDE2000 color-difference formula", 2005; the names
/// are theirs).
fn ciede2000(one: Row, other: Row) -> f64 {
    let root = |chroma: f64| (chroma.powi(7) / (chroma.powi(7) + 25.0_f64.powi(7))).sqrt();
    let mean = (one[1].hypot(one[2]) + other[1].hypot(other[2])) / 2.0;
    let stretch = 1.5 - 0.5 * root(mean);
    let polar = |[l, a, b]: Row| {
        let a = a * stretch;
        (l, a.hypot(b), b.atan2(a).to_degrees().rem_euclid(360.0))
    };
    let ((l1, c1, h1), (l2, c2, h2)) = (polar(one), polar(other));
    let (turn, hue) = if c1 * c2 == 0.0 {
        (0.0, h1 + h2)
    } else {
        // Half a circle or less from one to the other.
        let turn = h2 - h1;
        let turn = if turn.abs() <= 180.0 { turn } else { turn - 360.0_f64.copysign(turn) };
        (turn, (h1 + turn / 2.0).rem_euclid(360.0))
    };
    let (l, c) = ((l1 + l2) / 2.0, (c1 + c2) / 2.0);
    let cosine = |times: f64, phase: f64| (times * hue + phase).to_radians().cos();
    let t = 1.0 - 0.17 * cosine(1.0, -30.0) + 0.24 * cosine(2.0, 0.0) + 0.32 * cosine(3.0, 6.0)
        - 0.20 * cosine(4.0, -63.0);
    let from_grey = (l - 50.0).powi(2);
    let lightness = (l2 - l1) / (1.0 + 0.015 * from_grey / (20.0 + from_grey).sqrt());
    let chroma = (c2 - c1) / (1.0 + 0.045 * c);
    let hues = 2.0 * (c1 * c2).sqrt() * (turn / 2.0).to_radians().sin() / (1.0 + 0.015 * c * t);
    let blue = 30.0 * (-((hue - 275.0) / 25.0).powi(2)).exp();
    let rotation = -(2.0 * blue).to_radians().sin() * 2.0 * root(c);
    (lightness.powi(2) + chroma.powi(2) + hues.powi(2) + rotation * chroma * hues).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_are_those_that_were_published() {
        // From table 1 of Sharma, Wu and Dalal.
        let pairs = [
            ([50.0, 2.6772, -79.7751], [50.0, 0.0, -82.7485], 2.0425),
            ([50.0, 3.1571, -77.2803], [50.0, 0.0, -82.7485], 2.8615),
            ([50.0, 0.0, 0.0], [50.0, -1.0, 2.0], 2.3669),
            ([50.0, 2.5, 0.0], [73.0, 25.0, -18.0], 27.1492),
            ([50.0, 2.5, 0.0], [61.0, -5.0, 29.0], 22.8977),
            ([50.0, 2.5, 0.0], [56.0, -27.0, -3.0], 31.9030),
            ([50.0, 2.5, 0.0], [58.0, 24.0, 15.0], 19.4535),
            ([60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644),
        ];
        for (one, other, expected) in pairs {
            for found in [ciede2000(one, other), ciede2000(other, one)] {
                assert!((found - expected).abs() < 0.000_1, "{one:?} {other:?}: {found}, not {expected}");
            }
        }
    }

    #[test]
    fn a_colour_that_comes_again_is_known() {
        let [blue, red] = [PALETTE[0], PALETTE[1]];
        let nearly_blue = Colour([0x04, 0x74, 0xdb]);
        assert_eq!(repeats(&[blue, red, nearly_blue, blue, red]), [0, 0, 1, 2, 1]);
        assert_eq!(repeats(&PALETTE), [0; PALETTE.len()]);
    }

    #[test]
    fn greys_are_grey_to_all_eyes() {
        for grey in 0..=255 {
            let grey = linear(Colour([grey; 3]));
            for eyes in EYES {
                assert!(eyes.seen(grey).iter().zip(grey).all(|(seen, was)| (seen - was).abs() < 0.000_1));
            }
        }
    }

    #[test]
    fn each_kind_of_eyes_confuses_its_own_colours() {
        let seen = |eyes, one, other| difference(eyes, Colour(one), Colour(other));
        let (red, green) = ([0xc0, 0x40, 0x20], [0x70, 0x70, 0x20]);
        assert!(seen(Eyes::Usual, red, green) > 30.0);
        assert!(seen(Eyes::Deuteranopia, red, green) < seen(Eyes::Tritanopia, red, green) / 2.0);
        let (blue, green) = ([0x00, 0x80, 0xa0], [0x00, 0x88, 0x80]);
        assert!(seen(Eyes::Tritanopia, blue, green) < seen(Eyes::Protanopia, blue, green) / 2.0);
        assert!(!are_apart(PALETTE[0], PALETTE[0]));
    }

    /// What [`PALETTE`] is said to keep for each kind of eyes.
    #[test]
    fn all_eyes_tell_the_colours_of_the_palette_apart() {
        for (eyes, least) in EYES.into_iter().zip([11.8, 8.1, 8.2, 8.05]) {
            let close = pairs().filter(|(one, other)| difference(eyes, *one, *other) < least);
            let close = close.map(|(one, other)| (name(one), name(other), difference(eyes, one, other)));
            assert_eq!(close.collect::<Vec<_>>(), [], "{eyes:?}");
        }
        assert!(pairs().all(|(one, other)| are_apart(one, other)));
    }

    /// Behind a passage, a colour is 15 % over the paper.
    #[test]
    fn tints_of_the_palette_are_apart() {
        for (paper, Colour(under)) in PAPERS {
            let tint = |Colour(over): Colour| {
                let part = |at: usize| (0.15 * f64::from(over[at]) + 0.85 * f64::from(under[at])) / 255.0;
                lab([0, 1, 2].map(|at| light(part(at))))
            };
            let close = pairs().filter(|(one, other)| ciede2000(tint(*one), tint(*other)) < 3.0);
            let close = close.map(|(one, other)| (name(one), name(other)));
            assert_eq!(close.collect::<Vec<_>>(), [], "{paper}");
        }
    }

    #[test]
    fn no_colour_of_the_palette_is_faint() {
        for colour in PALETTE {
            assert_eq!(faint_on(colour), [""; 0], "{:?}", name(colour));
            for (look, panel) in PANELS {
                let contrast = contrast(colour, panel);
                assert!(contrast >= CONTRAST, "{:?} on the panel that is {look}: {contrast}", name(colour));
            }
        }
        assert!((contrast(Colour([0; 3]), Colour([255; 3])) - 21.0).abs() < 0.001);
    }

    #[test]
    fn styles_have_these_papers_and_this_palette() {
        let look = include_str!("../../styles/agendum.css");
        for (token, [(_, light), (_, dark)]) in [("paper", PAPERS), ("panel", PANELS)] {
            let expected = format!("--{token}: light-dark({light}, {dark});");
            assert!(look.contains(&expected), "{expected}");
        }
        let swatches = include_str!("../../styles/panels.css");
        for (at, colour) in PALETTE.iter().enumerate() {
            let expected = format!("\n.swatch-{at} {{ background: {colour} }}\n");
            assert!(swatches.contains(&expected), "{expected}");
        }
    }

    /// `--panel` of `styles/agendum.css`: what the agenda and the panels are on.
    const PANELS: [(&str, Colour); 2] =
        [("light", Colour([0xf5, 0xf3, 0xed])), ("dark", Colour([0x20, 0x1f, 0x1c]))];

    /// Every two colours of the palette.
    fn pairs() -> impl Iterator<Item = (Colour, Colour)> {
        let colours = PALETTE.into_iter().enumerate();
        colours.flat_map(|(at, one)| PALETTE.into_iter().skip(at + 1).map(move |other| (one, other)))
    }
}
