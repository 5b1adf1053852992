//! Results as Markdown: printed as they come, and put between their marks in docs/benchmarks.md.
use crate::Done;
use std::path::Path;

#[derive(Default)]
pub struct Report {
    text: String,
}

impl Report {
    /// A line, printed at once.
    pub fn line(&mut self, line: impl AsRef<str>) {
        println!("{}", line.as_ref());
        self.text.push_str(line.as_ref());
        self.text.push('\n');
    }

    /// A table; the first row is the head.
    pub fn table(&mut self, rows: &[Vec<String>]) {
        self.line("");
        for (i, row) in rows.iter().enumerate() {
            self.line(format!("| {} |", row.join(" | ")));
            if i == 0 {
                let rule: Vec<&str> =
                    row.iter().enumerate().map(|(c, _)| if c == 0 { "---" } else { "---:" }).collect();
                self.line(format!("|{}|", rule.join("|")));
            }
        }
        self.line("");
    }

    /// Replaces what stands between `<!-- bench NAME -->` and `<!-- end NAME -->`.
    pub fn write(&self, name: &str) -> Done {
        let path = workspace().join("docs/benchmarks.md");
        let text = std::fs::read_to_string(&path)?;
        let (begin, end) = (format!("<!-- bench {name} -->"), format!("<!-- end {name} -->"));
        let parts = text.split_once(&begin).and_then(|(a, b)| Some((a, b.split_once(&end)?.1)));
        let (before, after) = parts.ok_or_else(|| format!("docs/benchmarks.md lacks {begin} … {end}"))?;
        std::fs::write(&path, format!("{before}{begin}\n{}{end}{after}", self.text))?;
        eprintln!("written to {}", path.display());
        Ok(())
    }
}

/// The root of the workspace.
pub fn workspace() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().and_then(Path::parent).unwrap_or(here)
}

/// `12,345`.
pub fn whole(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}
