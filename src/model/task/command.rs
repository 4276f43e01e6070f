//! A command line as the title of the task that it is, without what looks like a secret.

use crate::model::text::shell_word;

/// What stands for a secret.
const HIDDEN: &str = "***";
/// What the names of options and variables that hold secrets have in them.
const SECRET_NAMES: &[&str] = &[
    "password",
    "passwd",
    "passphrase",
    "secret",
    "token",
    "credential",
    "api-key",
    "apikey",
    "api_key",
    "access-key",
    "access_key",
    "private-key",
    "private_key",
    "auth",
];

/// The words of a command, joined as a shell would read them. The values of options and variables whose names tell of a
/// secret, passwords in addresses and authorisation headers are left out.
pub fn command_title(words: &[String]) -> String {
    let mut out = Vec::new();
    let mut hide_next = false;
    for word in words {
        let shown = if std::mem::take(&mut hide_next) {
            HIDDEN.to_owned()
        } else {
            hide_next = names_secret_option(word);
            without_secrets(word)
        };
        out.push(shell_word(&shown).into_owned());
    }
    out.join(" ")
}

/// An option whose value is the next word.
fn names_secret_option(word: &str) -> bool {
    word.starts_with('-') && !word.contains('=') && tells_of_secret(word)
}

fn tells_of_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    SECRET_NAMES.iter().any(|secret| name.contains(secret))
}

fn without_secrets(word: &str) -> String {
    if let Some((name, _)) = word.split_once('=')
        && tells_of_secret(name)
    {
        return format!("{name}={HIDDEN}");
    }
    if let Some((name, _)) = word.split_once(':')
        && !word.contains("://")
        && tells_of_secret(name)
    {
        return format!("{name}: {HIDDEN}");
    }
    without_user_info(word)
}

/// `scheme://user:password@host` without what stands before the `@`.
fn without_user_info(word: &str) -> String {
    let Some((scheme, rest)) = word.split_once("://") else {
        return word.to_owned();
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    match authority.rsplit_once('@') {
        Some((info, _)) => format!("{scheme}://{HIDDEN}{}", &rest[info.len()..]),
        None => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_left_out() {
        for (words, expected) in [
            (
                &["kubectl", "rollout", "restart", "deploy/orders"][..],
                "kubectl rollout restart deploy/orders",
            ),
            (
                &["psql", "--password", "hunter2", "-c", "select 1"],
                "psql --password '***' -c 'select 1'",
            ),
            (&["vault", "--token=abc"], "vault '--token=***'"),
            (&["env", "API_KEY=abc", "make"], "env 'API_KEY=***' make"),
            (
                &["curl", "-H", "Authorization: Bearer abc"],
                "curl -H 'Authorization: ***'",
            ),
            (
                &["git", "clone", "https://ana:pw@git.example/x?a=b@c"],
                "git clone 'https://***@git.example/x?a=b@c'",
            ),
            (&["ssh", "ana@host"], "ssh ana@host"),
        ] {
            let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
            assert_eq!(command_title(&words), expected);
        }
    }
}
