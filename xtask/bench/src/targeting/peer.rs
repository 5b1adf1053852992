//! The peer: Python in an environment of its own in the target folder, so that nothing is installed on the machine.
use crate::Done;
use crate::report::workspace;
use ::targeting::matrix::Matrix;
use std::path::{Path, PathBuf};
use std::process::Command;

const PACKAGE: &str = "economic-complexity==0.3.0";
/// What it uses and does not say; it writes into frames, which pandas 3 forbids.
const NEEDS: [&str; 2] = ["numpy", "pandas<3"];
pub const NAME: &str = "PyPI economic-complexity 0.3.0";

pub struct Peer {
    python: PathBuf,
}

pub struct Answer {
    pub seconds: f64,
    pub cpu_seconds: f64,
    pub eci: Vec<f64>,
    pub pci: Vec<f64>,
    /// Region by region.
    pub density: Vec<f64>,
}

impl Peer {
    /// Installs it once; later runs find it there.
    pub fn ready() -> Done<Self> {
        let folder = workspace().join("target/peer/economic-complexity");
        let python = folder.join("bin/python");
        let there = Command::new(&python).args(["-c", "import economic_complexity"]).output();
        if !there.is_ok_and(|out| out.status.success()) {
            eprintln!("installing {PACKAGE} into {}", folder.display());
            succeed(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
            succeed(Command::new(&python).args(["-m", "pip", "install", "--quiet", PACKAGE]).args(NEEDS))?;
        }
        Ok(Self { python })
    }

    pub fn run(&self, table: &Matrix, scratch: &Path) -> Done<Answer> {
        let (input, output, script) = (scratch.join("table"), scratch.join("answer"), scratch.join("peer.py"));
        std::fs::write(&input, table.data().iter().flat_map(|v| v.to_le_bytes()).collect::<Vec<u8>>())?;
        std::fs::write(&script, include_str!("peer.py"))?;
        let size = [table.rows().to_string(), table.cols().to_string(), "1".to_owned()];
        let mut command = Command::new(&self.python);
        command.arg(&script).arg(&input).args(size).arg(&output);
        let said = succeed(&mut command)?;
        let times: Vec<f64> = said.split_whitespace().filter_map(|w| w.parse().ok()).collect();
        let [seconds, cpu_seconds] = times.as_slice() else { return Err(format!("the peer said: {said}").into()) };
        let bytes = std::fs::read(&output)?;
        let mut numbers = bytes.chunks_exact(8).filter_map(|b| b.try_into().ok()).map(f64::from_le_bytes);
        let eci = numbers.by_ref().take(table.rows()).collect();
        let pci = numbers.by_ref().take(table.cols()).collect();
        Ok(Answer { seconds: *seconds, cpu_seconds: *cpu_seconds, eci, pci, density: numbers.collect() })
    }
}

/// What it printed.
fn succeed(command: &mut Command) -> Done<String> {
    let out = command.output().map_err(|e| format!("{} cannot be started: {e}", command.get_program().display()))?;
    if out.status.success() {
        return Ok(String::from_utf8_lossy(&out.stdout).into_owned());
    }
    Err(format!("{} failed: {}", command.get_program().display(), String::from_utf8_lossy(&out.stderr)).into())
}
