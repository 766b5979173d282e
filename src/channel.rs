//! The secure channel: TLS 1.3 with raw public keys (RFC 7250), both ends proven by their
//! identities, nothing negotiated that could be talked down.
//!
//! One version, one key exchange (X25519MLKEM768, so that what is recorded today stays closed to
//! a quantum computer), Ed25519 only, no tickets, no early data, no server name. The key that we
//! expect is checked inside the verifier, before our own is sent: who sits in the middle does not
//! even learn who called.

mod verifier;

use std::fmt;
use std::io;
use std::sync::Arc;

use rustls::client::{AlwaysResolvesClientRawPublicKeys, Resumption};
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::pki_types::{CertificateDer, ServerName, SubjectPublicKeyInfoDer};
use rustls::server::AlwaysResolvesServerRawPublicKeys;
use rustls::sign::{CertifiedKey, Signer, SigningKey};
use rustls::{
    AlertDescription, CertificateError, ClientConfig, Error, OtherError, ServerConfig,
    SignatureAlgorithm, SignatureScheme,
};
use tokio_rustls::{TlsAcceptor, TlsConnector, TlsStream};

use crate::identity::{Identity, KeyPair};
use crate::reason::Reason;
use crate::text::Safe;
use crate::transport::BoxStream;

use verifier::{Refusal, Verifier, decode_key, encode_key};

/// A stream that only the two identities can read and write.
pub type SecureStream = TlsStream<BoxStream>;

/// Makes secure streams of plain ones, in our name.
#[derive(Clone)]
pub struct Channel {
    me: Identity,
    provider: Arc<CryptoProvider>,
    certified: Arc<CertifiedKey>,
    acceptor: TlsAcceptor,
}

impl Channel {
    /// The channel of the owner of these keys.
    ///
    /// # Panics
    /// Never with the cipher suites that this program is built with.
    pub fn new(keys: &KeyPair) -> Self {
        let me = keys.identity();
        let provider = Arc::new(provider());
        let spki = CertificateDer::from(encode_key(me).to_vec());
        let certified = Arc::new(CertifiedKey::new(vec![spki], Arc::new(Key(keys.clone()))));
        let resolver = AlwaysResolvesServerRawPublicKeys::new(certified.clone());
        let mut config = ServerConfig::builder_with_provider(provider.clone())
            .with_protocol_versions(&[&rustls::version::TLS13])
            .expect("the provider has suites of TLS 1.3")
            .with_client_cert_verifier(Arc::new(Verifier { me, expected: None }))
            .with_cert_resolver(Arc::new(resolver));
        config.alpn_protocols = vec![ALPN.to_vec()];
        config.send_tls13_tickets = 0;
        let acceptor = TlsAcceptor::from(Arc::new(config));
        Self { me, provider, certified, acceptor }
    }

    /// Whose name the channel speaks in.
    pub const fn me(&self) -> Identity {
        self.me
    }

    /// Greets whoever was dialed, and returns who it is.
    ///
    /// # Errors
    /// [`Reason::KeyChanged`] if not the expected key answered, [`Reason::Yourself`],
    /// [`Reason::WrongProtocol`] and others. It may take for ever: the caller sets the bound.
    pub async fn dial(
        &self,
        stream: BoxStream,
        expected: Option<Identity>,
    ) -> Result<(Identity, SecureStream), Reason> {
        let connector = TlsConnector::from(Arc::new(self.dialer(expected)));
        let nobody = ServerName::try_from("chinwag").expect("a valid name, and never sent");
        let stream = connector.connect(nobody, stream).await.map_err(|e| reason(&e))?;
        proven(TlsStream::Client(stream))
    }

    /// Hears whoever came to the door, and returns who it is.
    ///
    /// # Errors
    /// As [`dial`](Self::dial).
    pub async fn accept(&self, stream: BoxStream) -> Result<(Identity, SecureStream), Reason> {
        let stream = self.acceptor.accept(stream).await.map_err(|e| reason(&e))?;
        proven(TlsStream::Server(stream))
    }

