//! Pure decisions about companies: when two names are the same, by which keys a company is found, what an edit changes.
use super::{Enterprise, Key, Size, Status};
use serde_json::{Map, Value as Json};

/// A name as it is compared: width, case, brackets, spaces and dots do not matter.
///
/// `示例光膜（乌鲁木齐）有限公司` and `示例光膜(乌鲁木齐) 有限公司` are one name; the words themselves are kept.
pub fn normal_name(name: &str) -> String {
    name.chars()
        .map(half_width)
        .filter(|c| !c.is_whitespace() && !is_dropped(*c))
        .flat_map(char::to_lowercase)
        .collect()
}

fn half_width(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        other => other,
    }
}

fn is_dropped(c: char) -> bool {
    matches!(
        c,
        '(' | ')'
            | '['
            | ']'
            | '{'
            | '}'
            | '<'
            | '>'
            | '【'
            | '】'
            | '〔'
            | '〕'
            | '《'
            | '》'
            | '“'
            | '”'
            | '‘'
            | '’'
            | '"'
            | '\''
            | '·'
            | '•'
            | '・'
            | '.'
            | ','
            | '，'
            | '、'
            | '-'
            | '—'
            | '_'
            | '\u{200b}'
            | '\u{feff}'
    )
}

/// The keys by which a company is found again.
pub fn keys_of(company: &Enterprise) -> Vec<Key> {
    let mut keys = Vec::new();
    let mut push = |kind: &str, value: String| {
        let key = Key { kind: kind.to_owned(), value, enterprise_id: company.id.clone() };
        if !key.value.is_empty() && !keys.contains(&key) {
            keys.push(key);
        }
    };
    push("name", normal_name(&company.name));
    company.former_names.iter().for_each(|n| push("former", normal_name(n)));
    company.credit_code.iter().for_each(|c| push("code", c.clone()));
    company.registration_no.iter().for_each(|c| push("registration", c.clone()));
    keys
}

/// The registry's words for a status, in the few that matter; `None` for words we do not know.
pub fn status_of(words: &str) -> Option<Status> {
    let text = words.trim();
    let any = |list: &[&str]| list.iter().any(|w| text.contains(w));
    Some(match text {
        _ if any(&["注销", "cancelled", "除名"]) => Status::Cancelled,
        _ if any(&["吊销", "撤销", "revoked", "责令关闭"]) => Status::Revoked,
        _ if any(&["迁出", "moved_out"]) => Status::MovedOut,
        _ if any(&["停业", "歇业", "清算", "suspended"]) => Status::Suspended,
        _ if any(&["筹建", "筹备", "拟设立", "设立中", "preparing"]) => Status::Preparing,
        _ if any(&["存续", "在业", "开业", "在营", "正常", "迁入", "active", "仍注册"]) => {
            Status::Active
        }
        _ => return None,
    })
}

/// Words for a size: 大型, 中型企业, S(小型), 微型 …
pub fn size_of(words: &str) -> Option<Size> {
    let text = words.trim();
    let starts = |c: char| text.starts_with(c);
    Some(match text {
        _ if text.contains('大') || starts('L') || text == "large" => Size::Large,
        _ if text.contains('中') || starts('M') || text == "medium" => Size::Medium,
        _ if text.contains('小') || starts('S') || text == "small" => Size::Small,
        _ if text.contains('微') || starts('X') || text == "micro" => Size::Micro,
        _ => return None,
    })
}

/// Fields of a row that an edit does not count as a change of facts.
const HOUSEKEEPING: &[&str] = &["version", "updated_us", "batch_id", "facts"];

/// The fields that differ between two images of a row: (field, before, after).
pub fn differences(before: &Map<String, Json>, after: &Map<String, Json>) -> Vec<(String, Json, Json)> {
    after
        .iter()
        .filter(|(field, _)| !HOUSEKEEPING.contains(&field.as_str()))
        .filter_map(|(field, new)| {
            let old = before.get(field).cloned().unwrap_or(Json::Null);
            (old != *new).then(|| (field.clone(), old, new.clone()))
        })
        .collect()
}

/// The image of a company as stored.
pub fn image(company: &Enterprise) -> Map<String, Json> {
    match serde_json::to_value(company) {
        Ok(Json::Object(map)) => map,
        _ => Map::new(),
    }
}

/// What of `from` fills gaps of `into` in a merge: empty facts are filled, texts in lists are united, nothing is
/// overwritten; the other name becomes a former name.
pub fn united(into: &Enterprise, from: &Enterprise) -> Enterprise {
    let mut one = image(into);
    let two = image(from);
    for (field, value) in &two {
        let fixed = matches!(
            field.as_str(),
            "id" | "name" | "version" | "merged_into" | "removed_on" | "batch_id" | "parent_id"
        );
        if !fixed && one.get(field).is_none_or(Json::is_null) {
            one.insert(field.clone(), value.clone());
        }
    }
    let Ok(mut result) = serde_json::from_value::<Enterprise>(Json::Object(one)) else { return into.clone() };
    let mut names = from.former_names.clone();
    names.push(from.name.clone());
    for name in names {
        let known =
            std::iter::once(&result.name).chain(&result.former_names).any(|n| normal_name(n) == normal_name(&name));
        if !known {
            result.former_names.push(name);
        }
    }
    for tag in &from.tags {
        if !result.tags.contains(tag) {
            result.tags.push(tag.clone());
        }
    }
    for (field, source) in &from.facts {
        result.facts.entry(field.clone()).or_insert_with(|| source.clone());
    }
    result
}
