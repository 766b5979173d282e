//! A TLS client of Mallory's own that shows whatever key, signature and protocol she likes.

use std::sync::Arc;

use rustls::client::AlwaysResolvesClientRawPublicKeys;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::pki_types::{CertificateDer, ServerName, SubjectPublicKeyInfoDer, UnixTime};
use rustls::sign::{CertifiedKey, Signer, SigningKey};
use rustls::{
    ClientConfig, DigitallySignedStruct, Error, SignatureAlgorithm, SignatureScheme, version,
};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::mallory::{knock, until_hung_up_on};
use crate::people::{PATIENCE, Person, keys_of};

/// What Mallory shows.
#[derive(Clone, Copy)]
pub(crate) struct Forgery<'a> {
    /// The protocols that she offers.
    pub(crate) alpn: &'a [&'a [u8]],
    /// The key that she claims, if any.
    pub(crate) key: Option<[u8; 32]>,
    /// Her signature, if it is not an honest one by her own key.
    pub(crate) signature: Option<[u8; 64]>,
}

impl Forgery<'_> {
    /// Nothing forged at all.
    pub(crate) fn none() -> Self {
        let key = keys_of("mallory").identity();
        Self { alpn: &[b"chinwag/1"], key: Some(*key.as_bytes()), signature: None }
    }
}

/// Shows it to Alice and does what she is told until Alice has ended the connection.
pub(crate) async fn fails_to_forge(at: &Person, forgery: Forgery<'_>) {
    if let Some(stream) = forge(at, forgery).await {
        until_hung_up_on(stream).await;
    }
}

/// Shows it to Alice. What comes back is a link as far as Mallory knows, and nothing if she was
/// refused so early that she knows.
pub(crate) async fn forge(at: &Person, forgery: Forgery<'_>) -> Option<TlsStream<TcpStream>> {
    let nobody = ServerName::try_from("alice").expect("a name");
    let connector = TlsConnector::from(Arc::new(client(forgery)));
    let connecting = timeout(PATIENCE, connector.connect(nobody, knock(at).await));
    connecting.await.expect("an answer").ok()
}

fn client(forgery: Forgery<'_>) -> ClientConfig {
    let config = ClientConfig::builder_with_provider(Arc::new(provider()))
        .with_protocol_versions(&[&version::TLS13])
        .expect("TLS 1.3")
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Credulous));
    let mut config = match forgery.key {
        Some(key) => {
            let spki = CertificateDer::from([&SPKI_PREFIX[..], &key].concat());
            let signer = Arc::new(Hand { key, signature: forgery.signature });
            let certified = Arc::new(CertifiedKey::new(vec![spki], signer));
            let resolver = AlwaysResolvesClientRawPublicKeys::new(certified);
            config.with_client_cert_resolver(Arc::new(resolver))
        }
        None => config.with_no_client_auth(),
    };
    config.alpn_protocols = forgery.alpn.iter().map(|name| name.to_vec()).collect();
    config.enable_sni = false;
    config
}

fn provider() -> CryptoProvider {
    let kx_groups = vec![aws_lc_rs::kx_group::X25519MLKEM768];
    CryptoProvider { kx_groups, ..aws_lc_rs::default_provider() }
}

/// The hand that signs for a key that need not be its own.
#[derive(Clone, Debug)]
struct Hand {
    key: [u8; 32],
    signature: Option<[u8; 64]>,
}

impl SigningKey for Hand {
    fn choose_scheme(&self, _: &[SignatureScheme]) -> Option<Box<dyn Signer>> {
        Some(Box::new(self.clone()))
    }

    fn public_key(&self) -> Option<SubjectPublicKeyInfoDer<'_>> {
        Some([&SPKI_PREFIX[..], &self.key].concat().into())
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        SignatureAlgorithm::ED25519
    }
}

impl Signer for Hand {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        Ok(self.signature.unwrap_or_else(|| keys_of("mallory").sign(message)).to_vec())
    }

    fn scheme(&self) -> SignatureScheme {
        SignatureScheme::ED25519
    }
}

/// Believes every server.
#[derive(Debug)]
struct Credulous;

impl ServerCertVerifier for Credulous {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        vec![SignatureScheme::ED25519]
    }

    fn requires_raw_public_keys(&self) -> bool {
        true
    }
}

/// What comes before the 32 bytes of an Ed25519 key in a SubjectPublicKeyInfo (RFC 8410 §4).
const SPKI_PREFIX: [u8; 12] = *b"\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\0";
