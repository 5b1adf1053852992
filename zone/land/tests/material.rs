//! Documents: handed in once, offered again, versions, validity, who may see them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
mod firm;
use firm::*;
use kernel::id::MatterId;
use kernel::{Error, Locale};
use land::MIGRATIONS;
use land::material::rules::NeedState;
use land::material::service::{self, Add};
use land::material::{Material, store as books};
use land::matter::{Matter, Obligation, State};
use store::on_both;
use store::testing::Town;

const PDF: &[u8] = b"%PDF-1.7 licence";

fn licence(until: &str, matter: &str) -> Add {
    Add {
        company: FIRM.to_owned(),
        code: "licence".to_owned(),
        valid_until: until.to_owned(),
        file_name: "营业执照.pdf".to_owned(),
        matter: matter.to_owned(),
    }
}

fn codes(error: Error) -> Vec<String> {
    match error {
        Error::Invalid(fields) => fields.into_iter().map(|f| f.code).collect(),
        other => vec![other.code().to_owned()],
    }
}

fn id(text: &str) -> MatterId {
    MatterId::parse(text).unwrap()
}

async fn states(t: &Town, matter: &str) -> Vec<(NeedState, bool)> {
    let needs = service::needs(&acting(t, SUN), &state(t), &id(matter)).await.unwrap();
    needs.all.iter().map(|s| (s.state, s.offered.is_some())).collect()
}

on_both!(MIGRATIONS, handed_in_once_it_answers_every_matter_that_asks, |t| {
    project(&t, "p1", FIRM).await;
    project(&t, "p2", FIRM).await;
    let (s, sun) = (state(&t), acting(&t, SUN));
    assert_eq!(states(&t, "p1-fire").await, [(NeedState::Missing, false), (NeedState::MayFollow, false)]);
    let first = service::add(&sun, &s, &licence("2020-12-31", "p1-fire"), PDF).await.unwrap();
    assert_eq!((first.number, first.name.as_str(), first.supersedes.as_ref()), (1, "营业执照", None));
    assert_eq!(states(&t, "p1-fire").await[0], (NeedState::Present, false));
    // Another matter, another project of the same company: offered, one click.
    assert_eq!(states(&t, "p2-water").await[0], (NeedState::Missing, true));
    service::use_for(&sun, &s, &id("p2-water"), "licence", &first.id).await.unwrap();
    assert_eq!(states(&t, "p2-water").await[0], (NeedState::Present, false));
    // The same file again is the one that is there already.
    let same = service::add(&sun, &s, &licence("2020-12-31", ""), PDF).await.unwrap();
    assert_eq!(same.id, first.id);
    // A new file supersedes; the old stays readable, and where it was used it stays used.
    let second = service::add(&acting(&t, OFFICER), &s, &licence("2021-12-31", ""), b"%PDF-1.7 new").await.unwrap();
    assert_eq!((second.number, second.supersedes.as_ref()), (2, Some(&first.id)));
    assert_eq!(states(&t, "p1-fire").await[0], (NeedState::Present, true), "the newer one is offered");
    assert_eq!(service::fetch(&sun, &s, &first.id).await.unwrap().1, PDF);
    assert_eq!(events(&t).await, ["material.added", "material.used", "material.used", "material.added"]);
});

