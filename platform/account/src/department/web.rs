//! 管理 → 部门: list, new, edit.
use super::{Department, Draft, service};
use crate::Accounts;
use crate::web::{Fields, admin_shell, number, one};
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::access::Access;
use kernel::id::DepartmentId;
use kernel::{Action, Error, Resource};
use ui::{Errors, Flash, Html, Req, Result, Routes, Shell, see_other};

pub(crate) fn routes() -> Routes<Accounts> {
    let needs = |action| Access::Needs(Resource::User, action);
    Routes::new()
        .get("/admin/departments", needs(Action::View), list)
        .get("/admin/departments/new", needs(Action::Create), new)
        .post("/admin/departments", needs(Action::Create), create)
        .get("/admin/departments/{id}", needs(Action::Edit), show)
        .post("/admin/departments/{id}", needs(Action::Edit), save)
}

const HOME: &str = "/admin/departments";

#[derive(askama::Template)]
#[template(path = "account/departments.html")]
struct List {
    page: Shell,
    rows: Vec<Department>,
    may_edit: bool,
}

#[derive(askama::Template)]
#[template(path = "account/department_form.html")]
struct FormPage {
    page: Shell,
    action: String,
    is_new: bool,
    draft: Draft,
    version: i64,
    errors: Errors,
}

async fn list(State(accounts): State<Accounts>, req: Req) -> Result<Html<List>> {
    let rows = service::list(&req.ctx, &accounts.db).await?;
    let page = admin_shell(&accounts, &req, "departments-title", HOME);
    Ok(Html(List { page, rows, may_edit: req.may(Resource::User, Action::Edit) }))
}

fn form(accounts: &Accounts, req: &Req, id: Option<&DepartmentId>, draft: Draft, version: i64) -> FormPage {
    let title = if id.is_some() { "department-edit" } else { "department-new" };
    FormPage {
        page: admin_shell(accounts, req, title, HOME),
        action: id.map_or_else(|| HOME.to_owned(), |id| format!("{HOME}/{id}")),
        is_new: id.is_none(),
        draft,
        version,
        errors: Errors::none(),
    }
}

async fn new(State(accounts): State<Accounts>, req: Req) -> Html<FormPage> {
    Html(form(&accounts, &req, None, Draft { active: true, ..Draft::default() }, 0))
}

fn draft(f: &Fields) -> Draft {
    Draft {
        name_zh: one(f, "name_zh").to_owned(),
        name_en: one(f, "name_en").to_owned(),
        active: !one(f, "active").is_empty(),
    }
}

async fn create(State(accounts): State<Accounts>, req: Req, Form(f): Form<Fields>) -> Result<Response> {
    match service::create(&req.ctx, &accounts.db, &draft(&f)).await {
        Ok(made) => Ok(see_other(HOME).flash(Flash::done("saved-name").arg("name", made.name_zh)).into_response()),
        Err(error) => {
            let errors = Errors::from_error(req.t, error)?;
            let page = FormPage { errors, ..form(&accounts, &req, None, draft(&f), 0) };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
        }
    }
}

async fn show(State(accounts): State<Accounts>, req: Req, Path(id): Path<String>) -> Result<Html<FormPage>> {
    let id = DepartmentId::parse(&id).ok_or(Error::NotFound)?;
    let d = service::get(&req.ctx, &accounts.db, &id).await?;
    let draft = Draft { name_zh: d.name_zh, name_en: d.name_en, active: d.active };
    Ok(Html(form(&accounts, &req, Some(&id), draft, d.version)))
}

async fn save(
    State(accounts): State<Accounts>,
    req: Req,
    Path(id): Path<String>,
    Form(f): Form<Fields>,
) -> Result<Response> {
    let id = DepartmentId::parse(&id).ok_or(Error::NotFound)?;
    let version = number(&f, "version");
    match service::edit(&req.ctx, &accounts.db, &id, version, &draft(&f)).await {
        Ok(saved) => Ok(see_other(HOME).flash(Flash::done("saved-name").arg("name", saved.name_zh)).into_response()),
        Err(error) => {
            let errors = Errors::from_error(req.t, error)?;
            let page = FormPage { errors, ..form(&accounts, &req, Some(&id), draft(&f), version) };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
        }
    }
}
