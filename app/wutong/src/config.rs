//! Configuration: flags before `WUTONG_*` environment before file. An unsafe one is refused with the reason.
use crate::cli::Storage;
use crate::commands::Failure;
use files::Bucket;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// The data folder where none is named: the same for every command, so that they meet the same books.
pub const DATA: &str = "data";

/// What a server needs to know.
#[derive(Clone, Debug)]
pub struct Config {
    pub listen: String,
    pub data: PathBuf,
    pub database: String,
    pub zone: Option<String>,
    /// https in front: cookies are Secure and bear the `__Host-` prefix, and the proxy's `X-Forwarded-For` is believed.
    pub https: bool,
    /// Administrators and directors must have a second factor.
    pub second_factor: bool,
    /// Where files are kept besides the data folder.
    pub storage: Option<Bucket>,
}

/// `[storage]` of the file.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct StorageFile {
    url: Option<String>,
    region: Option<String>,
    key: Option<String>,
    secret: Option<String>,
    authorities: Option<PathBuf>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    listen: Option<String>,
    data: Option<PathBuf>,
    database: Option<String>,
    zone: Option<String>,
    https: Option<bool>,
    second_factor: Option<bool>,
    storage: StorageFile,
}

/// The settings given on the command line or in the environment.
#[derive(Default)]
pub struct Given {
    pub file: Option<PathBuf>,
    pub listen: Option<String>,
    pub data: Option<PathBuf>,
    pub database: Option<String>,
    pub zone: Option<String>,
    pub https: bool,
    pub second_factor: bool,
    pub storage: Storage,
}

/// The bucket, where an address is given.
fn bucket(given: Storage, file: StorageFile) -> Option<Bucket> {
    Some(Bucket {
        url: given.storage_url.or(file.url).filter(|url| !url.is_empty())?,
        region: given.storage_region.or(file.region).unwrap_or_else(|| "us-east-1".to_owned()),
        key: given.storage_key.or(file.key).unwrap_or_default(),
        secret: given.storage_secret.or(file.secret).unwrap_or_default(),
        authorities: given.storage_authorities.or(file.authorities),
    })
}

impl Config {
    pub fn resolve(given: Given) -> Result<Self, Failure> {
        let file = match &given.file {
            Some(path) => read(path)?,
            None => File::default(),
        };
        let data = given.data.or(file.data).unwrap_or_else(|| PathBuf::from(DATA));
        let config = Self {
            listen: given.listen.or(file.listen).unwrap_or_else(|| "127.0.0.1:8080".to_owned()),
            database: given.database.or(file.database).unwrap_or_else(|| embedded(&data)),
            data,
            zone: given.zone.or(file.zone),
            https: given.https || file.https.unwrap_or(false),
            second_factor: given.second_factor || file.second_factor.unwrap_or(false),
            storage: bucket(given.storage, file.storage),
        };
        config.refuse_unsafe()?;
        Ok(config)
    }

    fn refuse_unsafe(&self) -> Result<(), Failure> {
        let local = self.listen.starts_with("127.")
            || self.listen.starts_with("localhost:")
            || self.listen.starts_with("[::1]:");
        if !local && !self.https {
            return Err(Failure::of(format!(
                "{} can be reached by others, but nothing says that https stands in front: passwords would travel in the clear. \
                 Listen on 127.0.0.1 behind a proxy that speaks https, and start with --https.",
                self.listen
            )));
        }
        Ok(())
    }
}

/// The embedded database of a data folder.
pub fn embedded(data: &Path) -> String {
    format!("sqlite://{}", data.join("wutong.db").display())
}

fn read(path: &Path) -> Result<File, Failure> {
    let text =
        std::fs::read_to_string(path).map_err(|e| Failure::of(format!("{} cannot be read: {e}", path.display())))?;
    toml::from_str(&text).map_err(|e| Failure::of(format!("{}: {e}", path.display())))
}

/// Logs go to stderr: warnings on the command line, a little more for a server; `WUTONG_LOG` says otherwise.
pub fn start_log(server: bool) {
    let standard = if server { "warn,wutong=info" } else { "warn" };
    let filter = tracing_subscriber::EnvFilter::try_from_env("WUTONG_LOG").unwrap_or_else(|_| standard.into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(listen: &str, https: bool) -> Given {
        Given { listen: Some(listen.to_owned()), https, ..Given::default() }
    }

    #[test]
    fn the_file_names_a_bucket_and_the_environment_goes_before_it() {
        let file: File =
            toml::from_str("[storage]\nurl = \"https://minio.zone.cn/w\"\nkey = \"k\"\nsecret = \"s\"").unwrap();
        let given = Storage { storage_key: Some("other".to_owned()), ..Storage::default() };
        let found = bucket(given, file.storage).unwrap();
        assert_eq!(
            (found.url.as_str(), found.key.as_str(), found.secret.as_str()),
            ("https://minio.zone.cn/w", "other", "s")
        );
        assert_eq!(found.region, "us-east-1");
        assert!(bucket(Storage::default(), StorageFile::default()).is_none());
    }

    #[test]
    fn an_open_address_needs_https_in_front() {
        assert!(Config::resolve(given("0.0.0.0:80", false)).is_err());
        assert!(Config::resolve(given("0.0.0.0:80", true)).is_ok());
        assert!(Config::resolve(given("127.0.0.1:8080", false)).is_ok());
    }
}
