//! The Kafka clusters of the workspace: which there are, as whom muster comes to them, whether a sandbox answers; and, only
//! when that is asked for, who answers and whether anybody is kept out.

use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use super::Area;
use crate::cli::Context;
use crate::config::{KafkaAccount, KafkaCluster, Paths, PersonSettings, Workspace};
use crate::engine::Outside;
use crate::model::text::counted;
use crate::providers::action::World;
use crate::remote::kafka::{About, KafkaError};

/// Longer nobody waits for a cluster.
const PATIENCE: Duration = Duration::from_secs(15);

pub(super) fn look(context: &Context, online: bool) -> Area {
    let mut area = Area::new("Kafka");
    let (Ok(paths), Ok(Ok(workspace))) = (context.paths(), context.find_workspace()) else {
        area.ok("not looked for, as there is no workspace");
        return area;
    };
    let clusters = &workspace.settings.kafka.clusters;
    if clusters.is_empty() {
        area.ok("no cluster is set up; [kafka.clusters.NAME] in muster.toml names one");
        return area;
    }
    // What is wrong with the person's settings is said above.
    let person = PersonSettings::load(&paths.settings_file()).unwrap_or_default();
    let answers: Vec<Option<Answer>> = clusters
        .iter()
        .map(|cluster| (online && !cluster.sandbox).then(|| ask(&workspace, paths, &cluster.name)))
        .collect();
    for (cluster, answer) in clusters.iter().zip(answers) {
        describe(cluster, &person.kafka, answer, &mut area);
    }
    area
}

/// What a cluster says, once it does.
type Answer = mpsc::Receiver<Result<About, KafkaError>>;

/// Asks a cluster beside the others, so that one that is down costs no more time than all of them.
fn ask(workspace: &Workspace, paths: &Paths, name: &str) -> Answer {
    let (sender, answer) = mpsc::channel();
    let cluster = Outside::open(workspace, paths, Arc::default())
        .map_err(|error| error.to_string())
        .and_then(|outside| outside.kafka(Some(name)).map_err(|error| error.message));
    thread::spawn(move || {
        let about = cluster
            .map_err(|message| KafkaError::Settings { message })
            .and_then(|cluster| cluster.about());
        // An error means that nobody waits any more.
        let _ = sender.send(about);
    });
    answer
}

fn describe(cluster: &KafkaCluster, accounts: &[KafkaAccount], answer: Option<Answer>, area: &mut Area) {
    let name = &cluster.name;
    if cluster.sandbox {
        return area.ok(format!(
            "{name}: a sandbox inside muster answers for it; nothing leaves this machine"
        ));
    }
    let shown = format!(
        "{name}  {}, {}",
        cluster.bootstrap.join(","),
        account(cluster, accounts)
    );
    let Some(answer) = answer else {
        return area.ok(format!(
            "{shown} (`muster doctor --online` asks whether it answers)"
        ));
    };
    match answer.recv_timeout(PATIENCE) {
        Ok(Ok(about)) => {
            let brokers = counted(about.brokers as usize, "broker", "brokers");
            let rules = match about.authorizes {
                true => "access rules are in force",
                false => "it has no authorizer, so nobody is kept out",
            };
            area.ok(format!("{shown}: {brokers}; {rules}"));
        }
        Ok(Err(error)) => area.problem(format!("{shown}: {error}"), error.hint()),
        Err(_) => area.problem(
            format!("{shown}: no answer within {} s", PATIENCE.as_secs()),
            "check that the brokers run, the bootstrap addresses, and the network",
        ),
    }
}

/// As whom muster comes there, without secrets.
fn account(cluster: &KafkaCluster, accounts: &[KafkaAccount]) -> String {
    let transport = match cluster.tls {
        Some(_) => "over TLS",
        None => "without TLS",
    };
    let Some(sasl) = &cluster.sasl else {
        return format!("{transport}, without an account");
    };
    let own = accounts.iter().find(|account| account.cluster == cluster.name);
    let own_name = own.and_then(|account| account.username.as_deref());
    let user = own_name.or(sasl.username.as_deref()).unwrap_or("nobody yet");
    let file = own.and_then(|account| account.password_file.as_ref());
    let password = match (file, &sasl.password_variable) {
        (Some(file), _) => format!("the password from {}", file.display()),
        (None, Some(variable)) => format!("the password from {variable}"),
        (None, None) => "no password is named".to_owned(),
    };
    format!("{transport}, as {user} by {}, {password}", sasl.mechanism.name())
}
