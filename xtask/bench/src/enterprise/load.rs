//! Requests at a fixed rate, whether or not the answers keep up (an open loop): the time of a request counts from the
//! moment at which it was due, so that a server that stalls cannot hide it.
use crate::Done;
use crate::http::Client;
use crate::spread::Spread;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Connections that are kept; more than the server has answers under way.
const CONNECTIONS: usize = 24;

/// Requests that could not be sent for so long are given up and counted as failed, so that a run ends.
const GIVEN_UP_AFTER: Duration = Duration::from_secs(10);

pub struct Load<'a> {
    pub address: &'a str,
    pub token: &'a str,
    pub per_second: f64,
    pub seconds: f64,
}

#[derive(Default)]
pub struct Answers {
    pub times: Spread,
    pub bytes: usize,
    /// Answers other than 200, and requests without an answer.
    pub failed: usize,
    /// One of them.
    pub failure: Option<String>,
}

impl Load<'_> {
    /// Sends the requests; `path` gives the `n`th.
    pub fn run(&self, path: &(dyn Fn(u64) -> String + Sync)) -> Done<Answers> {
        let next = AtomicU64::new(0);
        // The connections are opened before the first request is due.
        let start = Instant::now() + Duration::from_millis(200);
        let mut all = Answers::default();
        std::thread::scope(|scope| {
            let threads: Vec<_> =
                (0..CONNECTIONS).map(|_| scope.spawn(|| self.connection(path, &next, start))).collect();
            for thread in threads {
                let answers = thread.join().map_err(|_| "a client thread failed")??;
                all.times.join(answers.times);
                all.bytes += answers.bytes;
                all.failed += answers.failed;
                all.failure = all.failure.take().or(answers.failure);
            }
            Ok(all)
        })
    }

    fn connection(&self, path: &(dyn Fn(u64) -> String + Sync), next: &AtomicU64, start: Instant) -> Done<Answers> {
        let mut client = Client::new(self.address, Duration::from_secs(10))?;
        client = client.with("Authorization", &format!("Bearer {}", self.token));
        let mut answers = Answers::default();
        loop {
            let n = next.fetch_add(1, Ordering::Relaxed);
            #[allow(clippy::cast_precision_loss)]
            let due = n as f64 / self.per_second;
            if due >= self.seconds {
                return Ok(answers);
            }
            let due = start + Duration::from_secs_f64(due);
            std::thread::sleep(due.saturating_duration_since(Instant::now()));
            let path = path(n);
            if due.elapsed() > GIVEN_UP_AFTER {
                answers.times.add(due.elapsed());
                answers.failed += 1;
                answers.failure = Some(format!("{path}: not sent, the server could not keep up"));
                continue;
            }
            let answer = client.get(&path);
            answers.times.add(due.elapsed());
            match answer {
                Ok(response) if response.status == 200 => answers.bytes += response.body.len(),
                Ok(response) => {
                    answers.failed += 1;
                    answers.failure = Some(format!("{path}: {}", response.status));
                }
                Err(error) => {
                    answers.failed += 1;
                    answers.failure = Some(format!("{path}: {error}"));
                }
            }
        }
    }
}
