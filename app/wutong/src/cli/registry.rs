//! `wutong registry …`
use clap::{Args, Subcommand};
#[cfg(feature = "dist")]
use std::net::SocketAddr;
use std::path::PathBuf;

#[derive(Subcommand, Debug)]
pub enum Registry {
    /// Index a company registry (Parquet, csv, xlsx) and classify industries; files that the lake holds are left out.
    #[command(
        after_help = "Example: wutong registry build --from registry/ new.xlsx --to lake --map name=公司全称 --map capital:万元=资本\n\
        Rows that were repaired or left out are listed, with reasons, in LAKE/report-NNNNNN.csv."
    )]
    Build {
        /// Files, or folders that are searched for files.
        #[arg(long, required = true, num_args = 1..)]
        from: Vec<PathBuf>,
        /// Folder of the lake; made where it does not exist, extended where it does.
        #[arg(long)]
        to: PathBuf,
        /// KEY=COLUMN for a column that is not recognised by itself; capital:万元=COLUMN names the unit; KEY=- leaves a field out.
        #[arg(long)]
        map: Vec<String>,
        /// Of the classifier; the same seed and rows give the same industries.
        #[arg(long, default_value_t = 20_191_008)]
        seed: u64,
        #[arg(long)]
        json: bool,
    },
    /// What a lake holds and from which files it was made.
    #[command(after_help = "Example: wutong registry info lake")]
    Info {
        lake: PathBuf,
        #[arg(long)]
        json: bool,
    },
    /// Companies of a lake.
    #[command(
        after_help = "Example: wutong registry query lake --region 广东/深圳 --industry 39 --words 电池 --capital-min 5000万元 --top 20"
    )]
    Query(Box<Query>),
    /// How many companies of each industry came to each city in each year, as `wutong targeting entry` reads it.
    #[command(after_help = "Example: wutong registry counts lake --out counts.csv")]
    Counts {
        lake: PathBuf,
        /// Columns province,city,group,year,firms; with --level division, the two-digit code stands under group.
        #[arg(long)]
        out: PathBuf,
        #[arg(long, default_value = "group", value_parser = ["group", "division"])]
        level: String,
        /// The year that counts: of registration, or of listing for sources that know no other.
        #[arg(long, default_value = "registered", value_parser = ["registered", "listed"])]
        year_of: String,
        /// 新疆, 新疆/乌鲁木齐 or 乌鲁木齐; may be repeated.
        #[arg(long)]
        region: Vec<String>,
        #[command(flatten)]
        on: On,
    },
    /// Branches by group, place and year, read from their names, as `wutong targeting expansion` reads them.
    #[command(after_help = "Example: wutong registry establishments lake --out establishments.csv")]
    Establishments {
        lake: PathBuf,
        /// Columns group_id,home,place,division,year.
        #[arg(long)]
        out: PathBuf,
        #[command(flatten)]
        on: On,
    },
    /// Say the industry of a company: it wins over source and classifier, also in later builds.
    #[command(after_help = "Example: wutong registry correct lake --company 91650100MA7759Q54X --industry 325")]
    Correct {
        lake: PathBuf,
        /// Credit code, or number in the lake.
        #[arg(long)]
        company: String,
        /// Division, group or class of GB/T 4754.
        #[arg(long)]
        industry: String,
    },
    /// Take questions for a cluster and hand their parts to its executors; runs until it is stopped.
    #[cfg(feature = "dist")]
    #[command(after_help = "Example: wutong registry scheduler --listen 10.0.0.5:50050\n\
        Whoever reaches a node can read what it can read: keep a cluster in a network of its own.")]
    Scheduler {
        /// As the executors reach it.
        #[arg(long, default_value = "127.0.0.1:50050")]
        listen: SocketAddr,
        /// `GET /readyz` answers 200 when so many have reported.
        #[arg(long, default_value_t = 1)]
        executors: usize,
    },
    /// Work for a cluster's scheduler; runs until it is stopped.
    #[cfg(feature = "dist")]
    #[command(
        after_help = "Example: wutong registry executor --scheduler 10.0.0.5:50050 --listen 10.0.0.6:50051 --work /var/tmp/wutong\n\
        It takes two ports, that of --listen and the one after it, and must find lakes under the same path as who asks."
    )]
    Executor {
        #[arg(long, default_value = "127.0.0.1:50050")]
        scheduler: SocketAddr,
        /// As the other nodes and who asks reach it.
        #[arg(long, default_value = "127.0.0.1:50051")]
        listen: SocketAddr,
        /// Tasks at the same time; 0 for as many as there are cores.
        #[arg(long, default_value_t = 0)]
        tasks: usize,
        /// Folder for what it hands on to others.
        #[arg(long)]
        work: PathBuf,
    },
}

/// Where the tables of a lake are asked: in this process or, with the feature `dist`, on a cluster.
#[derive(Args, Debug)]
pub struct On {
    /// Ask a cluster: HOST:PORT of its scheduler. Its nodes must find the lake under the same path.
    #[cfg(feature = "dist")]
    #[arg(long, env = "WUTONG_CLUSTER")]
    pub cluster: Option<String>,
}

#[derive(Args, Debug)]
pub struct Query {
    pub lake: PathBuf,
    /// Full text: all words, in name or scope, best first.
    #[arg(long)]
    pub text: Option<String>,
    /// 新疆, 新疆/乌鲁木齐 or 乌鲁木齐; may be repeated.
    #[arg(long)]
    pub region: Vec<String>,
    /// Section, division or group of GB/T 4754: C, 39, 391; may be repeated.
    #[arg(long)]
    pub industry: Vec<String>,
    /// Must stand in name or scope; may be repeated.
    #[arg(long)]
    pub words: Vec<String>,
    /// Least registered capital with its unit and currency: 5000万元, 500万美元.
    #[arg(long)]
    pub capital_min: Option<String>,
    #[arg(long)]
    pub capital_max: Option<String>,
    /// Least age in full years.
    #[arg(long)]
    pub age_min: Option<u32>,
    #[arg(long)]
    pub age_max: Option<u32>,
    /// 企业规模 as the source writes it; may be repeated.
    #[arg(long)]
    pub size: Vec<String>,
    /// Least number of insured.
    #[arg(long)]
    pub insured_min: Option<i64>,
    #[arg(long)]
    pub insured_max: Option<i64>,
    /// Order: registered, listed, capital, insured, confidence, name; a minus in front turns it round.
    #[arg(long, allow_hyphen_values = true, conflicts_with_all = ["text", "score"])]
    pub order: Option<String>,
    /// Order by any expression of SQL over the columns of a company, highest first.
    #[arg(long, conflicts_with = "text")]
    pub score: Option<String>,
    /// So many companies.
    #[arg(long, default_value_t = 20)]
    pub top: usize,
    /// Leave so many out before.
    #[arg(long, default_value_t = 0)]
    pub skip: usize,
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub on: On,
}
