//! The catalogue as a workbook: what goes out comes back the same, faults are named at their row, and a zone's own list is read as it is.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod town;
use land::catalogue::lint::lint;
use land::catalogue::sheet::{Form, Imported, read, write};
use land::catalogue::{Link, LinkKind, Theme};
use sheet::{Column, ColumnKind, Format, Writer};
use std::path::{Path, PathBuf};
use town::demo;

fn imported(bytes: &[u8], name: &str) -> Imported {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    std::fs::write(&path, bytes).unwrap();
    read(&path, name).unwrap()
}

#[test]
fn a_theme_goes_out_and_comes_back_the_same() {
    let mut theme = demo();
    theme.links.push(Link {
        kind: LinkKind::FinishToFinish,
        lag_days: 3,
        when: "lift".into(),
        ..theme.links[0].clone()
    });
    theme.materials[0].name.zh = "=公式样的名称".into();
    theme.matters[3].took = vec![(0.5, 12.5), (0.8, 16.0)];
    let back = imported(&write(&theme, Vec::new()).unwrap(), "目录.xlsx");
    assert_eq!((back.form, &back.faults), (Form::Whole, &Vec::new()));
    assert_eq!(back.theme, theme);
    assert_eq!(write(&Theme::default(), Vec::new()).map(|b| imported(&b, "a.xlsx").theme).unwrap(), Theme::default());
}

/// A workbook with one sheet of these rows under the titles of the matters, and an empty sheet of stages.
#[test]
fn a_row_that_cannot_be_taken_says_where_and_how_to_mend_it() {
    let heads = |titles: &[&str]| titles.iter().map(|t| Column::new(*t, ColumnKind::Text)).collect::<Vec<_>>();
    let mut writer = Writer::new(
        Format::Xlsx,
        Vec::new(),
        "事项",
        heads(&["编码", "名称", "部门", "阶段编码", "承诺时限（工作日）", "容缺受理", "实际用时"]),
    )
    .unwrap();
    writer.row(&["a", "备案", "发改委", "s", "三天", "", ""]).unwrap();
    writer.row(&["b", "许可", "", "s", "5", "也许", "0.5=3"]).unwrap();
    writer.next_sheet("阶段", heads(&["编码", "名称"])).unwrap();
    writer.row(&["s", "前期"]).unwrap();
    let found = imported(&writer.finish().unwrap(), "a.xlsx");
    let faults: Vec<_> = found.faults.iter().map(|f| (f.row, f.column.as_str(), f.code)).collect();
    assert_eq!(
        faults,
        [
            (2, "承诺时限", "catalogue-row-number"),
            (3, "部门", "catalogue-row-missing"),
            (3, "容缺受理", "catalogue-row-yes-no"),
            (3, "实际用时", "catalogue-row-took"),
        ]
    );
    land::register_texts();
    let said = land::catalogue::words::row(ui::T::new(kernel::Locale::ZhCn), &found.faults[0]);
    assert_eq!(said, "表“事项”第 2 行·承诺时限：“三天”应为不小于 0 的整数，不知道就留空。");
}

#[test]
fn a_list_is_read_as_it_is_and_nothing_is_added() {
    let list = "部门,事项,材料,视情况,前置,承诺时限\n发改委,项目备案,营业执照,,,3\n,,项目表,,,\n住建局、审批局,施工许可,营业执照,,项目备案,—\n林业局,林木采伐,申请书,是,没有的事项,\n";
    let found = imported(list.as_bytes(), "清单.csv");
    assert_eq!(found.form, Form::Flat);
    let t = &found.theme;
    assert_eq!((t.stages.len(), t.matters.len(), t.materials.len()), (1, 3, 3), "the same name is one document");
    assert_eq!((t.matters[0].promised_days, t.matters[1].promised_days), (Some(3), None));
    assert_eq!(
        (t.matters[1].department.as_str(), t.matters[1].joint.as_slice()),
        ("住建局", ["审批局".to_owned()].as_slice())
    );
    assert_eq!(t.links, [Link { from: "m001".into(), to: "m002".into(), ..Link::default() }]);
    assert_eq!((t.attributes.len(), t.matters[2].when.as_str()), (1, "needs_m003"));
    assert_eq!(found.faults.iter().map(|f| (f.row, f.code)).collect::<Vec<_>>(), [(5, "catalogue-row-matter-unknown")]);
    let nothing = imported("甲,乙\n1,2\n".as_bytes(), "a.csv");
    assert_eq!(nothing.faults[0].code, "catalogue-file-no-header");
}

