//! `cargo run -p history`: twelve months of invented cases for the demo pack (示例), always the same ones. Projects, companies and days are
//! fictional. Those signed from 2026 on hand in side by side and are handled faster, by about two months: what the page before/after finds.
mod luck;
mod names;
mod project;

use chrono::NaiveDate;
use land::catalogue::Theme;
use luck::Luck;
use schedule::Calendar;
use std::path::Path;

/// Projects of each half.
const EACH: usize = 16;

type Done<T = ()> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Done {
    let pack = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../seeds/urumqi");
    let theme: Theme = serde_json::from_str(&std::fs::read_to_string(pack.join("theme-enterprise.json"))?)?;
    let calendar = Calendar::china()?;
    let mut luck = Luck::new(20_191_018);
    let mut projects = Vec::new();
    let mut steps = csv::Writer::from_path(pack.join("project_steps_history.csv"))?;
    steps.write_record(["project", "matter", "step", "on", "note"])?;
    for n in 0..EACH * 2 {
        let reformed = n >= EACH;
        let made = project::make(&theme, &calendar, &mut luck, n, signed(n, reformed)?, reformed)?;
        for step in &made.steps {
            steps.write_record([&made.id, &step.matter, step.word, &step.on.to_string(), &step.note])?;
        }
        projects.push(made.json);
    }
    steps.flush()?;
    let text = serde_json::to_string_pretty(&serde_json::json!({ "projects": projects }))?;
    std::fs::write(pack.join("projects_history.json"), text + "\n")?;
    Ok(())
}

/// Signings spread over the half: July to December 2025, January to May 2026.
fn signed(n: usize, reformed: bool) -> Done<NaiveDate> {
    let (first, days) = if reformed { ("2026-01-05", 140) } else { ("2025-07-01", 178) };
    let first: NaiveDate = first.parse()?;
    let place = (n % EACH) * days / EACH;
    Ok(first + chrono::Days::new(u64::try_from(place)?))
}
