//! Acceptance row M2: 1273.2亿元, +7 %, 36.9 % of the city, +0.3 points; what follows, and what is refused.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
mod town;
use kernel::{Error, FieldError, Role};
use measure::MIGRATIONS;
use measure::indicator::rules::SetValue;
use measure::indicator::{Derivation, Qualifier, service, store as books};
use store::on_both;
use store::testing::Town;
use town::*;

fn find<'a>(all: &'a [Derivation], code: &str, whole: bool, period: &str) -> &'a Derivation {
    let is = |d: &&Derivation| {
        d.quantity.indicator == code && d.quantity.region.is_some() == whole && d.quantity.period == period
    };
    all.iter().find(is).unwrap_or_else(|| panic!("no {code} {period} in {all:?}"))
}

fn line(d: &Derivation) -> &str {
    &d.lines.last().unwrap().text
}

on_both!(MIGRATIONS, m2_the_published_figures_give_the_rest, |t| {
    load(&t).await;
    let ctx = acting(&t, Role::Director);
    let found = service::derived(&ctx, &t.db, "gdp").await.unwrap().derivations;

    let city = find(&found, "gdp", true, "2019");
    assert_eq!((city.value.as_str(), city.low.as_str(), city.high.as_str()), ("3450.4", "3445.6", "3455.2"));
    assert_eq!((city.quantity.unit.as_str(), city.quantity.name_zh.as_str()), ("亿元", "2019年乌鲁木齐市地区生产总值"));
    assert_eq!(city.quantity.name_en, "Gross regional product of Urumqi, 2019");
    assert_eq!(line(city), "1273.2 ÷ 36.9% = 3450.4 (3445.6…3455.2)");
    assert!(!city.by_growth);

    let share = find(&found, "gdp-share", false, "2018");
    assert_eq!((share.value.as_str(), share.quantity.unit.as_str()), ("36.6", "%"));
    assert_eq!(line(share), "36.9% − 0.3 points = 36.6% (36.5…36.7%)");
    assert_eq!(share.lines[0].text(kernel::Locale::ZhCn), "36.9% − 0.3个百分点 = 36.6% (36.5…36.7%)");

    let before = find(&found, "gdp", false, "2018");
    assert_eq!((before.value.as_str(), before.by_growth), ("1189.9", true));
    assert_eq!(line(before), "1273.2 ÷ (1 + 7%) = 1189.9 (1184.3…1195.5)");

    // Every operand is a record with its sentence, or was computed in a line before.
    for operand in [&share.lines[0].left, &share.lines[0].right] {
        assert!(operand.stated);
        assert_eq!(operand.source.as_ref().unwrap().sentence.as_deref(), Some(GDP_SENTENCE));
    }
    // Derived on reading only: nothing but the published figures stands in the books.
    assert_eq!(service::series(&ctx, &t.db, "gdp").await.unwrap().len(), 1);
    // The same family from each of its members.
    assert_eq!(service::derived(&ctx, &t.db, "gdp-share-change").await.unwrap().derivations, found);
});

async fn refused(t: &Town, code: &str, cmd: &SetValue) -> FieldError {
    let ctx = acting(t, Role::Statistician);
    match service::set_value(&ctx, &t.db, code, cmd).await {
        Err(Error::Invalid(mut errors)) => errors.remove(0),
        other => panic!("{other:?}"),
    }
}

fn arg<'a>(error: &'a FieldError, name: &str) -> &'a str {
    error.args.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v)
}

on_both!(MIGRATIONS, m2_a_contradiction_is_refused_with_its_arithmetic, |t| {
    load(&t).await;
    let head = t.db.read(&t.ctx.zone).await.unwrap().head().await.unwrap();
    let share = refused(&t, "gdp-share", &value("2018", "40")).await;
    assert_eq!((share.field.as_str(), share.code.as_str()), ("value", "indicator-contradiction"));
    let last = |e: &FieldError, l: &str| arg(e, l).lines().last().unwrap().to_owned();
    assert_eq!(
        last(&share, "lines_zh"),
        "2018年占全市经济比重：36.9% − 0.3个百分点 = 36.6% (36.5…36.7%) ≠ 40% (39.5…40.5%)"
    );
    assert_eq!(
        last(&share, "lines_en"),
        "Share of the city's economy, 2018: 36.9% − 0.3 points = 36.6% (36.5…36.7%) ≠ 40% (39.5…40.5%)"
    );
    assert_eq!(arg(&share, "records"), "gdp-share@2019 gdp-share-change@2019 gdp-share@2018");
    assert_eq!(t.db.read(&t.ctx.zone).await.unwrap().head().await.unwrap(), head);
    assert_eq!(service::series(&t.ctx, &t.db, "gdp-share").await.unwrap().len(), 1);
});