on_both!(MIGRATIONS, what_expired_is_named_and_not_offered, |t| {
    project(&t, "p1", FIRM).await;
    let (s, sun) = (state(&t), acting(&t, SUN));
    let wrong = |add: Add, bytes: &'static [u8]| {
        let (s, sun) = (s.clone(), sun.clone());
        async move { codes(service::add(&sun, &s, &add, bytes).await.unwrap_err()) }
    };
    assert_eq!(wrong(licence("", ""), PDF).await, ["material-until-missing"]);
    assert_eq!(wrong(licence("2020-01-14", ""), PDF).await, ["material-until-past"]);
    assert_eq!(wrong(licence("", ""), b"MZ").await, ["file-other", "material-until-missing"], "every fault at once");
    assert_eq!(wrong(Add { code: "passport".into(), ..licence("", "") }, PDF).await, ["material-type-missing"]);
    let short = service::add(&sun, &s, &licence("2020-01-20", ""), PDF).await.unwrap();
    let soon = |day: &str| {
        let (t, day) = (&t, day.to_owned());
        async move {
            let mut conn = t.db.read(&t.ctx.zone).await.unwrap();
            books::ending(&mut conn, &acting(t, OFFICER).scope().unwrap(), &day, "2020-02-14", 10).await.unwrap().len()
        }
    };
    assert_eq!(soon("2020-01-15").await, 1);
    t.clock.advance(chrono::Duration::days(10));
    let needs = service::needs(&sun, &s, &id("p1-fire")).await.unwrap();
    assert_eq!((needs.all[0].state, needs.all[0].offered.is_some()), (NeedState::Expired, false));
    assert_eq!(needs.all[0].expired.as_ref().map(|m| &m.id), Some(&short.id));
    let refused = service::use_for(&sun, &s, &id("p1-fire"), "licence", &short.id).await.unwrap_err();
    assert_eq!(codes(refused), ["material-until-past"]);
    // What was good when the matter was handed in stays good for it.
    let handed = Matter { submitted_on: Some("2020-01-18".into()), ..matter("p1", FIRM, "fire", State::Submitted) };
    put_matter(&t, &handed).await;
    let use_it = service::use_for(&sun, &s, &id("p1-water"), "licence", &short.id).await;
    assert!(use_it.is_err());
    service::add(&sun, &s, &licence("2021-01-01", ""), b"%PDF-1.7 new").await.unwrap();
    assert_eq!(soon("2020-01-01").await, 0, "a newer version is there");
});

on_both!(MIGRATIONS, what_follows_settles_the_obligation, |t| {
    project(&t, "p1", FIRM).await;
    let (s, sun) = (state(&t), acting(&t, SUN));
    let owed = Obligation { material: "test".into(), due_on: "2020-02-10".into(), met_on: None };
    let accepted = Matter {
        submitted_on: Some("2020-01-10".into()),
        accepted_on: Some("2020-01-13".into()),
        obligations: vec![owed],
        ..matter("p1", FIRM, "fire", State::Accepted)
    };
    put_matter(&t, &accepted).await;
    let closed = service::add(&sun, &s, &licence("2020-12-31", "p1-fire"), PDF).await.unwrap_err();
    assert_eq!(closed.code(), "material-matter-closed", "an accepted matter takes only what is to follow");
    let test = Add { code: "test".into(), file_name: "喷淋.pdf".into(), ..licence("2020-07-01", "p1-fire") };
    service::add(&sun, &s, &test, b"%PDF-1.7 test").await.unwrap();
    assert_eq!(get_matter(&t, "p1-fire").await.obligations[0].met_on.as_deref(), Some("2020-01-15"));
    assert_eq!(events(&t).await, ["matter.recorded", "material.added", "material.used", "matter.obligation_met"]);
});

on_both!(MIGRATIONS, each_sees_what_the_table_says, |t| {
    project(&t, "p1", FIRM).await;
    project(&t, "p9", OTHER).await;
    let s = state(&t);
    let m = service::add(&acting(&t, SUN), &s, &licence("2020-12-31", ""), PDF).await.unwrap();
    for user in [SUN, OFFICER, DIRECTOR, CLERK, WATERMAN, "user-audit"] {
        assert!(service::fetch(&acting(&t, user), &s, &m.id).await.is_ok(), "{user} reads documents");
    }
    for user in [QIAN, "user-park"] {
        assert!(matches!(service::fetch(&acting(&t, user), &s, &m.id).await, Err(Error::NotFound)), "{user}");
    }
    let nobody = kernel::Ctx { actor: kernel::Actor::nobody(), ..t.ctx.clone() };
    assert!(matches!(service::fetch(&nobody, &s, &m.id).await, Err(Error::NotFound)));
    // Handing in is the company's and its officer's.
    let add = || licence("2021-12-31", "");
    for user in [DIRECTOR, CLERK] {
        assert!(
            matches!(service::add(&acting(&t, user), &s, &add(), b"%PDF-2").await, Err(Error::Forbidden)),
            "{user}"
        );
    }
    assert!(matches!(service::add(&acting(&t, QIAN), &s, &add(), b"%PDF-2").await, Err(Error::NotFound)));
    // Another company's document answers no need, and another company's matter takes none.
    let foreign = service::use_for(&acting(&t, OFFICER), &s, &id("p9-fire"), "licence", &m.id).await;
    assert!(matches!(foreign, Err(Error::NotFound)));
    let foreign = service::add(&acting(&t, SUN), &s, &licence("2020-12-31", "p9-fire"), PDF).await;
    assert!(matches!(foreign, Err(Error::NotFound)));
    // What a department works with is not taken away.
    service::use_for(&acting(&t, SUN), &s, &id("p1-fire"), "licence", &m.id).await.unwrap();
    put_matter(&t, &matter("p1", FIRM, "fire", State::Submitted)).await;
    assert_eq!(service::withdraw(&acting(&t, SUN), &s, &m.id).await.unwrap_err().code(), "material-in-work");
    put_matter(&t, &matter("p1", FIRM, "fire", State::Decided)).await;
    let gone: Material = service::withdraw(&acting(&t, SUN), &s, &m.id).await.unwrap();
    assert_eq!(gone.withdrawn_on.as_deref(), Some("2020-01-15"));
    assert!(service::fetch(&acting(&t, CLERK), &s, &m.id).await.is_ok(), "where it was used it stays readable");
    assert_eq!(states(&t, "p1-water").await[0], (NeedState::Missing, false), "offered no more");
});

