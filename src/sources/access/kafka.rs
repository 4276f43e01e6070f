//! A Kafka cluster looked at: which accounts may do what, by its access rules. What may not be seen is a problem, no failure.

use jiff::Timestamp;

use crate::model::access::AccessSurvey;
use crate::model::access::rule::{self, rights};
use crate::model::text::counted;
use crate::remote::kafka::{Cluster, KafkaError, Rule, RuleFilter};

/// So many rules that give nothing are told one by one.
const TOLD: usize = 5;

/// Who may do what on a cluster, at `kafka:NAME`.
pub fn kafka(place: &str, cluster: &dyn Cluster) -> AccessSurvey {
    let mut survey = AccessSurvey {
        place: place.to_owned(),
        ..AccessSurvey::default()
    };
    match look(cluster, &mut survey) {
        Ok(()) => survey.taken = Some(Timestamp::now()),
        Err(error) => survey.problems.push(format!(
            "The access rules cannot be seen: {error}; {}.",
            error.hint()
        )),
    }
    survey
}

/// A rule as the model's fold takes it.
pub fn plain(rule: &Rule) -> rule::Rule {
    rule::Rule {
        resource: rule.resource.word().to_owned(),
        name: rule.name.clone(),
        pattern: rule.pattern.word().to_owned(),
        principal: rule.principal.clone(),
        host: rule.host.clone(),
        operation: rule.operation.word().to_owned(),
        permission: rule.permission.word().to_owned(),
    }
}

fn look(cluster: &dyn Cluster, survey: &mut AccessSurvey) -> Result<(), KafkaError> {
    if !cluster.about()?.authorizes {
        survey.complete = true;
        survey.problems.push(format!(
            "The cluster {} has no authorizer: everybody who reaches it may do everything, and there are no rules.",
            cluster.name()
        ));
        return Ok(());
    }
    let rules = cluster.rules(&RuleFilter::default())?;
    let rules: Vec<rule::Rule> = rules.iter().map(plain).collect();
    let topics = match cluster.topics(None) {
        Ok(topics) => Some(topics.into_iter().map(|topic| topic.name).collect::<Vec<_>>()),
        Err(error) => {
            let problem = format!(
                "What prefixed rules open cannot be seen, for the topics cannot: {error}; {}.",
                error.hint()
            );
            survey.problems.push(problem);
            None
        }
    };
    let given = rights(&survey.place, &rules, topics.as_deref());
    survey.complete = topics.is_some();
    survey.rights = given.rights;
    if given.unopened > 0 {
        let rules = counted(given.unopened, "prefixed rule opens", "prefixed rules open");
        survey.problems.push(format!(
            "{rules} too many topics to be told one by one: they are told by their prefix."
        ));
    }
    tell_void(&given.void, survey);
    survey.problems.push(
        "Superusers may do everything and are not among the rules; a resource without any rule is open to all where the brokers say so."
            .to_owned(),
    );
    Ok(())
}

/// Rules that allow what others forbid.
fn tell_void(void: &[rule::Rule], survey: &mut AccessSurvey) {
    for rule in void.iter().take(TOLD) {
        survey.problems.push(format!(
            "A rule lets {} {} {}, and another one forbids it: it gives nothing.",
            rule.principal, rule.operation, rule.name
        ));
    }
    if void.len() > TOLD {
        let more = counted(void.len() - TOLD, "more rule gives", "more rules give");
        survey
            .problems
            .push(format!("{more} nothing, for others forbid what they allow."));
    }
}
