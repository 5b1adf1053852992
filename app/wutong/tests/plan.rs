//! `wutong plan compile` as scripts use it: the plan, its reasons and dates, the same under a seed; what cannot be planned is refused with its place.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn seeds(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../seeds/urumqi").join(name)
}

fn wutong(theme: &Path, project: &Path, more: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wutong"));
    command.args(["plan", "compile", "--theme"]).arg(theme).arg("--project").arg(project).args(more);
    command.env("LC_ALL", "en_US.UTF-8").output().unwrap()
}

fn plan(project: &Path, more: &[&str]) -> Value {
    let output = wutong(&seeds("theme-enterprise.json"), project, &[&["--json"], more].concat());
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn codes(plan: &Value) -> Vec<&str> {
    plan["matters"].as_array().unwrap().iter().map(|m| m["code"].as_str().unwrap()).collect()
}

#[test]
fn the_outlet_mall_needs_forestry_planning_power_and_water() {
    let mall = plan(&seeds("../samples/project-outlet-mall.json"), &[]);
    let departments: std::collections::BTreeSet<&str> =
        mall["matters"].as_array().unwrap().iter().map(|m| m["department"].as_str().unwrap()).collect();
    for department in ["林业和草原局", "自然资源局", "电力公司", "水业集团"] {
        assert!(departments.contains(department), "{departments:?}");
    }
    let forest = mall["matters"].as_array().unwrap().iter().find(|m| m["code"] == "forest_land").unwrap();
    assert_eq!(forest["why"]["rule"], "forest");
    assert_eq!(forest["why"]["values"], json!([["forest", true]]));
    assert!(mall["critical"].as_array().unwrap().len() >= 3);
    assert!(
        mall["matters"].as_array().unwrap().iter().any(|m| m["slack_days"].as_i64() > Some(0)),
        "parallel branches"
    );
    assert!(mall["p50_on"].as_str() <= mall["p80_on"].as_str() && mall["p80_on"].as_str() <= mall["p95_on"].as_str());
    let plant = plan(&seeds("../samples/project-film-line.json"), &[]);
    assert!(!codes(&plant).contains(&"forest_land"));
    assert!(plant["left_out"].as_array().unwrap().iter().any(|l| l["code"] == "forest_land"));
}

#[test]
fn a_seed_repeats_and_a_removed_link_never_delays() {
    let folder = tempfile::tempdir().unwrap();
    let sample = seeds("../samples/project-outlet-mall.json");
    let first = plan(&sample, &["--seed", "9", "--runs", "2000"]);
    assert_eq!(first, plan(&sample, &["--seed", "9", "--runs", "2000"]));
    let critical: Vec<&str> = first["critical"].as_array().unwrap().iter().map(|c| c.as_str().unwrap()).collect();
    let mut project: Value = serde_json::from_slice(&std::fs::read(&sample).unwrap()).unwrap();
    for pair in critical.windows(2) {
        project["links_removed"] = json!([pair]);
        let path = folder.path().join("project.json");
        std::fs::write(&path, project.to_string()).unwrap();
        let changed = plan(&path, &["--seed", "9", "--runs", "2000"]);
        assert!(changed["p80_days"].as_f64() <= first["p80_days"].as_f64(), "{pair:?}");
    }
}

#[test]
fn what_cannot_be_planned_is_refused_in_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, value: &Value| {
        let path = folder.path().join(name);
        std::fs::write(&path, value.to_string()).unwrap();
        path
    };
    let mut theme: Value = serde_json::from_slice(&std::fs::read(seeds("theme-enterprise.json")).unwrap()).unwrap();
    let sample = seeds("../samples/project-outlet-mall.json");
    let open = file("open.json", &json!({"attributes": {}, "start_on": "2019-04-18"}));
    let refused = wutong(&seeds("theme-enterprise.json"), &open, &[]);
    assert_eq!(refused.status.code(), Some(1));
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(said.contains("Land or premises") && !said.contains("forest"), "{said}");
    theme["matters"][0]["when"] = json!("forrest");
    let refused = wutong(&file("theme.json", &theme), &sample, &[]);
    assert_eq!(refused.status.code(), Some(1));
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(said.contains("forrest") && said.contains("forest") && said.contains("1–7"), "{said}");
    assert_eq!(wutong(&sample, &sample, &["--nonsense"]).status.code(), Some(2));
}

#[test]
fn the_exported_workbook_compiles_to_the_same_plan() {
    let folder = tempfile::tempdir().unwrap();
    let theme = land::catalogue::sheet::read_file(&seeds("theme-enterprise.json"), "theme.json").unwrap().theme;
    let path = folder.path().join("theme.xlsx");
    std::fs::write(&path, land::catalogue::sheet::write(&theme, Vec::new()).unwrap()).unwrap();
    let sample = seeds("../samples/project-film-line.json");
    let output = wutong(&path, &sample, &["--json", "--runs", "500"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let from_sheet: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(from_sheet, plan(&sample, &["--runs", "500"]));
}
