//! 地图: the projects by place, coloured by light; the same as a table, and the projects without a place.
use super::spots::{self, Frame, Picture, Spot};
use super::store::{self as books, Asked};
use super::view::Words;
use super::web_list::{Bar, asked, bar, shell};
use super::{Phase, Project};
use crate::LandState;
use crate::matter::view::{self, Light};
use axum::extract::State;
use kernel::{Action, Resource};
use ui::{Html, Req, Result, Shell};

const PATH: &str = "/land/projects/map";
/// Places on the picture and in the table; more are reached by conditions or by looking closer.
const MOST: i64 = 1_000;
/// Projects without a place on the page.
const MISSING: i64 = 30;

struct Row {
    path: String,
    name: String,
    example: bool,
    site: String,
    place: String,
    phase: String,
    light: Light,
}

struct Missing {
    path: String,
    name: String,
    example: bool,
    site: String,
    /// Where its place is entered; empty for those who may not.
    enter: String,
}

#[derive(askama::Template)]
#[template(path = "land/project/map.html")]
pub(super) struct MapPage {
    page: Shell,
    bar: Bar,
    meta: String,
    picture: Option<Picture>,
    scale: String,
    /// The address of a frame, up to its four numbers.
    closer: String,
    /// Back to the whole; empty where it is shown.
    whole: String,
    rows: Vec<Row>,
    cut: String,
    missing: Vec<Missing>,
    missing_n: i64,
    width: f64,
    height: f64,
}

pub(super) async fn show(req: Req, State(s): State<LandState>) -> Result<Html<MapPage>> {
    let (asked, _) = asked(&req);
    let frame = req.query.split('&').find_map(|p| p.strip_prefix("frame="));
    let frame = frame.and_then(|f| Frame::parse(&ui::cookie::unpercent(f)));
    let placed = Asked { placed: Some(true), within: frame.map(Frame::wider), ..asked.clone() };
    let without = Asked { placed: Some(false), ..asked.clone() };
    let scope = req.ctx.scope::<Project>()?;
    let today = req.ctx.today();
    let mut conn = s.db.read(&req.ctx.zone).await?;
    let calendar = crate::calendar::of_zone(&mut conn).await?;
    let soon = calendar.add(today, u32::try_from(view::SOON_DAYS).unwrap_or(5)).date.to_string();
    let n = books::count(&mut conn, &scope, &placed).await?;
    let projects = books::page(&mut conn, &scope, &placed, MOST, 0).await?;
    let lights = books::lights(&mut conn, &scope, &today.to_string(), &soon).await?;
    let missing_n = books::count(&mut conn, &scope, &without).await?;
    let missing = books::page(&mut conn, &scope, &without, MISSING, 0).await?;
    drop(conn);
    let w = Words::of(&req.ctx, &s, req.t, Vec::new()).await?;
    let light = |p: &Project| light(&w, p, lights.get(p.id.as_str()).copied());
    let found: Vec<Spot> = projects.iter().filter_map(|p| spot(&w, p, light(p))).collect();
    let around = frame.or_else(|| Frame::around(&found.iter().collect::<Vec<_>>()));
    let picture = around.filter(|_| !found.is_empty()).map(|f| spots::picture(&found, f));
    let edits = req.may(Resource::Project, Action::Edit);
    Ok(Html(MapPage {
        meta: req.t.a("map-count", "n", n),
        bar: bar(&req, &s, &w, &asked, PATH).await?,
        scale: picture.as_ref().map(|p| scale(&w, p.scale.1)).unwrap_or_default(),
        picture,
        closer: format!("{PATH}?{}", kept(&req, "frame=")),
        whole: frame.map(|_| req.with_query("frame", "")).unwrap_or_default(),
        rows: projects.iter().map(|p| row(&w, p, light(p))).collect(),
        cut: if n > MOST { req.t.a2("map-cut", "most", MOST, "n", n) } else { String::new() },
        missing: missing.iter().map(|p| unplaced(&w, p, edits)).collect(),
        missing_n,
        width: spots::BOX.0,
        height: spots::BOX.1,
        page: shell(&req),
    }))
}

/// The address's conditions without its page and frame, ending where a frame can follow.
fn kept(req: &Req, without: &str) -> String {
    let pairs = req.query.split('&').filter(|p| !p.is_empty() && !p.starts_with("page=") && !p.starts_with(without));
    pairs.map(|p| format!("{p}&")).collect()
}

fn scale(w: &Words, km: f64) -> String {
    if km >= 1.0 { w.t.a("map-km", "n", w.t.dec(km, 0)) } else { w.t.a("map-m", "n", w.t.dec(km * 1000.0, 0)) }
}

fn light(w: &Words, p: &Project, worst: Option<i64>) -> Light {
    let of = |kind, key: &str| Light { kind, text: w.t.s(key) };
    match worst {
        _ if p.phase == Phase::Stopped => Light { kind: "todo", text: w.t.s(p.phase.key()) },
        Some(1) => of("red", "lights-red-note"),
        Some(2) => of("yel", "lights-yellow-note"),
        Some(3) => of("pause", "lights-paused-note"),
        Some(_) => of("ok", "map-light-ok"),
        None => of("todo", "project-nothing-in-hand"),
    }
}

fn spot(w: &Words, p: &Project, light: Light) -> Option<Spot> {
    let (longitude, latitude) = (p.longitude?, p.latitude?);
    Some(Spot { path: super::web::path_of(&p.id), name: p.name(w.t.is_zh()).to_owned(), longitude, latitude, light })
}

fn row(w: &Words, p: &Project, light: Light) -> Row {
    let place = p.longitude.zip(p.latitude).map(|(x, y)| format!("{x:.4}, {y:.4}"));
    Row {
        path: super::web::path_of(&p.id),
        name: p.name(w.t.is_zh()).to_owned(),
        example: p.source.example,
        site: p.site.clone(),
        place: place.unwrap_or_default(),
        phase: w.t.s(p.phase.key()),
        light,
    }
}

fn unplaced(w: &Words, p: &Project, edits: bool) -> Missing {
    let path = super::web::path_of(&p.id);
    Missing {
        enter: if edits { format!("{path}/edit#f-place") } else { String::new() },
        path,
        name: p.name(w.t.is_zh()).to_owned(),
        example: p.source.example,
        site: p.site.clone(),
    }
}
