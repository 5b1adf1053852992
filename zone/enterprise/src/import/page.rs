//! View models of the import's pages.
use super::web::PER_PAGE;
use super::{Batch, Change, Counts, Outcome, PreviewRow, State, fields};
use kernel::access::{Action, Resource};
use ui::T;
use ui::shell::Shell;
use ui::view::{Pager, Progress};
use ui::web::Req;

#[derive(askama::Template)]
#[template(path = "enterprise/import/list.html")]
pub struct ListPage {
    page: Shell,
    batches: Vec<BatchLine>,
    pager: Pager,
    may_import: bool,
    problems: Vec<String>,
}

struct BatchLine {
    id: String,
    file_name: String,
    format: String,
    state: String,
    light: &'static str,
    create: String,
    update: String,
    skip: String,
    error: String,
    when: String,
}

impl ListPage {
    pub fn new(req: &Req, batches: &[Batch], page: i64, total: i64, problems: Vec<String>) -> Self {
        let page = u64::try_from(page.max(1)).unwrap_or(1);
        let pager = Pager::new(req, page, u64::try_from(PER_PAGE).unwrap_or(50), u64::try_from(total).unwrap_or(0));
        Self {
            page: req.shell("import-title", "enterprise"),
            batches: batches.iter().map(|b| BatchLine::new(req.t, b)).collect(),
            pager,
            may_import: req.may(Resource::Import, Action::Create),
            problems,
        }
    }
}

impl BatchLine {
    fn new(t: T, b: &Batch) -> Self {
        Self {
            id: b.id.clone(),
            file_name: b.file_name.clone(),
            format: t.s(format!("import-format-{}", b.format.code())),
            state: t.s(format!("import-state-{}", b.state.code())),
            light: match b.state {
                State::Previewed | State::Mapping => "yel",
                State::Reading | State::Applying | State::Undoing | State::Applied => "ok",
                State::Refused => "red",
                State::Discarded | State::Undone => "todo",
            },
            create: t.int(b.counts.create),
            update: t.int(b.counts.update),
            skip: t.int(b.counts.skip),
            error: t.int(b.counts.error),
            when: t.instant(b.created_us),
        }
    }
}

struct Step {
    label: String,
    now: bool,
    done: bool,
}

struct ResultTab {
    label: String,
    light: &'static str,
    count: String,
    path: String,
    current: bool,
}

struct RowLine {
    number: i64,
    path: String,
    light: &'static str,
    outcome: String,
    name: String,
    company: String,
    code: String,
    basis: String,
    changes: Vec<ChangeLine>,
    reasons: Vec<String>,
    selected: bool,
}

struct ChangeLine {
    label: String,
    before: String,
    after: String,
    changed: bool,
}

struct ChosenRow {
    number: i64,
    title: String,
    light: &'static str,
    outcome: String,
    can_skip: bool,
    can_restore: bool,
    fields: Vec<ChangeLine>,
}

#[derive(askama::Template)]
#[template(path = "enterprise/import/batch.html")]
pub struct BatchPage {
    page: Shell,
    id: String,
    version: i64,
    file_name: String,
    recognised: String,
    steps: Vec<Step>,
    job: Option<Progress>,
    problem: String,
    note: String,
    tabs: Vec<ResultTab>,
    rows: Vec<RowLine>,
    chosen: Option<ChosenRow>,
    shown: String,
    next_path: String,
    counts_error: i64,
    errors_path: String,
    map_path: String,
    can_map: bool,
    can_apply: bool,
    can_undo: bool,
    to_write: i64,
    write_label: String,
    summary: String,
}

