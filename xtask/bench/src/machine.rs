//! The machine that was measured on: processor, memory, kernel, and how long its disk takes to be sure.
use crate::Done;
use crate::report::Report;
use crate::spread::Spread;
use std::io::Write;
use std::path::Path;
use std::time::Instant;

pub fn describe(report: &mut Report, dir: &Path) -> Done {
    let cores = std::thread::available_parallelism()?.get();
    let model = field("/proc/cpuinfo", "model name").unwrap_or_else(|| "unknown processor".to_owned());
    let memory = field("/proc/meminfo", "MemTotal").unwrap_or_default();
    let memory = memory.split(' ').next().and_then(|kb| kb.parse::<u64>().ok()).unwrap_or(0) / 1024 / 1024;
    let kernel = std::fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or_default().to_owned();
    let sync = fsync(dir)?;
    let day = std::process::Command::new("date").arg("+%Y-%m-%d").output()?;
    report.line("");
    report.line(format!("- Measured on {}", String::from_utf8_lossy(&day.stdout).trim()));
    report.line(format!("- {cores} cores, {model}; {memory} GiB of memory; Linux {}", kernel.trim()));
    report.line(format!(
        "- Disk: writing 4 KiB and `fdatasync` takes {:.2} ms at p50, {:.2} ms at p99 (500 times)",
        sync.at(0.5),
        sync.at(0.99)
    ));
    report.line(format!("- Load average at the start: {load} (above 0.2: others worked on the machine meanwhile)"));
    Ok(())
}

fn field(path: &str, name: &str) -> Option<String> {
    let text = std::fs::read_to_string(path).ok()?;
    let line = text.lines().find(|l| l.starts_with(name))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

fn fsync(dir: &Path) -> Done<Spread> {
    let path = dir.join("sync");
    let mut file = std::fs::File::create(&path)?;
    let mut spread = Spread::default();
    for _ in 0..500 {
        let start = Instant::now();
        file.write_all(&[7; 4096])?;
        file.sync_data()?;
        spread.add(start.elapsed());
    }
    std::fs::remove_file(path)?;
    Ok(spread)
}