on_both!(MIGRATIONS, growth_that_contradicts_last_year_is_refused, |t| {
    load(&t).await;
    let ctx = acting(&t, Role::Statistician);
    service::set_value(&ctx, &t.db, "gdp", &value("2018", "1189.9")).await.unwrap();
    let mut wrong = value("2019", "9.0");
    wrong.version = 1;
    let error = refused(&t, "gdp-growth", &wrong).await;
    assert!(arg(&error, "lines_zh").contains("1273.2 ÷ (1 + 9.0%) = 1168.1"), "{error:?}");
    assert!(arg(&error, "lines_zh").contains("≠ 1189.9"), "{error:?}");
    assert!(arg(&error, "records").contains("gdp@2018"));
    // What agrees within the rounding is kept.
    wrong.value = "7.0".to_owned();
    assert_eq!(service::set_value(&ctx, &t.db, "gdp-growth", &wrong).await.unwrap().version, 2);
});

on_both!(MIGRATIONS, parts_and_year_ends_are_compared, |t| {
    load(&t).await;
    let mut whole = value("2019", "40");
    whole.version = 1;
    let error = refused(&t, "it", &whole).await;
    assert_eq!(arg(&error, "lines_zh"), "2019年规模以上信息技术企业数 45 > 2019年新一代信息技术企业数 40");
    let error = refused(&t, "gdp-ytd", &value("2019-Q4", "1280")).await;
    assert_eq!(
        arg(&error, "lines_en"),
        "Gross regional product, cumulative, Q4 2019 1280 ≠ Gross regional product, 2019 1273.2"
    );
    // An example argues with nothing.
    let mut example = value("2019-Q4", "1280");
    example.source = kernel::Source::example();
    service::set_value(&acting(&t, Role::Statistician), &t.db, "gdp-ytd", &example).await.unwrap();
});

on_both!(MIGRATIONS, inexact_figures_keep_the_source_s_words, |t| {
    load(&t).await;
    let all = service::list(&t.ctx, &t.db).await.unwrap();
    let it = all.iter().find(|o| o.indicator.code == "it").unwrap().latest().unwrap();
    assert_eq!(
        (it.qualifier, it.as_written.as_deref(), it.number().plain()),
        (Qualifier::MoreThan, Some("1000余家"), "1000".to_owned())
    );
    let error = refused(&t, "it", &SetValue { qualifier: Qualifier::Near, version: 1, ..value("2019", "1000") }).await;
    assert_eq!((error.field.as_str(), error.code.as_str()), ("as_written", "indicator-as-written-missing"));
});

on_both!(MIGRATIONS, the_list_stands_by_family_with_changes, |t| {
    load(&t).await;
    let all = service::list(&acting(&t, Role::Director), &t.db).await.unwrap();
    let codes: Vec<&str> = all.iter().map(|o| o.indicator.code.as_str()).collect();
    assert_eq!(codes, ["gdp", "gdp-growth", "gdp-share", "gdp-share-change", "gdp-ytd", "it", "it-above"]);
    let change = |code: &str| {
        let o = all.iter().find(|o| o.indicator.code == code).unwrap();
        o.change.as_ref().map(|c| (c.number.signed(), c.unit.clone()))
    };
    assert_eq!(change("gdp"), Some(("+7".to_owned(), "%".to_owned())));
    assert_eq!(change("gdp-share"), Some(("+0.3".to_owned(), "个百分点".to_owned())));
    assert_eq!(change("it"), None);
});

on_both!(MIGRATIONS, what_a_pack_wrote_is_weighed_together, |t| {
    load(&t).await;
    service::set_value(&t.ctx, &t.db, "gdp-share", &value("2018", "36.6")).await.unwrap();
    let scope = t.ctx.scope::<measure::indicator::Indicator>().unwrap();
    // Alone each contradicts the books; together they agree.
    for (pair, agrees) in
        [(vec![("gdp-share", "38.0")], false), (vec![("gdp-share", "38.0"), ("gdp-share-change", "1.4")], true)]
    {
        let mut tx = t.db.write(&t.ctx.zone).await.unwrap();
        for (code, number) in &pair {
            let indicator = books::get(&mut tx, &scope, code).await.unwrap();
            tx.put(&value("2019", number).apply(&indicator, t.ctx.today()).unwrap()).await.unwrap();
        }
        let codes: Vec<&str> = pair.iter().map(|(code, _)| *code).collect();
        assert_eq!(service::weigh_all(&mut tx, &t.ctx, &codes).await.is_ok(), agrees, "{pair:?}");
    }
});

