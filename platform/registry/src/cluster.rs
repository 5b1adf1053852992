//! The nodes of a cluster that answers a registry's questions (feature `dist`): one scheduler and any number of
//! executors, each a process of its own. They are Ballista's, which runs DataFusion's plans on several machines; nothing
//! of ours is in them, so every node must find the lake's files under the same path.
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use ballista_executor::executor_process::{ExecutorProcessConfig, start_executor_process};
use ballista_scheduler::cluster::BallistaCluster;
use ballista_scheduler::config::{SchedulerConfig, TaskDistributionPolicy};
use ballista_scheduler::scheduler_process::start_server;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::error::{Error, Result};

const ANSWERS_WITHIN: Duration = Duration::from_secs(5);

/// Takes questions and hands their parts to executors; returns only when it fails. `GET /readyz` answers 200 when
/// `executors` of them have reported.
///
/// # Errors
/// [`Error::Node`], for example where the address is taken.
pub async fn scheduler(listen: SocketAddr, executors: usize) -> Result<()> {
    let config = SchedulerConfig {
        // Executors report to this address, so it is the one that they know.
        external_host: listen.ip().to_string(),
        bind_host: listen.ip().to_string(),
        bind_port: listen.port(),
        task_distribution: TaskDistributionPolicy::RoundRobin,
        min_ready_executors: executors,
        ..SchedulerConfig::default()
    };
    let failed = |e: &dyn std::fmt::Display| Error::Node { address: listen.to_string(), reason: e.to_string() };
    let cluster = BallistaCluster::new_from_config(&config).await.map_err(|e| failed(&e))?;
    start_server(cluster, listen, Arc::new(config)).await.map_err(|e| failed(&e))
}

/// One that reads files and reckons.
pub struct Executor {
    pub scheduler: SocketAddr,
    /// Where its results are fetched; it takes the port after this one too, for its tasks.
    pub listen: SocketAddr,
    /// Tasks at the same time; each has its share of 70 % of the memory.
    pub tasks: usize,
    /// Folder for what it hands on to others; emptied of each question some minutes after it.
    pub work: PathBuf,
}

/// Works for a scheduler until the process is told to stop.
///
/// # Errors
/// [`Error::Node`], for example where the scheduler does not answer or an address is taken.
pub async fn executor(plan: &Executor) -> Result<()> {
    std::fs::create_dir_all(&plan.work).map_err(Error::io(&plan.work))?;
    let failed = |reason: String| Error::Node { address: plan.listen.to_string(), reason };
    let after = plan.listen.port().checked_add(1).ok_or_else(|| failed("there is no port after it".to_owned()))?;
    let config = ExecutorProcessConfig {
        bind_host: plan.listen.ip().to_string(),
        external_host: Some(plan.listen.ip().to_string()),
        port: plan.listen.port(),
        grpc_port: after,
        scheduler_host: plan.scheduler.ip().to_string(),
        scheduler_port: plan.scheduler.port(),
        vcores: plan.tasks,
        work_dir: Some(plan.work.to_string_lossy().into_owned()),
        ..ExecutorProcessConfig::default()
    };
    start_executor_process(Arc::new(config)).await.map_err(|e| failed(e.to_string()))
}

/// Asks a scheduler whether its executors are there, since a question to one without any would wait for them for ever.
pub(crate) async fn ready(address: &str) -> Result<()> {
    let ask = async {
        let mut stream = TcpStream::connect(address).await?;
        stream.write_all(format!("GET /readyz HTTP/1.0\r\nHost: {address}\r\n\r\n").as_bytes()).await?;
        let mut answer = String::new();
        stream.take(4_096).read_to_string(&mut answer).await?;
        Ok::<_, std::io::Error>(answer)
    };
    let failed = |reason: String| Error::Cluster { address: address.to_owned(), reason };
    let answer = tokio::time::timeout(ANSWERS_WITHIN, ask).await.map_err(|e| failed(e.to_string()))?;
    let answer = answer.map_err(|e| failed(e.to_string()))?;
    let status = answer.lines().next().unwrap_or_default();
    if status.split(' ').nth(1) == Some("200") { Ok(()) } else { Err(failed(format!("it says '{status}'"))) }
}
