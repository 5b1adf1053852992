//! A private PostgreSQL cluster in a temporary folder, started and stopped as a test or a benchmark wants.
//! The benchmarks (xtask/bench) use this very file.
use std::io::{Error, Read, Result};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

pub struct Cluster {
    bin: PathBuf,
    dir: PathBuf,
    /// PostgreSQL refuses to run as root; root lends it this account.
    account: Option<String>,
    password: String,
    port: u16,
}

/// Where `initdb` and `pg_ctl` are: `WUTONG_TEST_POSTGRES_BIN`, else the newest of Debian's versions.
pub fn programs() -> Option<PathBuf> {
    let named = std::env::var_os("WUTONG_TEST_POSTGRES_BIN").map(PathBuf::from);
    let version = |p: &PathBuf| p.file_name().and_then(|n| n.to_str()).and_then(|n| n.parse::<u32>().ok());
    let mut debian: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .map(|dir| dir.flatten().map(|e| e.path()).collect())
        .unwrap_or_default();
    debian.sort_by_key(version);
    let all = named.into_iter().chain(debian.into_iter().rev().map(|v| v.join("bin")));
    all.into_iter().find(|bin| bin.join("initdb").exists() && bin.join("postgres").exists())
}

impl Cluster {
    /// Makes and starts a cluster in `dir`, which must not exist yet and whose parents everybody may enter.
    pub fn create(bin: &Path, dir: &Path) -> Result<Self> {
        std::fs::create_dir_all(dir)?;
        let is_root = Command::new("id").arg("-u").output()?.stdout.starts_with(b"0\n");
        let account = is_root
            .then(|| std::env::var("WUTONG_TEST_POSTGRES_USER").ok().filter(|u| !u.is_empty()))
            .map(|named| named.unwrap_or_else(|| "postgres".to_owned()));
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let cluster = Self { bin: bin.to_owned(), dir: dir.to_owned(), account, password: password()?, port };
        std::fs::write(dir.join("password"), &cluster.password)?;
        if let Some(account) = &cluster.account {
            done(Command::new("chown").args(["-R", account]).arg(dir).output()?)?;
        }
        let (data, word) = (dir.join("data").display().to_string(), dir.join("password").display().to_string());
        cluster.run(
            "initdb",
            &["-D", &data, "-U", "wutong", "--pwfile", &word, "-A", "scram-sha-256", "--locale=C.UTF-8", "-E", "UTF8"],
        )?;
        cluster.start()?;
        Ok(cluster)
    }

    /// Starts the server and waits until it answers.
    pub fn start(&self) -> Result<()> {
        let (data, log) = (self.dir.join("data").display().to_string(), self.dir.join("log").display().to_string());
        let options = format!(
            "-p {} -c listen_addresses=127.0.0.1 -c max_connections=100 -c unix_socket_directories={}",
            self.port,
            self.dir.display()
        );
        self.run("pg_ctl", &["-D", &data, "-l", &log, "-w", "-s", "-o", &options, "start"])
    }

    /// Stops the server at once, connections or not (`immediate` is what a power cut does to it).
    pub fn stop(&self, mode: &str) -> Result<()> {
        let data = self.dir.join("data").display().to_string();
        self.run("pg_ctl", &["-D", &data, "-m", mode, "-w", "-s", "stop"])
    }

    pub fn url(&self) -> String {
        format!("postgres://wutong:{}@127.0.0.1:{}/postgres", self.password, self.port)
    }

    /// Output goes to files of the cluster only: a server that inherited a pipe would keep its reader waiting.
    fn run(&self, program: &str, args: &[&str]) -> Result<()> {
        let path = self.bin.join(program);
        let mut command = match &self.account {
            Some(account) => {
                let mut command = Command::new("runuser");
                command.args(["-u", account, "--"]).arg(path);
                command
            }
            None => Command::new(path),
        };
        let report = self.dir.with_extension("out");
        let file = std::fs::File::create(&report)?;
        command.args(args).current_dir("/").stdin(std::process::Stdio::null());
        let status = command.stdout(file.try_clone()?).stderr(file).status()?;
        if status.success() {
            return Ok(());
        }
        let said = std::fs::read_to_string(report).unwrap_or_default();
        Err(Error::other(format!("{program} {args:?}: {status}: {said}")))
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let _ = self.stop("immediate");
        let _ = std::fs::remove_dir_all(&self.dir);
        let _ = std::fs::remove_file(self.dir.with_extension("out"));
    }
}

fn done(output: Output) -> Result<()> {
    if output.status.success() {
        return Ok(());
    }
    Err(Error::other(String::from_utf8_lossy(&output.stderr).into_owned()))
}

fn password() -> Result<String> {
    let mut bytes = [0_u8; 12];
    std::fs::File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(bytes.iter().map(|b| format!("{b:02x}")).collect())
}