on_both!(MIGRATIONS, pages_hand_in_and_give_out, |t| {
    project(&t, "p1", FIRM).await;
    let sun = app(&t, acting(&t, SUN), Locale::ZhCn);
    let (status, text) =
        get(&sun, "/land/materials/new?matter=p1-fire&code=licence&next=/portal/matters/p1-fire").await;
    assert_eq!(status, 200, "{text}");
    has(&text, &["营业执照", "一般有效 12 个月", "交一次就够"]);
    let fields = [("matter", "p1-fire"), ("company", FIRM), ("code", "licence"), ("next", "/portal/matters/p1-fire")];
    let (status, text) = upload(&sun, &fields, "执照.pdf", b"MZ").await;
    assert_eq!(status, 422);
    has(&text, &["文件内容与扩展名不符", "请填写最后有效日期"]);
    let dated: Vec<(&str, &str)> = fields.iter().copied().chain([("valid_until", "2020-12-31")]).collect();
    assert_eq!(upload(&sun, &dated, "执照.pdf", PDF).await, (303, "/portal/matters/p1-fire".to_owned()));
    let (_, text) = get(&sun, "/portal/materials").await;
    has(&text, &["营业执照", "12月31日", "消防验收", "第 1 版"]);
    let link =
        text.split("/land/materials/").find(|p| p.contains("download")).unwrap().split('"').next().unwrap().to_owned();
    let (status, file) = get(&sun, &format!("/land/materials/{link}")).await;
    assert_eq!(status, 200);
    has(&file, &["attachment; filename=\"file.pdf\"", "%PDF-1.7 licence"]);
    assert_eq!(get(&app(&t, acting(&t, QIAN), Locale::ZhCn), &format!("/land/materials/{link}")).await.0, 404);
    assert_eq!(get(&app(&t, acting(&t, "user-park"), Locale::ZhCn), &format!("/land/materials/{link}")).await.0, 404);
    // The zone's list; a company does not see it.
    let officer = app(&t, acting(&t, OFFICER), Locale::En);
    let (status, text) = get(&officer, "/land/materials?show=latest").await;
    assert_eq!(status, 200);
    has(&text, &["营业执照", "Version 1", "2020-12-31"]);
    let (_, text) = get(&officer, &format!("/land/materials?company={FIRM}")).await;
    has(&text, &["示例商业广场公司", "Hand in a document"]);
    assert_eq!(get(&sun, "/land/materials").await, (303, "/portal/materials".to_owned()));
    assert_eq!(texts_missing(), Vec::<String>::new());
});

fn texts_missing() -> Vec<String> {
    let ours = ["material", "need", "file", "portal"];
    let key = |k: &String| k.split_once('/').is_some_and(|(_, key)| ours.iter().any(|o| key.starts_with(o)));
    ui::i18n::missing().into_iter().filter(key).collect()
}

#[test]
fn both_languages_have_the_same_texts() {
    let here = env!("CARGO_MANIFEST_DIR");
    ui::i18n::assert_same_keys(format!("{here}/locales/zh-CN"), format!("{here}/locales/en"));
}
