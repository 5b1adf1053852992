//! DuckDB from PyPI in an environment of its own.
use crate::Done;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

pub struct DuckDb {
    python: PathBuf,
    pub version: String,
}

/// Reads statements as JSON, runs each so often, and prints median milliseconds and rows.
const SCRIPT: &str = r"
import duckdb, json, sys, time, statistics
lake, rounds, questions = sys.argv[1], int(sys.argv[2]), json.loads(sys.argv[3])
c = duckdb.connect()
c.execute('set enable_progress_bar=false')
c.sql(f'''create view firms as select * from read_parquet('{lake}/firms/*/*.parquet', hive_partitioning=false)''')
out = []
for statements in questions:
    times, rows = [], 0
    for n in range(rounds + 1):
        start = time.perf_counter()
        for s in statements: rows = len(c.execute(s).fetchall())
        if n: times.append((time.perf_counter() - start) * 1000)
    out.append([statistics.median(times), rows])
print(json.dumps(out))
";

impl DuckDb {
    pub fn install(dir: &Path) -> Done<Self> {
        let venv = dir.join("venv");
        run(Command::new("python3").args(["-m", "venv"]).arg(&venv))?;
        let python = venv.join("bin/python");
        run(Command::new(&python).args(["-m", "pip", "install", "--quiet", "duckdb"]))?;
        let version = run(Command::new(&python).args(["-c", "import duckdb; print(duckdb.__version__)"]))?;
        Ok(Self { python, version: version.trim().to_owned() })
    }

    /// Median milliseconds and number of rows for each question; a question is one or more statements.
    pub fn ask(&self, lake: &Path, questions: &[Vec<String>], rounds: usize) -> Done<Vec<(f64, u64)>> {
        let questions = serde_json::to_string(questions)?;
        let mut command = Command::new(&self.python);
        command.args(["-c", SCRIPT]).arg(lake).arg(rounds.to_string()).arg(questions);
        let answers: Vec<Value> = serde_json::from_str(&run(&mut command)?)?;
        let pair = |v: &Value| Some((v.get(0)?.as_f64()?, v.get(1)?.as_u64()?));
        answers.iter().map(|v| pair(v).ok_or_else(|| "DuckDB gave no figures".into())).collect()
    }
}

fn run(command: &mut Command) -> Done<String> {
    let out = command.output()?;
    if out.status.success() {
        return Ok(String::from_utf8(out.stdout)?);
    }
    Err(format!("{command:?} failed: {}", String::from_utf8_lossy(&out.stderr)).into())
}
