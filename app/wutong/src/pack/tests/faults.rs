//! A faulty pack is refused as a whole, and says where and what to do.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
use super::urumqi_dir;
use crate::pack::codes;
use crate::pack::read;
use std::path::Path;
use tempfile::TempDir;

/// The Urumqi pack in a folder of its own, with texts replaced in one file.
fn changed(file: &str, changes: &[(&str, &str)]) -> TempDir {
    let dir = TempDir::new().unwrap();
    for entry in std::fs::read_dir(urumqi_dir()).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), dir.path().join(entry.file_name())).unwrap();
    }
    let path = dir.path().join(file);
    let mut text = std::fs::read_to_string(&path).unwrap();
    for (from, to) in changes {
        assert!(text.contains(from), "{file} no longer holds {from}");
        text = text.replacen(from, to, 1);
    }
    std::fs::write(path, text).unwrap();
    dir
}

fn faults(dir: &Path) -> Vec<String> {
    read(dir).expect_err("the pack must be refused").iter().map(ToString::to_string).collect()
}

/// The line of the first text of a file, counted from 1.
fn line_with(dir: &Path, file: &str, text: &str) -> usize {
    let all = std::fs::read_to_string(dir.join(file)).unwrap();
    all.lines().position(|line| line.contains(text)).unwrap() + 1
}

#[test]
fn all_faults_are_named_at_once() {
    let dir = changed(
        "enterprises.csv",
        &[
            ("91650104EXAMPL0128", "91650104EXAMPL0127"),
            ("示例软件有限公司,full,,91650104EXAMPL055M,存续,it", "示例软件有限公司,full,,91650104EXAMPL055M,存续,itt"),
        ],
    );
    let code = line_with(dir.path(), "enterprises.csv", "EXAMPL0127");
    let focus = line_with(dir.path(), "enterprises.csv", ",itt,");
    assert_eq!(
        faults(dir.path()),
        [
            format!("enterprises.csv line {code}, field credit_code: check character should be 8 but is 7"),
            format!(
                "enterprises.csv line {focus}, field focus: there is no focus industry \"itt\" in this pack; did you mean \"it\"?"
            ),
        ]
    );
}

#[test]
fn unknown_columns_fields_files_and_tables_get_the_nearest_name() {
    let dir = changed("figures.csv", &[("metric", "metrics")]);
    let found = faults(dir.path());
    assert_eq!(
        found[0],
        "figures.csv line 1, field metrics: this file has no column of that name; did you mean \"metric\"?"
    );
    let dir = changed(
        "focus.toml",
        &[("tier =", "teir ="), ("[[focus]]\ncode = \"materials\"", "[[focus]]\ncode = \"materials\"\nweight = 1.5")],
    );
    let found = faults(dir.path());
    let tier = line_with(dir.path(), "focus.toml", "teir");
    assert!(
        found.contains(&format!(
            "focus.toml line {tier}, field teir: this table has no field of that name; did you mean \"tier\"?"
        )),
        "{found:?}"
    );
    assert!(found.iter().any(|f| f.contains("field weight: this table has no field of that name")), "{found:?}");
    let dir = changed("views.toml", &[("[[view]]", "[[views]]")]);
    assert!(faults(dir.path())[0].contains("did you mean \"view\"?"));
    let dir = changed("views.toml", &[]);
    std::fs::rename(dir.path().join("figures.csv"), dir.path().join("figure.csv")).unwrap();
    assert_eq!(faults(dir.path()), ["figure.csv: is not a file of a pack; did you mean \"figures.csv\"?"]);
}

#[test]
fn sources_are_required_and_must_exist() {
    let dir = changed(
        "indicator_values.csv",
        &[
            (",,gdp-2019,\n", ",,,\n"),
            ("7%,,gdp-2019,", "7%,,gdp-2018,"),
            ("0.3个百分点,,gdp-2019,", "0.3个百分点,,gdp-2019,true"),
        ],
    );
    assert_eq!(
        faults(dir.path()),
        [
            "indicator_values.csv line 2, field source: is missing; name the sentence that says so, or mark the record example = true (示例)",
            "indicator_values.csv line 3, field source: there is no sentence or document \"gdp-2018\" in this pack; did you mean \"gdp-2019\"?",
            "indicator_values.csv line 5, field source: give either a source or example = true, not both",
        ]
    );
}