on_both!(MIGRATIONS, statisticians_set_values_and_others_do_not, |t| {
    load(&t).await;
    let cmd = value("2017", "1100");
    for role in Role::ALL {
        let ctx = acting(&t, role);
        let set = service::set_value(&ctx, &t.db, "gdp", &cmd).await;
        let removed = service::remove_value(&ctx, &t.db, "gdp", "2019", 9).await;
        let defined = service::define(&ctx, &t.db, &definition("gdp"), 1).await;
        match role {
            Role::Statistician => {
                assert!(set.is_ok() && defined.is_ok() && matches!(removed, Err(Error::Conflict { .. })))
            }
            Role::CompanyUser => {
                assert!(matches!(set, Err(Error::NotFound)) && matches!(removed, Err(Error::NotFound)));
                assert!(matches!(defined, Err(Error::NotFound)));
                assert!(matches!(service::list(&ctx, &t.db).await, Err(Error::NotFound)));
                assert!(matches!(service::derived(&ctx, &t.db, "gdp").await, Err(Error::NotFound)));
            }
            _ => {
                assert!(matches!(set, Err(Error::Forbidden)), "{role:?}");
                assert!(
                    matches!(removed, Err(Error::Forbidden)) && matches!(defined, Err(Error::Forbidden)),
                    "{role:?}"
                );
                assert_eq!(service::series(&ctx, &t.db, "it").await.unwrap().len(), 1);
            }
        }
    }
});

on_both!(MIGRATIONS, a_stale_value_shows_both_sides_and_a_removed_one_stays_in_the_journal, |t| {
    load(&t).await;
    let ctx = acting(&t, Role::Statistician);
    let error = service::set_value(&ctx, &t.db, "it-above", &value("2019", "46")).await.unwrap_err();
    let Error::Conflict { code, stale, .. } = error else { panic!("{error:?}") };
    assert_eq!((code.as_str(), stale.len()), ("indicator-stale", 1));
    assert_eq!((stale[0].theirs.as_str(), stale[0].yours.as_str()), ("45", "46"));
    service::remove_value(&ctx, &t.db, "it-above", "2019", 1).await.unwrap();
    assert!(service::series(&ctx, &t.db, "it-above").await.unwrap().is_empty());
    let mut conn = t.db.read(&t.ctx.zone).await.unwrap();
    let rows = conn
        .rows("SELECT kind, body FROM event WHERE zone_id = $1 ORDER BY seq DESC LIMIT 1", &["test".into()])
        .await
        .unwrap();
    assert_eq!(rows[0].text("kind").unwrap(), "indicator.value_removed");
    assert!(rows[0].text("body").unwrap().contains("\"value\":\"45\""));
});

on_both!(MIGRATIONS, what_cannot_be_is_refused_with_its_field, |t| {
    load(&t).await;
    for (code, period, number, field, want) in [
        ("gdp", "2019-Q1", "1", "period", "indicator-period-must-year"),
        ("gdp-ytd", "2019", "1", "period", "indicator-period-must-quarter"),
        ("gdp", "2021", "1", "period", "indicator-period-future"),
        ("gdp", "去年", "1", "period", "indicator-period-must-year"),
        ("gdp", "2017", "一千", "value", "indicator-value-form"),
        ("gdp", "2017", "1234567890123456", "value", "indicator-value-range"),
        ("gdp-share", "2017", "140%", "value", "indicator-share-range"),
    ] {
        let error = refused(&t, code, &value(period, number)).await;
        assert_eq!((error.field.as_str(), error.code.as_str()), (field, want), "{code} {period} {number}");
    }
    let unsourced = SetValue { source: kernel::Source::default(), ..value("2017", "1") };
    assert_eq!(refused(&t, "gdp", &unsourced).await.code, "source-refused-missing");
    let ctx = acting(&t, Role::Statistician);
    let mut circle = definition("it");
    circle.role = measure::indicator::Role::Part;
    circle.of_code = Some("it-above".to_owned());
    let mut plain = definition("gdp-growth");
    plain.unit = "亿元".to_owned();
    let mut other_unit = definition("gdp");
    other_unit.unit = "万元".to_owned();
    for (changed, want) in
        [(circle, "indicator-of-circle"), (plain, "indicator-unit-percent"), (other_unit, "indicator-has-values")]
    {
        match service::define(&ctx, &t.db, &changed, 1).await {
            Err(Error::Invalid(errors)) => assert_eq!(errors[0].code, want),
            other => panic!("{want}: {other:?}"),
        }
    }
});
