//! The real program as a process of its own: started, asked, written to by several clients, killed.
#![allow(dead_code)] // each test program uses its part
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
pub mod http;
pub mod postgres;
pub mod writer;

use http::Client;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// The demo account that may create and edit companies.
const USER: &str = "statistician";
const STARTS_WITHIN: Duration = Duration::from_secs(60);

/// An installation: its data folder and, where it is not embedded, its database.
pub struct Place {
    pub data: PathBuf,
    pub database: Option<String>,
}

impl Place {
    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wutong"));
        command.args(words).arg("--data").arg(&self.data).env("WUTONG_LOG", "error");
        if let Some(database) = &self.database {
            command.args(["--database", database]);
        }
        command
    }

    /// What a command printed; it must succeed.
    pub fn run(&self, words: &[&str]) -> String {
        let out = self.command(words).output().unwrap();
        let said = String::from_utf8_lossy(&out.stdout).trim().to_owned();
        assert!(out.status.success(), "wutong {words:?}: {said} {}", String::from_utf8_lossy(&out.stderr));
        said
    }

    /// A token with which companies can be created and edited.
    pub fn token(&self) -> String {
        self.run(&["token", "create", "--user", USER, "--scope", "write"])
    }

    /// The chain is whole, and no table holds what no event explains.
    pub fn assert_journal_holds(&self) {
        let report: serde_json::Value =
            serde_json::from_str(&self.run(&["journal", "verify", "--state", "--json"])).unwrap();
        assert_eq!(report["ok"], true, "{report}");
    }
}

/// The running program.
pub struct Program {
    child: Child,
    pub address: String,
    /// From its start to the line that says that it is ready.
    pub ready_after: Duration,
}

impl Program {
    pub fn start(place: &Place) -> Self {
        std::fs::create_dir_all(&place.data).unwrap();
        let log = std::fs::File::options().create(true).append(true).open(place.data.join("log.txt")).unwrap();
        let begun = Instant::now();
        let mut command = place.command(&["demo", "--json", "--listen", "127.0.0.1:0"]);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let (sender, line) = mpsc::channel();
        let stdout = child.stdout.take().unwrap();
        std::thread::spawn(move || {
            let mut first = String::new();
            let _ = BufReader::new(stdout).read_line(&mut first);
            let _ = sender.send(first);
        });
        let line = line.recv_timeout(STARTS_WITHIN).unwrap_or_default();
        let ready_after = begun.elapsed();
        let ready: serde_json::Value = serde_json::from_str(&line).unwrap_or_default();
        let Some(address) = ready["address"].as_str() else {
            let _ = child.kill();
            let _ = child.wait();
            let log = std::fs::read_to_string(place.data.join("log.txt")).unwrap_or_default();
            panic!("the program did not start: {line:?}\n{log}");
        };
        Self { child, address: address.to_owned(), ready_after }
    }

    /// A connection of its own that bears the token.
    pub fn client(&self, token: &str) -> Client {
        let client = Client::new(&self.address, Duration::from_secs(10)).unwrap();
        client.with("Authorization", &format!("Bearer {token}")).with("Accept", "application/json")
    }

    /// `kill -9`: nothing is finished, nothing is said.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A folder that is removed at the end; others (the account of PostgreSQL) may pass through it.
pub fn folder(name: &str) -> tempfile::TempDir {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::Builder::new().prefix(&format!("wutong-{name}-")).tempdir().unwrap();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o711)).unwrap();
    folder
}

/// A number from the environment.
pub fn setting(name: &str, standard: u64) -> u64 {
    std::env::var(name).map_or(standard, |text| text.parse().unwrap_or_else(|_| panic!("{name} is no number: {text}")))
}

/// Reproducible randomness (splitmix64).
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % end
    }
}

/// An installation with its embedded database in this folder.
pub fn embedded(folder: &Path) -> Place {
    Place { data: folder.join("data"), database: None }
}