impl BatchPage {
    pub fn new(
        req: &Req,
        b: Batch,
        show: Option<Outcome>,
        rows: Vec<PreviewRow>,
        chosen: Option<PreviewRow>,
        job: Option<jobs::Job>,
    ) -> Self {
        let t = req.t;
        let may = req.may(Resource::Import, Action::Edit);
        let base = format!("/enterprises/import/{}", b.id);
        let to_write = b.counts.create + b.counts.update;
        let in_show = show.map_or(b.counts.total(), |o| count(b.counts, o));
        let selected = chosen.as_ref().map(|r| r.row_no);
        let next_path = match rows.last() {
            Some(last) if i64::try_from(rows.len()).unwrap_or(0) == PER_PAGE => {
                req.with_query("after", &last.row_no.to_string())
            }
            _ => String::new(),
        };
        let shown = match (rows.first(), rows.last()) {
            (Some(first), Some(last)) => {
                t.a3("import-shown", "from", first.row_no, "to", last.row_no, "total", t.int(in_show))
            }
            _ => String::new(),
        };
        Self {
            page: req.shell("import-batch-title", "enterprise"),
            file_name: b.file_name.clone(),
            recognised: recognised(t, &b),
            steps: steps(t, b.state),
            job: job.map(|j| progress(req, &b, &j)),
            problem: b.problem.as_ref().map(|p| t.field_error(p)).unwrap_or_default(),
            note: note(t, &b),
            tabs: tabs(t, &base, b.counts, show),
            rows: rows.iter().map(|r| row_line(req, r, selected)).collect(),
            chosen: chosen.map(|r| chosen_row(t, &b, &r, may)),
            shown,
            next_path,
            counts_error: b.counts.error,
            errors_path: format!("{base}/errors.xlsx"),
            map_path: format!("{base}/mapping"),
            can_map: may && matches!(b.state, State::Previewed | State::Mapping),
            can_apply: may && b.state == State::Previewed,
            can_undo: may && b.state == State::Applied && b.written.create + b.written.update > 0,
            to_write,
            write_label: t.a("import-write", "n", t.int(to_write)),
            summary: summary(t, &b),
            version: b.version,
            id: b.id,
        }
    }
}

fn count(c: Counts, o: Outcome) -> i64 {
    match o {
        Outcome::Create => c.create,
        Outcome::Update => c.update,
        Outcome::Skip => c.skip,
        Outcome::Error => c.error,
    }
}

fn light(outcome: &str) -> &'static str {
    match outcome {
        "create" => "ok",
        "skip" => "todo",
        "error" => "red",
        _ => "",
    }
}

fn recognised(t: T, b: &Batch) -> String {
    let used = b.mapping.iter().filter(|k| !k.is_empty()).count();
    let format = t.s(format!("import-format-{}", b.format.code()));
    let args = [
        ("format", format),
        ("row", b.header_rows.to_string()),
        ("columns", b.header.len().to_string()),
        ("used", used.to_string()),
    ];
    let args: Vec<(String, String)> = args.into_iter().map(|(n, v)| (n.to_owned(), v)).collect();
    t.args("import-recognised", &args)
}

fn steps(t: T, state: State) -> Vec<Step> {
    let at = match state {
        State::Mapping | State::Reading => 1,
        State::Previewed | State::Refused | State::Discarded => 2,
        State::Applying | State::Applied | State::Undoing | State::Undone => 3,
    };
    let keys = ["import-step-upload", "import-step-recognise", "import-step-preview", "import-step-write"];
    keys.iter().enumerate().map(|(i, key)| Step { label: t.s(key), now: i == at, done: i < at }).collect()
}

pub(super) fn progress(req: &Req, b: &Batch, job: &jobs::Job) -> Progress {
    let label = match b.state {
        State::Applying => "import-applying",
        State::Undoing => "import-undoing",
        _ => "import-reading",
    };
    Progress {
        label: req.t.a(label, "file", &b.file_name),
        done: u64::try_from(job.done).unwrap_or(0),
        total: u64::try_from(job.total).unwrap_or(0),
        seconds_left: job.left_secs(req.ctx.now_us()).and_then(|s| u64::try_from(s).ok()),
        poll: format!("/enterprises/import/{}/progress", b.id),
        cancel: if b.state == State::Undoing { String::new() } else { format!("/enterprises/import/{}/cancel", b.id) },
        finished: false,
    }
}

fn note(t: T, b: &Batch) -> String {
    match b.state {
        State::Undone if b.written.error > 0 => t.a("import-undone-note", "kept", b.written.error),
        State::Undone => t.s("import-undone-all"),
        State::Discarded => t.s("import-discarded-note"),
        _ => String::new(),
    }
}

