//! One item of a list in a YAML file, cut out as text, so that a rule can be tried and changed without its file. Pure.

/// The item whose text begins at a line (counted from 1): all that is indented below it, moved to the left edge. None where
/// no item begins there.
pub fn cut_out(text: &str, line: u32) -> Option<String> {
    let at = usize::try_from(line).ok()?.checked_sub(1)?;
    let mut lines = text.lines().skip(at);
    let first = lines.next()?;
    let dash = first.find("- ")?;
    if !first.get(..dash)?.trim().is_empty() {
        return None;
    }
    let body = first.get(dash + 2..)?;
    let indent = dash + 2 + (body.len() - body.trim_start().len());
    let mut item = vec![body.trim_start().trim_end()];
    for line in lines {
        let blank = line.len() - line.trim_start().len();
        if line.trim().is_empty() {
            item.push("");
        } else if blank > dash {
            item.push(line.get(blank.min(indent)..)?.trim_end());
        } else {
            break;
        }
    }
    while item.last().is_some_and(|line| line.is_empty()) {
        item.pop();
    }
    Some(item.join("\n"))
}

/// The same as an item of `rules`, to be pasted into a file.
pub fn as_item(text: &str) -> String {
    let mut item = String::new();
    for (at, line) in text.trim_end().lines().enumerate() {
        let start = match (at, line.is_empty()) {
            (0, _) => "  - ",
            (_, true) => "",
            (_, false) => "    ",
        };
        item.push_str(start);
        item.push_str(line);
        item.push('\n');
    }
    item
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "rules:\n  - id: one\n    require: >\n      true &&\n      true\n\n  # of the second\n  -   id: two\n      title: Two\nnaming: []\n";

    #[test]
    fn an_item_is_cut_out_with_all_that_belongs_to_it() {
        assert_eq!(
            cut_out(FILE, 2).unwrap(),
            "id: one\nrequire: >\n  true &&\n  true"
        );
        assert_eq!(cut_out(FILE, 8).unwrap(), "id: two\ntitle: Two");
        for line in [0, 1, 3, 7, 10, 99] {
            assert_eq!(cut_out(FILE, line), None, "{line}");
        }
    }

    #[test]
    fn it_goes_back_as_it_came() {
        let item = cut_out(FILE, 2).unwrap();
        let file = format!("rules:\n{}", as_item(&item));
        assert_eq!(cut_out(&file, 2), Some(item));
    }
}