    fn dialer(&self, expected: Option<Identity>) -> ClientConfig {
        let resolver = AlwaysResolvesClientRawPublicKeys::new(self.certified.clone());
        let mut config = ClientConfig::builder_with_provider(self.provider.clone())
            .with_protocol_versions(&[&rustls::version::TLS13])
            .expect("the provider has suites of TLS 1.3")
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(Verifier { me: self.me, expected }))
            .with_client_cert_resolver(Arc::new(resolver));
        config.alpn_protocols = vec![ALPN.to_vec()];
        config.enable_sni = false;
        config.resumption = Resumption::disabled();
        config
    }
}

impl fmt::Debug for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Channel").field("me", &self.me).finish_non_exhaustive()
    }
}

/// The key that a finished handshake has proven.
fn proven(stream: SecureStream) -> Result<(Identity, SecureStream), Reason> {
    let (_, session) = stream.get_ref();
    if session.alpn_protocol() != Some(ALPN) {
        return Err(Reason::WrongVersion);
    }
    let key = session.peer_certificates().and_then(|chain| chain.first());
    let identity = key.and_then(|key| decode_key(key).ok()).ok_or(Reason::WrongProtocol)?;
    Ok((identity, stream))
}

/// What a failed handshake means.
fn reason(error: &io::Error) -> Reason {
    let Some(tls) = error.get_ref().and_then(|inner| inner.downcast_ref::<Error>()) else {
        let is_end = error.kind() == io::ErrorKind::UnexpectedEof;
        return if is_end { Reason::HungUp } else { Reason::Lost };
    };
    if let Error::InvalidCertificate(CertificateError::Other(OtherError(inner))) = tls
        && let Some(Refusal(reason)) = inner.downcast_ref()
    {
        return reason.clone();
    }
    let no_protocol = Error::AlertReceived(AlertDescription::NoApplicationProtocol);
    if *tls == Error::NoApplicationProtocol || *tls == no_protocol {
        return Reason::WrongVersion;
    }
    if let Error::AlertReceived(alert) = tls
        && REFUSALS.contains(alert)
    {
        return Reason::Failed(Safe::line("it refused our key"));
    }
    let is_broken = matches!(tls, Error::AlertReceived(_));
    if is_broken { Reason::Lost } else { Reason::WrongProtocol }
}

/// Our identity as the TLS library signs with it.
#[derive(Clone, Debug)]
struct Key(KeyPair);

impl SigningKey for Key {
    fn choose_scheme(&self, offered: &[SignatureScheme]) -> Option<Box<dyn Signer>> {
        let is_offered = offered.contains(&SignatureScheme::ED25519);
        is_offered.then(|| Box::new(self.clone()) as Box<dyn Signer>)
    }

    fn public_key(&self) -> Option<SubjectPublicKeyInfoDer<'_>> {
        Some(encode_key(self.0.identity()).to_vec().into())
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        SignatureAlgorithm::ED25519
    }
}

impl Signer for Key {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        Ok(self.0.sign(message).to_vec())
    }

    fn scheme(&self) -> SignatureScheme {
        SignatureScheme::ED25519
    }
}

/// One key exchange, hybrid and post-quantum; all else as the library offers it for TLS 1.3.
fn provider() -> CryptoProvider {
    CryptoProvider {
        kx_groups: vec![aws_lc_rs::kx_group::X25519MLKEM768],
        ..aws_lc_rs::default_provider()
    }
}

/// How the other end says that it does not accept our key.
const REFUSALS: [AlertDescription; 3] = [
    AlertDescription::BadCertificate,
    AlertDescription::CertificateUnknown,
    AlertDescription::AccessDenied,
];
/// The protocol and its version, as both ends must name it (RFC 7301).
const ALPN: &[u8] = b"chinwag/1";
