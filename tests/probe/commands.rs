//! `muster probe` as a binary, against servers on this machine.

use std::io::{Read, Write};
use std::net::TcpListener;

use serde_json::Value;

use crate::company::{CART, ORG};
use crate::machine::Machine;

/// A port where nobody listens.
fn closed() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

/// A server that answers every request so, for as long as the test runs.
fn answering(status: &'static str) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { continue };
            let mut question = [0; 2048];
            let Ok(_length) = stream.read(&mut question) else {
                continue;
            };
            let _ = write!(
                stream,
                "HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
            );
        }
    });
    port
}

fn machine(well: u16, ill: u16) -> Machine {
    let services = format!(
        "apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: cart
  annotations:
    muster/contact: cleo
    muster/probe: http://127.0.0.1:{well}/healthz
    muster/probe.db: tcp://127.0.0.1:{ill} fall=2
spec: {{type: service, lifecycle: production, owner: shop}}
"
    );
    let settings = format!(
        "[http.hosts.\"127.0.0.1:{well}\"]
private = true
[http.hosts.\"127.0.0.1:{ill}\"]
private = true
[notify.page]
kind = \"command\"
"
    );
    let page = "#!/bin/sh\necho \"$1\" >> told\ncat >> told\n";
    let machine = Machine::with(&[
        ("muster.toml", settings.as_str()),
        ("org.yaml", ORG),
        ("services.yaml", services.as_str()),
        ("page", page),
        (
            "~/config/config.toml",
            "[notify.page]\ncommand = [\"./page\", \"{whom}\"]\n",
        ),
    ]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(machine.path("page"), std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    machine
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// What was heard of each probe, and how it stands.
fn states(document: &Value) -> Vec<String> {
    let text = |one: &Value, key: &str| one[key].as_str().unwrap_or("-").to_owned();
    let all = document["probes"].as_array().unwrap().iter();
    let mut all: Vec<String> = all
        .map(|one| {
            format!(
                "{} {} {}",
                text(one, "probe"),
                text(one, "heard"),
                text(one, "state")
            )
        })
        .collect();
    all.sort();
    all
}

#[test]
fn each_is_asked_once_and_the_second_failure_tells_the_contact() {
    let machine = machine(answering("200 OK"), closed());
    let first = machine.run("probe --json");
    assert_eq!(first.status, 1, "{}{}", first.stdout, first.stderr);
    assert_eq!(states(&json(&first.stdout)), ["db down unknown", "probe up up"]);
    assert!(!machine.path("told").exists());
    let second = machine.run("probe cart --json");
    assert_eq!(states(&json(&second.stdout)), ["db down down", "probe up up"]);
    assert!(
        second
            .stderr
            .contains("user:default/cleo, contact, was told by page"),
        "{}",
        second.stderr
    );
    let told = std::fs::read_to_string(machine.path("told")).unwrap();
    let (whom, message) = told.split_once('\n').unwrap();
    assert_eq!(whom, "user:default/cleo");
    let message = json(message);
    assert_eq!(
        (message["entity"].as_str(), message["state"].as_str()),
        (Some(CART), Some("down"))
    );
    machine.run("probe");
    assert_eq!(std::fs::read_to_string(machine.path("told")).unwrap(), told);
    let listed = machine.run("probe list");
    assert_eq!(listed.status, 1);
    assert!(listed.stdout.contains("user:default/cleo"), "{}", listed.stdout);
    let tail = machine.run("journal tail");
    assert!(
        tail.stdout
            .contains("was told by page that component:default/cart is down"),
        "{}",
        tail.stdout
    );
}

#[test]
fn a_silence_is_set_listed_and_ended() {
    let machine = machine(closed(), closed());
    for (line, status, said) in [
        ("probe silences", 0, "nothing is silent"),
        (
            "probe silence cart --for 2h --reason move",
            0,
            "nobody is told of component:default/cart until",
        ),
        ("probe silences", 0, "move"),
        (
            "probe speak cart",
            0,
            "people are told of component:default/cart again",
        ),
        ("probe silences", 0, "nothing is silent"),
        ("probe speak cart", 1, "component:default/cart is not silent"),
        ("probe silence cart --reason move", 2, "--for"),
        (
            "probe silence cart --for 2h --until 2099-01-01 --reason move",
            2,
            "cannot be used",
        ),
        (
            "probe silence nothere --for 2h --reason move",
            1,
            "nothing in the catalog",
        ),
        (
            "--read-only probe silence cart --for 2h --reason move",
            1,
            "--read-only",
        ),
        ("--read-only probe --watch", 1, "--read-only"),
        ("probe cart --watch", 2, "--watch watches all"),
    ] {
        let answer = machine.run(line);
        let all = format!("{}{}", answer.stdout, answer.stderr);
        assert_eq!(answer.status, status, "{line}: {all}");
        assert!(all.contains(said), "{line}: {all}");
    }
}

#[test]
fn read_only_asks_and_writes_nothing() {
    let machine = machine(answering("200 OK"), closed());
    let answer = machine.run("--read-only probe --json");
    assert_eq!(answer.status, 1, "{}", answer.stderr);
    assert_eq!(
        states(&json(&answer.stdout)),
        ["db down unknown", "probe up unknown"]
    );
    assert!(!machine.path("~/data").exists());
}

#[test]
fn what_cannot_be_run_is_said() {
    let machine = Machine::with(&[
        ("muster.toml", ""),
        ("org.yaml", ORG),
        (
            "services.yaml",
            "{apiVersion: backstage.io/v1alpha1, kind: Component, metadata: {name: cart, annotations: {muster/probe: 'gopher://x'}}, spec: {type: service, lifecycle: production, owner: shop}}",
        ),
    ]);
    let answer = machine.run("probe");
    assert_eq!(answer.status, 1);
    assert!(
        answer
            .stderr
            .contains("component:default/cart: muster/probe: it begins with no sort of target"),
        "{}",
        answer.stderr
    );
    for line in ["probe --json", "probe list --json"] {
        let answer = machine.run(line);
        assert_eq!(answer.status, 1, "{line}");
        let document = json(&answer.stdout);
        assert_eq!(document["probes"], Value::Array(Vec::new()), "{line}");
        let wrong = &document["wrong"][0];
        assert_eq!(wrong["where"], "component:default/cart", "{line}");
        let why = wrong["why"].as_str().unwrap();
        assert!(why.contains("it begins with no sort of target"), "{line}: {why}");
    }
    let missing = machine.run("probe ana");
    assert!(
        missing.stderr.contains("user:default/ana has no probe"),
        "{}",
        missing.stderr
    );
}

/// Ends a process whatever happens.
struct Child(std::process::Child);

impl Child {
    fn signal(&self, signal: rustix::process::Signal) {
        let id = rustix::process::Pid::from_child(&self.0);
        rustix::process::kill_process(id, signal).unwrap();
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The file that whoever runs the probes holds.
fn lock_of(machine: &Machine) -> Option<std::path::PathBuf> {
    let spaces = std::fs::read_dir(machine.path("~/data/workspaces")).ok()?;
    let mut locks = spaces.flatten().map(|space| space.path().join("probes.lock"));
    locks.find(|lock| lock.exists())
}

fn until<T>(what: &str, mut found: impl FnMut() -> Option<T>) -> T {
    let begun = std::time::Instant::now();
    loop {
        match found() {
            Some(found) => return found,
            None => assert!(begun.elapsed().as_secs() < 30, "{what}"),
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
}

#[test]
fn who_is_stopped_from_outside_does_not_keep_people_from_being_told() {
    use rustix::process::Signal;
    let machine = machine(answering("200 OK"), closed());
    let mut command = machine.command("probe --watch");
    command.stdout(std::process::Stdio::null());
    command.stderr(std::process::Stdio::null());
    let watch = Child(command.spawn().unwrap());
    let is_held = |lock: &std::path::PathBuf| muster::engine::run::is_driven(lock);
    let lock = until("it runs the probes", || lock_of(&machine).filter(is_held));
    watch.signal(Signal::STOP);
    let told = |run: &str| machine.run(run).stderr;
    assert!(!told("probe db").contains("stands still"));
    let long_ago = std::time::SystemTime::now() - std::time::Duration::from_secs(130);
    let file = std::fs::File::options().write(true).open(&lock).unwrap();
    file.set_modified(long_ago).unwrap();
    let first = told("probe cart");
    assert!(
        first.contains("the window that ran the probes stands still since"),
        "{first}"
    );
    let listed = machine.run("probe list").stdout;
    assert!(
        listed.contains("LOOKED") && listed.contains("just now"),
        "{listed}"
    );
    told("probe cart");
    assert!(machine.path("told").exists());
    watch.signal(Signal::CONT);
    until("it runs the probes again", || {
        Some(&lock).filter(|lock| is_held(lock))
    });
}

#[test]
fn a_suspended_window_leaves_the_probes_to_others() {
    let machine = machine(answering("200 OK"), closed());
    let plain = machine.command("");
    let mut command = portable_pty::CommandBuilder::new(plain.get_program());
    command.env_clear();
    for (name, value) in plain.get_envs() {
        command.env(name, value.unwrap_or_default());
    }
    command.cwd(machine.path(""));
    let mut window = crate::pty::Pty::start(command, 100, 30);
    let is_held = |lock: &std::path::PathBuf| muster::engine::run::is_driven(lock);
    let lock = until("it runs the probes", || lock_of(&machine).filter(is_held));
    window.send("\x1a");
    window.wait_stopped();
    assert!(!is_held(&lock));
    window.signal(rustix::process::Signal::CONT);
    until("it runs the probes again", || {
        Some(&lock).filter(|lock| is_held(lock))
    });
    window.send("\x03");
    assert_eq!(window.wait_end().0, 0);
}

#[test]
fn doctor_tells_of_ways_that_reach_nobody() {
    let machine = machine(1, 2);
    let doctor = || machine.run("doctor").stdout;
    assert!(doctor().contains("page is a command for everybody"));
    assert!(!doctor().contains("nobody is told"));
    let way = "[notify.page]\nkind = \"command\"\nfor = ";
    for (whom, told, missed) in [
        (
            "[\"group:nobody\", \"user:zoe\"]",
            "but the catalog has no group:default/nobody, no user:default/zoe",
            true,
        ),
        (
            "[\"user:cleo\"]",
            "page is a command for user:default/cleo",
            false,
        ),
        (
            "[\"group:tech\"]",
            "page is a command for group:default/tech",
            false,
        ),
    ] {
        machine.write("muster.toml", &format!("{way}{whom}\n"));
        let said = doctor();
        assert!(said.contains(told), "{said}");
        let nobody = "nobody is told when these are down: component:default/cart";
        assert_eq!(said.contains(nobody), missed, "{said}");
    }
    machine.write("~/config/config.toml", "");
    let said = doctor();
    assert!(
        said.contains("name the program in config.toml: [notify.page] command = ["),
        "{said}"
    );
    assert!(!said.contains("set it where muster is started"), "{said}");
}