#[test]
fn duplicates_are_refused() {
    let twice = "gdp-growth,2019,7,exact,7%,,gdp-2019,\n";
    let dir = changed("indicator_values.csv", &[(twice, &twice.repeat(2))]);
    assert_eq!(
        faults(dir.path()),
        ["indicator_values.csv line 4, field period: the value for gdp-growth, 2019 is there twice"]
    );
    let dir = changed("enterprises.csv", &[("ex-foil,示例电子铝箔有限公司", "ex-film,示例软件有限公司")]);
    let found = faults(dir.path());
    assert!(found.iter().any(|f| f.contains("field id: the company \"ex-film\" is there twice")), "{found:?}");
    assert!(
        found.iter().any(|f| f.contains("field name: \"示例软件有限公司\" is already the company of line")),
        "{found:?}"
    );
    assert!(found.iter().any(|f| f.contains("there is no company \"ex-foil\"")), "{found:?}");
    let dir = changed("enterprises.csv", &[("91650104EXAMPL0203", "91650104EXAMPL0128")]);
    assert!(faults(dir.path())[0].contains("field credit_code: \"91650104EXAMPL0128\" is already the company of line"));
    let dir = changed("focus_industries.csv", &[("services,J,", "services,I,")]);
    assert!(faults(dir.path())[0].contains("field industry: I is already counted to a focus industry"));
}

#[test]
fn real_persons_and_unmarked_inventions_are_refused() {
    let dir = changed("contacts.csv", &[("ex-film,", "kaiwo,"), ("yi@example.com,true", "yi@example.com,")]);
    let found = faults(dir.path());
    assert_eq!(
        found[0],
        "contacts.csv line 2, field enterprise: is a real company; an invented person may belong to an invented company only"
    );
    assert!(found[1].starts_with("contacts.csv line 3, field example: must be true"), "{found:?}");
    let dir = changed("enterprises.csv", &[("示例电子商务有限公司", "某某电子商务有限公司")]);
    assert!(faults(dir.path())[0].contains("field name: an invented company must say so in its name"));
}

#[test]
fn numbers_dates_and_periods_say_how_to_write_them() {
    let dir = changed("figures.csv", &[("18600 万元", "18,600 万元")]);
    assert!(faults(dir.path())[0].contains("quote a cell that holds a comma"));
    let dir = changed("figures.csv", &[("18600 万元", "18600")]);
    assert!(faults(dir.path())[0].contains("write it like 2000 万元"));
    let dir = changed("indicator_values.csv", &[("2019-Q3", "2019-09")]);
    assert!(
        faults(dir.path())[0]
            .contains("field period: \"2019-09\" is not a period of this indicator; write it like 2019-Q3")
    );
    let dir = changed("ranks.toml", &[("2019-10-08", "\"2019.10.8\""), ("place = 34", "place = 134")]);
    let found = faults(dir.path());
    assert!(found[0].contains("is not a date; write it like 2019-10-08"), "{found:?}");
    assert!(found[1].contains("field place: is 134, but the list has 100 places"), "{found:?}");
    let dir =
        changed("thresholds.toml", &[("industries = [\"51\"]", "industries = [\"5A\"]"), ("2018-12-31", "2016-12-31")]);
    let found = faults(dir.path());
    assert!(
        found[0].contains("thresholds.toml line")
            && found[0].contains("field industries: '5A' is not an industry code"),
        "{found:?}"
    );
    assert!(found[1].contains("field valid_to: is before valid_from"), "{found:?}");
}

