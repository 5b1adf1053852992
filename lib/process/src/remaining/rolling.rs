//! Events in the order of time; forecasts for running cases, learning from ended ones.
use super::conformal::{Adaptive, GAMMA, GAMMA_SLOW};
use super::contest::{Contest, METHODS, Method};
use super::features::{self, COLUMNS};
use super::learner::Learner;
use super::views::{KEYS, Progress, VIEWS};
use super::window::Window;
use rustc_hash::FxHashMap;

/// Samples per key; the latest count.
const SAMPLES: usize = 20_000;
const SAMPLES_RECENT: usize = 100;
/// A view speaks only where it has seen this many similar moments; else the last activity does.
const LEAST: usize = 8;
/// How many earlier events of a case are asked again.
const HORIZON: usize = 20;
/// Further keys are not learned: memory stays bounded on logs in which every case is different.
const TABLES_MAX: usize = 300_000;

/// When a case will end, in milliseconds from its last event.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Forecast {
    pub median_ms: f64,
    /// It should end within this in 80 % (95 %) of cases.
    pub p80_ms: f64,
    pub p95_ms: f64,
    /// Ended cases after the same activity.
    pub samples: usize,
    pub method: Method,
    /// What each method says, in the order of [`Rolling::METHODS`].
    pub methods_ms: [f64; METHODS.len()],
}

/// One moment of a running case, kept until it ends.
#[derive(Clone, Debug)]
struct Moment {
    activity: u32,
    time_ms: i64,
    keys: [u64; KEYS],
    said: Option<Box<Said>>,
}

/// What was said at a moment, to be judged when the case ends.
#[derive(Clone, Debug)]
struct Said {
    views: [f64; VIEWS],
    /// By the simple method that was best then.
    simple_ms: f64,
    learned_ms: Option<f64>,
    row: [f32; COLUMNS],
    forecast: Forecast,
}

#[derive(Clone, Debug, Default)]
struct Running {
    progress: Progress,
    moments: Vec<Moment>,
}

/// Learns and forecasts while events come.
#[derive(Clone, Debug)]
pub struct Rolling {
    running: FxHashMap<u32, Running>,
    /// Activities in the order in which they first came.
    order: FxHashMap<u32, u32>,
    /// The same of resources.
    resources: FxHashMap<u32, u32>,
    tables: FxHashMap<u64, Window>,
    all: Window,
    contest: Contest,
    learner: Learner,
    p50: Adaptive,
    p80: Adaptive,
    p95: Adaptive,
}

impl Default for Rolling {
    fn default() -> Self {
        Self {
            running: FxHashMap::default(),
            order: FxHashMap::default(),
            resources: FxHashMap::default(),
            tables: FxHashMap::default(),
            all: Window::new(SAMPLES),
            contest: Contest::default(),
            learner: Learner::default(),
            p50: Adaptive::new(0.50, GAMMA_SLOW),
            p80: Adaptive::new(0.80, GAMMA),
            p95: Adaptive::new(0.95, GAMMA),
        }
    }
}

impl Rolling {
    pub const METHODS: [Method; METHODS.len()] = METHODS;

    /// An event of a running case; events must come in the order of time. Nothing where no case has ended yet.
    pub fn observe(&mut self, case: u32, activity: u32, resource: u32, time_ms: i64) -> Option<Forecast> {
        let activity = number(&mut self.order, activity);
        let resource = number(&mut self.resources, resource);
        let mut running = self.running.remove(&case).unwrap_or_default();
        running.progress.add(activity, resource, time_ms);
        let keys = running.progress.keys();
        let said = self.forecast(activity, &keys, &running.progress);
        let forecast = said.as_ref().map(|s| s.forecast);
        running.moments.push(Moment { activity, time_ms, keys, said: said.map(Box::new) });
        self.running.insert(case, running);
        forecast
    }

    /// The case is over: its last event was its end. It is learned from and forgotten.
    pub fn end(&mut self, case: u32) {
        let Some(running) = self.running.remove(&case) else { return };
        let Some(end) = running.moments.last().map(|m| m.time_ms) else { return };
        // The end itself is no moment to forecast from.
        let moments = running.moments.split_last().map_or(&[][..], |(_, rest)| rest);
        self.judge(moments, end);
        for moment in moments {
            self.learn(moment, end - moment.time_ms);
        }
        let rows = moments.iter().filter_map(|m| Some((&m.said.as_ref()?.row, end - m.time_ms)));
        self.learner.learn(rows);
    }

    /// Cases that have not ended, with what is said of them now: with all that has been learned since their latest event.
    pub fn open(&self) -> impl Iterator<Item = (u32, Forecast)> {
        self.running.iter().filter_map(|(case, running)| {
            let moment = running.moments.last()?;
            let said = self.forecast(moment.activity, &moment.keys, &running.progress)?;
            Some((*case, said.forecast))
        })
    }

