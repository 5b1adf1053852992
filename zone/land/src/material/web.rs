//! Pages of documents: the list, the form that hands one in, the download.
use super::service::{self, Add};
use super::view::{self, DocRow, is_company};
use super::{Material, store as books};
use crate::fields::{Fields, flash_of, get as field};
use crate::request::web::asked;
use crate::{LandState, tabs};
use axum::extract::{Form, Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::access::Relation;
use kernel::id::{EnterpriseId, MaterialId, MatterId, ProjectId};
use kernel::{Action, Error, Resource};
use std::collections::HashMap;
use ui::view::Choice;
use ui::{Access, Errors, Flash, Html, Req, Result, Routes, Shell, local_path, see_other};

pub fn routes() -> Routes<LandState> {
    let see = Access::Needs(Resource::Material, Action::View);
    let create = Access::Needs(Resource::Material, Action::Create);
    Routes::new()
        .get("/land/materials", see, list)
        .get("/land/materials/new", create, new)
        .upload("/land/materials", create, files::MOST_BODY, add)
        .get("/land/materials/{id}", see, fetch)
        .post("/land/materials/{id}/use", create, use_here)
        .post("/land/materials/{id}/withdraw", create, withdraw)
}

/// The shell of a page of documents: 落地 for the zone, the portal for companies.
fn shell(req: &Req) -> Shell {
    if is_company(req) {
        return req.shell("material-title", "portal-materials");
    }
    tabs(req, req.shell("material-title", "land"), "/land/materials")
}

#[derive(askama::Template)]
#[template(path = "land/material/list.html")]
struct ListPage {
    page: Shell,
    company: String,
    /// What the zone looks at; nothing on one company's page.
    shows: Vec<Choice>,
    rows: Vec<DocRow>,
    upload: String,
}

/// All companies' documents that end soon, ended or came last; or those of one company.
async fn list(req: Req, State(s): State<LandState>) -> Result<Response> {
    if is_company(&req) {
        return Ok(see_other("/portal/materials").into_response());
    }
    Ok(Html(list_page(&req, &s).await?).into_response())
}

async fn list_page(req: &Req, s: &LandState) -> Result<ListPage> {
    let of_project = match ProjectId::parse(&asked(req, "project")) {
        Some(id) => {
            let mut conn = s.db.read(&req.ctx.zone).await?;
            let project = crate::project::store::get(&mut conn, &req.ctx.scope()?, &id).await?;
            Some(project.enterprise_id.ok_or(Error::NotFound)?)
        }
        None => None,
    };
    if let Some(company) = of_project.or_else(|| EnterpriseId::parse(&asked(req, "company"))) {
        return of_one(req, s, &company).await;
    }
    let show = Some(asked(req, "show")).filter(|s| ["soon", "expired", "latest"].contains(&s.as_str()));
    let show = show.unwrap_or_else(|| "soon".to_owned());
    let scope = req.ctx.scope::<Material>()?;
    let (today, day) = (req.ctx.today(), chrono::Duration::days(1));
    let mut conn = s.db.read(&req.ctx.zone).await?;
    let soon = (today + day * i32::try_from(service::SOON_DAYS).unwrap_or(30)).to_string();
    let found = match show.as_str() {
        "latest" => books::latest(&mut conn, &scope, service::SHOWN).await?,
        "expired" => books::ending(&mut conn, &scope, "", &(today - day).to_string(), service::SHOWN).await?,
        _ => books::ending(&mut conn, &scope, &today.to_string(), &soon, service::SHOWN).await?,
    };
    drop(conn);
    let mut rows: Vec<DocRow> = found.iter().map(|m| view::doc(req, m, &req.here())).collect();
    let mut names: HashMap<String, String> = HashMap::new();
    for row in &mut rows {
        if !names.contains_key(&row.company.0) {
            let id = EnterpriseId::parse(&row.company.0).ok_or(Error::NotFound)?;
            let name = s.directory.company(&req.ctx, &id).await?.map(|c| c.name).unwrap_or_default();
            names.insert(row.company.0.clone(), name);
        }
        row.company.1 = names.get(&row.company.0).cloned().unwrap_or_default();
    }
    let mut conn = s.db.read(&req.ctx.zone).await?;
    for id in names.keys().filter_map(|id| EnterpriseId::parse(id)) {
        let used = books::matters_using(&mut conn, &id).await?;
        for row in rows.iter_mut().filter(|r| r.company.0 == id.as_str()) {
            row.used = view::used_in(req, &used, |id| *id == row.id);
        }
    }
    drop(conn);
    let choice = |key: &&str| Choice::new(*key, req.t.s(format!("material-show-{key}")), *key == show);
    let shows = ["soon", "expired", "latest"].iter().map(choice).collect();
    Ok(ListPage { page: shell(req), company: String::new(), shows, rows, upload: String::new() })
}

async fn of_one(req: &Req, s: &LandState, company: &EnterpriseId) -> Result<ListPage> {
    let name = s.directory.company(&req.ctx, company).await?.ok_or(Error::NotFound)?.name;
    let next = req.here();
    let may = req.ctx.permit::<Material>(Action::Create, &Relation::company(company)).is_ok();
    let upload = format!("/land/materials/new?company={company}&next={}", ui::cookie::percent(&next));
    Ok(ListPage {
        rows: view::of_company(req, s, company, &next).await?,
        page: shell(req).titled(&name),
        company: name,
        shows: Vec::new(),
        upload: if may { upload } else { String::new() },
    })
}

#[derive(askama::Template)]
#[template(path = "land/material/form.html")]
struct FormPage {
    page: Shell,
    /// What it is for: the matter's name, or empty.
    matter: String,
    cmd: Add,
    next: String,
    types: Vec<Choice>,
    /// The one type that is asked for, with what is known about it; empty where one of several is chosen.
    fixed: String,
    hint: String,
    /// The last day is asked.
    asks_day: bool,
    day_hint: String,
    accept: String,
    errors: Errors,
}

/// The form, with the types that can be handed in: the one asked for, or all that the company's matters ask for.
async fn form(req: &Req, s: &LandState, cmd: Add, next: String, errors: Errors) -> Result<FormPage> {
    let zh = req.t.is_zh();
    let mut conn = s.db.read(&req.ctx.zone).await?;
    let mut cmd = cmd;
    let mut matter = String::new();
    let types = match MatterId::parse(&cmd.matter) {
        Some(id) => {
            let found = service::matter(&mut conn, &req.ctx, &id).await?;
            cmd.company = found.enterprise_id.as_ref().map(ToString::to_string).ok_or(Error::NotFound)?;
            matter = found.name(zh).to_owned();
            let all = books::types_of_plan(&mut conn, found.plan_id.as_str()).await?;
            all.into_iter().filter(|t| found.needs.iter().any(|n| n.material == t.code)).collect()
        }
        None => {
            let company = EnterpriseId::parse(&cmd.company).ok_or(Error::NotFound)?;
            req.ctx.permit::<Material>(Action::Create, &Relation::company(&company))?;
            books::types_of_company(&mut conn, &company).await?
        }
    };
    let company = EnterpriseId::parse(&cmd.company).ok_or(Error::NotFound)?;
    req.ctx.permit::<Material>(Action::Create, &Relation::company(&company))?;
    let chosen = types.iter().find(|t| t.code == cmd.code);
    let months = chosen.and_then(|t| t.valid_months);
    let issuer = chosen.map(|t| t.issuer.clone()).filter(|i| !i.is_empty());
    let mut hint = Vec::new();
    hint.extend(months.map(|n| req.t.a("material-months", "n", n)));
    hint.extend(issuer.map(|i| req.t.a("material-issuer", "name", i)));
    Ok(FormPage {
        page: shell(req).titled(req.t.s("material-new")),
        fixed: chosen.map(|t| t.name.get(zh).to_owned()).unwrap_or_default(),
        day_hint: req.t.s(if chosen.is_some() { "material-until-hint" } else { "material-until-hint-any" }),
        asks_day: chosen.is_none_or(|t| t.valid_months.is_some()),
        types: types.iter().map(|t| Choice::new(&t.code, t.name.get(zh), t.code == cmd.code)).collect(),
        hint: hint.join(" "),
        accept: files::accepted(),
        matter,
        cmd,
        next,
        errors,
    })
}

async fn new(req: Req, State(s): State<LandState>) -> Result<Response> {
    let cmd = Add {
        company: asked(&req, "company"),
        code: asked(&req, "code"),
        matter: asked(&req, "matter"),
        ..Add::default()
    };
    if cmd.company.is_empty() && cmd.matter.is_empty() {
        // For whom is chosen on the list.
        return Ok(see_other("/land/materials").into_response());
    }
    let next = local_path(&asked(&req, "next")).to_owned();
    Ok(Html(form(&req, &s, cmd, next, Errors::none()).await?).into_response())
}

async fn add(req: Req, State(s): State<LandState>, sent: Multipart) -> Result<Response> {
    let sent = files::received(sent).await?;
    let next = local_path(sent.get("next")).to_owned();
    let mut cmd = Add {
        company: sent.get("company").to_owned(),
        code: sent.get("code").to_owned(),
        valid_until: sent.get("valid_until").to_owned(),
        matter: sent.get("matter").to_owned(),
        file_name: String::new(),
    };
    let outcome = match &sent.file {
        Some((name, bytes)) => {
            cmd.file_name = name.clone();
            service::add(&req.ctx, &s, &cmd, bytes).await
        }
        None => Err(Error::invalid("file", "material-file-none")),
    };
    match outcome {
        Ok(m) => {
            let flash = Flash::done("material-added").arg("name", &m.name);
            Ok(see_other(next).flash(flash).into_response())
        }
        Err(Error::Conflict { code, .. }) => Ok(see_other(next).flash(Flash::warning(&code)).into_response()),
        Err(error) => {
            let errors = match error {
                Error::Limit { code, args } => {
                    let limit = args.into_iter().fold(kernel::FieldError::new("file", &code), |e, (n, v)| e.arg(&n, v));
                    Errors::new(req.t, &[limit])
                }
                other => Errors::from_error(req.t, other)?,
            };
            let page = form(&req, &s, cmd, next, errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
        }
    }
}

/// The file itself, always as a download: no browser runs what somebody handed in.
async fn fetch(req: Req, State(s): State<LandState>, Path(id): Path<String>) -> Result<Response> {
    let id = MaterialId::parse(&id).ok_or(Error::NotFound)?;
    let (material, bytes) = service::fetch(&req.ctx, &s, &id).await?;
    let plain = format!("file.{}", material.file_kind);
    Ok(ui::attachment(files::media_type(&material.file_kind), &plain, &material.file_name, bytes))
}

fn done<T>(next: &str, outcome: kernel::Result<T>, said: &str) -> Result<Response> {
    let flash = match outcome {
        Ok(_) => Flash::done(said),
        Err(Error::Invalid(errors)) => flash_of(&errors),
        Err(Error::Conflict { code, args, .. }) => args.iter().fold(Flash::warning(&code), |f, (n, v)| f.arg(n, v)),
        Err(error) => return Err(error.into()),
    };
    Ok(see_other(local_path(next)).flash(flash).into_response())
}

async fn use_here(
    req: Req,
    State(s): State<LandState>,
    Path(id): Path<String>,
    Form(sent): Form<Fields>,
) -> Result<Response> {
    let id = MaterialId::parse(&id).ok_or(Error::NotFound)?;
    let matter = MatterId::parse(field(&sent, "matter")).ok_or(Error::NotFound)?;
    let outcome = service::use_for(&req.ctx, &s, &matter, field(&sent, "code"), &id).await;
    done(field(&sent, "next"), outcome, "material-used-here")
}

async fn withdraw(
    req: Req,
    State(s): State<LandState>,
    Path(id): Path<String>,
    Form(sent): Form<Fields>,
) -> Result<Response> {
    let id = MaterialId::parse(&id).ok_or(Error::NotFound)?;
    done(field(&sent, "next"), service::withdraw(&req.ctx, &s, &id).await, "material-taken-back")
}
