//! How much memory a process holds, asked of the kernel every 20 ms.
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

/// Resident memory in MiB: all of it, and the part that is the process's own (without pages of files that the kernel
/// can drop at any time, such as the mapped database).
#[derive(Clone, Copy, Default)]
pub struct Memory {
    pub resident: u64,
    pub own: u64,
}

pub fn of(pid: u32) -> Memory {
    let text = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let mib = |name: &str| {
        let line = text.lines().find(|l| l.starts_with(name));
        line.and_then(|l| l.split_whitespace().nth(1)?.parse::<u64>().ok()).unwrap_or(0) / 1024
    };
    Memory { resident: mib("VmRSS:"), own: mib("RssAnon:") }
}

/// Watches a process until it is asked for the peak.
pub struct Watch {
    stop: Arc<AtomicBool>,
    peaks: Arc<[AtomicU64; 2]>,
    thread: Option<JoinHandle<()>>,
}

impl Watch {
    pub fn start(pid: u32) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let peaks = Arc::new([AtomicU64::new(0), AtomicU64::new(0)]);
        let (halt, highest) = (stop.clone(), peaks.clone());
        let thread = std::thread::spawn(move || {
            while !halt.load(Ordering::Relaxed) {
                let now = of(pid);
                let [resident, own] = &*highest;
                resident.fetch_max(now.resident, Ordering::Relaxed);
                own.fetch_max(now.own, Ordering::Relaxed);
                std::thread::sleep(Duration::from_millis(20));
            }
        });
        Self { stop, peaks, thread: Some(thread) }
    }

    pub fn peak(mut self) -> Memory {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
        let [resident, own] = &*self.peaks;
        Memory { resident: resident.load(Ordering::Relaxed), own: own.load(Ordering::Relaxed) }
    }
}
