//! A server whose certificate is its own authority: `own.test`, until 2126. Its key is nobody's secret.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection};

use crate::server::Server;

const CERTIFICATE: &str = "\
MIIBkzCCATigAwIBAgIUYYAF2s4YEslYgB1pXpILia3Ut4EwCgYIKoZIzj0EAwIwEzERMA8GA1UEAwwIb3duLnRlc3QwIBcNMjYx\
MTIzMTcyOTUyWhgPMjEyNjEwMzAxNzI5NTJaMBMxETAPBgNVBAMMCG93bi50ZXN0MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\
HlSqaKCYUni/C4LjmFcaToKD67LQVKPEv3XmgBzze+I92Nrt5ucrvwMzgpYJr/0F2qSmrEtJVjdL3XjEfL4aMaNoMGYwHQYDVR0O\
BBYEFGn4y1EdZf6Uw/1xWZADVkvC1WdTMB8GA1UdIwQYMBaAFGn4y1EdZf6Uw/1xWZADVkvC1WdTMA8GA1UdEwEB/wQFMAMBAf8w\
EwYDVR0RBAwwCoIIb3duLnRlc3QwCgYIKoZIzj0EAwIDSQAwRgIhAOyP4Olz/XmFy2vnn1vEAtvtNBQHxKAKCtRV+QB4yy8OAiEA\
nvXhewa3poplQwkId8XYBrY5rS4U0jAnwsVZSR6yIt0=";
const KEY: &str = "\
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgfAYIUkHl4p+eTxch3Pdysqu39zSr8njwG3l1zObCX6ihRANCAAQe\
VKpooJhSeL8LguOYVxpOgoPrstBUo8S/deaAHPN74j3Y2u3m5yu/AzOClgmv/QXapKasS0lWN0vdeMR8vhox";

/// Of those that are trusted, as a file in PEM.
pub fn trusted() -> Vec<u8> {
    format!("-----BEGIN CERTIFICATE-----\n{CERTIFICATE}\n-----END CERTIFICATE-----\n").into_bytes()
}

/// Shows its certificate to everybody.
pub fn start() -> Server {
    let der = |text: &str| STANDARD.decode(text).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(der(KEY)));
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![CertificateDer::from(der(CERTIFICATE))], key)
        .unwrap();
    let config = Arc::new(config);
    Server::start(move |_, stream| {
        let mut connection = ServerConnection::new(Arc::clone(&config)).unwrap();
        // Whoever asks breaks it off.
        let _ = connection.complete_io(stream);
    })
}
