//! The sheets of a theme: names, titles and hidden keys of their columns.
use ::sheet::{Column, ColumnKind};

/// A sheet: its name, and its columns as (key, title, width, number).
pub struct SheetForm {
    pub name: &'static str,
    pub columns: &'static [(&'static str, &'static str, f64, bool)],
}

pub const THEME: SheetForm = SheetForm {
    name: "主题",
    columns: &[
        ("code", "编码", 20.0, false),
        ("name", "名称", 30.0, false),
        ("name_en", "英文名称", 30.0, false),
        ("document", "来源文件", 30.0, false),
        ("sentence", "原文", 40.0, false),
        ("publisher", "发布单位", 20.0, false),
        ("on", "文件日期", 14.0, false),
        ("url", "网址", 30.0, false),
        ("example", "示例", 8.0, false),
    ],
};
pub const ATTRIBUTE: SheetForm = SheetForm {
    name: "情形",
    columns: &[
        ("code", "编码", 20.0, false),
        ("name", "问题", 34.0, false),
        ("name_en", "英文", 34.0, false),
        ("type", "类型（是否/数值/选项）", 20.0, false),
        ("unit", "单位", 10.0, false),
        ("choices", "选项（每行：编码=名称|英文）", 40.0, false),
        ("when", "何时询问（规则）", 40.0, false),
    ],
};
pub const STAGE: SheetForm = SheetForm {
    name: "阶段",
    columns: &[
        ("code", "编码", 20.0, false),
        ("name", "名称", 30.0, false),
        ("name_en", "英文名称", 30.0, false),
        ("leads_to", "完成后可到的节点", 24.0, false),
    ],
};
pub const MATTER: SheetForm = SheetForm {
    name: "事项",
    columns: &[
        ("code", "编码", 20.0, false),
        ("name", "名称", 34.0, false),
        ("name_en", "英文名称", 34.0, false),
        ("department", "部门", 20.0, false),
        ("stage", "阶段编码", 16.0, false),
        ("kind", "类别（审批/自办）", 16.0, false),
        ("statutory_days", "法定时限（工作日）", 14.0, true),
        ("promised_days", "承诺时限（工作日）", 14.0, true),
        ("internal_days", "内部时限（工作日）", 14.0, true),
        ("basis", "时限依据", 34.0, false),
        ("when", "何时需要（规则）", 40.0, false),
        ("tolerant", "容缺受理", 10.0, false),
        ("notify_and_commit", "告知承诺", 10.0, false),
        ("joint", "联合审查部门（、分隔）", 24.0, false),
        ("took", "实际用时（占比:工作日；…）", 28.0, false),
    ],
};
pub const MATERIAL: SheetForm = SheetForm {
    name: "材料",
    columns: &[
        ("code", "编码", 20.0, false),
        ("name", "名称", 40.0, false),
        ("name_en", "英文名称", 40.0, false),
        ("valid_months", "有效期（月）", 14.0, true),
        ("issuer", "出具单位", 24.0, false),
    ],
};
pub const NEED: SheetForm = SheetForm {
    name: "事项材料",
    columns: &[
        ("matter", "事项编码", 20.0, false),
        ("material", "材料编码", 20.0, false),
        ("may_follow", "可容缺", 10.0, false),
        ("when", "何时需要（规则）", 40.0, false),
    ],
};
pub const LINK: SheetForm = SheetForm {
    name: "前置",
    columns: &[
        ("from", "前置事项编码", 20.0, false),
        ("to", "后续事项编码", 20.0, false),
        ("kind", "关系（完成后开始/开始后开始/完成后完成）", 30.0, false),
        ("lag_days", "间隔（工作日）", 14.0, true),
        ("when", "何时适用（规则）", 40.0, false),
    ],
};

impl SheetForm {
    pub fn headings(&self) -> Vec<Column> {
        let column = |(key, title, width, number): &(&str, &str, f64, bool)| {
            let kind = if *number { ColumnKind::Number } else { ColumnKind::Text };
            Column::new(*title, kind).key(*key).width(*width)
        };
        self.columns.iter().map(column).collect()
    }

    /// The key of the column of this title, or of this key; units and notes in brackets aside.
    pub fn key_of(&self, title: &str) -> Option<&'static str> {
        let wanted = plain(title);
        let found =
            self.columns.iter().find(|(key, own, ..)| !wanted.is_empty() && (*key == wanted || plain(own) == wanted));
        found.map(|(key, ..)| *key)
    }

    /// The title of a key.
    pub fn title(&self, key: &str) -> String {
        let found = self.columns.iter().find(|(k, ..)| *k == key);
        found.map_or_else(|| key.to_owned(), |(_, title, ..)| plain(title))
    }
}

fn plain(title: &str) -> String {
    let head = title.split(['（', '(']).next().unwrap_or_default();
    head.chars().filter(|c| !c.is_whitespace() && *c != '*').collect()
}
