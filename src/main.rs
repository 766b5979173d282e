//! The program: settles who we are and where, and puts the parts together.

use std::fmt;
use std::io::{self, BufRead, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::SystemTime;

use clap::Parser;
use rand::TryRng;
use rand::rngs::SysRng;

use chinwag::address::{Address, Contact, parse_port};
use chinwag::archive::{Archive, export_to, history, written};
use chinwag::chat::chat;
use chinwag::cli::{Args, Color, Command};
use chinwag::config::Config;
use chinwag::failure::{Failure, Status};
use chinwag::identity::KeyPair;
use chinwag::profile::{Answers, Folder, Profile, Profiles};
use chinwag::record::{Record, Remembered};
use chinwag::recording::Redaction;
use chinwag::screen::{Clock, Style};
use chinwag::settings::{Host, PORT_FIRST, Recording, Settings, merge_peers, parse_name};
use chinwag::store::{Sqlite, Store};
use chinwag::text::Safe;
use chinwag::time::Time;

fn main() -> ExitCode {
    let outcome = match Start::from(Args::parse()) {
        Ok(start) => start.run(),
        Err(failure) => Err(failure),
    };
    outcome
        .unwrap_or_else(|failure| {
            // If nobody can be told, the status still says it.
            let _ = writeln!(io::stderr(), "{failure}");
            failure.status()
        })
        .into()
}

/// What is known before anybody is asked: flags first, then the configuration, then last time.
struct Start {
    command: Option<Command>,
    name: Option<Safe>,
    port: Option<u16>,
    listen: Host,
    static_peers: Vec<Contact>,
    record: Option<PathBuf>,
    is_record_plain: bool,
    color: bool,
    /// None if nothing is to stay.
    kept: Option<Kept>,
}

/// What is kept of us on this machine.
struct Kept {
    profiles: Profiles,
    answers: Answers,
}

impl Start {
    fn from(args: Args) -> Result<Self, Failure> {
        let config = Config::load(args.config.as_deref())?;
        let kept = if args.ephemeral {
            None
        } else {
            let profiles = Profiles::find(args.data_dir, args.profile)?;
            Some(Kept { answers: profiles.answers(), profiles })
        };
        Ok(Self {
            command: args.command,
            name: args.name.or(config.name),
            port: args.port.or(config.port),
            listen: args.listen.or(config.listen).unwrap_or_else(Host::everywhere),
            static_peers: merge_peers(args.peers, config.static_peers),
            record: args.record,
            is_record_plain: args.record_plain,
            color: wants_color(args.color),
            kept,
        })
    }

    fn run(self) -> Result<Status, Failure> {
        let Some(command) = &self.command else {
            return match self.settle()? {
                Some(settings) => chat(settings, seed()?, now()),
                None => Ok(Status::Ok),
            };
        };
        let Some(kept) = &self.kept else {
            let what = "with --ephemeral nothing is kept that could be shown or changed";
            return Err(Failure::new(Status::Usage, what, "Leave --ephemeral out."));
        };
        let name = self.name.clone().unwrap_or_else(|| self.usual_name());
        let folder = kept.profiles.folder_of(&name);
        match command {
            Command::Id => self.id(&folder, &kept.answers),
            Command::Forget { address } => forget(&folder, &address.address),
            Command::History(wanted) => {
                let style = if self.color { Style::Coloured } else { Style::Plain };
                history(archive(&folder)?, wanted, &Clock::local(), style, now())
            }
            Command::Export { peer, to } => {
                export_to(archive(&folder)?, peer.as_deref(), to.as_deref())
            }
        }
    }

    /// Settles all that the chat starts with; `None` if the person leaves at a question.
    fn settle(self) -> Result<Option<Settings>, Failure> {
        let Some(name) = settled(self.name.clone(), || self.usual_name(), "Your name", parse_name)?
        else {
            return Ok(None);
        };
        let profile = self.kept.as_ref().map(|kept| kept.profiles.folder_of(&name));
        let profile = profile.map(Profile::open).transpose()?;
        let folder = profile.as_ref().map(Profile::folder);
        let kept = self.kept.as_ref().zip(folder);
        let last_port = kept.and_then(|(kept, folder)| kept.answers.port(folder));
        let propose = || self.listen.free_port(last_port);
        let Some(port) = settled(self.port, propose, "Port", parse_port)? else {
            return Ok(None);
        };
        let recording = self.recording()?;
        let (keys, remembered, store) = memory(profile.as_ref())?;
        if let Some((kept, folder)) = kept {
            kept.answers.clone().keep(&name, folder, port);
        }
        Ok(Some(Settings {
            name,
            listen: self.listen.at_port(port),
            reachable_at: self.listen.reachable().at_port(port),
            static_peers: self.static_peers,
            keys,
            remembered,
            store,
            color: self.color,
            recording,
            profile,
        }))
    }

    fn recording(&self) -> Result<Option<Recording>, Failure> {
        let Some(file) = self.record.clone() else { return Ok(None) };
        let secret = if self.is_record_plain { None } else { Some(chance().map_err(no_chance)?) };
        Ok(Some(Recording { file, redaction: secret.map(Redaction::new) }))
    }

    /// Prints who we are.
    fn id(&self, folder: &Folder, answers: &Answers) -> Result<Status, Failure> {
        let key = folder.key(chance)?;
        let identity = key.pair.identity();
        let port = self.port.or_else(|| answers.port(folder)).unwrap_or(PORT_FIRST);
        let address = self.listen.reachable().at_port(port);
        let contact = Contact { address, identity: Some(identity) };
        if key.is_new {
            let _ =
                writeln!(io::stderr(), "This is the first start of {folder}: its key was made.");
        }
        say(format_args!("key      {identity}\nwords    {}\naddress  {contact}", identity.words(),))
    }

    /// The name to propose: that of last time, or else what the operating system calls us.
    fn usual_name(&self) -> Safe {
        let user = || std::env::var("USER").map(|user| Safe::name(&user)).unwrap_or_default();
        let last = self.kept.as_ref().and_then(|kept| kept.answers.name());
        let name = last.unwrap_or_else(user);
        if name.is_empty() { Safe::name("guest") } else { name }
    }
}

/// Who we are, what is left of former runs, and where what happens is kept.
fn memory(profile: Option<&Profile>) -> Result<(KeyPair, Remembered, Box<dyn Store>), Failure> {
    let Some(profile) = profile else {
        let seed = chance().map_err(no_chance)?;
        let store = Sqlite::in_memory().map_err(|why| {
            let what = format!("nothing can be kept in memory: {why}");
            Failure::new(Status::Failed, what, "Start again.")
        })?;
        return Ok((KeyPair::from_seed(seed), Remembered::default(), Box::new(store)));
    };
    let keys = profile.folder().key(chance)?.pair;
    let mut store = profile.store()?;
    let remembered = store.load().map_err(|trouble| profile.folder().trouble(&trouble))?;
    Ok((keys, remembered, Box::new(store)))
}

/// Forgets whose key belongs to an address.
fn forget(folder: &Folder, address: &Address) -> Result<Status, Failure> {
    if folder.exists() {
        let profile = Profile::open(folder.clone())?;
        let mut store = profile.store()?;
        let trouble = |trouble| folder.trouble(&trouble);
        let mut peers = store.load().map_err(trouble)?.peers.into_iter();
        if peers.any(|peer| peer.routes.iter().any(|(route, _)| route == address)) {
            store.commit(&[Record::Unrouted(address.clone())]).map_err(trouble)?;
            return say(format_args!("Forgotten: any key may answer at {address} the next time."));
        }
    }
    Err(Failure::new(
        Status::Failed,
        format!("{folder} remembers no key for {address}"),
        "Write the address as it was dialed, and name the profile with --name or --profile.",
    ))
}

/// What was said, if anything ever was.
fn archive(folder: &Folder) -> Result<Option<Archive>, Failure> {
    if !folder.exists() {
        return Err(Failure::new(
            Status::Failed,
            format!("nothing was ever kept in {folder}"),
            "Name another one with --name, --profile or --data-dir.",
        ));
    }
    Archive::open(folder, folder.key(chance)?.pair.identity())
}

/// What was given, or, at a terminal, what is answered, or what would be proposed there.
fn settled<T: fmt::Display, E: fmt::Display>(
    given: Option<T>,
    propose: impl FnOnce() -> T,
    question: &str,
    parse: impl Fn(&str) -> Result<T, E>,
) -> Result<Option<T>, Failure> {
    match given {
        Some(given) => Ok(Some(given)),
        None if io::stdin().is_terminal() => ask(question, propose(), parse),
        None => Ok(Some(propose())),
    }
}

/// Asks until the answer can be understood; `None` if the input ends.
///
/// The terminal is left in its line mode, where one read takes one line at the most: what is typed
/// ahead is still there for whoever reads next.
fn ask<T: fmt::Display, E: fmt::Display>(
    question: &str,
    proposal: T,
    parse: impl Fn(&str) -> Result<T, E>,
) -> Result<Option<T>, Failure> {
    loop {
        // On the error stream, so that the question is seen when the output goes elsewhere, and in
        // one piece, whatever is being typed ahead.
        let _ = io::stderr().write_all(format!("{question} [{proposal}]: ").as_bytes());
        let mut line = Vec::new();
        let read = io::stdin().lock().read_until(b'\n', &mut line).map_err(|e| {
            let what = format!("your answer cannot be read: {e}");
            Failure::new(Status::Failed, what, "Give --name and --port, then nothing is asked.")
        })?;
        if read == 0 {
            let _ = writeln!(io::stderr());
            return Ok(None);
        }
        let answer = String::from_utf8_lossy(&line);
        if answer.trim().is_empty() {
            return Ok(Some(proposal));
        }
        match parse(&answer) {
            Ok(answer) => return Ok(Some(answer)),
            Err(e) => {
                let _ = writeln!(io::stderr(), "That cannot be: {e}.");
            }
        }
    }
}

fn wants_color(color: Color) -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let is_dumb = || std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => io::stdout().is_terminal() && !is_set("NO_COLOR") && !is_dumb(),
    }
}

/// What the node's chance grows from.
fn seed() -> Result<u64, Failure> {
    SysRng.try_next_u64().map_err(|error| no_chance(io::Error::other(error)))
}

fn no_chance(error: io::Error) -> Failure {
    let what = format!("the operating system gives no random numbers: {error}");
    Failure::new(Status::Failed, what, "Without them nothing would be secret: mend that first.")
}

/// The wall clock, looked at once.
#[expect(clippy::disallowed_methods, reason = "time begins here and is handed on")]
fn now() -> Time {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    Time::EPOCH + since
}

/// 32 bytes of the operating system's chance.
fn chance() -> io::Result<[u8; 32]> {
    let mut bytes = [0; 32];
    SysRng.try_fill_bytes(&mut bytes).map_err(io::Error::other)?;
    Ok(bytes)
}

/// Prints lines.
fn say(lines: fmt::Arguments<'_>) -> Result<Status, Failure> {
    let mut output = io::stdout().lock();
    written(writeln!(output, "{lines}").and_then(|()| output.flush()))
}
