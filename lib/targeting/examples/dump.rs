use std::io::{Read, Write};
use targeting::panel::{Count, Panel};
use targeting::entry::{dump, Task};
fn main() {
    let years: Vec<i32> = std::env::args().skip(1).map(|a| a.parse().unwrap()).collect();
    let mut text = String::new();
    flate2::read::MultiGzDecoder::new(std::fs::File::open("/work/shared/data/entry-benchmark/counts_1978_2002.csv.gz").unwrap()).read_to_string(&mut text).unwrap();
    let lines = text.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>());
    let panel = Panel::new(lines.map(|c| Count { parent: c[0], region: c[1], activity: c[2], year: c[3].parse().unwrap(), count: c[4].parse().unwrap() })).unwrap().with_missing([("山东", 2001), ("山东", 2002), ("山东", 2003), ("山东", 2004)]);
    let mut f = std::fs::File::create("/tmp/entry-x/names.txt").unwrap();
    for r in panel.regions() { writeln!(f, "r,{},{}", r.parent, r.name).unwrap(); }
    for a in panel.activities() { writeln!(f, "a,{a},").unwrap(); }
    for at in years {
        let scope = dump(&panel, at, 2, (at - 2 - 12).max(1980), &mut |y, task, x, l, ids, names| {
            let t = if task == Task::New { "new" } else { "weak" };
            let base = format!("/tmp/entry-x/{at}_{t}_{y}");
            let bytes: Vec<u8> = x.iter().flat_map(|v| v.to_le_bytes()).collect();
            std::fs::write(format!("{base}.x"), bytes).unwrap();
            let mut b = Vec::new();
            for ((r, a, c, s), l) in ids.iter().zip(l) {
                for v in [*r as f32, *a as f32, *c, *s, *l] { b.extend(v.to_le_bytes()); }
            }
            std::fs::write(format!("{base}.m"), b).unwrap();
            std::fs::write("/tmp/entry-x/features.txt", names.join("\n")).unwrap();
        });
        println!("{at} {} {}", scope.0.len(), scope.1.len());
    }
}
