//! The real program (release build) as a process of its own.
use crate::Done;
use crate::report::workspace;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

fn program() -> PathBuf {
    workspace().join("target/release/wutong")
}

fn command(data: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(program());
    command.args(words).arg("--data").arg(data);
    command
}

/// What a command printed.
pub fn said(data: &Path, words: &[&str]) -> Done<String> {
    let out = command(data, words).output().map_err(|e| format!("{}: {e}", program().display()))?;
    if !out.status.success() {
        return Err(format!("wutong {words:?}: {}", String::from_utf8_lossy(&out.stderr)).into());
    }
    Ok(String::from_utf8_lossy(&out.stdout).trim().to_owned())
}

pub struct Server {
    child: Child,
    /// The first line that it printed.
    pub ready: String,
}

impl Server {
    pub fn start(data: &Path, words: &[&str]) -> Done<Self> {
        std::fs::create_dir_all(data)?;
        let log = std::fs::File::options().create(true).append(true).open(data.join("log.txt"))?;
        let mut command = command(data, words);
        command.args(["--listen", "127.0.0.1:0"]).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log);
        let mut child = command.spawn().map_err(|e| format!("{}: {e}", program().display()))?;
        let mut ready = String::new();
        if let Some(out) = child.stdout.take() {
            BufReader::new(out).read_line(&mut ready)?;
        }
        let server = Self { child, ready: ready.trim().to_owned() };
        if server.ready.is_empty() {
            return Err(format!("the server did not start: see {}", data.join("log.txt").display()).into());
        }
        Ok(server)
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Asks it to end, and waits.
    pub fn end(mut self) -> Done {
        Command::new("kill").arg(self.child.id().to_string()).status()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
