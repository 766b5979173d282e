//! What a run starts with, settled from flags, configuration, last time and answers.

use std::io::{self, IsTerminal};
use std::path::PathBuf;

use chinwag::address::{Contact, parse_port};
use chinwag::choices::{Choices, Chosen, Origin};
use chinwag::cli::Args;
use chinwag::config::Config;
use chinwag::failure::{Failure, Status};
use chinwag::identity::KeyPair;
use chinwag::look::Look;
use chinwag::pipe::listening;
use chinwag::profile::{Answers, Folder, Profile, Profiles};
use chinwag::record::Remembered;
use chinwag::recording::Redaction;
use chinwag::screen::Examine;
use chinwag::settings::{Host, Recording, Settings, parse_name};
use chinwag::store::{Sqlite, Store};
use chinwag::text::Safe;

use crate::chance::{chance, no_chance};
use crate::checkup::examination;
use crate::questions::settled;

/// What is known before anybody is asked: flags first, then the configuration, then last time.
pub(crate) struct Start {
    pub(crate) name: Option<Safe>,
    pub(crate) port: Option<u16>,
    pub(crate) listen: Host,
    /// Whether a person has said where to listen.
    pub(crate) is_listen_chosen: bool,
    pub(crate) static_peers: Vec<Contact>,
    pub(crate) record: Option<PathBuf>,
    pub(crate) is_record_plain: bool,
    pub(crate) look: Look,
    pub(crate) examine: Examine,
    /// None if nothing is to stay.
    pub(crate) kept: Option<Kept>,
}

/// What is kept of us on this machine.
pub(crate) struct Kept {
    pub(crate) profiles: Profiles,
    pub(crate) answers: Answers,
}

impl Start {
    pub(crate) fn from(args: Args) -> Result<Self, Failure> {
        let config = Config::load(args.config.as_deref())?;
        let choices = Choices::of(&args, &config, environment);
        Self::with(args, choices)
    }

    /// The same, when what was chosen is known already.
    pub(crate) fn with(args: Args, choices: Choices) -> Result<Self, Failure> {
        let examine = examination(args.clone());
        let kept = if args.ephemeral {
            None
        } else {
            let profiles = Profiles::find(args.data_dir, args.profile)?;
            Some(Kept { answers: profiles.answers(), profiles })
        };
        Ok(Self {
            examine,
            look: choices.look(io::stdout().is_terminal()),
            name: choices.name.value,
            port: choices.port.value,
            is_listen_chosen: matches!(choices.listen.origin, Origin::Flag(_)),
            listen: choices.listen.value,
            static_peers: choices.static_peers.into_iter().map(|peer| peer.value).collect(),
            record: args.record,
            is_record_plain: args.record_plain,
            kept,
        })
    }

    /// The folder of the profile that is meant, and what was answered with it before.
    pub(crate) fn kept(&self) -> Result<(Folder, &Answers), Failure> {
        let Some(kept) = &self.kept else {
            let what = "with --ephemeral nothing is kept that could be shown or changed";
            return Err(Failure::new(Status::Usage, what, "Leave --ephemeral out."));
        };
        Ok((kept.profiles.folder_of(&self.name()), &kept.answers))
    }

    /// Where the chat of this profile listens, or, if none runs, would listen; the port, if that
    /// is known.
    pub(crate) fn listening(&self, folder: &Folder, answers: &Answers) -> (Host, Option<u16>) {
        let is_chosen = self.is_listen_chosen || self.port.is_some();
        let running = if is_chosen { None } else { listening(folder) };
        let running = running.and_then(|at| Some((at.host().parse().ok()?, Some(at.port()))));
        running.unwrap_or_else(|| (self.listen.clone(), self.port.or_else(|| answers.port(folder))))
    }

    /// Settles all that the chat starts with; `None` if the person leaves at a question.
    pub(crate) fn settle(self) -> Result<Option<Settings>, Failure> {
        let Some(name) =
            settled(self.name.clone(), || self.usual_name().value, "Your name", parse_name)?
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
        if let Some((kept, folder)) = kept {
            kept.answers.clone().keep(&name, folder, port);
        }
        self.settings(name, port, profile).map(Some)
    }

    /// Settles what a chat for one program alone starts with; nothing is asked. It listens on the
    /// usual port, or, if another program does, on any.
    pub(crate) fn session(self, profile: Option<Profile>) -> Result<Settings, Failure> {
        let kept = self.kept.as_ref().zip(profile.as_ref());
        let usual = kept.and_then(|(kept, profile)| kept.answers.port(profile.folder()));
        let port = self.listen.any_port(self.port.or(usual));
        let name = self.name();
        self.settings(name, port, profile)
    }

    /// The name that was given, or else the usual one.
    fn name(&self) -> Safe {
        self.name.clone().unwrap_or_else(|| self.usual_name().value)
    }

    fn settings(
        self,
        name: Safe,
        port: u16,
        profile: Option<Profile>,
    ) -> Result<Settings, Failure> {
        let recording = self.recording()?;
        let (keys, remembered, store) = memory(profile.as_ref())?;
        Ok(Settings {
            name,
            listen: self.listen.at_port(port),
            reachable_at: self.listen.reachable().at_port(port),
            static_peers: self.static_peers,
            keys,
            remembered,
            store,
            look: self.look,
            opening: None,
            examine: self.examine,
            recording,
            profile,
        })
    }

    fn recording(&self) -> Result<Option<Recording>, Failure> {
        let Some(file) = self.record.clone() else { return Ok(None) };
        let secret = if self.is_record_plain { None } else { Some(chance().map_err(no_chance)?) };
        Ok(Some(Recording { file, redaction: secret.map(Redaction::new) }))
    }

    /// The name to propose: that of last time, or else what the operating system calls us.
    pub(crate) fn usual_name(&self) -> Chosen<Safe> {
        let last = self.kept.as_ref().and_then(|kept| kept.answers.name());
        let last = last.map(|name| Chosen { value: name, origin: Origin::LastTime });
        let user = || {
            let name = environment("USER").map(|user| Safe::name(&user));
            let name = name.filter(|name| !name.is_empty());
            name.map(|name| Chosen { value: name, origin: Origin::Environment("USER") })
        };
        let guest = || Chosen { value: Safe::name("guest"), origin: Origin::Default };
        last.or_else(user).unwrap_or_else(guest)
    }
}

/// Who we are, what is left of former runs, and where what happens is kept.
pub(crate) fn memory(
    profile: Option<&Profile>,
) -> Result<(KeyPair, Remembered, Box<dyn Store>), Failure> {
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

/// What the environment says, if that is text.
pub(crate) fn environment(name: &'static str) -> Option<String> {
    std::env::var(name).ok()
}
