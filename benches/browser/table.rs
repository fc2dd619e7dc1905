//! The table that is printed.

use std::fmt;

/// Rows of name, figure, target, what it is to be seen beside, and whether the target is met; below them notes.
#[derive(Default)]
pub struct Table {
    rows: Vec<[String; 5]>,
    notes: Vec<String>,
}

impl Table {
    /// A size in KiB.
    pub fn size(&mut self, name: &str, kib: f64, most: f64, beside: String) {
        self.row(name, format!("{kib:.1} KiB"), Some((format!("{most:.0} KiB"), kib <= most)), beside);
    }

    /// A time in milliseconds.
    pub fn time(&mut self, name: &str, time: f64, most: f64, beside: String) {
        self.row(name, milliseconds(time), Some((format!("{most:.0} ms"), time <= most)), beside);
    }

    /// A time in milliseconds, to the microsecond.
    pub fn fine_time(&mut self, name: &str, time: f64, most: f64, beside: String) {
        self.row(name, format!("{time:.3} ms"), Some((format!("{most} ms"), time <= most)), beside);
    }

    /// The same without a target.
    pub fn fine_beside(&mut self, name: &str, time: f64, beside: String) {
        self.row(name, format!("{time:.3} ms"), None, beside);
    }

    /// How many times as fast something is, of which there may have to be at least so much.
    pub fn factor(&mut self, name: &str, factor: f64, least: Option<f64>) {
        let (target, met) = least.map_or_else(Default::default, |least| {
            (format!("≥ ×{least}"), if factor >= least { "met" } else { "missed" }.to_owned())
        });
        self.rows.push([name.to_owned(), format!("×{factor:.0}"), target, String::new(), met]);
    }

    /// How many times as fast something makes the row above.
    pub fn gain(&mut self, name: &str, factor: f64) {
        self.rows.push([
            name.to_owned(),
            format!("×{factor:.2}"),
            String::new(),
            "as fast".to_owned(),
            String::new(),
        ]);
    }

    /// A ratio.
    pub fn ratio(&mut self, name: &str, ratio: f64, most: f64) {
        self.row(name, format!("×{ratio:.2}"), Some((format!("×{most}"), ratio <= most)), String::new());
    }

    /// A time in milliseconds that has no target of its own.
    pub fn beside(&mut self, name: &str, time: f64, beside: String) {
        self.row(name, milliseconds(time), None, beside);
    }

    /// A time in milliseconds that others are seen beside.
    pub fn aside(&mut self, name: &str, time: f64) {
        self.beside(name, time, String::new());
    }

    /// A sentence below the table.
    pub fn note(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
    }

    fn row(&mut self, name: &str, figure: String, target: Option<(String, bool)>, beside: String) {
        let (target, met) = target.map_or_else(Default::default, |(target, is_met)| {
            (format!("≤ {target}"), if is_met { "met" } else { "missed" }.to_owned())
        });
        self.rows.push([name.to_owned(), figure, target, beside, met]);
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head = ["", "figure", "target", "beside", ""].map(str::to_owned);
        let rows = || [&head].into_iter().chain(&self.rows);
        let width = |column: usize| rows().map(|row| row[column].chars().count()).max().unwrap_or(0);
        let widths = [0, 1, 2, 3].map(width);
        for [name, figure, target, beside, met] in rows() {
            let [first, second, third, fourth] = widths;
            let line =
                format!("{name:<first$}  {figure:>second$}  {target:>third$}  {beside:<fourth$}  {met}");
            writeln!(f, "{}", line.trim_end())?;
        }
        self.notes.iter().try_for_each(|note| write!(f, "\n{note}"))
    }
}

/// The median of some times.
pub fn median(times: &[f64]) -> f64 {
    let mut times = times.to_owned();
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or(f64::NAN)
}

fn milliseconds(time: f64) -> String {
    if time < 10.0 { format!("{time:.1} ms") } else { format!("{time:.0} ms") }
}