    fn judge(&mut self, moments: &[Moment], end: i64) {
        let (mut failed, mut judged) = ([0; 3], 0);
        for moment in moments {
            let Some(said) = &moment.said else { continue };
            let forecast = &said.forecast;
            let truth = (end - moment.time_ms) as f64;
            self.contest.judge(moment.activity, &forecast.methods_ms, &said.views, truth);
            if let Some(median) = said.learned_ms {
                self.contest.challenge(said.simple_ms, median, truth);
            }
            let adaptive = forecast.methods_ms.last().copied().unwrap_or(forecast.median_ms);
            let bounds = [adaptive, forecast.p80_ms, forecast.p95_ms];
            failed.iter_mut().zip(bounds).for_each(|(count, bound)| *count += u32::from(truth > bound));
            judged += 1;
        }
        let levels = [&mut self.p50, &mut self.p80, &mut self.p95];
        levels.into_iter().zip(failed).for_each(|(level, failed)| level.learn(failed, judged));
    }

    fn learn(&mut self, moment: &Moment, remaining_ms: i64) {
        self.all.push(remaining_ms);
        for (view, key) in moment.keys.into_iter().enumerate() {
            let full = self.tables.len() >= TABLES_MAX;
            let cap = if view == 1 { SAMPLES_RECENT } else { SAMPLES };
            match self.tables.get_mut(&key) {
                Some(window) => window.push(remaining_ms),
                None if full => {}
                None => self.tables.entry(key).or_insert_with(|| Window::new(cap)).push(remaining_ms),
            }
        }
    }

    fn forecast(&self, activity: u32, keys: &[u64; KEYS], progress: &Progress) -> Option<Said> {
        let own = keys.first().and_then(|key| self.tables.get(key));
        let samples = own.unwrap_or(&self.all);
        let last = samples.quantile(0.5)?;
        let horizon = self.horizon(progress);
        let views = self.views(keys, last, horizon.first().copied());
        let (recent, blend) = (views.get(1).copied().unwrap_or(last), self.contest.blend(activity, &views));
        let adaptive = self.p50.bound(samples)?;
        let row =
            features::row(progress, &features::Said { views: &views, blend, adaptive, horizon: &horizon, samples });
        let learned_ms = self.learner.say(&row);
        let methods_ms = [last, recent, blend, learned_ms.unwrap_or(blend), adaptive];
        let said_by = |method| METHODS.into_iter().zip(methods_ms).find(|(m, _)| *m == method).map_or(last, |c| c.1);
        let simple = self.contest.simple_winner();
        let method = if learned_ms.is_some() && self.contest.learned_wins() { Method::Learned } else { simple };
        let p80_ms = self.p80.bound(samples)?;
        // The bound follows a drift faster than the median does.
        let median_ms = said_by(method).min(p80_ms);
        let p95_ms = self.p95.bound(samples)?.max(p80_ms);
        let forecast = Forecast { median_ms, p80_ms, p95_ms, samples: own.map_or(0, Window::len), method, methods_ms };
        Some(Said { views, simple_ms: said_by(simple), learned_ms, row, forecast })
    }

    /// What each view says; the last activity where a view has seen too little.
    fn views(&self, keys: &[u64; KEYS], last: f64, horizon: Option<f64>) -> [f64; VIEWS] {
        let mut views = [last; VIEWS];
        for (view, key) in views.iter_mut().zip(keys) {
            let window = self.tables.get(key).filter(|w| w.len() >= LEAST);
            *view = window.and_then(|w| w.quantile(0.5)).unwrap_or(last);
        }
        if let Some(view) = views.last_mut() {
            *view = horizon.unwrap_or(last);
        }
        views
    }

    /// What the case's latest events say, each by the median of the ended cases that lasted from there at least as long as this one has; ascending.
    fn horizon(&self, progress: &Progress) -> Vec<f64> {
        let now = progress.steps.last().map_or(0, |s| s.1);
        let steps = progress.steps.iter().rev().take(HORIZON);
        let said = steps.filter_map(|(activity, time)| {
            let mut alone = Progress::default();
            alone.add(*activity, 0, *time);
            let key = alone.keys().first().copied()?;
            self.tables.get(&key)?.median_beyond(now - time, LEAST)
        });
        let mut said: Vec<f64> = said.collect();
        said.sort_by(f64::total_cmp);
        said
    }
}

/// Numbers in the order in which ids first come: what a log's reader numbered may hang on what came later.
fn number(known: &mut FxHashMap<u32, u32>, id: u32) -> u32 {
    let next = known.len() as u32;
    *known.entry(id).or_insert(next)
}
