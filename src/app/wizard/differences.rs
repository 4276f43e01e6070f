//! In what a plan differs from the one that was shown before. Pure.

use crate::model::run::{Plan, PlannedStep};

/// A sentence for each difference that matters; empty where there is none.
pub fn differences(before: &Plan, after: &Plan) -> Vec<String> {
    if before.hash == after.hash {
        return Vec::new();
    }
    let find = |plan: &Plan, id: &str| plan.steps.iter().position(|step| step.id == id);
    let mut sentences = Vec::new();
    for step in &after.steps {
        match find(before, &step.id).and_then(|at| before.steps.get(at)) {
            None => sentences.push(format!("{} is new: {}", title(step), step.summary)),
            Some(old) => sentences.extend(of_step(old, step)),
        }
    }
    for step in &before.steps {
        if find(after, &step.id).is_none() {
            sentences.push(format!("{} is gone", title(step)));
        }
    }
    for finding in &after.findings {
        if !before.findings.contains(finding) {
            sentences.push(format!("New: {}", finding.message));
        }
    }
    if before.approvals != after.approvals {
        sentences.push("Others have to agree to it".to_owned());
    }
    if sentences.is_empty() {
        sentences.push("The blueprint or its files changed, with the same steps and effects".to_owned());
    }
    sentences
}

fn of_step(old: &PlannedStep, new: &PlannedStep) -> Option<String> {
    let what = if old.effect != new.effect || old.target != new.target || old.summary != new.summary {
        format!("now: {}, before: {}", new.summary, old.summary)
    } else if old.changes != new.changes {
        "changes other things than before".to_owned()
    } else if old.input_digest != new.input_digest {
        "is done with other input".to_owned()
    } else {
        return None;
    };
    Some(format!("{} {what}", title(new)))
}

fn title(step: &PlannedStep) -> &str {
    if step.name.is_empty() {
        &step.id
    } else {
        &step.name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_difference_is_a_sentence() {
        let step = |id: &str, summary: &str| PlannedStep {
            id: id.to_owned(),
            summary: summary.to_owned(),
            ..PlannedStep::default()
        };
        let plan = |hash: &str, steps: Vec<PlannedStep>| Plan {
            hash: hash.to_owned(),
            steps,
            ..Plan::default()
        };
        let before = plan("1", vec![step("a", "makes a"), step("b", "makes b")]);
        let after = plan("2", vec![step("a", "adopts a"), step("c", "makes c")]);
        assert_eq!(
            differences(&before, &after),
            [
                "a now: adopts a, before: makes a",
                "c is new: makes c",
                "b is gone"
            ]
        );
        assert!(differences(&before, &before).is_empty());
        assert_eq!(differences(&before, &plan("3", before.steps.clone())).len(), 1);
    }
}
