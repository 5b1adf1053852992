//! `cargo xtask links`: the strongest suppliers and customers of each sector, from the input-output table of 42 sectors of the
//! National Bureau of Statistics, as the small file that ships. The formulas are in docs/decisions/0053.
use clap::Args;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Links below one percent on both sides are left out: nobody would name them.
const LEAST: f64 = 0.01;

#[derive(Args)]
pub struct Options {
    /// Table with the columns Code, Description, DescriptionInChinese, Origin, one per sector, GO
    #[arg(long)]
    table: PathBuf,
    /// Which division of GB/T 4754 belongs to which sector: division, division_name, io42_code, io42_name
    #[arg(long)]
    divisions: PathBuf,
    /// Folder for sectors.csv and links.csv
    #[arg(long)]
    out: PathBuf,
}

pub fn run(options: &Options) -> ExitCode {
    match derive(options) {
        Ok(links) => {
            println!("{links} links of at least 1% written to {}", options.out.display());
            ExitCode::SUCCESS
        }
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

fn derive(options: &Options) -> Result<usize, String> {
    let read = |path: &Path| std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()));
    let (sectors, links) = files(&read(&options.table)?, &read(&options.divisions)?)?;
    let write = |name: &str, text: &str| {
        let path = options.out.join(name);
        std::fs::write(&path, text).map_err(|e| format!("{}: {e}", path.display()))
    };
    write("sectors.csv", &sectors)?;
    write("links.csv", &links)?;
    Ok(links.lines().count().saturating_sub(1))
}

/// Both files as text.
fn files(table: &str, divisions: &str) -> Result<(String, String), String> {
    let rows: Vec<Vec<String>> = table.lines().map(cells).collect();
    let head = rows.first().ok_or("the table is empty")?;
    let column = |name: &str| head.iter().position(|h| h == name).ok_or(format!("the table has no column {name}"));
    let (code, en, zh, origin, output) =
        (column("Code")?, column("Description")?, column("DescriptionInChinese")?, column("Origin")?, column("GO")?);
    let text = |row: &Vec<String>, at: usize| row.get(at).cloned().unwrap_or_default();
    let number = |row: &Vec<String>, at: usize| {
        text(row, at).parse::<f64>().map_err(|_| format!("no number in row {} column {}", text(row, code), at + 1))
    };
    let domestic: Vec<&Vec<String>> = rows.iter().filter(|r| text(r, origin) == "Domestic").collect();
    let outputs: BTreeMap<String, f64> =
        domestic.iter().map(|r| Ok((text(r, code), number(r, output)?))).collect::<Result<_, String>>()?;
    let held = held_divisions(divisions);
    let mut sectors = String::from("code,name_zh,name_en,divisions\n");
    let mut links = String::from("from,to,input_share,output_share\n");
    for row in &domestic {
        let from = text(row, code);
        let divisions = held.get(&from).map(|d| d.join(" ")).unwrap_or_default();
        let _ = writeln!(sectors, "{from},{},\"{}\",{divisions}", text(row, zh), text(row, en));
        for (to, made) in &outputs {
            let used = number(row, column(to)?)?;
            let (input, sold) = (used / made, used / outputs.get(&from).copied().unwrap_or(f64::NAN));
            if input >= LEAST || sold >= LEAST {
                let _ = writeln!(links, "{from},{to},{input:.4},{sold:.4}");
            }
        }
    }
    Ok((sectors, links))
}

/// The divisions of each sector.
fn held_divisions(map: &str) -> BTreeMap<String, Vec<String>> {
    let mut held: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in map.lines().skip(1) {
        let mut cells = cells(line).into_iter();
        if let (Some(division), Some(sector)) = (cells.next(), cells.nth(1)) {
            held.entry(sector).or_default().push(division);
        }
    }
    held
}

/// The cells of a line; commas inside quotes do not separate.
fn cells(line: &str) -> Vec<String> {
    let mut all = vec![String::new()];
    let mut quoted = false;
    for c in line.trim_end().chars() {
        match (c, quoted) {
            ('"', _) => quoted = !quoted,
            (',', false) => all.push(String::new()),
            _ => all.last_mut().into_iter().for_each(|cell| cell.push(c)),
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "Code,Description,DescriptionInChinese,Origin,01,02,GO\n\
        01,\"Farms, forests\",农,Domestic,10,40,100\n02,Food,食品,Domestic,0.5,0,200\n\
        01,\"Farms, forests\",农,Imports,9,9,20\nTII,Inputs,投入,TOT,20,50,0\n";
    const DIVISIONS: &str =
        "division,division_name,io42_code,io42_name\n01,农业,01,农\n02,林业,01,农\n13,食品,02,食品\n";

    #[test]
    fn shares_are_of_what_is_made_and_of_what_is_sold_and_small_links_are_left_out() {
        let (sectors, links) = files(TABLE, DIVISIONS).unwrap();
        assert_eq!(links, "from,to,input_share,output_share\n01,01,0.1000,0.1000\n01,02,0.2000,0.4000\n");
        assert_eq!(sectors.lines().nth(1), Some("01,农,\"Farms, forests\",01 02"));
        assert!(files("Code,GO\n", DIVISIONS).unwrap_err().contains("Description"));
        assert!(files(&TABLE.replace("40", "x"), DIVISIONS).unwrap_err().contains("row 01"));
    }

    /// The shipped files are those that the published table gives. The table itself does not ship: it is looked for in
    /// `WUTONG_SHARED_DATA` or beside the repository.
    #[test]
    fn the_shipped_files_are_those_of_the_published_table() {
        let root = crate::workspace();
        let shared = std::env::var("WUTONG_SHARED_DATA").map_or_else(|_| root.join("../shared/data"), PathBuf::from);
        let read = |name: &str| std::fs::read_to_string(shared.join("io-table").join(name));
        let (Ok(table), Ok(divisions)) = (read("china_2020_42.csv"), read("gbt4754_division_to_io42.csv")) else {
            eprintln!("skipped: no input-output table in {}", shared.display());
            return;
        };
        let (sectors, links) = files(&table, &divisions).unwrap();
        let shipped = |name: &str| std::fs::read_to_string(root.join("zone/attract/data/input-output").join(name));
        assert_eq!((shipped("sectors.csv").unwrap(), shipped("links.csv").unwrap()), (sectors, links));
    }
}
