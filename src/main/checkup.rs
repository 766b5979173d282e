//! `doctor`: what is wrong here or with a peer.

use tokio::runtime::Builder;

use chinwag::choices::Choices;
use chinwag::cli::Args;
use chinwag::config::Config;
use chinwag::doctor::{Case, Finding, Firewall, VARIABLES, examine, verdict};
use chinwag::failure::{Failure, Status};
use chinwag::identity::KeyPair;
use chinwag::look::Look;
use chinwag::screen::{Clock, Examine, Style};
use chinwag::settings::interfaces;

use crate::chance::{chance, no_chance, now};
use crate::say;
use crate::start::{Start, environment};

/// Prints what is found, and ends with the worst of it.
pub(crate) fn doctor(args: Args, peer: Option<String>) -> Result<Status, Failure> {
    let (case, look) = case(args, peer)?;
    let runtime = Builder::new_current_thread().enable_all().build().map_err(|error| {
        let what = format!("the network cannot be looked at: {error}");
        Failure::new(Status::Failed, what, "Close some programs, then try again.")
    })?;
    let findings = runtime.block_on(examine(case));
    // A name lookup or a disk may still block a thread, and nobody waits for it.
    runtime.shutdown_background();
    say(&lines(&findings, if look.color { Style::Coloured } else { Style::Plain }))?;
    Ok(verdict(&findings))
}

/// The same from within a chat that was started with these arguments.
pub(crate) fn examination(args: Args) -> Examine {
    Examine::new(move |peer| {
        let case = case(args.clone(), peer);
        async {
            match case {
                Ok((case, _)) => lines(&examine(case).await, Style::Plain),
                Err(failure) => format!("! {}\n  {}", failure.what(), failure.next_step()),
            }
        }
    })
}

fn lines(findings: &[Finding], style: Style) -> String {
    findings.iter().map(|finding| finding.text(style) + "\n").collect()
}

/// What there is to know before looking, and how to show what is found.
fn case(args: Args, peer: Option<String>) -> Result<(Case, Look), Failure> {
    let config = Config::load(args.config.as_deref());
    let file = Config::path(args.config.as_deref());
    let configuration = config.clone().map(|_| match file {
        Some(file) if file.exists() => format!("the configuration {} can be read", file.display()),
        Some(file) => format!("there is no configuration {}, and need not be", file.display()),
        None => "there is no configuration, and need not be".to_owned(),
    });
    let choices = Choices::of(&args, &config.unwrap_or_default(), environment);
    let start = Start::with(args, choices)?;
    let kept = start.kept().ok();
    let place = kept.as_ref().map(|(folder, answers)| start.listening(folder, answers));
    let (listen, port) = place.unwrap_or_else(|| (start.listen.clone(), start.port));
    let port = port.unwrap_or_else(|| listen.free_port(None));
    let variables = VARIABLES.into_iter();
    let case = Case {
        configuration,
        folder: kept.map(|(folder, _)| folder),
        listen,
        interfaces: interfaces(),
        firewall: Firewall::here(),
        port,
        static_peers: start.static_peers,
        keys: KeyPair::from_seed(chance().map_err(no_chance)?),
        now: now(),
        clock: Clock::local(),
        environment: variables.filter_map(|name| Some((name, environment(name)?))).collect(),
        peer,
    };
    Ok((case, start.look))
}
