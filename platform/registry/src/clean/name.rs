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

/// Who stands beside a company and opens nothing.
const NO_BUSINESS: [&str; 3] = ["工会", "委员会", "协会"];

/// The parent's name in the name of a branch: 示例超市有限公司昌吉分公司, 示例医药公司第五门市部, 示例汽车运输公司二厂. A
/// company's own name ends with 公司, so what has it further ahead and another end is a part of that company, whatever it
/// is called. None where no company is named (昌吉营业部) and where what follows is too long to be a place and a kind.
pub(crate) fn branch(name: &str) -> Option<&str> {
    let name = without_note(name);
    let whole = name.ends_with("公司") && !name.ends_with("分公司");
    if whole || NO_BUSINESS.iter().any(|end| name.ends_with(end)) {
        return None;
    }
    let before = name.strip_suffix("分公司").unwrap_or(name);
    let end = before.find("公司")? + "公司".len();
    let (parent, part) = name.split_at_checked(end)?;
    (parent.chars().count() >= PARENT_CHARS_MIN && part.chars().count() <= PART_CHARS_MAX).then_some(parent)
}

const PARENT_CHARS_MIN: usize = 5;
const PART_CHARS_MAX: usize = 24;

/// Without what stands in brackets at its end: 示例公司（中外合资）.
fn without_note(name: &str) -> &str {
    if !name.ends_with([')', '）']) {
        return name;
    }
    name.rfind(['(', '（']).and_then(|at| name.get(..at)).unwrap_or(name)
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
        assert_eq!(branch("示例医药有限公司第五门市部"), Some("示例医药有限公司"));
        assert_eq!(branch("示例超市有限公司昌吉分公司二店（筹）"), Some("示例超市有限公司"));
        assert_eq!(branch("示例超市有限公司（中外合资）"), None);
        assert_eq!(branch("示例超市有限公司工会委员会"), None);
        assert_eq!(branch("示例超市有限公司"), None);
        assert_eq!(branch("昌吉营业部"), None);
        assert_eq!(branch("公司分店"), None);
    }
}
