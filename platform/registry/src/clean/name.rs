//! Names of companies: what can be one, when two are the same, and whose branch a name says it is.
use super::{NAME_CHARS_MAX, Note};
use crate::column::Field;
use crate::remark::Remark;

pub(super) fn check(name: &str) -> Result<(), Note> {
    let fault = |remark| Err(Note::new(remark, Some(Field::Name), name));
    if name.is_empty() {
        return fault(Remark::NameMissing);
    }
    if name.contains('\u{fffd}') {
        return fault(Remark::EncodingUnknown);
    }
    if name.chars().filter(|c| c.is_alphabetic()).count() < 2 || super::date::parse(name).is_ok() || is_code(name) {
        return fault(Remark::NameUnlikely);
    }
    if name.chars().count() > NAME_CHARS_MAX {
        return fault(Remark::NameTooLong);
    }
    Ok(())
}

fn is_code(name: &str) -> bool {
    name.len() >= 15 && name.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
}

/// A name for comparing: half width, no blanks, brackets and dots, small letters.
pub fn normal(name: &str) -> String {
    search::text::compact(name)
}

/// Words that end the name of a branch; longer ones before those they contain.
const FORMS: [&str; 14] = [
    "分公司",
    "分店",
    "分厂",
    "分部",
    "分社",
    "分院",
    "分所",
    "分校",
    "办事处",
    "营业部",
    "营业所",
    "经营部",
    "门市部",
    "代表处",
];

/// Forms of a company: a branch's name has one before the place and the branch form.
const COMPANIES: [&str; 6] = ["有限公司", "有限责任公司", "股份公司", "集团公司", "总公司", "公司"];

/// The parent's name in the name of a branch: 示例超市有限公司昌吉分公司 → 示例超市有限公司. None where the name is no
/// branch form, or the part before the form holds no company of its own (昌吉营业部). What stands between the parent's
/// name and the form must be short: it is a place or a number.
pub(crate) fn branch(name: &str) -> Option<&str> {
    let name = name.trim_end_matches([')', '）']);
    let form = FORMS.iter().find(|f| name.ends_with(*f))?;
    let before = name.strip_suffix(form)?;
    let end = COMPANIES.iter().filter_map(|c| Some(before.rfind(c)? + c.len())).max()?;
    let (parent, place) = before.split_at_checked(end)?;
    let company_chars = parent.chars().count();
    (company_chars >= 5 && place.chars().count() <= 16).then_some(parent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_a_name() {
        assert!(check("示例铝业有限公司").is_ok() && check("3M").is_err() && check("IBM").is_ok());
        for wrong in ["", "2001-01-05", "91650100MA7759Q54X", "12345678", "——"] {
            assert!(check(wrong).is_err(), "{wrong}");
        }
        assert_eq!(normal("示例（新疆） 公司"), normal("示例(新疆)公司"));
    }

    #[test]
    fn a_branch_names_its_parent() {
        assert_eq!(branch("示例超市有限公司昌吉分公司"), Some("示例超市有限公司"));
        assert_eq!(branch("示例超市有限公司昌吉市第二分店"), Some("示例超市有限公司"));
        assert_eq!(branch("新疆示例（集团）公司驻北京办事处"), Some("新疆示例（集团）公司"));
        assert_eq!(branch("示例超市有限公司"), None);
        assert_eq!(branch("昌吉营业部"), None);
        assert_eq!(branch("公司分店"), None);
    }
}
