//! **chinwag** is a serverless peer-to-peer chat for the terminal, and the deterministic core
//! that it runs on.
//!
//! # The idea
//!
//! > A **node** takes one thing that happened and returns everything that must follow, in order.
//!
//! It is a function: [`Node::handle`](node::Node::handle) takes a time and an
//! [`Input`](node::Input) and returns [`Output`](node::Output)s, and
//! [`Node::deadline`](node::Node::deadline) says when it wants to be called though nothing
//! happens. It has no socket, no clock, no chance but a seed, no file and no screen. So the same
//! node runs behind real TCP, in a simulated network, and in a test that plays with the order of
//! events, and does the same in all of them.
//!
//! ```text
//!      a person                                                   a scenario, a seed
//!         │ Command                  Event ▲                             │
//!  ┌──────▼────────────────────────────────┴────┐             ┌──────────▼────────────┐
//!  │ screen   the menu, on a terminal or a pipe │             │ sim   worlds, faults  │
//!  └──────┬────────────────────────────────▲────┘             └──────────┬────────────┘
//!  ┌──────▼────────────────────────────────┴────┐  Input                 │ Input
//!  │ driver   the only loop: wait, handle, do   ├───────►┌───────────────▼────────────┐
//!  │          store: what was said              │◄───────┤ node   roster·links·outbox │
//!  └──────┬────────────────────────────────▲────┘ Output └────────────────────────────┘
//!  ┌──────▼────────────────────────────────┴────┐
//!  │ channel   TLS 1.3, both ends proven by key │
//!  │ wire      CBOR frames, bounded             │
//!  │ transport real TCP, or turmoil's           │
//!  └────────────────────────────────────────────┘
//! ```
//!
//! # The map
//!
//! Pure, and compiled without any of the rest by `--no-default-features`:
//!
//! * [`node`]: the door, the dispatch, the deadline; below it the roster, routes, links, outboxes.
//! * [`frame`] and [`wire`]: what peers say to each other, and the one encoding of it.
//! * [`stream`], [`record`], [`history`]: how a message is known, what is kept, and what can be
//!   asked of it.
//! * [`writeahead`]: what waits until something else is durable.
//! * [`recording`]: everything that passed the door, for a replay, and what is left out of it.
//! * [`text`]: what came from others becomes safe to show here, and nowhere else.
//! * [`address`], [`identity`], [`reason`], [`time`]: the words that all of them use.
//!
//! The shell, behind the feature of that name, which is on by default:
//!
//! * [`driver`]: the only async loop; one task owns the node.
//! * [`store`]: SQLite behind a trait, at work on a thread of its own.
//! * [`flight`]: the recorder of a run, into files of bounded size.
//! * [`transport`] and [`channel`]: a network as a trait, and the encryption over it.
//! * [`screen`]: the menu; it knows commands and events, and never sees the node.
//! * [`hub`] and [`pipe`]: many faces before one chat, and the one that programs have.
//! * [`cli`], [`config`], [`choices`], [`look`], [`profile`], [`settings`], [`failure`]: how a run
//!   begins and ends. [`chat`] puts it all together.
//! * [`archive`]: what was said, read from beside a chat or without one.
//! * [`doctor`]: what is wrong here or with a peer, and what to do. [`demo`]: company for a start.
//!
//! # Invariants
//!
//! * The pure modules know no tokio, no sockets, no files, no clock and no entropy: the compiler
//!   and `tests/tidy.rs` see to it.
//! * `handle` cannot fail. What a remote does wrong is a [`reason::Reason`] and costs one link at
//!   the most; what a person does wrong is an [`node::Event`].
//! * The world sees nothing that a crash could undo: what is to be kept is durable before what
//!   follows it is done.
//! * Everything is bounded by a named constant, and reaching a bound has a name.
//! * What came from a remote is [`text::Untrusted`], and only [`text::Safe`] can be shown.
//! * One seed is one history, byte for byte: no order depends on a hash, a clock or a race.
//!
//! # The loop, without the async
//!
//! ```
//! use chinwag::identity::KeyPair;
//! use chinwag::node::{Command, Config, Input, LINKS_MAX, Node, Output};
//! use chinwag::record::Remembered;
//! use chinwag::text::Safe;
//! use chinwag::time::Time;
//!
//! let me = KeyPair::from_seed([1; 32]).identity();
//! let config = Config {
//!     name: Safe::name("alice"),
//!     port: 7001,
//!     static_peers: vec!["127.0.0.1:7002".parse()?],
//!     links_max: LINKS_MAX,
//! };
//! let mut node = Node::new(me, config, 42, Remembered::default());
//!
//! // Nothing has happened yet, and already something is due: the static peer wants to be dialed.
//! let now = Time::from_micros(1_767_268_800_000_000);
//! assert!(node.deadline().is_some_and(|due| due <= now));
//! let outputs = node.handle(now, Input::Ticked);
//! assert_eq!(outputs, [Output::Dial("127.0.0.1:7002".parse()?)]);
//!
//! // A person asks for the list, and is answered in the same breath: there is nobody to ask.
//! let outputs = node.handle(now, Input::Commanded(Command::ListPeers));
//! assert!(matches!(outputs[..], [Output::Notify(_)]));
//! # Ok::<(), chinwag::address::AddressError>(())
//! ```

pub mod address;
pub mod frame;
pub mod history;
pub mod identity;
pub mod node;
#[cfg(feature = "plants")]
pub mod plant;
pub mod reason;
pub mod record;
pub mod recording;
pub mod stream;
pub mod text;
pub mod time;
pub mod wire;
pub mod writeahead;

#[cfg(feature = "shell")]
pub mod archive;
#[cfg(feature = "shell")]
pub mod channel;
#[cfg(feature = "shell")]
pub mod chat;
#[cfg(feature = "shell")]
pub mod choices;
#[cfg(feature = "shell")]
pub mod cli;
#[cfg(feature = "shell")]
pub mod config;
#[cfg(feature = "shell")]
pub mod demo;
#[cfg(feature = "shell")]
pub mod doctor;
#[cfg(feature = "shell")]
pub mod driver;
#[cfg(feature = "shell")]
pub mod failure;
#[cfg(feature = "shell")]
pub mod flight;
#[cfg(feature = "shell")]
pub mod hub;
#[cfg(feature = "shell")]
pub mod look;
#[cfg(feature = "shell")]
pub mod pipe;
#[cfg(feature = "shell")]
pub mod profile;
#[cfg(feature = "shell")]
pub mod screen;
#[cfg(feature = "shell")]
pub mod settings;
#[cfg(feature = "shell")]
pub mod store;
#[cfg(feature = "shell")]
pub mod transport;
