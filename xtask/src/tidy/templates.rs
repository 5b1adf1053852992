//! The content security policy allows no inline style, script or event handler, so templates hold none.
use super::Finding;
use super::tree::Tree;

pub fn inline(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.ending(".html").filter(|f| f.path.contains("templates/")) {
        for (tag, line) in tags(&file.text) {
            if let Some(advice) = fault(tag) {
                findings.push(Finding::new(&file.path, line, advice));
            }
        }
    }
    findings
}

/// The opening tags of a template with their lines; what askama's comments hold is left out.
fn tags(text: &str) -> Vec<(&str, usize)> {
    let mut found = Vec::new();
    let mut comment_ends = 0;
    for (at, _) in text.match_indices(['<', '{']) {
        let rest = text.get(at..).unwrap_or_default();
        if at < comment_ends {
            continue;
        }
        if rest.starts_with("{#") {
            comment_ends = at + rest.find("#}").unwrap_or(rest.len());
        } else if rest.starts_with('<')
            && rest.get(1..2).is_some_and(|c| c.starts_with(|c: char| c.is_ascii_alphabetic()))
        {
            let tag = rest.get(..end_of_tag(rest)).unwrap_or(rest);
            found.push((tag, 1 + text.get(..at).unwrap_or_default().matches('\n').count()));
        }
    }
    found
}

/// A `>` inside an expression (`{% if a > b %}`) or a quoted value does not end the tag.
fn end_of_tag(rest: &str) -> usize {
    let (mut quoted, mut braces, mut before) = (false, 0i32, ' ');
    for (at, c) in rest.char_indices() {
        match c {
            '"' if braces == 0 => quoted = !quoted,
            '{' => braces += 1,
            '}' => braces -= 1,
            '>' if !quoted && braces <= 0 && before != '-' => return at,
            _ => {}
        }
        before = c;
    }
    rest.len()
}

fn fault(tag: &str) -> Option<&'static str> {
    let lower = tag.to_ascii_lowercase();
    if lower.starts_with("<style") {
        return Some("inline <style>: move it to a style sheet in the assets");
    }
    if lower.starts_with("<script") && !attribute(&lower, "src") && !lower.contains("application/json") {
        return Some("inline <script>: move the code to a file in the assets; data belongs in a JSON block");
    }
    if attribute(&lower, "style") {
        return Some("inline style=: use a class, or an SVG attribute for what is computed");
    }
    if lower.contains("javascript:") || lower.split(char::is_whitespace).any(is_handler) {
        return Some("inline event handler: use a data- attribute that a script in the assets reads");
    }
    None
}

fn attribute(tag: &str, name: &str) -> bool {
    tag.split(char::is_whitespace).any(|word| word.strip_prefix(name).is_some_and(|rest| rest.starts_with('=')))
}

fn is_handler(word: &str) -> bool {
    let name = word.split_once('=').map(|(name, _)| name);
    name.and_then(|n| n.strip_prefix("on"))
        .is_some_and(|event| !event.is_empty() && event.chars().all(|c| c.is_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_policy_blocks_is_found() {
        for (html, found) in [
            ("<p style=\"color:red\">", 1),
            ("<p\n  class=\"x\"\n  onclick=\"f()\">", 1),
            ("<a href=\"javascript:f()\">", 1),
            ("<style>p {}</style>", 1),
            ("<script>f()</script>", 1),
            ("{% if a > 1 %}<p class=\"{% if b > 1 %}x{% endif %}\" style=\"y\">{% endif %}", 1),
            ("<script src=\"/assets/app.js\" defer></script>", 0),
            ("<script type=\"application/json\">{\"a\": 1}</script>", 0),
            ("<p data-style=\"x\" class=\"one\">style= onclick=</p>", 0),
            ("{# <p style=\"x\"> #}<p>", 0),
        ] {
            let findings = inline(&Tree::of(&[("ui/templates/a.html", html)]));
            assert_eq!(findings.len(), found, "{html}: {findings:?}");
        }
    }

    #[test]
    fn the_line_is_the_tag_s() {
        let findings = inline(&Tree::of(&[("ui/templates/a.html", "<p>\n<b>\n<i style=\"x\">")]));
        assert_eq!(findings.first().map(|f| f.line), Some(3));
    }
}
