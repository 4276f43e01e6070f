//! Whether somebody listens.

use muster::model::health::Health::{Down, Unknown, Up};

use crate::server::Server;
use crate::stage::{PATIENCE, SHORT, World, check, look};

#[test]
fn a_connection_is_all_that_is_asked_for() {
    let hanging = Server::behaving(crate::server::hang);
    let closing = Server::behaving(|_| {});
    let closed = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let network = World::default().network();
    for (target, health, reached, words) in [
        (
            format!("tcp://a.test:{}", hanging.port()),
            Up,
            true,
            "takes a connection after",
        ),
        (
            format!("tcp://127.0.0.1:{}", closing.port()),
            Up,
            true,
            "takes a connection after",
        ),
        (
            format!("tcp://several.test:{}", closing.port()),
            Up,
            true,
            "takes a connection after",
        ),
        (
            format!("tcp://a.test:{closed}"),
            Down,
            true,
            "refuses the connection: nobody listens there",
        ),
        ("tcp://nobody.test:1".to_owned(), Down, false, "has no address"),
        (
            "tcp://hangs.test:1".to_owned(),
            Down,
            false,
            "does not answer in time",
        ),
        (
            "tcp://inside.test:5432".to_owned(),
            Unknown,
            true,
            "see [http.hosts.\"inside.test:5432\"] of muster.toml",
        ),
        (
            "tcp://[::ffff:169.254.169.254]:80".to_owned(),
            Unknown,
            true,
            "no address of a service",
        ),
    ] {
        let time = if health == Up { PATIENCE } else { SHORT };
        let heard = look(&network, &target, time);
        check(&heard, health, reached, words, &target);
        assert_eq!(heard.took.is_some(), health == Up, "{heard:?}");
    }
}
