//! The order of automation in a workspace's `vision.yaml`: how much each category counts, and why. Every other key of the
//! file is left to those it is for.
//!
//! ```yaml
//! automation:
//!   - category: kafka-topic
//!     weight: 1.5
//!     reason: Topics are the first golden path
//! ```

pub mod radar;

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::{fs, io};

use super::files::yaml;
use crate::model::catalog::{Node, Position, Value};
use crate::model::insight::{Decimal, Fit, Fits};

/// The vision's file, at the root of a workspace.
pub const VISION_FILE: &str = "vision.yaml";

/// More than any category weighs: a slip of the keyboard, not an opinion.
const GREATEST_WEIGHT: Decimal = Decimal::hundredths(1000);

/// Why the order of automation cannot be read.
#[derive(Debug)]
pub enum VisionError {
    Unreadable {
        file: PathBuf,
        cause: io::Error,
    },
    Wrong {
        file: PathBuf,
        complaints: Vec<Complaint>,
    },
}

/// One thing that is wrong, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    pub at: Position,
    pub message: String,
}

impl fmt::Display for VisionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { file, cause } => write!(f, "{} cannot be read: {cause}", file.display()),
            Self::Wrong { file, complaints } => {
                for (at, complaint) in complaints.iter().enumerate() {
                    let Position { line, column } = complaint.at;
                    let gap = if at > 0 { "; " } else { "" };
                    write!(
                        f,
                        "{gap}{}:{line}:{column}: {}",
                        file.display(),
                        complaint.message
                    )?;
                }
                Ok(())
            }
        }
    }
}

impl std::error::Error for VisionError {}

/// The weights of the vision of the workspace in this folder; neutral where there is no such file.
pub fn read(root: &Path) -> Result<Fits, VisionError> {
    let file = root.join(VISION_FILE);
    let text = match fs::read_to_string(&file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Fits::default()),
        Err(cause) => return Err(VisionError::Unreadable { file, cause }),
    };
    parse(&text).map_err(|complaints| VisionError::Wrong { file, complaints })
}

/// The weights in the text of a vision. All complaints are reported, not the first only.
pub fn parse(text: &str) -> Result<Fits, Vec<Complaint>> {
    let Some(document) = yaml::parse(text).into_iter().next() else {
        return Ok(Fits::default());
    };
    let root = document.outcome.map_err(|broken| {
        vec![Complaint {
            at: broken.at,
            message: format!("this is not YAML: {}", broken.message),
        }]
    })?;
    let Some(list) = root.get("automation").filter(|list| !list.is_null()) else {
        return Ok(Fits::default());
    };
    if !matches!(list.value, Value::List(_)) {
        let message = format!("`automation` is {}; write a list of categories", list.sort());
        return Err(vec![complain(list, message)]);
    }
    let mut fits = BTreeMap::new();
    let mut complaints = Vec::new();
    for item in list.items() {
        match entry(item) {
            Ok((category, _)) if fits.contains_key(&category) => {
                complaints.push(complain(
                    item,
                    format!("`{category}` stands here twice; keep one"),
                ));
            }
            Ok((category, fit)) => {
                fits.insert(category, fit);
            }
            Err(complaint) => complaints.push(complaint),
        }
    }
    if complaints.is_empty() {
        Ok(Fits::new(fits))
    } else {
        Err(complaints)
    }
}

fn entry(item: &Node) -> Result<(String, Fit), Complaint> {
    let missing =
        |key: &str, example: &str| complain(item, format!("there is no `{key}`; write {key}: {example}"));
    let text = |key: &str, example: &str| {
        let node = item.get(key).ok_or_else(|| missing(key, example))?;
        match node.text().map(str::trim) {
            Some(text) if !text.is_empty() => Ok((node, text)),
            _ => Err(complain(
                node,
                format!("`{key}` is {}; write {key}: {example}", node.sort()),
            )),
        }
    };
    let (_, category) = text("category", "kafka-topic")?;
    let (at, written) = text("weight", "1.5")?;
    let weight = written
        .parse::<Decimal>()
        .ok()
        .filter(|weight| *weight <= GREATEST_WEIGHT);
    let weight = weight.ok_or_else(|| {
        let message = format!(
            "`{written}` is no weight; write a number from 0 to 10 with at most two decimals, 1 is neutral"
        );
        complain(at, message)
    })?;
    let (_, reason) = text("reason", "the golden path for topics comes first")?;
    let fit = Fit {
        weight,
        reason: reason.to_owned(),
    };
    Ok((category.to_owned(), fit))
}

fn complain(node: &Node, message: String) -> Complaint {
    Complaint { at: node.at, message }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_have_reasons_and_other_keys_are_left_alone() {
        let fits = parse(
            "principles: [one, two]\nautomation:\n  - category: kafka-topic\n    weight: 1.5\n    reason: Topics come first\n",
        )
        .unwrap();
        assert_eq!(fits.of("kafka-topic").weight.to_string(), "1.50");
        assert_eq!(fits.of("kafka-topic").reason, "Topics come first");
        assert_eq!(fits.of("deploy").reason, "the vision does not name it");
    }

    #[test]
    fn without_an_order_of_automation_all_weights_are_neutral() {
        for text in ["", "principles: []\n", "automation:\n"] {
            let fits = parse(text).unwrap();
            assert!(!fits.is_given());
            assert_eq!(fits.of("deploy").weight, Decimal::ONE);
        }
    }

    #[test]
    fn a_complaint_says_where_and_what_would_be_right() {
        for (text, expected) in [
            (
                "automation: soon\n",
                "1:13: `automation` is text; write a list of categories",
            ),
            ("automation: [\n", "1:13: this is not YAML:"),
            (
                "automation:\n  - category: deploy\n    weight: high\n    reason: x\n",
                "3:13: `high` is no weight; write a number from 0 to 10",
            ),
            (
                "automation:\n  - category: deploy\n    weight: 11\n    reason: x\n",
                "3:13: `11` is no weight;",
            ),
            (
                "automation:\n  - category: deploy\n    weight: 1\n",
                "2:5: there is no `reason`; write reason:",
            ),
            (
                "automation:\n  - {category: a, weight: 1, reason: x}\n  - {category: a, weight: 2, reason: y}\n",
                "3:5: `a` stands here twice; keep one",
            ),
            ("automation:\n  - deploy\n", "2:5: there is no `category`;"),
        ] {
            let complaints = parse(text).unwrap_err();
            let Position { line, column } = complaints[0].at;
            let said = format!("{line}:{column}: {}", complaints[0].message);
            assert!(said.starts_with(expected), "{said}");
        }
    }
}