fn tabs(t: T, base: &str, c: Counts, show: Option<Outcome>) -> Vec<ResultTab> {
    let all = ResultTab {
        label: t.s("import-all"),
        light: "none",
        count: t.int(c.total()),
        path: base.to_owned(),
        current: show.is_none(),
    };
    let one = |o: Outcome| ResultTab {
        label: t.s(format!("import-{}", o.code())),
        light: light(o.code()),
        count: t.int(count(c, o)),
        path: format!("{base}?show={}", o.code()),
        current: show == Some(o),
    };
    let rest = [Outcome::Create, Outcome::Update, Outcome::Skip, Outcome::Error].into_iter().map(one);
    std::iter::once(all).chain(rest).collect()
}

fn row_line(req: &Req, r: &PreviewRow, selected: Option<i64>) -> RowLine {
    let t = req.t;
    RowLine {
        number: r.row_no,
        path: req.with_query("row", &r.row_no.to_string()),
        light: light(&r.outcome),
        outcome: t.s(format!("import-{}", r.outcome)),
        name: r.name.clone(),
        company: r.enterprise_id.clone().unwrap_or_default(),
        code: if r.credit_code.is_empty() { "—".to_owned() } else { r.credit_code.clone() },
        basis: if r.basis.is_empty() { "—".to_owned() } else { t.s(format!("import-basis-{}", r.basis)) },
        changes: r.changes.iter().take(4).map(|c| change_line(t, c)).collect(),
        reasons: r.reasons.iter().map(|e| t.field_error(e)).collect(),
        selected: selected == Some(r.row_no),
    }
}

fn change_line(t: T, c: &Change) -> ChangeLine {
    let short = |s: &str| {
        if s.chars().count() > 60 { format!("{}…", s.chars().take(60).collect::<String>()) } else { s.to_owned() }
    };
    ChangeLine { label: label(t, &c.field), before: short(&c.before), after: short(&c.after), changed: true }
}

/// A field's name in the user's language; figures as `2023 营业收入`.
pub fn label(t: T, key: &str) -> String {
    if let Some(figure) = key.strip_prefix("figure:") {
        let mut parts = figure.split(':');
        let metric = parts.next().unwrap_or_default();
        let year = parts.next().unwrap_or_default();
        return format!("{year} {}", t.s(format!("metric-{metric}")));
    }
    let field = fields::by_key(key);
    t.maybe(&format!("fact-{}", key.replace('_', "-")))
        .or_else(|| field.map(|f| f.zh.to_owned()))
        .unwrap_or_else(|| key.to_owned())
}

fn chosen_row(t: T, b: &Batch, r: &PreviewRow, may: bool) -> ChosenRow {
    let open = may && b.state == State::Previewed && r.parsed.is_some();
    let mut lines: Vec<ChangeLine> = r.changes.iter().map(|c| change_line(t, c)).collect();
    if let Some(parsed) = &r.parsed {
        for field in fields::ALL {
            let text = fields::written(&parsed.draft, field.key);
            if !text.is_empty() && !r.changes.iter().any(|c| c.field == field.key) {
                let change = Change { field: field.key.to_owned(), before: String::new(), after: text.to_owned() };
                lines.push(ChangeLine { changed: false, ..change_line(t, &change) });
            }
        }
    }
    let by_hand = r.reasons.iter().any(|e| e.code == "import-skipped-by-user");
    ChosenRow {
        number: r.row_no,
        title: t.a("import-row-title", "n", r.row_no),
        light: light(&r.outcome),
        outcome: t.s(format!("import-{}", r.outcome)),
        can_skip: open && matches!(r.outcome.as_str(), "create" | "update"),
        can_restore: open && by_hand,
        fields: lines,
    }
}

fn summary(t: T, b: &Batch) -> String {
    if b.state == State::Applied {
        return t.a2("import-summary-applied", "create", t.int(b.written.create), "update", t.int(b.written.update));
    }
    let c = b.counts;
    let args = [("create", c.create), ("update", c.update), ("skip", c.skip), ("error", c.error)];
    let args: Vec<(String, String)> = args.into_iter().map(|(n, v)| (n.to_owned(), t.int(v))).collect();
    t.args("import-summary", &args)
}
