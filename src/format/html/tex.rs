//! TeX's notation of formulas in one line of text: `\frac{a}{2} \le x^2` is `a/2≤x²`. What has a command that is not
//! known here stays as it is written.

use super::linear::{self, Kind, Piece};

/// Longest source that is put into a line.
const LONGEST: usize = 4000;

/// A formula in a line, without the signs that part it from the text around it.
pub fn line(source: &str) -> String {
    let bare = bare(source);
    let converted = (bare.len() <= LONGEST).then(|| convert(bare)).flatten();
    converted.unwrap_or_else(|| bare.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// A formula of Markdown in a line; `None` if it is not surely one, as between two prices.
pub fn of_dollars(source: &str) -> Option<String> {
    let is_formula = source.contains(['\\', '^', '_', '=', '+', '<', '>', '/'])
        || source.trim().chars().all(|c| c.is_ascii_alphabetic());
    Some(line(source)).filter(|text| is_formula && !text.is_empty())
}

/// What stands between the signs of a formula, and whether these set it on a line of its own; `None` if there are none.
pub fn between_signs(text: &str) -> Option<(&str, bool)> {
    let text = text.trim();
    let signs = [("$$", "$$", true), ("\\[", "\\]", true), ("\\(", "\\)", false), ("$", "$", false)];
    let (open, close, displayed) = signs.into_iter().find(|(open, ..)| text.starts_with(open))?;
    let within = text.strip_prefix(open)?.strip_suffix(close)?;
    (!within.contains(close)).then_some((within, displayed))
}

/// A formula without signs around it, and without what only says how large it is.
fn bare(source: &str) -> &str {
    let mut text = source.trim();
    if let Some((within, _)) = between_signs(text) {
        text = within.trim();
    }
    let within = text.strip_prefix('{').and_then(|text| text.strip_suffix('}'));
    if let Some(within) = within.filter(|it| {
        it.trim_start().starts_with("\\displaystyle") || it.trim_start().starts_with("\\textstyle")
    }) {
        text = within.trim();
    }
    text
}

/// What waits for the next part.
enum Waiting {
    Exponent,
    Index,
    Over,
    Under(Piece),
    Root(String),
    Words,
    Mark(char),
    /// Nothing is done to it.
    As,
}

/// A group in the making.
#[derive(Default)]
struct Group {
    parts: Vec<Piece>,
    waiting: Vec<Waiting>,
    /// What closes it.
    close: char,
}

fn convert(source: &str) -> Option<String> {
    let mut groups = vec![Group::default()];
    let mut rest = source;
    while let Some(character) = rest.chars().next() {
        rest = &rest[character.len_utf8()..];
        let group = groups.last_mut()?;
        match character {
            '{' => groups.push(Group { close: '}', ..Group::default() }),
            '}' | ']' if group.close == character => {
                let group = groups.pop()?;
                let part = group.finish()?;
                let outer = groups.last_mut()?;
                if character == ']' {
                    outer.waiting.push(Waiting::Root(part.text));
                } else {
                    outer.put(part);
                }
            }
            '}' => return None,
            '^' => group.waiting.push(Waiting::Exponent),
            '_' => group.waiting.push(Waiting::Index),
            '\\' => {
                let letters = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
                let length = if letters > 0 { letters } else { rest.chars().next()?.len_utf8() };
                let (command, after) = rest.split_at(length);
                rest = after;
                if command == "sqrt" && rest.trim_start().starts_with('[') {
                    rest = &rest.trim_start()[1..];
                    groups.push(Group { close: ']', ..Group::default() });
                    continue;
                }
                if matches!(command, "text" | "textrm" | "textit" | "textbf" | "mbox" | "operatorname") {
                    let after = rest.trim_start().strip_prefix('{')?;
                    let end = after.find('}')?;
                    let words = &after[..end];
                    if words.contains(['\\', '{', '$']) {
                        return None;
                    }
                    rest = &after[end + 1..];
                    let kind = if command == "operatorname" { Kind::Name } else { Kind::Text };
                    group.put(Piece::new(kind, words.trim()));
                    continue;
                }
                group.command(command)?;
            }
            '&' | '%' | '#' | '$' => return None,
            '~' => {}
            '\'' => match group.parts.last_mut() {
                Some(before) => before.text.push('′'),
                None => return None,
            },
            _ if character.is_whitespace() => {}
            _ if character.is_ascii_digit() => {
                // A number is one part, but after `^` and `_` each digit is.
                let waits = !group.waiting.is_empty();
                let more = rest.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(rest.len());
                let (number, after) = rest.split_at(if waits { 0 } else { more });
                rest = after;
                group.put(Piece::new(Kind::Atom, format!("{character}{number}")));
            }
            _ if character.is_alphabetic() => group.put(Piece::new(Kind::Atom, character)),
            '-' => group.put(Piece::new(Kind::Operator, "−")),
            '*' => group.put(Piece::new(Kind::Operator, "∗")),
            _ => group.put(Piece::new(Kind::Operator, character)),
        }
    }
    let last = groups.pop()?;
    if !groups.is_empty() {
        return None;
    }
    let text = last.finish()?.text;
    (!text.trim().is_empty()).then(|| text.trim().to_owned())
}

impl Group {
    /// All of it as one part; `None` if something is missing.
    fn finish(self) -> Option<Piece> {
        self.waiting.is_empty().then(|| linear::join(self.parts))
    }

    /// Takes the next part.
    fn put(&mut self, part: Piece) {
        let mut part = part;
        while let Some(waiting) = self.waiting.pop() {
            part = match waiting {
                Waiting::Exponent => linear::raise(self.parts.pop().unwrap_or_default(), &part),
                Waiting::Index => {
                    let base = self.parts.pop().unwrap_or_default();
                    linear::lower(base, &part)
                }
                Waiting::Over => {
                    self.waiting.push(Waiting::Under(part));
                    return;
                }
                Waiting::Under(over) => linear::fraction(over, part),
                Waiting::Root(degree) => linear::root(&part, &degree),
                Waiting::Words => Piece::new(Kind::Text, part.text),
                Waiting::Mark(mark) => {
                    let text = if part.text.chars().count() == 1 {
                        format!("{}{mark}", part.text)
                    } else {
                        part.text
                    };
                    Piece::new(Kind::Atom, text)
                }
                Waiting::As => part,
            };
        }
        self.parts.push(part);
    }

    /// Does what a command says; `None` if it is not known.
    fn command(&mut self, command: &str) -> Option<()> {
        let waiting = match command {
            "frac" | "dfrac" | "tfrac" | "cfrac" => Waiting::Over,
            "sqrt" => Waiting::Root(String::new()),
            "hat" | "widehat" => Waiting::Mark('\u{302}'),
            "bar" | "overline" => Waiting::Mark('\u{304}'),
            "tilde" | "widetilde" => Waiting::Mark('\u{303}'),
            "vec" => Waiting::Mark('\u{20d7}'),
            "dot" => Waiting::Mark('\u{307}'),
            "ddot" => Waiting::Mark('\u{308}'),
            "mathrm" | "rm" if command == "mathrm" => Waiting::Words,
            "mathbf" | "mathit" | "mathsf" | "mathtt" | "boldsymbol" | "bm" | "underline" | "boxed"
            | "mathord" | "mathcal" | "mathbin" | "mathrel" | "mathopen" | "mathclose" | "mathop" => {
                Waiting::As
            }
            // What says how large or how far apart something is.
            "left" | "right" | "big" | "Big" | "bigl" | "bigr" | "Bigl" | "Bigr" | "bigg" | "Bigg"
            | "biggl" | "biggr" | "displaystyle" | "textstyle" | "scriptstyle" | "limits" | "nolimits"
            | "," | ";" | ":" | "!" | " " | ">" | "quad" | "qquad" | "thinspace" | "nobreak" | "nonumber" => {
                return Some(());
            }
            _ => {
                let (kind, text) = sign(command)?;
                self.put(Piece::new(kind, text));
                return Some(());
            }
        };
        self.waiting.push(waiting);
        Some(())
    }
}

/// The text of a command that stands for a sign or a name.
fn sign(command: &str) -> Option<(Kind, &str)> {
    const LETTERS: &[(&str, &str)] = &[
        ("alpha", "α"),
        ("beta", "β"),
        ("gamma", "γ"),
        ("delta", "δ"),
        ("epsilon", "ϵ"),
        ("varepsilon", "ε"),
        ("zeta", "ζ"),
        ("eta", "η"),
        ("theta", "θ"),
        ("vartheta", "ϑ"),
        ("iota", "ι"),
        ("kappa", "κ"),
        ("lambda", "λ"),
        ("mu", "μ"),
        ("nu", "ν"),
        ("xi", "ξ"),
        ("pi", "π"),
        ("rho", "ρ"),
        ("varrho", "ϱ"),
        ("sigma", "σ"),
        ("varsigma", "ς"),
        ("tau", "τ"),
        ("upsilon", "υ"),
        ("phi", "ϕ"),
        ("varphi", "φ"),
        ("chi", "χ"),
        ("psi", "ψ"),
        ("omega", "ω"),
        ("Gamma", "Γ"),
        ("Delta", "Δ"),
        ("Theta", "Θ"),
        ("Lambda", "Λ"),
        ("Xi", "Ξ"),
        ("Pi", "Π"),
        ("Sigma", "Σ"),
        ("Upsilon", "Υ"),
        ("Phi", "Φ"),
        ("Psi", "Ψ"),
        ("Omega", "Ω"),
        ("infty", "∞"),
        ("partial", "∂"),
        ("nabla", "∇"),
        ("hbar", "ℏ"),
        ("ell", "ℓ"),
        ("emptyset", "∅"),
        ("varnothing", "∅"),
        ("Re", "ℜ"),
        ("Im", "ℑ"),
        ("aleph", "ℵ"),
        ("degree", "°"),
        ("circ", "∘"),
        ("prime", "′"),
        ("ldots", "…"),
        ("dots", "…"),
        ("cdots", "⋯"),
        ("%", "%"),
        ("$", "$"),
        ("#", "#"),
        ("&", "&"),
        ("_", "_"),
        ("{", "{"),
        ("}", "}"),
        ("|", "‖"),
        ("imath", "ı"),
        ("jmath", "ȷ"),
        ("angle", "∠"),
        ("triangle", "△"),
        ("top", "⊤"),
        ("bot", "⊥"),
        ("dagger", "†"),
        ("star", "⋆"),
        ("checkmark", "✓"),
    ];
    const OPERATORS: &[(&str, &str)] = &[
        ("times", "×"),
        ("cdot", "·"),
        ("div", "÷"),
        ("pm", "±"),
        ("mp", "∓"),
        ("le", "≤"),
        ("leq", "≤"),
        ("leqslant", "≤"),
        ("ge", "≥"),
        ("geq", "≥"),
        ("geqslant", "≥"),
        ("ne", "≠"),
        ("neq", "≠"),
        ("approx", "≈"),
        ("equiv", "≡"),
        ("sim", "∼"),
        ("simeq", "≃"),
        ("cong", "≅"),
        ("propto", "∝"),
        ("ll", "≪"),
        ("gg", "≫"),
        ("lt", "<"),
        ("gt", ">"),
        ("to", "→"),
        ("rightarrow", "→"),
        ("longrightarrow", "→"),
        ("leftarrow", "←"),
        ("leftrightarrow", "↔"),
        ("Rightarrow", "⇒"),
        ("implies", "⇒"),
        ("Leftarrow", "⇐"),
        ("Leftrightarrow", "⇔"),
        ("iff", "⇔"),
        ("mapsto", "↦"),
        ("in", "∈"),
        ("notin", "∉"),
        ("ni", "∋"),
        ("subset", "⊂"),
        ("subseteq", "⊆"),
        ("supset", "⊃"),
        ("supseteq", "⊇"),
        ("cup", "∪"),
        ("cap", "∩"),
        ("setminus", "∖"),
        ("land", "∧"),
        ("wedge", "∧"),
        ("lor", "∨"),
        ("vee", "∨"),
        ("neg", "¬"),
        ("lnot", "¬"),
        ("forall", "∀"),
        ("exists", "∃"),
        ("sum", "∑"),
        ("prod", "∏"),
        ("int", "∫"),
        ("iint", "∬"),
        ("oint", "∮"),
        ("mid", "|"),
        ("vert", "|"),
        ("lvert", "|"),
        ("rvert", "|"),
        ("Vert", "‖"),
        ("parallel", "∥"),
        ("perp", "⊥"),
        ("lfloor", "⌊"),
        ("rfloor", "⌋"),
        ("lceil", "⌈"),
        ("rceil", "⌉"),
        ("langle", "⟨"),
        ("rangle", "⟩"),
        ("oplus", "⊕"),
        ("otimes", "⊗"),
        ("ast", "∗"),
        ("bullet", "•"),
        ("colon", ":"),
        ("backslash", "\\"),
        ("therefore", "∴"),
    ];
    const NAMES: &[&str] = &[
        "sin", "cos", "tan", "cot", "sec", "csc", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh",
        "log", "ln", "lg", "exp", "lim", "limsup", "liminf", "max", "min", "sup", "inf", "det", "dim", "ker",
        "gcd", "arg", "deg", "Pr", "hom",
    ];
    let find = |table: &'static [(&str, &str)]| table.iter().find(|(name, _)| *name == command);
    if let Some((_, text)) = find(LETTERS) {
        return Some((Kind::Atom, text));
    }
    if let Some((_, text)) = find(OPERATORS) {
        return Some((Kind::Operator, text));
    }
    let name = NAMES.iter().find(|name| **name == command)?;
    Some((Kind::Name, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(source: &str, expected: &str) {
        assert_eq!(line(source), expected, "{source}");
    }

    #[test]
    fn formulas_are_written_in_a_line() {
        check("E = mc^2", "E=mc²");
        check("{\\displaystyle E=mc^{2}}", "E=mc²");
        check("$$\\frac{a + b}{2} \\le x_1$$", "(a+b)/2≤x₁");
        check("\\(\\sqrt{x} + \\sqrt[3]{x+1}\\)", "√x+∛(x+1)");
        check("\\sum_{i=1}^{n} i^{k+1}", "∑_(i=1)ⁿ i^(k+1)");
        check("2\\sin x \\text{ if } x > 0", "2 sin x if x>0");
        check("x^23", "x²3");
        check("10^{-3}", "10⁻³");
        check("\\left( \\alpha + \\beta \\right)^2", "(α+β)²");
        check("f'(x)", "f′(x)");
        check("a_{ij}", "a_(ij)");
        check("\\hat x \\cdot \\vec{v}", "x\u{302}·v\u{20d7}");
    }

    #[test]
    fn what_is_not_known_stays_as_it_is_written() {
        check("\\begin{matrix} a & b \\end{matrix}", "\\begin{matrix} a & b \\end{matrix}");
        check("\\unknown{x}  + 1", "\\unknown{x} + 1");
        check("{a", "{a");
        check("a}", "a}");
        check("\\frac{1}", "\\frac{1}");
        check("x^", "x^");
        check("", "");
        check("\\", "\\");
    }

    #[test]
    fn prices_are_no_formulas() {
        assert_eq!(of_dollars("5-"), None);
        assert_eq!(of_dollars("E = mc^2").as_deref(), Some("E=mc²"));
        assert_eq!(of_dollars("x").as_deref(), Some("x"));
    }
}