#[test]
fn broken_files_are_refused_with_the_line() {
    let dir = changed("focus.toml", &[("slot = \"f2\"", "slot = \"f2")]);
    let line = line_with(dir.path(), "focus.toml", "slot = \"f2");
    assert!(faults(dir.path())[0].starts_with(&format!("focus.toml line {line}: ")));
    let dir = changed("pack.toml", &[("format = 1", "format = 2")]);
    assert!(faults(dir.path())[0].contains("this version reads format 1, the pack has 2"));
    let dir = changed("pack.toml", &[]);
    std::fs::write(dir.path().join("sentences.csv"), b"id,document,text\na,report-2019,\xff\n").unwrap();
    assert!(faults(dir.path()).contains(&"sentences.csv line 2: is not UTF-8; save the file as UTF-8".to_owned()));
    std::fs::remove_file(dir.path().join("documents.toml")).unwrap();
    assert!(faults(dir.path()).contains(&"documents.toml: is missing; every pack needs it".to_owned()));
    let nowhere = dir.path().join("nowhere");
    assert!(faults(&nowhere)[0].contains("cannot be read"));
}

#[test]
fn a_flood_of_faults_is_counted() {
    let dir = changed("pack.toml", &[]);
    let rows: String = (0..5_000).map(|i| format!("S{i},nothing,x\n")).collect();
    std::fs::write(dir.path().join("sentences.csv"), format!("id,document,text\n{rows}")).unwrap();
    let found = faults(dir.path());
    assert_eq!(found.len(), 201);
    assert!(found[200].contains("more problems are not listed"));
}

#[test]
fn parents_must_not_form_a_ring() {
    let dir = changed("enterprises.csv", &[]);
    let path = dir.path().join("enterprises.csv");
    let text = std::fs::read_to_string(&path).unwrap();
    let ring = text.replace("示例路5号,,", "示例路5号,ex-label,");
    assert_ne!(text, ring);
    std::fs::write(&path, ring).unwrap();
    assert!(faults(dir.path())[0].contains("field parent: \"ex-label\" is above itself in its group"));
}

#[test]
fn sums_become_exact_fen() {
    let fen = |text: &str| codes::fen(text).map(|fen| fen.0);
    assert_eq!(fen("2000 万元"), Ok(2_000_000_000));
    assert_eq!(fen("721.4亿元"), Ok(72_140_000_000 * 100));
    assert_eq!(fen("35.60 元"), Ok(3_560));
    for wrong in ["1e3 元", "元", "-", "2000", "500 万美元", "99999999999999 亿元"] {
        assert!(fen(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn faults_of_papers_are_named_at_once() {
    let dir = changed(
        "project_documents.csv",
        &[("ex-battery,licence,示例铝箔营业执照.pdf,-64", "ex-batery,licence,,yesterday")],
    );
    let path = dir.path().join("project_requests.csv");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replacen("ex-film-line,portal", "ex-film-line,portall", 1)).unwrap();
    let found = crate::pack::landing::read(dir.path()).expect_err("refused");
    let found: Vec<String> = found.iter().map(ToString::to_string).collect();
    let line = line_with(dir.path(), "project_documents.csv", "ex-batery");
    assert!(
        found.contains(&format!(
            "project_documents.csv line {line}, field file_name: is missing; every record of this file needs it"
        )),
        "{found:?}"
    );
    assert!(
        found
            .iter()
            .any(|f| f.starts_with(&format!("project_documents.csv line {line}, field on: \"yesterday\" is no day"))),
        "{found:?}"
    );
    assert!(found.iter().any(|f| f == "project_requests.csv line 2, field channel: \"portall\" is not one of portal, phone, visit; did you mean \"portal\"?"), "{found:?}");
    let dir = changed("project_documents.csv", &[("ex-battery,licence", "ex-batery,licence")]);
    let found = crate::pack::landing::read(dir.path()).expect_err("refused");
    assert!(
        found[0].to_string().ends_with("there is no project \"ex-batery\" in this pack; did you mean \"ex-battery\"?"),
        "{found:?}"
    );
}