/// The steps to which the items of Jiangbei's list belong, by their names (item → step): the list itself does not say it.
const STEP_OF_ITEM: [(u64, u64); 19] = [
    (1, 1),
    (2, 1),
    (3, 3),
    (4, 4),
    (5, 5),
    (6, 5),
    (7, 5),
    (8, 6),
    (9, 8),
    (10, 10),
    (11, 12),
    (12, 12),
    (13, 12),
    (14, 12),
    (15, 13),
    (16, 13),
    (17, 14),
    (18, 14),
    (19, 16),
];

/// The public list of a zone as the rows 步骤, 部门, 事项, 材料, 视情况 that a zone would type.
fn jiangbei(path: &Path) -> String {
    let text = std::fs::read_to_string(path).unwrap();
    let list: serde_json::Value = serde_json::from_str::<serde_json::Value>(&text).unwrap()[0].clone();
    let mut csv = csv_row(&["步骤", "部门", "事项", "材料", "视情况"]);
    for step in list["steps"].as_array().unwrap() {
        let (name, department) = (step["step"].as_str().unwrap(), step["department"].as_str().unwrap_or_default());
        let optional = if step["optional"] == true { "是" } else { "" };
        let number = step["order_on_page"].as_u64().unwrap();
        let items: Vec<u64> = STEP_OF_ITEM.iter().filter(|(_, s)| *s == number).map(|(i, _)| *i).collect();
        if items.is_empty() {
            csv += &csv_row(&[name, department, "", "", optional]);
        }
        for item in list["items"].as_array().unwrap().iter().filter(|i| items.contains(&i["seq"].as_u64().unwrap())) {
            for document in item["documents"].as_array().unwrap() {
                let (department, matter) = (item["department"].as_str().unwrap(), item["name"].as_str().unwrap());
                csv += &csv_row(&[name, department, matter, document.as_str().unwrap(), ""]);
            }
        }
    }
    csv
}

fn csv_row(cells: &[&str]) -> String {
    let quoted: Vec<String> = cells.iter().map(|c| format!("\"{}\"", c.replace('"', "\"\""))).collect();
    format!("{}\n", quoted.join(","))
}

#[test]
fn the_list_of_jiangbei_loads_through_the_same_importer() {
    let shared = std::env::var("WUTONG_SHARED_DATA")
        .map_or_else(|_| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"), PathBuf::from);
    let path = shared.join("policy/jiangbei_enterprise_permit_items.json");
    if !path.is_file() {
        return eprintln!("skipped: {} is not here (WUTONG_SHARED_DATA names the folder)", path.display());
    }
    let found = imported(jiangbei(&path).as_bytes(), "江北.csv");
    let t = &found.theme;
    assert_eq!(t.stages.len(), 16, "steps");
    let with_documents: Vec<_> = t.matters.iter().filter(|m| !m.needs.is_empty()).collect();
    assert_eq!(with_documents.len(), 19, "items");
    assert_eq!(t.matters.iter().map(|m| m.needs.len()).sum::<usize>(), 133, "documents");
    assert_eq!(t.links, [], "the list states no order");
    assert!(t.matters.iter().all(|m| m.statutory_days.is_none() && m.promised_days.is_none()), "nor limits");
    assert_eq!(t.attributes.len(), 1, "the dashed step is asked");
    // The one fault is the list's own: the dashed step names no department.
    assert_eq!(found.faults.iter().map(|f| f.code).collect::<Vec<_>>(), ["catalogue-row-department"]);
    let mut whole = t.clone();
    (whole.code, whole.name.zh) = ("jiangbei".into(), "企业投资类建设项目".into());
    whole.matters.iter_mut().filter(|m| m.department.is_empty()).for_each(|m| m.department = "相关部门".into());
    let errors: Vec<_> =
        lint(&whole).into_iter().filter(|f| f.severity == land::catalogue::lint::Severity::Error).collect();
    assert_eq!(errors, []);
    let project = serde_json::json!({ whole.attributes[0].code.clone(): false });
    let plan = land::plan::compile::compile(&whole, project.as_object().unwrap()).unwrap();
    assert_eq!((plan.needed.len(), plan.left_out.len()), (whole.matters.len() - 1, 1));
}
